"""/admin: the card that leads to every topic and feed by buttons, and its typed forms."""

import re
from collections.abc import Awaitable, Callable

from bot.context import Handler
from bot.dialogs import Step, leave_question
from bot.handlers.admin import feeds as admin_feeds
from bot.handlers.admin import new_feed as admin_new_feed
from bot.handlers.admin import packs as admin_packs
from bot.handlers.admin import topics as admin_topics
from bot.handlers.admin.cards import show_home, show_topic
from bot.handlers.doors import on_command, on_tap
from bot.handlers.rights import Right
from bot.keyboards.admin import home as home_keys
from bot.taps.admin.home import AdminHome, CancelQuestion
from bot.taps.admin.topics import AdminTopic
from bot.texts.admin import home as home_texts
from bot.texts.topics import which_topic
from bot.topic_names import find_topic
from bot.visit import Card, Visit
from storage import topics
from storage.chats import Dialog
from storage.topics import Topic

ADD_TOPIC = re.compile(r"add\s+topic\s+(?P<topic>.+)", re.IGNORECASE)
ADD_FEED = re.compile(r"add\s+feed\s+(?P<address>\S+)\s+(?:to\s+)?(?P<topic>.+)", re.IGNORECASE)
REMOVE_TOPIC = re.compile(r"remove\s+topic\s+(?P<topic>.+)", re.IGNORECASE)

ANSWERS: dict[Step, Callable[[Visit, Dialog], Awaitable[None]]] = {
    Step.TOPIC_NAME: admin_topics.name_given,
    Step.TOPIC_FIELD: admin_topics.field_given,
    Step.FEED_ADDRESS: admin_new_feed.address_given,
    Step.FEED_SAVE: admin_new_feed.address_given,
}
"""What becomes of a written answer; the one for which topic an address is, is given by button."""


def handlers() -> list[Handler]:
    return [
        on_command("admin", admin, may=Right.ADMIN),
        on_tap(AdminHome, home, may=Right.ADMIN),
        on_tap(AdminTopic, topic, may=Right.ADMIN),
        on_tap(CancelQuestion, cancel, may=Right.ADMIN),
        *admin_topics.handlers(),
        *admin_new_feed.handlers(),
        *admin_feeds.handlers(),
        *admin_packs.handlers(),
    ]


async def admin(visit: Visit) -> None:
    """The card of all topics, or what was typed behind the command."""
    words = visit.words
    if not words or words.casefold() == "topics":
        await show_home(visit)
    elif words.casefold() == "feeds":
        await admin_feeds.list_feeds(visit)
    elif words.casefold() == "packs":
        await admin_packs.show_packs(visit)
    elif form := ADD_TOPIC.fullmatch(words):
        await admin_topics.add_topic(visit, form["topic"])
    elif form := ADD_FEED.fullmatch(words):
        if named := await _topic_called(visit, form["topic"]):
            await admin_new_feed.check(visit, named, form["address"])
    elif form := REMOVE_TOPIC.fullmatch(words):
        if named := await _topic_called(visit, form["topic"]):
            await admin_topics.ask_removal(visit, named.id)
    else:
        await visit.say(Card(home_texts.forms(visit.t)))


async def home(visit: Visit, tap: AdminHome) -> None:
    await leave_question(visit)
    await show_home(visit, tap.page)


async def topic(visit: Visit, tap: AdminTopic) -> str | None:
    await leave_question(visit)
    return None if await show_topic(visit, tap.topic_id) else home_texts.gone_toast(visit.t)


async def cancel(visit: Visit, tap: CancelQuestion) -> str | None:
    """Leave the question and go back to where it came from."""
    await leave_question(visit)
    if tap.topic_id:
        await show_topic(visit, tap.topic_id)
    else:
        await show_home(visit)
    return None


async def _topic_called(visit: Visit, name: str) -> Topic | None:
    """The topic that is meant; where there is none, that is said."""
    known = await visit.read(topics.list_topics)
    named = find_topic(known, name)
    if named is None:
        await visit.say(Card(which_topic(visit.t, name, found=False), home_keys.topics(visit.t, known)))
    return named
