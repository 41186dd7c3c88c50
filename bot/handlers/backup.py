"""/opml: what is followed as a file; and /unsub_all, which sends that file before it leaves everything."""

from markupsafe import Markup

from bot.context import Handler
from bot.handlers.doors import on_command, on_tap
from bot.handlers.leaving import Followed, followed
from bot.handlers.rights import Right
from bot.keyboards import lists as keys
from bot.keyboards import topics as topic_keys
from bot.own_feeds import as_file
from bot.taps.lists import LeaveAll
from bot.texts import lists as texts
from bot.texts import topics as topic_texts
from bot.texts.lists import FILE_NAME
from bot.visit import Card, Visit
from jobs.feeds.lists.opml import OpmlFile, write_opml
from storage import chats
from storage.database import Session
from storage.topics import Visibility


def handlers() -> list[Handler]:
    return [
        on_command("opml", send_list, may=Right.CHAT, afar=True),
        on_command("unsub_all", ask_to_leave_all, may=Right.CHAT, afar=True),
        on_tap(LeaveAll, leave_all, may=Right.CHAT),
    ]


async def ask_to_leave_all(visit: Visit) -> None:
    there = await visit.read(lambda session: followed(session, visit))
    await visit.say(_leaving(visit, there))


async def leave_all(visit: Visit, tap: LeaveAll) -> None:
    """The file first: where that can't be sent, nothing is left. Who taps twice finds nothing to leave any more."""
    there = await visit.read(lambda session: followed(session, visit))
    if not tap.sure:
        await visit.show(Card(texts.all_stays(visit.t), topic_keys.to_topics(visit.t)))
        return
    if not _anything(there):
        await visit.show(_leaving(visit, there))
        return
    private = sum(topic.visibility == Visibility.PRIVATE for topic in there.choice.chosen)
    await _send(visit, texts.backup_caption(visit.t, private=private))
    await visit.write(lambda session: chats.unsubscribe_all(session, visit.meet(session).id))
    await visit.show(Card(texts.left_all(visit.t), topic_keys.to_topics(visit.t)))


async def send_list(visit: Visit) -> None:
    there = await visit.read(lambda session: followed(session, visit))
    if _anything(there):
        await _send(visit, texts.list_caption(visit.t))
    else:
        await visit.say(Card(texts.nothing_to_list(visit.t), topic_keys.to_topics(visit.t)))


async def _send(visit: Visit, caption: Markup) -> None:
    def work(session: Session) -> OpmlFile:
        chat = visit.find(session)
        return as_file(session, chat.id) if chat else OpmlFile(topics=())

    file = await visit.read(work)
    await visit.send_file(FILE_NAME, write_opml(file), caption)


def _leaving(visit: Visit, there: Followed) -> Card:
    if not _anything(there):
        return Card(topic_texts.nothing_followed(visit.t), topic_keys.to_topics(visit.t))
    html = texts.leave_all(visit.t, topics=len(there.choice.chosen), feeds=len(there.feeds))
    return Card(html, keys.leave_all(visit.t))


def _anything(there: Followed) -> bool:
    return bool(there.choice.chosen or there.feeds)
