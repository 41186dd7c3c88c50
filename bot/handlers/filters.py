"""Filters by buttons: whose there are, their terms to take off, sources to mute."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.context import Handler
from bot.dialogs import leave_question
from bot.filter_words import mark_of, readable
from bot.handlers.doors import on_tap
from bot.handlers.rights import Right
from bot.keyboards import filters as keys
from bot.keyboards.filters import mute
from bot.taps.filters import MuteSource, RemoveTerm, ShowFilter, ShowFilters, ShowSources, TakeFilterOff
from bot.texts import filters as texts
from bot.visit import Card, Visit
from jobs.filter_preview import WEEK
from jobs.filters.language import write_filter
from jobs.filters.terms import Filter, FilterNotUnderstood, with_term, without_term
from storage import chats
from storage.articles import busiest_sources
from storage.database import Session
from storage.preferences import preferences, set_preferences, set_subscription_filter, subscription_filters
from storage.topics import Topic

MOST_SOURCES = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The filters that hold in a chat, and the topics that it follows."""

    topics: Sequence[Topic] = ()
    everything: Filter = field(default_factory=Filter)
    by_topic: Mapping[int, Filter] = field(default_factory=dict)

    def topic(self, topic_id: int) -> Topic | None:
        return next((topic for topic in self.topics if topic.id == topic_id), None)

    def knows(self, topic_id: int) -> bool:
        """Whether it is for everything (0), or for a topic that is followed."""
        return topic_id == 0 or self.topic(topic_id) is not None

    def filter(self, topic_id: int) -> Filter:
        return self.by_topic.get(topic_id, Filter()) if topic_id else self.everything


def handlers() -> list[Handler]:
    return [
        on_tap(ShowFilters, show_filters, may=Right.CHAT),
        on_tap(ShowFilter, show_filter, may=Right.CHAT),
        on_tap(RemoveTerm, remove_term, may=Right.CHAT),
        on_tap(ShowSources, show_sources, may=Right.CHAT),
        on_tap(MuteSource, mute_source, may=Right.CHAT),
        on_tap(TakeFilterOff, take_off, may=Right.CHAT),
    ]


async def show_filters(visit: Visit, tap: ShowFilters | None = None) -> None:
    await leave_question(visit)
    held = await visit.read(lambda session: held_by(session, visit))
    html = texts.filters_card(visit.t, held.everything, len(held.by_topic))
    page = tap.page if tap else 0
    await visit.show(Card(html, keys.filters(visit.t, held.everything, held.topics, held.by_topic, page)))


async def show_filter(visit: Visit, tap: ShowFilter) -> str | None:
    await leave_question(visit)
    held = await visit.read(lambda session: held_by(session, visit))
    return await show_one(visit, held, tap.topic_id, page=tap.page)


async def show_one(visit: Visit, held: Held, topic_id: int, *, page: int = 0) -> str | None:
    """One filter, or where its topic is followed no more, all of them, and a toast that says so."""
    if not held.knows(topic_id):
        await show_filters(visit)
        return texts.topic_gone_toast(visit.t)
    await visit.show(filter_card(visit, held, topic_id, page=page))
    return None


async def remove_term(visit: Visit, tap: RemoveTerm) -> str | None:
    def without(current: Filter) -> Filter:
        term = next((term for term in current.terms if mark_of(term) == tap.term), None)
        return without_term(current, term) if term else current

    return await show_one(visit, await change(visit, tap.topic_id, without), tap.topic_id)


async def show_sources(visit: Visit, tap: ShowSources) -> str | None:
    held, names = await visit.read(lambda session: _with_sources(session, visit, tap.topic_id))
    if not held.knows(tap.topic_id):
        return await show_one(visit, held, tap.topic_id)
    await visit.show(_sources_card(visit, held, names, tap.topic_id, tap.page))
    return None


async def mute_source(visit: Visit, tap: MuteSource) -> str | None:
    """Into the filter with its whole name, or out of it."""
    held, names = await visit.read(lambda session: _with_sources(session, visit, tap.topic_id))
    if not held.knows(tap.topic_id):
        return await show_one(visit, held, tap.topic_id)
    term = next((term for term in map(mute, names) if mark_of(term) == tap.term), None)
    problem = None
    if term is not None:
        wanted = term
        try:
            held = await change(
                visit,
                tap.topic_id,
                lambda current: with_term(current, wanted) if tap.on else without_term(current, wanted),
            )
        except FilterNotUnderstood:
            problem = texts.full_toast(visit.t)
    await visit.show(_sources_card(visit, held, names, tap.topic_id, tap.page))
    return problem


async def take_off(visit: Visit, tap: TakeFilterOff) -> str | None:
    before = await visit.read(lambda session: held_by(session, visit))
    held = await change(visit, tap.topic_id, lambda _: Filter())
    if not held.knows(tap.topic_id):
        return await show_one(visit, held, tap.topic_id)
    await visit.show(taken_off_card(visit, held, tap.topic_id, before.filter(tap.topic_id)))
    return None


def held_by(session: Session, visit: Visit) -> Held:
    """What holds in this chat; nothing is written."""
    chat = visit.find(session)
    if chat is None:
        return Held()
    return Held(
        topics=chats.subscribed_topics(session, chat.id),
        everything=readable(preferences(session, chat.id).filter),
        by_topic={topic_id: readable(text) for topic_id, text in subscription_filters(session, chat.id).items()},
    )


async def change(visit: Visit, topic_id: int, work: Callable[[Filter], Filter]) -> Held:
    """Let `work` change one filter, as it is at that moment; what holds then.

    Raises FilterNotUnderstood where there is no room for what it makes.
    """

    def writing(session: Session) -> Held:
        chat_id = visit.meet(session).id
        before = held_by(session, visit)
        if before.knows(topic_id):
            text = write_filter(work(before.filter(topic_id)))
            if topic_id:
                set_subscription_filter(session, chat_id, topic_id, text)
            else:
                set_preferences(session, chat_id, filter=text)
        return held_by(session, visit)

    return await visit.write(writing)


def filter_card(visit: Visit, held: Held, topic_id: int, *, page: int = 0) -> Card:
    wanted = held.filter(topic_id)
    html = texts.filter_card(visit.t, held.topic(topic_id), wanted, held.everything)
    return Card(html, keys.one_filter(visit.t, topic_id, wanted, page))


def taken_off_card(visit: Visit, held: Held, topic_id: int, was: Filter) -> Card:
    html = texts.taken_off(visit.t, held.topic(topic_id), write_filter(was))
    return Card(html, keys.one_filter(visit.t, topic_id, held.filter(topic_id), 0))


def _with_sources(session: Session, visit: Visit, topic_id: int) -> tuple[Held, list[str]]:
    """What holds, and who told the chat's topics, or the one, lately."""
    held = held_by(session, visit)
    topic_ids = [topic_id] if topic_id else [topic.id for topic in held.topics]
    names = busiest_sources(session, topic_ids=topic_ids, since=visit.now - WEEK, limit=MOST_SOURCES)
    return held, [name for name in names if _can_be_muted(name)]


def _can_be_muted(name: str) -> bool:
    try:
        mute(name)
    except FilterNotUnderstood:
        return False
    return True


def _sources_card(visit: Visit, held: Held, names: Sequence[str], topic_id: int, page: int) -> Card:
    muted = {mark_of(term) for term in held.filter(topic_id).terms if term.excluded}
    html = texts.sources_card(visit.t, held.topic(topic_id), some=bool(names))
    return Card(html, keys.sources(visit.t, topic_id, names, muted, page))
