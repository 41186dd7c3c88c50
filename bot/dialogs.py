"""Questions that wait for a written answer: kept in the database, so that any replica can go on with them."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any

from bot.visit import Visit
from storage import chats
from storage.chats import Dialog
from storage.database import Session

VALID_FOR = timedelta(hours=1)
"""Who comes back later has forgotten the question; their words are then not taken for its answer."""

AIM = "aim"


class Step(StrEnum):
    TOPIC_NAME = "topic name"
    TOPIC_FIELD = "topic field"
    """Data: `topic_id`, `field` (`bot.topic_values.Field`), `fresh` while the topic is being made."""
    TOPIC_FIND = "topic find"
    """Which topic of those that one may edit."""
    EDITOR = "editor"
    """Who shall edit a topic. Data: `topic_id`."""
    TOPIC_SEARCH = "topic search"
    """Data: `first` while the first topics are chosen."""
    OWN_FEED_ADDRESS = "own feed address"
    OWN_FEED = "own feed"
    """An address was sent, and is to be answered by button. Data: `address`, or `checking` with the key of the one that
    is looked at, and `feeds` that were found: `url`, `title`, `language`, and their button's `label`."""
    OWN_FEED_SEARCH = "own feed search"
    OPML_FILE = "opml file"
    """A list was sent, and for whom it is is asked. Data: `file_id`, `name`."""
    FEED_ADDRESS = "feed address"
    """Data: `topic_id`."""
    FEED_TOPIC = "feed topic"
    """An address was sent, and for which topic is asked. Data: `address`."""
    FEED_SAVE = "feed save"
    """Feeds were found and are offered. Data: `topic_id`, `feeds`: `url`, `title`, `language`, and what was `typed`."""
    FILTER_WORDS = "filter words"
    """Data: `topic_id` (0 for all), `add` to what holds or in its place, `message_id` of the question."""
    FILTER_SAVE = "filter save"
    """A filter was previewed, which is saved by button. Data: `topic_id`, its `text`, and the `base` that held then."""
    SEARCH = "search"
    """What to look for."""
    SAVED_REMOVED = "saved removed"
    """Nothing is asked: a story was taken off the list, and can be put back. Data: `saved_id`, the story's fields."""

    ROLE = "role"
    """Who shall be an admin, or the editor of a topic. Data: `topic_id`, 0 for an admin."""
    OPTION = "option"
    """What a setting shall be. Data: `name`."""

    BROADCAST = "broadcast"
    """What many chats shall read. Data: `broadcast_id` of the draft that is written anew, or 0."""
    PERSON = "person"
    """Which person or chat is looked up."""
    OPML_FOR_ALL = "opml for all"
    """A list was looked at, and whether everybody shall have it is asked. Data: `file_id`, `name`."""
    FEED_SEARCH = "feed search"
    FEED_TITLE = "feed title"
    """Data: `feed_id`, and the `topic_id` whose list it was opened from."""
    FEED_MOVE = "feed move"
    """Where a feed is read from now on. Data as with its title; `checking` names the address that is looked at, `url`
    the one that was found."""


def ask(session: Session, visit: Visit, step: Step, data: Mapping[str, Any]) -> None:
    """Remember that this visitor was asked; an earlier question gives way. What was asked about another chat than the
    one it is asked in, is about that chat when it is answered."""
    aim = {AIM: visit.aim.id} if visit.aim else {}
    whose = _whose(visit)
    chats.ask(session, telegram_id=visit.chat.id, user_id=whose, step=step, data={**data, **aim}, now=visit.now)


def aim_of(session: Session, dialog: Dialog) -> chats.Chat | None:
    """The chat that the question was about, where it isn't the one in which it was asked."""
    chat_id = dialog.data.get(AIM)
    return chats.chat(session, int(chat_id)) if chat_id else None


def open_question(session: Session, visit: Visit) -> Dialog | None:
    whose = _whose(visit)
    return chats.pending_question(session, telegram_id=visit.chat.id, user_id=whose, now=visit.now, valid_for=VALID_FOR)


def close(session: Session, visit: Visit) -> None:
    chats.close_question(session, telegram_id=visit.chat.id, user_id=_whose(visit))


async def leave_question(visit: Visit) -> bool:
    """Forget the open question, as its visitor has something else in mind; whether there was one.

    In a group others have, and its question stays until it is answered, dropped, or too old.
    """
    return visit.private and await drop_question(visit)


async def drop_question(visit: Visit) -> bool:
    """Forget the open question, in a group too, as its visitor said so; whether there was one."""
    if await visit.read(lambda session: open_question(session, visit)) is None:
        return False
    await visit.write(lambda session: close(session, visit))
    return True


def _whose(visit: Visit) -> int:
    """A group's question is its own: any of its admins may answer, and one who writes anonymously taps by name."""
    return visit.user_id if visit.private else 0
