"""/sub: following a topic by its name, or a site by its address."""

import re

from bot.context import Handler
from bot.handlers.doors import on_command
from bot.handlers.new_own_feed import look_at
from bot.handlers.rights import Right
from bot.handlers.topics import choice, followed_or_left, topics_card
from bot.keyboards import topics as topic_keys
from bot.texts import topics as topic_texts
from bot.topic_names import close_topics, find_topic
from bot.visit import Card, Visit

ADDRESS = re.compile(r"<?(?:[a-z][a-z0-9+.-]*:\S+|@[\w.-]+@[\w.-]+\.\w+|[^\s@]+\.[^\W\d_]{2,}\S*)>?", re.IGNORECASE)
"""What is meant as a web address: with a scheme, somebody's in the fediverse, or one word with a dot before letters."""


def handlers() -> list[Handler]:
    return [on_command(["sub", "add"], subscribe, may=Right.CHAT, afar=True)]


def is_address(words: str) -> bool:
    return ADDRESS.fullmatch(words) is not None


def is_whole_address(words: str) -> bool:
    """Whether it can be nothing else, also where Telegram doesn't mark it as an address."""
    return is_address(words) and ("://" in words or words.startswith("@"))


async def subscribe(visit: Visit) -> None:
    """`/sub science`, `/sub example.org`, or the card. Where no topic is meant, those spelled alike are offered."""
    chosen = await visit.read(lambda session: choice(session, visit))
    if not visit.words:
        await visit.say(topics_card(visit, chosen))
        return
    named = find_topic(chosen.offered, visit.words)
    if named is not None:
        await visit.say(await followed_or_left(visit, named, on=True))
    elif is_address(visit.words):
        await look_at(visit, visit.words)
    elif close := close_topics(chosen.offered, visit.words):
        html = topic_texts.which_topic(visit.t, visit.words, found=True)
        await visit.say(Card(html, topic_keys.suggestions(visit.t, close, chosen.ids, on=True)))
    else:
        await visit.say(topics_card(visit, chosen, heading=topic_texts.which_topic(visit.t, visit.words, found=False)))
