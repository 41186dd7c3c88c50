"""Choosing topics: the card to tap on and off, and following and leaving by name."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.context import Handler
from bot.handlers.doors import on_command, on_tap
from bot.handlers.hours import ensure_schedule
from bot.handlers.rights import Right
from bot.keyboards import topics as topic_keys
from bot.keyboards.buttons import page_of
from bot.keyboards.topics import TOPICS_A_PAGE
from bot.taps.topics import Follow, SetTopic, ShowTopics, TopicsDone
from bot.texts import start as start_texts
from bot.texts import topics as topic_texts
from bot.topic_names import close_topics, find_topic
from bot.visit import Card, Visit
from storage import chats, schedules, topics
from storage.database import Session
from storage.schedules import Schedule
from storage.topics import Topic


def handlers() -> list[Handler]:
    return [
        on_command("topics", show_topics, may=Right.CHAT, afar=True),
        on_command(["sub", "add"], subscribe, may=Right.CHAT, afar=True),
        on_command(["unsub", "remove"], unsubscribe, may=Right.CHAT, afar=True),
        on_tap(ShowTopics, turn_to, may=Right.CHAT),
        on_tap(SetTopic, switch, may=Right.CHAT),
        on_tap(Follow, follow_or_leave, may=Right.CHAT),
        on_tap(TopicsDone, finish, may=Right.CHAT),
    ]


@dataclass(frozen=True, slots=True)
class Choice:
    """All topics, and those that the chat follows."""

    topics: Sequence[Topic]
    followed: Sequence[Topic]
    schedule: Schedule | None

    @property
    def ids(self) -> frozenset[int]:
        return frozenset(topic.id for topic in self.followed)


def choice(session: Session, visit: Visit) -> Choice:
    """What this chat could follow and follows; nothing is written."""
    all_topics = topics.list_topics(session)
    chat = visit.find(session)
    if chat is None:
        return Choice(all_topics, [], None)
    return Choice(all_topics, chats.subscribed_topics(session, chat.id), schedules.schedule(session, chat.id))


def topics_card(
    visit: Visit, choice: Choice, *, heading: Markup | None = None, page: int = 0, first: bool = False
) -> Card:
    """The page of topics with their switches; `first` when it welcomes, which it goes on to do while one taps."""
    if not choice.topics:
        return Card(topic_texts.no_topics(visit.t))
    page, _ = page_of(len(choice.topics), page, TOPICS_A_PAGE)
    start = page * TOPICS_A_PAGE
    html = topic_texts.topics_card(
        visit.t,
        heading=topic_texts.topics_heading(visit.t) if heading is None else heading,
        described=() if first else choice.topics[start : start + TOPICS_A_PAGE],
        followed=len(choice.followed),
        total=len(choice.topics),
    )
    return Card(html, topic_keys.topics(visit.t, choice.topics, choice.ids, page, first=first))


def heading(visit: Visit, *, first: bool) -> Markup:
    """What stands above the topics: a welcome while they are chosen for the first time."""
    if not first:
        return topic_texts.topics_heading(visit.t)
    return start_texts.welcome(visit.t) if visit.private else start_texts.welcome_group(visit.t)


def set_subscription(session: Session, visit: Visit, topic_id: int, *, on: bool) -> bool:
    """Follow a topic, with the hours that a chat begins with, or leave it; whether this changed anything."""
    chat = visit.meet(session)
    if not on:
        return chats.unsubscribe(session, chat.id, topic_id)
    ensure_schedule(session, visit, chat.id)
    return chats.subscribe(session, chat.id, topic_id, now=visit.now)


async def show_topics(visit: Visit) -> None:
    await visit.say(topics_card(visit, await visit.read(lambda session: choice(session, visit))))


async def turn_to(visit: Visit, tap: ShowTopics) -> None:
    chosen = await visit.read(lambda session: choice(session, visit))
    await visit.show(
        topics_card(visit, chosen, heading=heading(visit, first=tap.first), page=tap.page, first=tap.first)
    )


async def switch(visit: Visit, tap: SetTopic) -> str | None:
    """A switch on the card: written first, then shown."""

    def work(session: Session) -> tuple[Topic | None, Choice]:
        topic = topics.topic(session, tap.topic_id)
        if topic is not None:
            set_subscription(session, visit, topic.id, on=tap.on)
        return topic, choice(session, visit)

    topic, now_chosen = await visit.write(work)
    await visit.show(
        topics_card(visit, now_chosen, heading=heading(visit, first=tap.first), page=tap.page, first=tap.first)
    )
    # the ✓ says it all: a toast would lie over the next button
    return None if topic else topic_texts.topic_gone_toast(visit.t)


async def finish(visit: Visit, _: TopicsDone) -> None:
    chosen = await visit.read(lambda session: choice(session, visit))
    buttons = topic_keys.after_choice(visit.t) if chosen.followed else topic_keys.to_topics(visit.t)
    await visit.show(Card(topic_texts.topics_done(visit.t, chosen.followed, chosen.schedule, now=visit.now), buttons))


async def subscribe(visit: Visit) -> None:
    """`/sub science`, or the card."""
    await by_name(visit, on=True)


async def unsubscribe(visit: Visit) -> None:
    """`/unsub science`, or the card."""
    await by_name(visit, on=False)


async def by_name(visit: Visit, *, on: bool) -> None:
    """Follow or leave the topic that was named; where none is meant, offer those that are spelled alike."""
    chosen = await visit.read(lambda session: choice(session, visit))
    if not visit.words or not chosen.topics:
        await visit.say(topics_card(visit, chosen))
        return
    named = find_topic(chosen.topics, visit.words)
    if named is not None:
        await visit.say(await followed_or_left(visit, named, on=on))
        return
    among = chosen.topics if on else chosen.followed
    if close := close_topics(among, visit.words):
        await visit.say(
            Card(
                topic_texts.which_topic(visit.t, visit.words, found=True),
                topic_keys.suggestions(visit.t, close, chosen.ids, on=on),
            )
        )
    else:
        await visit.say(topics_card(visit, chosen, heading=topic_texts.which_topic(visit.t, visit.words, found=False)))


async def follow_or_leave(visit: Visit, tap: Follow) -> str | None:
    """A button under a suggestion."""
    topic = await visit.read(lambda session: topics.topic(session, tap.topic_id))
    if topic is None:
        await visit.show(topics_card(visit, await visit.read(lambda session: choice(session, visit))))
        return topic_texts.topic_gone_toast(visit.t)
    await visit.show(await followed_or_left(visit, topic, on=tap.on))
    return None


async def followed_or_left(visit: Visit, topic: Topic, *, on: bool) -> Card:
    """Write it, and say what holds now."""

    def work(session: Session) -> tuple[bool, Choice]:
        changed = set_subscription(session, visit, topic.id, on=on)
        return changed, choice(session, visit)

    changed, chosen = await visit.write(work)
    if chosen.schedule is None or not on:
        return Card(
            topic_texts.unsubscribed(visit.t, topic, was=changed, left=len(chosen.followed)),
            topic_keys.to_topics(visit.t),
        )
    html = topic_texts.subscribed(visit.t, topic, chosen.schedule, now=visit.now, new=changed)
    return Card(html, topic_keys.after_choice(visit.t))
