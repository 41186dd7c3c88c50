"""Topics by the names that admins write, among those that they may edit."""

from bot.handlers.admin.cards import edited
from bot.keyboards.admin import home as home_keys
from bot.texts.topics import which_topic
from bot.topic_names import close_topics, find_topic
from bot.topic_values import split_topic
from bot.visit import Card, Visit
from storage.topics import Topic


async def topic_called(visit: Visit, name: str) -> Topic | None:
    """The topic that is meant; where there is none, that is said."""
    known = await visit.read(lambda session: edited(session, visit))
    named = find_topic(known, name)
    if named is None:
        await _say_unknown(visit, name, known)
    return named


async def topic_and_words(visit: Visit, written: str) -> tuple[Topic, str] | None:
    """The topic before the colon and the words behind it; where there is no such topic, that is said."""
    known = await visit.read(lambda session: edited(session, visit))
    named, words = split_topic(known, written)
    if named is None:
        await _say_unknown(visit, written.removesuffix(words).rstrip(": ："), known)
        return None
    return named, words


async def _say_unknown(visit: Visit, name: str, known: list[Topic]) -> None:
    close = close_topics(known, name)
    buttons = home_keys.topics(visit.t, close or known, may_add=visit.rights.admin)
    await visit.say(Card(which_topic(visit.t, name, found=bool(close)), buttons))
