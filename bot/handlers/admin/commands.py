"""/admin: the card that leads to every topic and feed by buttons, and its typed forms."""

import re
from collections.abc import Awaitable, Callable

from bot.context import Handler
from bot.dialogs import Step, leave_question
from bot.handlers.admin import broadcast as admin_broadcast
from bot.handlers.admin import feed_card as admin_feed_card
from bot.handlers.admin import feeds as admin_feeds
from bot.handlers.admin import menu as admin_menu
from bot.handlers.admin import new_feed as admin_new_feed
from bot.handlers.admin import opml as admin_opml
from bot.handlers.admin import options as admin_options
from bot.handlers.admin import packs as admin_packs
from bot.handlers.admin import people as admin_people
from bot.handlers.admin import roles as admin_roles
from bot.handlers.admin import stats as admin_stats
from bot.handlers.admin import topics as admin_topics
from bot.handlers.admin.cards import edited, show_home, show_topic
from bot.handlers.admin.forms import Form, form
from bot.handlers.doors import on_command, on_tap
from bot.handlers.rights import Right, refused
from bot.keyboards.admin import home as home_keys
from bot.taps.admin.home import AdminHome, CancelQuestion
from bot.taps.admin.topics import AdminTopic
from bot.texts.admin import home as home_texts
from bot.texts.topics import which_topic
from bot.topic_names import find_topic
from bot.visit import Card, Visit
from storage.chats import Dialog
from storage.topics import Topic

ANSWERS: dict[Step, tuple[Right, Callable[[Visit, Dialog], Awaitable[None]]]] = {
    Step.TOPIC_NAME: (Right.ADMIN, admin_topics.name_given),
    Step.TOPIC_FIELD: (Right.EDIT, admin_topics.field_given),
    Step.FEED_ADDRESS: (Right.EDIT, admin_new_feed.address_given),
    Step.FEED_SAVE: (Right.EDIT, admin_new_feed.address_given),
    Step.ROLE: (Right.OWNER, admin_roles.role_given),
    Step.OPTION: (Right.OWNER, admin_options.option_given),
    Step.FEED_SEARCH: (Right.ADMIN, admin_feeds.search_given),
    Step.FEED_TITLE: (Right.ADMIN, admin_feed_card.title_given),
    Step.FEED_MOVE: (Right.ADMIN, admin_feed_card.address_given),
    Step.BROADCAST: (Right.ADMIN, admin_broadcast.words_given),
    Step.PERSON: (Right.ADMIN, admin_people.number_given),
}
"""What becomes of a written answer; the one for which topic an address is, is given by button."""


def handlers() -> list[Handler]:
    return [
        on_command("admin", admin, may=Right.EDIT),
        on_tap(AdminHome, home, may=Right.EDIT),
        on_tap(AdminTopic, topic, may=Right.EDIT),
        on_tap(CancelQuestion, cancel, may=Right.EDIT),
        *admin_topics.handlers(),
        *admin_new_feed.handlers(),
        *admin_feeds.handlers(),
        *admin_feed_card.handlers(),
        *admin_packs.handlers(),
        *admin_menu.handlers(),
        *admin_roles.handlers(),
        *admin_options.handlers(),
        *admin_broadcast.handlers(),
        *admin_people.handlers(),
        *admin_stats.handlers(),
    ]


def forms() -> list[Form]:
    """All typed forms, in the order in which they are tried."""
    return [
        form("topics", lambda visit, _: show_home(visit), may=Right.EDIT, example="/admin topics"),
        form(r"add\s+topic\s+(?P<topic>.+)", add_topic, example="/admin add topic Technology"),
        form(
            r"add\s+feed\s+(?P<address>\S+)\s+(?:to\s+)?(?P<topic>.+)",
            add_feed,
            may=Right.EDIT,
            example="/admin add feed example.org/news.xml to Technology",
        ),
        form(r"remove\s+topic\s+(?P<topic>.+)", remove_topic, example="/admin remove topic Technology"),
        *admin_feeds.forms(),
        *admin_opml.forms(),
        form("packs", lambda visit, _: admin_packs.show_packs(visit), example="/admin packs"),
        *admin_menu.forms(),
        *admin_roles.forms(),
        *admin_options.forms(),
        *admin_broadcast.forms(),
        *admin_people.forms(),
        *admin_stats.forms(),
    ]


async def admin(visit: Visit) -> None:
    """The card of all topics, or what was typed behind the command."""
    if not visit.words:
        await show_home(visit)
        return
    for each in forms():
        if words := each.pattern.fullmatch(visit.words):
            if refusal := await refused(visit, each.may):
                await visit.say(Card(refusal.message))
            else:
                await each.answer(visit, words)
            return
    mine = [each.example for each in forms() if not await refused(visit, each.may)]
    await visit.say(Card(home_texts.forms(visit.t, mine)))


async def add_topic(visit: Visit, words: re.Match[str]) -> None:
    await admin_topics.add_topic(visit, words["topic"])


async def add_feed(visit: Visit, words: re.Match[str]) -> None:
    if named := await _topic_called(visit, words["topic"]):
        await admin_new_feed.check(visit, named, words["address"])


async def remove_topic(visit: Visit, words: re.Match[str]) -> None:
    if named := await _topic_called(visit, words["topic"]):
        await admin_topics.ask_removal(visit, named.id)


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
    known = await visit.read(lambda session: edited(session, visit))
    named = find_topic(known, name)
    if named is None:
        await visit.say(
            Card(which_topic(visit.t, name, found=False), home_keys.topics(visit.t, known, may_add=visit.rights.admin))
        )
    return named
