"""Lists of feeds for everybody: one that an admin sends is looked at, then taken in; all feeds go out as a file."""

import asyncio

from telegram import Message

from bot.context import Handler
from bot.dialogs import Step, ask, close, leave_question, open_question
from bot.feed_lists import TakenIn, as_file, compare, take_in
from bot.handlers import imports
from bot.handlers.admin.forms import Form, form
from bot.handlers.admin.recorded import note
from bot.handlers.doors import on_tap
from bot.handlers.rights import Right
from bot.keyboards.admin import opml as keys
from bot.taps.admin.opml import LeaveList, SendList, TakeList
from bot.taps.core import key_of
from bot.texts import lists as list_texts
from bot.texts.admin import opml as texts
from bot.visit import Card, Visit
from jobs.feeds.lists.opml import OpmlFile, write_opml
from storage.catalogue import read_catalogue
from storage.database import Session

TELL_EVERY_S = 1.5
"""Between two edits of the message that tells how far it has come."""


def handlers() -> list[Handler]:
    return [
        *imports.handlers(offer),
        on_tap(TakeList, take, may=Right.ADMIN),
        on_tap(LeaveList, leave, may=Right.ADMIN),
        on_tap(SendList, send_by_tap, may=Right.ADMIN),
    ]


def forms() -> list[Form]:
    return [form("opml|export", lambda visit, _: send(visit), example="/admin opml")]


async def offer(visit: Visit, name: str, file_id: str, file: OpmlFile) -> None:
    """Show what is in a list, and what of it is new."""
    found = await visit.read(lambda session: compare(session, file))
    new_topics = any(is_new for _, _, is_new in found.topics)
    if not found.new and not found.links and not new_topics:
        await visit.show(Card(texts.nothing_new(visit.t, name, file), keys.taken(visit.t)))
        return
    await visit.write(lambda session: ask(session, visit, Step.OPML_FOR_ALL, {"file_id": file_id, "name": name}))
    preview = texts.Preview(new=found.new, known=found.known, topics=found.topics)
    await visit.show(Card(texts.preview(visit.t, name, file, preview), keys.preview(visit.t, key_of(file_id))))


async def take(visit: Visit, tap: TakeList) -> str | None:
    """Take it in. The file stays with Telegram meanwhile; a second tap finds no question any more."""

    def work(session: Session) -> tuple[str, str] | None:
        dialog = open_question(session, visit)
        if dialog is None or dialog.step != Step.OPML_FOR_ALL or key_of(dialog.data["file_id"]) != tap.key:
            return None
        close(session, visit)
        return str(dialog.data["name"]), str(dialog.data["file_id"])

    waiting = await visit.write(work)
    if waiting is None:
        return list_texts.expired_toast(visit.t)
    name, file_id = waiting
    shown = await visit.show(Card(list_texts.reading(visit.t, name)))
    visit.context.application.create_task(_take(visit, name, file_id, shown), update=visit.update)
    return None


async def leave(visit: Visit, _: LeaveList) -> None:
    await leave_question(visit)
    await visit.show(Card(texts.left(visit.t), keys.taken(visit.t)))


async def send(visit: Visit) -> None:
    """All topics and feeds, without anything secret."""
    everything = await visit.read(read_catalogue)
    data = await asyncio.to_thread(write_opml, as_file(everything))
    feeds = len(
        {feed.id for carried in everything.topics for feed in carried.feeds} | {f.id for f in everything.unread}
    )
    caption = texts.caption(visit.t, topics=len(everything.topics), feeds=feeds)
    await visit.send_file(texts.FILE_NAME, data, caption)


async def send_by_tap(visit: Visit, _: SendList) -> None:
    await visit.answer_tap()
    await send(visit)


async def _take(visit: Visit, name: str, file_id: str, shown: Message) -> None:
    file = await imports.load(visit, name, file_id, shown)
    if file is None:
        return
    count = sum(len(topic.feeds) for topic in file.topics) + len(file.loose) + len(file.unread)
    done = 0

    def heard(more: int) -> None:
        nonlocal done
        done += more

    def work(session: Session) -> TakenIn:
        taken = take_in(session, file, now=visit.now, progress=heard)
        names = [topic.name for topic in taken.topics]
        note(session, visit, "feed.import", name, feeds=taken.feeds, topics=len(names))
        return taken

    taking = asyncio.create_task(visit.write(work))
    while not (await asyncio.wait({taking}, timeout=TELL_EVERY_S))[0]:
        await visit.change(shown, Card(texts.taking(visit.t, name, min(done, count), count)))
    taken = taking.result()
    html = texts.taken(
        visit.t,
        name,
        new=taken.feeds,
        known=taken.known,
        topics=[topic.name for topic in taken.topics],
        bad=file.bad,
    )
    await visit.change(shown, Card(html, keys.taken(visit.t)))
