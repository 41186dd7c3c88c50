"""Keeping a story for later: in the private chat of who taps, also from a group; never in the group."""

from bot.texts import story as texts
from bot.visit import Visit
from storage import saved
from storage.chats import Chat, find_chat
from storage.database import Session
from storage.saved import NewSaved, Saving
from summaries.types import DigestStory


def keep(session: Session, visit: Visit, told: DigestStory, *, on: bool) -> str:
    """Put the story on the list of who taps, or take it off; what to say of it."""
    mine = visit.meet(session) if visit.private and visit.aim is None else _list_of(session, visit)
    if mine is None:
        return texts.unknown_reader_toast(visit.t)
    if not on:
        known = saved.saved_by_story(session, mine.id, [told.story.key])
        if (saved_id := known.get(told.story.key)) is not None:
            saved.unsave_story(session, mine.id, saved_id)
        return texts.unsaved_toast(visit.t)
    if saved.save_story(session, mine.id, _to_keep(told), now=visit.now) is Saving.FULL:
        return texts.full_toast(visit.t)
    return texts.saved_toast(visit.t)


def is_kept(session: Session, visit: Visit, story_id: int) -> bool:
    mine = _list_of(session, visit)
    return mine is not None and story_id in saved.saved_by_story(session, mine.id, [story_id])


def _list_of(session: Session, visit: Visit) -> Chat | None:
    return find_chat(session, visit.user_id)


def _to_keep(told: DigestStory) -> NewSaved:
    article = next((each for each in told.story.articles if each.url == told.url), told.story.articles[0])
    return NewSaved(
        story_id=told.story.key or None,
        headline=told.headline,
        url=told.url or article.url,
        source=article.source,
        summary=" ".join(sentence.text for sentence in told.summary.sentences),
    )
