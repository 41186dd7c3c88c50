"""/admin: the card that leads to every topic and feed by buttons, and its typed forms."""

import re
from collections.abc import Awaitable, Callable, Sequence
from difflib import SequenceMatcher

from bot.context import Handler
from bot.dialogs import Step
from bot.handlers.admin import broadcast as admin_broadcast
from bot.handlers.admin import editors as admin_editors
from bot.handlers.admin import feed_card as admin_feed_card
from bot.handlers.admin import feeds as admin_feeds
from bot.handlers.admin import home as admin_home
from bot.handlers.admin import menu as admin_menu
from bot.handlers.admin import new_feed as admin_new_feed
from bot.handlers.admin import opml as admin_opml
from bot.handlers.admin import options as admin_options
from bot.handlers.admin import packs as admin_packs
from bot.handlers.admin import people as admin_people
from bot.handlers.admin import removal as admin_removal
from bot.handlers.admin import roles as admin_roles
from bot.handlers.admin import stats as admin_stats
from bot.handlers.admin import status as admin_status
from bot.handlers.admin import topic_fields as admin_topic_fields
from bot.handlers.admin import topic_parts as admin_topic_parts
from bot.handlers.admin import topics as admin_topics
from bot.handlers.admin import trying as admin_trying
from bot.handlers.admin.cards import show_home
from bot.handlers.admin.forms import Form, form
from bot.handlers.doors import on_command
from bot.handlers.rights import Right, refused
from bot.texts.admin import home as home_texts
from bot.visit import Card, Visit
from storage.chats import Dialog

ANSWERS: dict[Step, tuple[Right, Callable[[Visit, Dialog], Awaitable[None]]]] = {
    Step.TOPIC_NAME: (Right.ADMIN, admin_topics.name_given),
    Step.TOPIC_FIELD: (Right.EDIT, admin_topic_fields.field_given),
    Step.TOPIC_FIND: (Right.EDIT, admin_home.words_given),
    Step.EDITOR: (Right.ADMIN, admin_editors.editor_given),
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

MOST_NEAR = 6
LONGEST_VERB = 20
ALIKE = 0.7


def handlers() -> list[Handler]:
    return [
        on_command("admin", admin, may=Right.EDIT),
        *admin_home.handlers(),
        *admin_topics.handlers(),
        *admin_topic_parts.handlers(),
        *admin_topic_fields.handlers(),
        *admin_editors.handlers(),
        *admin_trying.handlers(),
        *admin_removal.handlers(),
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
        form("help", show_forms, may=Right.EDIT, example="/admin help"),
        *admin_home.forms(),
        *admin_topics.forms(),
        *admin_new_feed.forms(),
        *admin_topic_fields.forms(),
        *admin_editors.forms(),
        *admin_trying.forms(),
        *admin_removal.forms(),
        *admin_feeds.forms(),
        *admin_opml.forms(),
        form("packs", lambda visit, _: admin_packs.show_packs(visit), example="/admin packs"),
        *admin_menu.forms(),
        *admin_roles.forms(),
        *admin_options.forms(),
        *admin_broadcast.forms(),
        *admin_people.forms(),
        *admin_stats.forms(),
        *admin_status.forms(),
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
    await visit.say(Card(home_texts.not_understood(visit.t, near(visit.words, await _own_forms(visit)))))


async def show_forms(visit: Visit, _: re.Match[str]) -> None:
    await visit.say(Card(home_texts.forms(visit.t, await _own_forms(visit))))


async def _own_forms(visit: Visit) -> list[str]:
    """The examples of those that this visitor may use."""
    return [each.example for each in forms() if not await refused(visit, each.may)]


def near(written: str, examples: Sequence[str]) -> list[str]:
    """The forms that may have been meant: whose verb is spelled like one of the first words, the likeliest first."""
    likeness = {example: _likeness(written, example) for example in examples}
    likely = [example for example in examples if likeness[example] >= ALIKE]
    return sorted(likely, key=lambda example: -likeness[example])[:MOST_NEAR]


def _likeness(written: str, example: str) -> float:
    said, verb = written.casefold().split()[:2], example.split()[1]
    return max(SequenceMatcher(None, word[:LONGEST_VERB], verb).ratio() for word in said)
