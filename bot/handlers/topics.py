"""Choosing topics: the card to tap on and off, and looking for one in a long list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from bot.context import Handler
from bot.dialogs import Step, ask, leave_question
from bot.handlers.doors import on_command, on_tap
from bot.handlers.hours import ensure_schedule
from bot.handlers.rights import Right
from bot.keyboards import topics as topic_keys
from bot.keyboards.buttons import page_of, taps_of
from bot.keyboards.topics import TOPICS_A_PAGE
from bot.own_feeds import most_own_feeds
from bot.taps.topics import Follow, LeaveUnlisted, SearchTopics, SetFound, SetTopic, ShowTopics, TopicsDone
from bot.texts import start as start_texts
from bot.texts import topics as topic_texts
from bot.topic_names import search_topics
from bot.visit import Card, Visit
from storage import chats, schedules, topics
from storage.chats import Dialog
from storage.database import Session
from storage.own_topics import count_own_feeds
from storage.schedules import Schedule
from storage.topics import Topic, Visibility

MOST_FOUND = 12


def handlers() -> list[Handler]:
    return [
        on_command("topics", show_topics, may=Right.CHAT, afar=True),
        on_tap(ShowTopics, turn_to, may=Right.CHAT),
        on_tap(SetTopic, switch, may=Right.CHAT),
        on_tap(SearchTopics, ask_for_words, may=Right.CHAT),
        on_tap(SetFound, switch_found, may=Right.CHAT),
        on_tap(LeaveUnlisted, leave_unlisted, may=Right.CHAT),
        on_tap(Follow, follow_or_leave, may=Right.CHAT),
        on_tap(TopicsDone, finish, may=Right.CHAT),
    ]


@dataclass(frozen=True, slots=True)
class Choice:
    """The topics that a chat may see and those that it follows, its own one among both; `own_feeds` counts what is in
    that, `most_own` is how many there may be."""

    topics: Sequence[Topic]
    followed: Sequence[Topic]
    schedule: Schedule | None
    own_feeds: int = 0
    most_own: int = 0

    @property
    def ids(self) -> frozenset[int]:
        return frozenset(topic.id for topic in self.followed)

    @property
    def offered(self) -> Sequence[Topic]:
        """The topics that admins made."""
        return [topic for topic in self.topics if topic.visibility != Visibility.OWN]

    @property
    def chosen(self) -> Sequence[Topic]:
        """Those of them that are followed."""
        return [topic for topic in self.followed if topic.visibility != Visibility.OWN]

    @property
    def own(self) -> int | None:
        """How many feeds of its own there are; None where there are none and may be none."""
        return self.own_feeds if self.own_feeds or self.most_own else None


class Switched(NamedTuple):
    """What a switch did: the topic, None where it can't be seen; whether it is still to be asked; what holds now."""

    topic: Topic | None
    asks: bool
    choice: Choice


def choice(session: Session, visit: Visit, *, whole: bool = True) -> Choice:
    """What this chat could follow and follows; nothing is written.

    Where the `whole` isn't needed, of a chat that follows topics these alone are read: there may be hundreds of others.
    """
    chat = visit.find(session)
    if chat is None:
        return Choice(topics.visible_topics(session, None), [], None, 0, most_own_feeds(session, visit.deps.settings))
    own_feeds = count_own_feeds(session, chat.id)
    # a topic of its own that has no feeds any more is nothing that is followed
    followed = _read_by(chats.subscribed_topics(session, chat.id), own_feeds)
    every = whole or not followed
    seen = _read_by(topics.visible_topics(session, chat.id), own_feeds) if every else followed
    most = most_own_feeds(session, visit.deps.settings, chat.id)
    return Choice(seen, followed, schedules.schedule(session, chat.id), own_feeds, most)


def _read_by(found: Sequence[Topic], own_feeds: int) -> list[Topic]:
    return [topic for topic in found if own_feeds or topic.visibility != Visibility.OWN]


def seen_topic(session: Session, visit: Visit, topic_id: int) -> Topic | None:
    """The topic of a button, where this chat may see it; its own one is no topic to follow or leave."""
    chat = visit.find(session)
    topic = topics.visible_topic(session, chat.id if chat else None, topic_id)
    return None if topic is None or topic.visibility == Visibility.OWN else topic


def topics_card(
    visit: Visit, choice: Choice, *, heading: Markup | None = None, page: int = 0, first: bool = False
) -> Card:
    """The page of topics with their switches; `first` when it welcomes, which it goes on to do while one taps."""
    offered, t = choice.offered, visit.t
    if not offered:
        own = topic_keys.to_own_feeds(t, choice.own) if choice.own is not None else None
        return Card(topic_texts.no_topics(t, own_feeds=choice.most_own > 0), own)
    page, _ = page_of(len(offered), page, TOPICS_A_PAGE)
    start = page * TOPICS_A_PAGE
    html = topic_texts.topics_card(
        t,
        heading=topic_texts.topics_heading(t) if heading is None else heading,
        described=() if first else offered[start : start + TOPICS_A_PAGE],
        followed=len(choice.chosen),
        total=len(offered),
    )
    return Card(html, topic_keys.topics(t, offered, choice.ids, page, first=first, own_feeds=choice.own))


def found_card(visit: Visit, choice: Choice, found: Sequence[Topic], *, first: bool) -> Card:
    """What a search found, the first dozen of it."""
    shown = found[:MOST_FOUND]
    html = topic_texts.found_card(
        visit.t, shown, followed=len(choice.chosen), total=len(choice.offered), more=len(found) - len(shown)
    )
    return Card(html, topic_keys.found(visit.t, shown, choice.ids, first=first))


def heading(visit: Visit, *, first: bool) -> Markup:
    """What stands above the topics: a welcome while they are chosen for the first time."""
    if not first:
        return topic_texts.topics_heading(visit.t)
    in_private = visit.private and visit.aim is None
    return start_texts.welcome(visit.t) if in_private else start_texts.welcome_group(visit.t)


def set_subscription(session: Session, visit: Visit, topic: Topic, *, on: bool) -> bool:
    """Follow a topic, with the hours that a chat begins with, or leave it; whether this changed anything."""
    chat = visit.meet(session)
    if not on:
        return chats.unsubscribe(session, chat.id, topic.id)
    ensure_schedule(session, visit, chat.id, topic)
    return chats.subscribe(session, chat.id, topic.id, now=visit.now)


def set_by_tap(session: Session, visit: Visit, topic_id: int, *, on: bool) -> Switched:
    """What a switch asks for. A topic that no list leads back to is not left by one tap, which may be a slip."""
    topic = seen_topic(session, visit, topic_id)
    asks = topic is not None and not on and topic.visibility != Visibility.LISTED
    if topic is not None and not asks:
        set_subscription(session, visit, topic, on=on)
    return Switched(topic, asks, choice(session, visit))


def leaving_asked(visit: Visit, topic: Topic) -> Card:
    return Card(topic_texts.leave_unlisted(visit.t, topic), topic_keys.leave_unlisted(visit.t, topic))


async def show_topics(visit: Visit) -> None:
    """The card, or with words behind the command what they find."""
    chosen = await visit.read(lambda session: choice(session, visit))
    await visit.say(_searched(visit, chosen, first=False) if visit.words else topics_card(visit, chosen))


async def turn_to(visit: Visit, tap: ShowTopics) -> None:
    await leave_question(visit)
    chosen = await visit.read(lambda session: choice(session, visit))
    await visit.show(
        topics_card(visit, chosen, heading=heading(visit, first=tap.first), page=tap.page, first=tap.first)
    )


async def switch(visit: Visit, tap: SetTopic) -> str | None:
    """A switch on the card: written first, then shown."""
    topic, asks, now_chosen = await visit.write(lambda session: set_by_tap(session, visit, tap.topic_id, on=tap.on))
    if topic is not None and asks:
        await visit.show(leaving_asked(visit, topic))
        return None
    await visit.show(
        topics_card(visit, now_chosen, heading=heading(visit, first=tap.first), page=tap.page, first=tap.first)
    )
    # the ✓ says it all: a toast would lie over the next button
    return None if topic else topic_texts.topic_gone_toast(visit.t)


async def ask_for_words(visit: Visit, tap: SearchTopics) -> None:
    """In a group the bot doesn't read along, so that only a command can say what is looked for."""
    if not visit.private:
        await visit.answer_tap(topic_texts.search_by_command_toast(visit.t), alert=True)
        return
    await visit.write(lambda session: ask(session, visit, Step.TOPIC_SEARCH, {"first": tap.first}))
    await visit.show(Card(topic_texts.ask_search(visit.t), topic_keys.searching(visit.t, first=tap.first)))


async def words_given(visit: Visit, dialog: Dialog) -> None:
    """The answer to what is looked for; the question stays open where nothing was found."""
    chosen = await visit.read(lambda session: choice(session, visit))
    if search_topics(chosen.offered, visit.words):
        await leave_question(visit)
    await visit.say(_searched(visit, chosen, first=bool(dialog.data.get("first"))))


async def switch_found(visit: Visit, tap: SetFound) -> str | None:
    """A switch among what was found: which topics that were, the buttons say."""
    topic, asks, now_chosen = await visit.write(lambda session: set_by_tap(session, visit, tap.topic_id, on=tap.on))
    if topic is not None and asks:
        await visit.show(leaving_asked(visit, topic))
        return None
    by_id = {topic.id: topic for topic in now_chosen.offered}
    there = [by_id[each.topic_id] for each in taps_of(visit.message, SetFound) if each.topic_id in by_id]
    await visit.show(found_card(visit, now_chosen, there, first=tap.first) if there else topics_card(visit, now_chosen))
    return None if topic else topic_texts.topic_gone_toast(visit.t)


async def leave_unlisted(visit: Visit, tap: LeaveUnlisted) -> None:
    def work(session: Session) -> Choice:
        topic = seen_topic(session, visit, tap.topic_id)
        if topic is not None:
            set_subscription(session, visit, topic, on=False)
        return choice(session, visit)

    await visit.show(topics_card(visit, await visit.write(work)))


async def finish(visit: Visit, _: TopicsDone) -> None:
    chosen = await visit.read(lambda session: choice(session, visit, whole=False))
    buttons = topic_keys.after_choice(visit.t) if chosen.followed else topic_keys.to_topics(visit.t)
    afar = visit.aim is not None
    html = topic_texts.topics_done(visit.t, chosen.followed, chosen.schedule, now=visit.now, afar=afar)
    await visit.show(Card(html, buttons))


async def follow_or_leave(visit: Visit, tap: Follow) -> str | None:
    """A button under a suggestion."""
    topic = await visit.read(lambda session: seen_topic(session, visit, tap.topic_id))
    if topic is None:
        await visit.show(topics_card(visit, await visit.read(lambda session: choice(session, visit))))
        return topic_texts.topic_gone_toast(visit.t)
    await visit.show(await followed_or_left(visit, topic, on=tap.on))
    return None


async def followed_or_left(visit: Visit, topic: Topic, *, on: bool) -> Card:
    """Write it, and say what holds now; a topic that only a link leads to is asked about before it is left."""
    if not on and topic.visibility != Visibility.LISTED:
        return leaving_asked(visit, topic)

    def work(session: Session) -> tuple[bool, Choice]:
        changed = set_subscription(session, visit, topic, on=on)
        return changed, choice(session, visit, whole=False)

    changed, chosen = await visit.write(work)
    if chosen.schedule is None or not on:
        return Card(
            topic_texts.unsubscribed(visit.t, topic, was=changed, left=len(chosen.followed)),
            topic_keys.to_topics(visit.t),
        )
    html = topic_texts.subscribed(visit.t, topic, chosen.schedule, now=visit.now, new=changed)
    return Card(html, topic_keys.after_choice(visit.t))


def _searched(visit: Visit, chosen: Choice, *, first: bool) -> Card:
    found = search_topics(chosen.offered, visit.words)
    if found:
        return found_card(visit, chosen, found, first=first)
    return Card(topic_texts.nothing_found(visit.t, visit.words), topic_keys.searching(visit.t, first=first))
