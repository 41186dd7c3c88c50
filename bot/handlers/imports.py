"""/import, and lists of feeds that are sent as files: their feeds become the chat's own."""

from collections.abc import Awaitable, Callable
from functools import partial

from telegram import Document, Message
from telegram.error import TelegramError
from telegram.ext import filters

from bot.context import Handler
from bot.dialogs import Step, ask, close, open_question
from bot.handlers.doors import on_command, on_sent, on_tap
from bot.handlers.hours import ensure_schedule
from bot.handlers.own_feeds import own
from bot.handlers.rights import Right
from bot.keyboards import lists as keys
from bot.keyboards import own_feeds as feed_keys
from bot.keyboards import topics as topic_keys
from bot.own_feeds import Listed, listed_in, most_own_feeds
from bot.taps.core import key_of
from bot.taps.lists import TakeFile, TakeFileForAll
from bot.texts import lists as texts
from bot.texts import own_feeds as feed_texts
from bot.texts.lists import FILE_NAME, Imported
from bot.topic_names import LONGEST_NAME, clean_line
from bot.visit import Card, Visit
from jobs.feeds.lists.opml import OpmlFile, read_opml
from jobs.feeds.problems import FeedProblem
from storage import chats, topics
from storage.database import Session
from storage.own_topics import OwnFeed, add_own_feed
from storage.topics import Topic

MOST_BYTES = 2**20
A_BATCH = 100
"""Feeds in one transaction, between which the message tells how far it has come."""

LISTS = (
    filters.Document.FileExtension("opml")
    | filters.Document.FileExtension("xml")
    | filters.Document.MimeType("text/x-opml")
    | filters.Document.MimeType("text/x-opml+xml")
)

ForAll = Callable[[Visit, str, str, OpmlFile], Awaitable[None]]
"""Takes a list that an admin sent for everybody: its name, its Telegram id and what it says; the visit is the tap that
wants it."""


def handlers(for_all: ForAll | None = None) -> list[Handler]:
    """`for_all` is what admins may do with a list besides keeping its feeds for themselves."""
    mine: list[Handler] = [
        on_command("import", explain_import, may=Right.CHAT, afar=True),
        on_tap(TakeFile, take_file, may=Right.CHAT),
        on_sent(LISTS, partial(receive, for_all=for_all), may=Right.CHAT),
    ]
    if for_all is None:
        return mine
    return [*mine, on_tap(TakeFileForAll, partial(take_file_for_all, for_all=for_all), may=Right.ADMIN)]


async def explain_import(visit: Visit) -> None:
    most = (await visit.read(lambda session: own(session, visit))).most
    if most:
        await visit.say(Card(texts.how_to_import(visit.t, most, private=visit.private)))
    else:
        await visit.say(Card(feed_texts.closed(visit.t), topic_keys.to_topics(visit.t)))


async def receive(visit: Visit, *, for_all: ForAll | None) -> None:
    """A list was sent: its feeds become the chat's own, or an admin is asked for whom they are."""
    assert visit.message is not None
    document = visit.message.document
    assert document is not None
    name = _name(document)
    if (document.file_size or 0) > MOST_BYTES:
        await visit.say(Card(texts.too_large(visit.t, name)))
    elif for_all is not None and visit.rights.admin:
        data = {"file_id": document.file_id, "name": name}
        await visit.write(lambda session: ask(session, visit, Step.OPML_FILE, data))
        await visit.say(Card(texts.for_whom(visit.t, name), keys.for_whom(visit.t, key_of(document.file_id))))
    else:
        await _begin(visit, name, document.file_id)


async def take_file(visit: Visit, tap: TakeFile) -> str | None:
    waiting = await _waiting(visit, tap.key)
    if waiting is None:
        return texts.expired_toast(visit.t)
    await _begin(visit, *waiting)
    return None


async def take_file_for_all(visit: Visit, tap: TakeFileForAll, *, for_all: ForAll) -> str | None:
    waiting = await _waiting(visit, tap.key)
    if waiting is None:
        return texts.expired_toast(visit.t)
    name, file_id = waiting
    shown = await visit.show(Card(texts.reading(visit.t, name)))
    if file := await load(visit, name, file_id, shown):
        await for_all(visit, name, file_id, file)
    return None


async def _begin(visit: Visit, name: str, file_id: str) -> None:
    """Say that it is read, and read it: other messages don't wait."""
    shown = await visit.show(Card(texts.reading(visit.t, name)))
    visit.context.application.create_task(_import(visit, name, file_id, shown), update=visit.update)


async def _import(visit: Visit, name: str, file_id: str, shown: Message) -> None:
    file = await load(visit, name, file_id, shown)
    if file is None:
        return
    listed = listed_in(file)
    most = (await visit.read(lambda session: own(session, visit))).most
    if not most and not listed.slugs:
        await visit.change(shown, Card(feed_texts.closed(visit.t), topic_keys.to_topics(visit.t)))
        return
    result = await visit.write(lambda session: _follow_topics(session, visit, listed))
    for start in range(0, len(listed.feeds), A_BATCH):
        if start:
            await visit.change(shown, Card(texts.taking(visit.t, name, start, len(listed.feeds))))
        batch = Listed(feeds=listed.feeds[start : start + A_BATCH], slugs=(), unusable=())
        result = await visit.write(partial(_take, visit=visit, batch=batch, before=result))
    card = Card(texts.imported(visit.t, name, result, most), feed_keys.to_feeds(visit.t))
    await visit.change(shown, card)


async def load(visit: Visit, name: str, file_id: str, shown: Message) -> OpmlFile | None:
    """The list in the file; where there is none, that is said in the place of `shown`."""
    try:
        file = await visit.context.bot.get_file(file_id)
        if (file.file_size or 0) > MOST_BYTES:
            await visit.change(shown, Card(texts.too_large(visit.t, name)))
            return None
        data = bytes(await file.download_as_bytearray())
    except TelegramError:
        await visit.change(shown, Card(texts.not_loaded(visit.t, name)))
        return None
    try:
        return await visit.deps.workers.run(read_opml, data)
    except FeedProblem as problem:
        await visit.change(shown, Card(texts.not_a_list(visit.t, name, str(problem))))
        return None


def _follow_topics(session: Session, visit: Visit, listed: Listed) -> Imported:
    """Follow the topics that a file of ours names, as far as the chat may see them."""
    chat = visit.meet(session)
    seen = {topic.slug: topic for topic in topics.visible_topics(session, chat.id)}
    named: list[Topic] = []
    for slug in listed.slugs:
        # a hidden one is followed by whoever knows its link, and its slug is all there is to that
        if topic := seen.get(slug) or topics.topic_called(session, slug):
            named.append(topic)
            ensure_schedule(session, visit, chat.id, topic)
            chats.subscribe(session, chat.id, topic.id, now=visit.now)
    return Imported(unusable=listed.unusable, topics=tuple(named), other_topics=len(listed.slugs) - len(named))


def _take(session: Session, *, visit: Visit, batch: Listed, before: Imported) -> Imported:
    """Follow these feeds, as many as there is room for."""
    chat = visit.meet(session)
    most = most_own_feeds(session, visit.deps.settings, chat.id)
    outcomes = []
    unusable = list(before.unusable)
    for feed in batch.feeds:
        added = add_own_feed(
            session,
            chat.id,
            url=feed.url,
            title=clean_line(feed.title, LONGEST_NAME),
            language=feed.language,
            most=most,
            topic_name=feed_texts.topic_name(visit.t),
            now=visit.now,
        )
        outcomes.append(added.outcome)
        if added.outcome is OwnFeed.CLOSED:
            unusable.append(feed.title)
    if OwnFeed.ADDED in outcomes:
        ensure_schedule(session, visit, chat.id)
    return Imported(
        new=before.new + outcomes.count(OwnFeed.ADDED),
        known=before.known + outcomes.count(OwnFeed.KNOWN),
        no_room=before.no_room + outcomes.count(OwnFeed.FULL),
        unusable=tuple(unusable),
        topics=before.topics,
        other_topics=before.other_topics,
    )


async def _waiting(visit: Visit, key: str) -> tuple[str, str] | None:
    """The name and the Telegram id of the file that waits for this button; the question is answered then."""

    def work(session: Session) -> tuple[str, str] | None:
        dialog = open_question(session, visit)
        if dialog is None or dialog.step != Step.OPML_FILE or key_of(dialog.data["file_id"]) != key:
            return None
        close(session, visit)
        return str(dialog.data["name"]), str(dialog.data["file_id"])

    return await visit.write(work)


def _name(document: Document) -> str:
    return clean_line(document.file_name or "", 100) or FILE_NAME
