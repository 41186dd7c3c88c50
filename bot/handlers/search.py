"""/search: stories by their words, page by page, and each at length.

Which words were looked for stands in the message that the card answers: so any replica can turn the page, after a
restart too, each card goes on with its own words, and nobody's are kept.
"""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from markupsafe import Markup
from telegram import Message

from bot.context import Handler
from bot.dialogs import Step, ask, close
from bot.handlers.doors import on_command, on_tap
from bot.handlers.hours import schedule_or_default
from bot.handlers.latest import COMMANDS as LATEST_COMMANDS
from bot.handlers.latest import count_and_words
from bot.handlers.rights import Right
from bot.handlers.story import LONGER, SHORT
from bot.keyboards import search as keys
from bot.keyboards.buttons import page_of, taps_of
from bot.keyboards.search import HITS_A_PAGE
from bot.presenting import presenter
from bot.saving import is_kept, keep
from bot.taps.search import AskWords, OpenHit, SaveHit, SearchPage
from bot.texts import search as texts
from bot.topic_names import close_topics
from bot.visit import Card, Visit
from jobs.digests.content.longer import Longer
from jobs.finding import found_topics, reference, story_of
from jobs.search import FoundPage, search_stories
from storage import topics
from storage.chats import Dialog
from storage.database import Session
from storage.topics import Topic
from summaries.rendering import render_story
from summaries.types import Length

LINK = "search"
"""The parameter of a deep link that asks what to look for."""

COMMAND = "/search"


def handlers() -> list[Handler]:
    return [
        on_command("search", search, may=Right.ANYBODY),
        on_tap(SearchPage, turn_to, may=Right.ANYBODY),
        on_tap(OpenHit, open_hit, may=Right.ANYBODY),
        on_tap(SaveHit, save, may=Right.ANYBODY),
        on_tap(AskWords, ask_by_tap, may=Right.ANYBODY),
    ]


class Seen(NamedTuple):
    """The topics that the chat may see, and the zone of its hours."""

    topics: Sequence[Topic]
    zone: str

    @property
    def ids(self) -> list[int]:
        return [topic.id for topic in self.topics]


def seen(session: Session, visit: Visit) -> Seen:
    chat = visit.find(session)
    chat_id = chat.id if chat else None
    return Seen(topics.visible_topics(session, chat_id), schedule_or_default(session, visit, chat_id).zone)


async def search(visit: Visit) -> None:
    if not visit.words:
        await ask_words(visit)
        return
    await _answer(visit, visit.words)


async def take_words(visit: Visit, _: Dialog) -> None:
    """What was asked for is written now."""
    await visit.write(lambda session: close(session, visit))
    await _answer(visit, visit.words)


async def ask_words(visit: Visit) -> None:
    if not visit.private:
        await visit.say(Card(texts.say_words(visit.t)))
        return
    await visit.write(lambda session: ask(session, visit, Step.SEARCH, {}))
    await visit.say(Card(texts.which_words(visit.t)))


async def ask_by_tap(visit: Visit, _: AskWords) -> None:
    await ask_words(visit)


async def turn_to(visit: Visit, tap: SearchPage) -> str | None:
    asked = words_asked(visit)
    if asked is None:
        return texts.old_toast(visit.t)
    await visit.show(await visit.read(lambda session: found_card(session, visit, asked, tap.page)))
    return None


async def open_hit(visit: Visit, tap: OpenHit) -> str | None:
    def work(session: Session) -> tuple[Longer, bool] | None:
        told = _told(session, visit, tap.article_id, LONGER)
        return (told, is_kept(session, visit, told.story.story.key)) if told else None

    if not is_search_card(visit):
        return texts.old_toast(visit.t)
    found = await visit.read(work)
    if found is None:
        return texts.gone_toast(visit.t)
    told, kept = found
    words = presenter().wording(visit.t.code)
    part = await asyncio.to_thread(render_story, told.story, now=visit.now, zone=told.zone, wording=words)
    buttons = keys.story(visit.t, tap.article_id, tap.page, saved=kept, share=_share(visit, tap.article_id))
    # escaped by its renderer
    await visit.show(Card(Markup(part.html), buttons))  # noqa: S704
    return None


async def save(visit: Visit, tap: SaveHit) -> str | None:
    if not is_search_card(visit):
        return texts.old_toast(visit.t)
    told = await visit.read(lambda session: _told(session, visit, tap.article_id, SHORT))
    if told is None:
        return texts.gone_toast(visit.t)

    def work(session: Session) -> tuple[str, bool]:
        return keep(session, visit, told.story, on=tap.on), is_kept(session, visit, told.story.story.key)

    toast, kept = await visit.write(work)
    share = _share(visit, tap.article_id)
    await visit.change_buttons(keys.story(visit.t, tap.article_id, tap.page, saved=kept, share=share))
    return toast


def is_search_card(visit: Visit) -> bool:
    """Whether the buttons there are a search's: any member can forge one under a group's digest, to overwrite it."""
    return visit.private or any(taps_of(visit.message, kind) for kind in (OpenHit, SaveHit, SearchPage))


def words_asked(visit: Visit) -> str | None:
    """The words in the message that the card answers; None where it isn't there any more, or was something else."""
    asked = visit.message.reply_to_message if visit.message else None
    if asked is None or not asked.text:
        return None
    command, *rest = asked.text.split(maxsplit=1)
    name = command.partition("@")[0].casefold()
    if name == COMMAND:
        return rest[0] if rest else None
    if name in LATEST_COMMANDS:
        # there was nothing new about them
        return count_and_words(rest[0])[1] if rest else None
    # what was answered to the question, or said in private
    return asked.text if visit.private and _is_theirs(visit, asked) else None


def found_card(session: Session, visit: Visit, asked: str, page: int) -> Card:
    """The page of what is found that exists and is nearest to the one asked for."""
    t, may = visit.t, seen(session, visit)

    def at(page: int) -> FoundPage:
        start = page * HITS_A_PAGE
        return search_stories(session, asked, topic_ids=may.ids, now=visit.now, limit=HITS_A_PAGE, offset=start)

    found = at(page)
    page, pages = page_of(found.found, page, HITS_A_PAGE)
    if found.found and not found.stories:
        found = at(page)
    if not found.asked:
        return Card(texts.no_words(t, asked), keys.nothing(t, [], ask=visit.private))
    if not found.stories:
        close_ones = close_topics(may.topics, asked)
        buttons = keys.nothing(t, close_ones, ask=visit.private)
        return Card(texts.nothing_found(t, asked, topics=bool(close_ones)), buttons)
    first = page * HITS_A_PAGE + 1
    names = found_topics(session, found.stories, may.topics)
    html = texts.found(t, asked, found, first=first, topics=names, now=visit.now, zone=may.zone)
    return Card(html, keys.found(t, found.stories, first=first, page=page, pages=pages))


async def _answer(visit: Visit, asked: str) -> None:
    card = await visit.read(lambda session: found_card(session, visit, asked, 0))
    await visit.say(card, answering=visit.message)


def _told(session: Session, visit: Visit, article_id: int, sentences: int) -> Longer | None:
    """The story from all that the chat may see of it; None where it may not see the article, or it is gone."""
    may = seen(session, visit)
    story = story_of(session, article_id, topic_ids=may.ids, sentences=sentences, length=Length.LONG, now=visit.now)
    return Longer(story=story, zone=ZoneInfo(may.zone)) if story else None


def _is_theirs(visit: Visit, asked: Message) -> bool:
    return asked.from_user is not None and asked.from_user.id == visit.user_id


def _share(visit: Visit, article_id: int) -> str | None:
    """What to ask for inline, where the bot has that mode."""
    return reference(article_id) if visit.context.bot.supports_inline_queries else None
