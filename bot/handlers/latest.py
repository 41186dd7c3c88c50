"""/latest: what is new now, of a topic or about some words. The answer goes through the outbox, like every digest."""

import asyncio
import re
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup

from bot.context import Handler
from bot.handlers.doors import on_command, on_tap
from bot.handlers.rights import Right
from bot.handlers.topics import Choice, choice, topics_card
from bot.keyboards import search as search_keys
from bot.keyboards import story as story_keys
from bot.keyboards import topics as topic_keys
from bot.limits import digest_limits
from bot.presenting import presenter
from bot.taps.latest import Latest, WholeDay
from bot.texts import afar as afar_texts
from bot.texts import latest as texts
from bot.texts import topics as topic_texts
from bot.topic_names import close_topics, find_topic
from bot.visit import Card, Visit
from jobs.digests.asked.latest import make_latest
from jobs.filters.language import parse_filter
from jobs.filters.terms import Filter, FilterNotUnderstood
from storage.topics import Topic

MOST_ASKED = 20
"""Stories in an answer; who wants more asks for a topic, or searches."""

OFFERED = 12

COMMANDS = ("/latest", "/digest")

ASKED = re.compile(r"(?P<words>.*?)\s*\b(?P<count>\d{1,3})", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is wanted: of one topic or of all, about some words, so many stories; with `day` what was told too."""

    topic: Topic | None = None
    words: Filter | None = None
    written: str = ""
    most: int | None = None
    day: bool = False


def handlers() -> list[Handler]:
    return [
        on_command(["latest", "digest"], latest, may=Right.ANYBODY),
        on_tap(Latest, latest_by_tap, may=Right.ANYBODY),
        on_tap(WholeDay, whole_day, may=Right.ANYBODY),
    ]


async def latest(visit: Visit) -> None:
    """`/latest`, `/latest science 3` for one topic, followed or not, or `/latest ferry` for what is about it."""
    await visit.typing()
    _, named = count_and_words(visit.words)
    chosen = await visit.read(lambda session: choice(session, visit, whole=bool(named)))
    asked = read_question(visit.words, chosen)
    if asked is None:
        await visit.say(topics_card(visit, chosen, heading=topic_texts.no_subscription(visit.t)))
    elif not await tell(visit, chosen, asked):
        await say_nothing(visit, chosen, asked)


def read_question(written: str, chosen: Choice) -> Asked | None:
    """What the words behind the command ask for; None where nothing is asked and nothing followed."""
    most, written = count_and_words(written)
    if not written:
        return Asked(most=most) if chosen.followed else None
    topic = find_topic(chosen.topics, written)
    if topic is not None:
        return Asked(topic=topic, written=written, most=most)
    try:
        words = parse_filter(written)
    except FilterNotUnderstood:
        words = None
    return Asked(words=words, written=written, most=most)


def count_and_words(written: str) -> tuple[int | None, str]:
    """`ferry 3`: at most how many stories, and the words without that."""
    counted = ASKED.fullmatch(written)
    if counted is None:
        return None, written
    return max(1, min(int(counted["count"]), MOST_ASKED)), counted["words"].strip()


async def latest_by_tap(visit: Visit, tap: Latest) -> str | None:
    return await _by_tap(visit, tap.topic_id, day=False)


async def whole_day(visit: Visit, tap: WholeDay) -> str | None:
    return await _by_tap(visit, tap.topic_id, day=True)


async def _by_tap(visit: Visit, topic_id: int, *, day: bool) -> str | None:
    chosen = await visit.read(lambda session: choice(session, visit, whole=bool(topic_id)))
    topic = next((topic for topic in chosen.topics if topic.id == topic_id), None)
    if topic_id and topic is None:
        return topic_texts.topic_gone_toast(visit.t)
    # the tap itself is answered at the end: should this fail, the apology comes as its answer
    await visit.typing()
    if topic is None and not chosen.followed:
        await visit.say(topics_card(visit, chosen, heading=topic_texts.no_subscription(visit.t)))
        return None
    asked = Asked(topic=topic, day=day)
    if not await tell(visit, chosen, asked):
        await say_nothing(visit, chosen, asked)
        return None
    # from afar nothing else is seen of it
    return afar_texts.on_its_way_toast(visit.t, visit.aim) if visit.aim else None


async def tell(visit: Visit, chosen: Choice, asked: Asked) -> bool:
    """Put what is wanted into the outbox; whether there is anything."""
    if asked.topic is None and asked.written and asked.words is None:
        return False
    chat = await visit.write(visit.meet)
    topic_ids = None
    if asked.topic is not None:
        topic_ids = [asked.topic.id]
    elif not chosen.followed:
        topic_ids = [topic.id for topic in chosen.topics]
    stories = await asyncio.to_thread(
        make_latest,
        visit.database,
        chat_id=chat.id,
        now=visit.deps.clock(),
        limits=digest_limits(visit.deps.settings),
        presenter=presenter(),
        topic_ids=topic_ids,
        words=asked.words,
        most=asked.most,
        whole_day=asked.day,
    )
    if stories:
        visit.deps.bell.ring()
    return stories > 0


async def say_nothing(visit: Visit, chosen: Choice, asked: Asked) -> None:
    """There is nothing new: say so, offer the whole day, or the topics that may have been meant."""
    topic_id = asked.topic.id if asked.topic else 0
    if asked.topic is not None or not asked.written:
        html = topic_texts.nothing_new(visit.t, chosen.schedule, asked.topic, now=visit.now)
        await visit.say(Card(html, None if asked.day else story_keys.whole_day(visit.t, topic_id)))
        return
    close = close_topics(chosen.topics, asked.written)
    html = (
        topic_texts.which_topic(visit.t, asked.written, found=True)
        if close
        else texts.nothing_about(visit.t, asked.written)
    )
    others = topic_keys.latest_of(close or chosen.topics[:OFFERED])
    # the words to look for stand in the message that is answered
    rows = [search_keys.look(visit.t), *others.inline_keyboard]
    await visit.say(Card(html, InlineKeyboardMarkup(rows)), answering=visit.message)
