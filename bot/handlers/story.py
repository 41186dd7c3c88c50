"""What one does with a story of a digest: read more of it, ask why, keep it, follow or mute it, vote on it.

The buttons stand under the digest's message and say which story is meant; what they show takes the message's place for
a moment. Each tap is checked against the ledger: a digest of another chat is nobody's business here.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup, escape
from telegram import InlineKeyboardMarkup

from bot.context import Handler
from bot.handlers.doors import on_tap
from bot.handlers.rights import Right
from bot.keyboards import story as keys
from bot.keyboards.buttons import taps_of
from bot.presenting import presenter
from bot.saving import is_kept, keep
from bot.taps.story import (
    BackToDigest,
    FollowStory,
    MuteSource,
    MuteStory,
    PickStory,
    SaveStory,
    ShowMore,
    ShowMutes,
    ShowWhy,
    VoteStory,
)
from bot.texts import filters as filter_texts
from bot.texts import story as texts
from bot.visit import Card, Visit
from jobs.digests.content.longer import Longer, longer, sources_left
from jobs.filters.language import parse_filter, write_filter
from jobs.filters.terms import FilterNotUnderstood, source_term, with_term
from jobs.tastes import vote
from storage import deliveries, digests, marks, preferences
from storage.chats import Chat
from storage.database import Session
from storage.digests import DigestKind, LedgerStory
from storage.marks import Mark
from storage.tastes import Opinion, vote_of
from summaries.explanation import explain
from summaries.rendering import render_story
from summaries.types import Score

LONGER = 8
"""Sentences of a story that is told at length."""

SHORT = 3
"""Sentences that are kept of a saved story."""

MOST_SOURCES = 8

OPINIONS: Mapping[int, Opinion] = {1: 1, -1: -1}
"""More like this, or less; any other number takes the opinion back."""


def handlers() -> list[Handler]:
    return [
        on_tap(PickStory, pick, may=Right.ANYBODY),
        on_tap(BackToDigest, back, may=Right.ANYBODY),
        on_tap(ShowMore, more, may=Right.ANYBODY),
        on_tap(ShowWhy, why, may=Right.ANYBODY),
        on_tap(SaveStory, save, may=Right.ANYBODY),
        on_tap(VoteStory, cast, may=Right.ANYBODY),
        on_tap(FollowStory, follow, may=Right.CHAT),
        on_tap(ShowMutes, show_mutes, may=Right.CHAT),
        on_tap(MuteStory, mute, may=Right.CHAT),
        on_tap(MuteSource, mute_source, may=Right.CHAT),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A story of a digest that this chat was told, with its neighbours in the same message."""

    chat: Chat
    story: LedgerStory
    positions: Sequence[int]


def look(session: Session, visit: Visit, digest_id: int, position: int) -> Found | None:
    chat, story = visit.find(session), digests.ledger_story(session, digest_id, position)
    if chat is None or story is None or story.chat_id != chat.id:
        return None
    beside = digests.stories_in_part(session, digest_id, story.part)
    return Found(chat=chat, story=story, positions=[each.position for each in beside])


def picked(session: Session, visit: Visit, found: Found) -> keys.Picked:
    """What was done with the story before, for its buttons."""
    story = found.story
    return keys.Picked(
        digest_id=story.digest_id,
        position=story.position,
        positions=found.positions,
        saved=is_kept(session, visit, story.story_id),
        mark=marks.marks_of(session, found.chat.id, [story.story_id]).get(story.story_id),
        opinion=vote_of(session, chat_id=found.chat.id, user_id=visit.user_id, story_id=story.story_id),
        day=story.kind == DigestKind.LATEST,
    )


async def pick(visit: Visit, tap: PickStory) -> str | None:
    """Only the buttons change: the message stays where the reader is."""
    return await _show_buttons(visit, tap.digest_id, tap.position)


async def back(visit: Visit, tap: BackToDigest) -> str | None:
    """The digest's message as it was sent."""

    def work(session: Session) -> Card | None:
        found = look(session, visit, tap.digest_id, tap.position)
        if found is None:
            return None
        sent = deliveries.sent_part(session, tap.digest_id, found.story.part)
        if sent is None:
            return None
        buttons = keys.story(visit.t, picked(session, visit, found))
        # it was rendered and escaped when it was made
        return Card(Markup(sent.html), buttons, preview=sent.preview)  # noqa: S704

    card = await visit.read(work)
    if card is None:
        return texts.gone_toast(visit.t)
    await visit.show(card)
    return None


async def _done(visit: Visit, digest_id: int, position: int, said: str) -> None:
    """After a question in the digest's place the digest comes back; after one in a message of its own, the answer."""

    def work(session: Session) -> bool:
        found = look(session, visit, digest_id, position)
        sent = found and deliveries.sent_part(session, digest_id, found.story.part)
        return bool(sent and visit.message and sent.message_id == visit.message.message_id)

    if await visit.read(work):
        await back(visit, BackToDigest(digest_id, position))
    else:
        await visit.show(Card(escape(said)))


async def more(visit: Visit, tap: ShowMore) -> str | None:
    told = await _longer(visit, tap.digest_id, tap.position, LONGER)
    if told is None:
        return texts.gone_toast(visit.t)
    words = presenter().wording(visit.t.code)
    part = await asyncio.to_thread(render_story, told.story, now=visit.now, zone=told.zone, wording=words)
    await visit.show(Card(Markup(part.html), _aside(visit, tap)))  # noqa: S704
    return None


async def why(visit: Visit, tap: ShowWhy) -> str | None:
    found = await visit.read(lambda session: look(session, visit, tap.digest_id, tap.position))
    if found is None:
        return texts.gone_toast(visit.t)
    story = found.story
    reasons = explain(Score(parts=story.score), matches=story.matches, sources=story.sources)
    await visit.show(Card(texts.why(visit.t, story.headline, reasons), _aside(visit, tap, more=True)))
    return None


def _aside(visit: Visit, tap: ShowMore | ShowWhy, *, more: bool = False) -> InlineKeyboardMarkup | None:
    return keys.aside(visit.t, tap.digest_id, tap.position, back=_is_in_its_place(visit), more=more)


def _is_in_its_place(visit: Visit) -> bool:
    """Whether what is shown takes a digest's place, for a moment; what was typed is answered in a message of its own,
    from which nothing leads back."""
    return any(taps_of(visit.message, kind) for kind in (BackToDigest, SaveStory))


async def save(visit: Visit, tap: SaveStory) -> str | None:
    """Kept in the private chat of who taps, also from a group; never in the group."""
    told = await _longer(visit, tap.digest_id, tap.position, SHORT)
    if told is None:
        return texts.gone_toast(visit.t)
    toast = await visit.write(lambda session: keep(session, visit, told.story, on=tap.on))
    await _show_buttons(visit, tap.digest_id, tap.position)
    return toast


async def cast(visit: Visit, tap: VoteStory) -> str | None:
    """Every member of a group has a voice."""
    opinion = min(tap.opinion, keys.UP) - 1

    def work(session: Session) -> bool:
        found = look(session, visit, tap.digest_id, tap.position)
        if found is None:
            return False
        vote(
            session,
            chat_id=found.chat.id,
            user_id=visit.user_id,
            story_id=found.story.story_id,
            value=OPINIONS.get(opinion),
            now=visit.now,
        )
        return True

    if not await visit.write(work):
        return texts.gone_toast(visit.t)
    await _show_buttons(visit, tap.digest_id, tap.position)
    return texts.voted_toast(visit.t, opinion)


async def follow(visit: Visit, tap: FollowStory) -> str | None:
    if not await _mark(visit, tap.digest_id, tap.position, Mark.FOLLOWED if tap.on else None):
        return texts.gone_toast(visit.t)
    await _show_buttons(visit, tap.digest_id, tap.position)
    return texts.followed_toast(visit.t) if tap.on else texts.unfollowed_toast(visit.t)


async def mute(visit: Visit, tap: MuteStory) -> str | None:
    if not await _mark(visit, tap.digest_id, tap.position, Mark.MUTED if tap.on else None):
        return texts.gone_toast(visit.t)
    if not tap.on:
        await _show_buttons(visit, tap.digest_id, tap.position)
        return texts.unmuted_toast(visit.t)
    await _done(visit, tap.digest_id, tap.position, texts.muted_toast(visit.t))
    return texts.muted_toast(visit.t)


async def show_mutes(visit: Visit, tap: ShowMutes) -> str | None:
    def work(session: Session) -> tuple[str, list[str]]:
        found = look(session, visit, tap.digest_id, tap.position)
        return (found.story.headline, _sources(session, found.story, now=visit.now)) if found else ("", [])

    headline, sources = await visit.read(work)
    if not sources:
        return texts.gone_toast(visit.t)
    buttons = keys.mutes(visit.t, tap.digest_id, tap.position, sources, back=_is_in_its_place(visit))
    await visit.show(Card(texts.which_mute(visit.t, headline), buttons))
    return None


async def mute_source(visit: Visit, tap: MuteSource) -> str | None:
    """Its name goes into the chat's filter, where it can be seen and taken out again."""

    def offered(session: Session) -> list[str]:
        found = look(session, visit, tap.digest_id, tap.position)
        return _sources(session, found.story, now=visit.now) if found else []

    sources = await visit.read(offered)
    if tap.source >= len(sources):
        return texts.gone_toast(visit.t)
    name = sources[tap.source]

    def work(session: Session) -> None:
        chat = visit.meet(session)
        current = preferences.preferences(session, chat.id).filter
        changed = with_term(parse_filter(current), source_term(name, excluded=True))
        preferences.set_preferences(session, chat.id, filter=write_filter(changed))

    try:
        await visit.write(work)
    except FilterNotUnderstood:
        return filter_texts.full_toast(visit.t)
    await _done(visit, tap.digest_id, tap.position, texts.source_muted_toast(visit.t, name))
    return texts.source_muted_toast(visit.t, name)


async def _mark(visit: Visit, digest_id: int, position: int, mark: Mark | None) -> bool:
    """Put the mark on the story, or take it off; False where there is no such story here."""

    def work(session: Session) -> bool:
        found = look(session, visit, digest_id, position)
        if found is None:
            return False
        if mark is None:
            marks.unmark_story(session, found.chat.id, found.story.story_id)
            return True
        return marks.mark_story(session, found.chat.id, found.story.story_id, mark, now=visit.now)

    return await visit.write(work)


async def _show_buttons(visit: Visit, digest_id: int, position: int) -> str | None:
    def work(session: Session) -> keys.Picked | None:
        found = look(session, visit, digest_id, position)
        return picked(session, visit, found) if found else None

    now = await visit.read(work)
    if now is None:
        return texts.gone_toast(visit.t)
    await visit.change_buttons(keys.story(visit.t, now))
    return None


async def _longer(visit: Visit, digest_id: int, position: int, sentences: int) -> Longer | None:
    """The story at length, from all that this chat may see of it; None where it is gone or another chat's."""

    def work(session: Session) -> Longer | None:
        found = look(session, visit, digest_id, position)
        if found is None:
            return None
        return longer(session, found.story, sentences=sentences, now=visit.now)

    return await visit.read(work)


def _sources(session: Session, story: LedgerStory, *, now: datetime) -> list[str]:
    """Who tells the story, of what the chat may see."""
    return sorted(sources_left(session, story, now=now), key=str.casefold)[:MOST_SOURCES]
