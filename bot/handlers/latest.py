"""/latest: what is new now. The answer goes through the outbox, like every digest."""

import asyncio

from bot.context import Handler
from bot.handlers.doors import on_command, on_tap
from bot.handlers.rights import Right
from bot.handlers.topics import Choice, choice, topics_card
from bot.keyboards import topics as topic_keys
from bot.limits import digest_limits
from bot.taps.latest import Latest
from bot.texts import topics as topic_texts
from bot.topic_names import close_topics, find_topic
from bot.visit import Card, Visit
from jobs.digests.latest import make_latest
from storage.topics import Topic


def handlers() -> list[Handler]:
    return [
        on_command(["latest", "digest"], latest, may=Right.ANYBODY),
        on_tap(Latest, latest_by_tap, may=Right.ANYBODY),
    ]


async def latest(visit: Visit) -> None:
    """`/latest`, or `/latest science` for one topic, followed or not."""
    await visit.typing()
    chosen = await visit.read(lambda session: choice(session, visit))
    if not visit.words:
        await tell(visit, chosen, None)
        return
    named = find_topic(chosen.topics, visit.words)
    if named is not None:
        await tell(visit, chosen, named)
        return
    close = close_topics(chosen.topics, visit.words)
    if close:
        await visit.say(Card(topic_texts.which_topic(visit.t, visit.words, found=True), topic_keys.latest_of(close)))
    else:
        await visit.say(
            Card(
                topic_texts.which_topic(visit.t, visit.words, found=False),
                topic_keys.latest_of(chosen.topics[:12]),
            )
        )


async def latest_by_tap(visit: Visit, tap: Latest) -> str | None:
    chosen = await visit.read(lambda session: choice(session, visit))
    topic = next((topic for topic in chosen.topics if topic.id == tap.topic_id), None)
    if tap.topic_id and topic is None:
        return topic_texts.topic_gone_toast(visit.t)
    # the tap itself is answered at the end: should this fail, the apology comes as its answer
    await visit.typing()
    await tell(visit, chosen, topic)
    return None


async def tell(visit: Visit, chosen: Choice, topic: Topic | None) -> None:
    """Put what is new into the outbox, or say that nothing is."""
    if topic is None and not chosen.followed:
        await visit.say(topics_card(visit, chosen, heading=topic_texts.no_subscription(visit.t)))
        return
    chat = await visit.write(visit.meet)
    stories = await asyncio.to_thread(
        make_latest,
        visit.database,
        chat_id=chat.id,
        now=visit.deps.clock(),
        limits=digest_limits(visit.deps.settings),
        topic_ids=None if topic is None else [topic.id],
    )
    if stories:
        visit.deps.outbox.wake()
    else:
        await visit.say(Card(topic_texts.nothing_new(visit.t, chosen.schedule, topic, now=visit.now)))
