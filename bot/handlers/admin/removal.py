"""Removing topics, and bringing them back within a day."""

import re

from bot.context import Handler
from bot.handlers.admin.cards import show_home, show_topic
from bot.handlers.admin.changing import subject
from bot.handlers.admin.forms import Form, form
from bot.handlers.admin.naming import topic_called
from bot.handlers.admin.recorded import note
from bot.handlers.doors import on_tap
from bot.handlers.rights import Right
from bot.keyboards.admin import home as home_keys
from bot.keyboards.admin import topics as keys
from bot.taps.admin.topics import AdminTopic, RemoveTopic, RestoreTopic, ShowRemoved
from bot.texts.admin import home as home_texts
from bot.texts.admin import topics as texts
from bot.topic_names import find_topic
from bot.visit import Card, Visit
from storage import removed_topics, topics
from storage.database import Session
from storage.topics import Topic


def handlers() -> list[Handler]:
    return [
        on_tap(RemoveTopic, remove, may=Right.ADMIN),
        on_tap(RestoreTopic, restore_by_tap, may=Right.ADMIN),
        on_tap(ShowRemoved, show_by_tap, may=Right.ADMIN),
    ]


def forms() -> list[Form]:
    return [
        form(r"remove\s+topic\s+(?P<topic>.+)", remove_typed, example="/admin remove topic Technology"),
        form("removed", lambda visit, _: show_removed(visit), example="/admin removed"),
        form(r"restore\s+(?P<topic>.+)", restore_typed, example="/admin restore Technology"),
    ]


async def remove_typed(visit: Visit, words: re.Match[str]) -> None:
    if named := await topic_called(visit, words["topic"]):
        await ask_removal(visit, named.id)


async def remove(visit: Visit, tap: RemoveTopic) -> str | None:
    """Ask first; the second tap does it, and shows the way back."""
    if not tap.sure:
        return None if await ask_removal(visit, tap.topic_id) else home_texts.gone_toast(visit.t)

    def work(session: Session) -> tuple[Topic | None, int]:
        topic = topics.topic(session, tap.topic_id)
        if topic is not None and removed_topics.remove_topic(session, topic.id, now=visit.now):
            note(session, visit, "topic.remove", subject(topic), topic=topic.name)
        # on a second tap too: so that it doesn't take the way back with it
        return topic or removed_topics.removed_topic(session, tap.topic_id), _followers(session, tap.topic_id)

    topic, chats = await visit.write(work)
    if topic is None:
        await show_home(visit)
        return home_texts.gone_toast(visit.t)
    await visit.show(Card(texts.removed(visit.t, topic.name, chats=chats), keys.removed(visit.t, topic.id)))
    return None


async def ask_removal(visit: Visit, topic_id: int) -> bool:
    """Say whom it concerns and ask; whether there is such a topic."""

    def work(session: Session) -> tuple[Topic | None, int]:
        return topics.topic(session, topic_id), _followers(session, topic_id)

    topic, chats = await visit.read(work)
    if topic is None:
        await show_home(visit)
        return False
    buttons = home_keys.sure(visit.t, RemoveTopic(topic.id, True), AdminTopic(topic.id))
    await visit.show(Card(texts.confirm_removal(visit.t, topic, chats=chats), buttons))
    return True


async def show_removed(visit: Visit) -> None:
    found = await visit.read(removed_topics.removed_topics)
    found = found[: keys.MOST_RESTORED]
    await visit.show(Card(texts.removed_topics(visit.t, found, now=visit.now), keys.removed_topics(visit.t, found)))


async def show_by_tap(visit: Visit, _: ShowRemoved) -> None:
    await show_removed(visit)


async def restore_by_tap(visit: Visit, tap: RestoreTopic) -> str | None:
    return await restore(visit, tap.topic_id)


async def restore_typed(visit: Visit, words: re.Match[str]) -> None:
    """By name; where several of that name were removed, they are shown to choose from."""
    found = await visit.read(removed_topics.removed_topics)
    meant = find_topic(found, words["topic"])
    if meant is None or sum(topic.name == meant.name for topic in found) > 1:
        await show_removed(visit)
    else:
        await restore(visit, meant.id)


async def restore(visit: Visit, topic_id: int) -> str | None:
    """A second tap finds it back already, and shows it."""

    def work(session: Session) -> Topic | None:
        topic = removed_topics.restore_topic(session, topic_id)
        if topic is not None:
            note(session, visit, "topic.restore", subject(topic), topic=topic.name)
        return topic

    topic = await visit.write(work)
    if topic is not None:
        await show_topic(visit, topic.id)
        return texts.restored_toast(visit.t, topic.name)
    return None if await show_topic(visit, topic_id) else texts.too_late_toast(visit.t)


def _followers(session: Session, topic_id: int) -> int:
    return topics.count_subscribers(session, topic_id)
