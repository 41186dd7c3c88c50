"""/stats: the bot's figures as pictures, with captions that tell the same in words.

Counting and drawing take a second or two, the first time more: that they are under way is said at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from telegram import Message

from bot.charts import pictures
from bot.charts.everything import Everything
from bot.charts.texts import Look
from bot.charts.theme import Theme
from bot.context import Handler
from bot.handlers.admin.forms import Form, form
from bot.handlers.doors import on_command, on_tap
from bot.handlers.rights import Right
from bot.i18n.texts import Texts
from bot.keyboards.admin import stats as keys
from bot.taps.admin.stats import USUAL_DAYS, Chart, SendStats, ShowStats
from bot.texts.admin import home as home_texts
from bot.texts.admin import stats as texts
from bot.texts.admin.problems import kind_words
from bot.visit import Card, Visit
from jobs.feeds.problem_kinds import by_kind
from storage import topics
from storage.database import Session
from storage.days import last_days
from storage.delays import delays_by_day
from storage.statistics import (
    FeedHealth,
    StoriesOfTopic,
    chats_by_day,
    deliveries_by_day,
    feed_health,
    stories_by_topic,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which picture, of how many days, in which colours."""

    chart: Chart
    days: int
    dark: bool


def handlers() -> list[Handler]:
    return [
        on_command("stats", send, may=Right.ADMIN),
        on_tap(SendStats, send_by_tap, may=Right.ADMIN),
        on_tap(ShowStats, change, may=Right.ADMIN),
    ]


def forms() -> list[Form]:
    return [form("stats|figures", lambda visit, _: send(visit), example="/admin stats")]


async def send(visit: Visit) -> None:
    """Say that it is worked on, and put the picture in its place when it is drawn."""
    shown = await visit.say(Card(texts.drawing(visit.t)))
    _draw_into(visit, shown, Wanted(chart=Chart.OVERVIEW, days=USUAL_DAYS, dark=False))


async def send_by_tap(visit: Visit, _: SendStats) -> None:
    await visit.answer_tap()
    await send(visit)


async def change(visit: Visit, tap: ShowStats) -> str | None:
    if tap.chart not in set(Chart) or tap.days not in keys.PERIODS or visit.message is None:
        return home_texts.gone_toast(visit.t)
    _draw_into(visit, visit.message, Wanted(chart=Chart(tap.chart), days=tap.days, dark=tap.dark))
    return texts.drawing_toast(visit.t)


def _draw_into(visit: Visit, shown: Message, wanted: Wanted) -> None:
    visit.context.application.create_task(_draw(visit, shown, wanted), update=visit.update)


async def _draw(visit: Visit, shown: Message, wanted: Wanted) -> None:
    counted = await visit.read(lambda session: _count(session, visit, wanted.days))
    look = Look(
        theme=Theme.DARK if wanted.dark else Theme.LIGHT,
        locale=visit.t.locale,
        texts=texts.chart_texts(visit.t, topics=len(counted.stories)),
    )
    picture, caption = await drawn(visit.t, counted, wanted.chart, look)
    if wanted.chart in keys.OVER_TIME:
        caption = texts.span(visit.t, caption, wanted.days)
    await visit.change_to_photo(
        shown, picture, Card(caption, keys.stats(visit.t, wanted.chart, wanted.days, dark=wanted.dark))
    )


async def drawn(t: Texts, counted: Everything, chart: Chart, look: Look) -> tuple[bytes, Markup]:
    """The picture, and what it shows in words."""
    match chart:
        case Chart.OVERVIEW:
            caption = texts.overview(
                t,
                days=counted.chats,
                sent=counted.deliveries,
                health=counted.feeds,
                topics=counted.stories,
                told=counted.delays,
            )
            return await pictures.overview(counted, look), caption
        case Chart.CHATS:
            return await pictures.chats(counted.chats, look), texts.chats(t, counted.chats)
        case Chart.DELIVERIES:
            return await pictures.deliveries(counted.deliveries, look), texts.deliveries(t, counted.deliveries)
        case Chart.FEEDS:
            problems = _problems(t, counted.feeds)
            return await pictures.feeds(counted.feeds, problems, look), texts.feeds(t, counted.feeds, problems)
        case Chart.STORIES:
            picture, unnamed = await pictures.stories(counted.stories, look)
            return picture, texts.stories(t, counted.stories, unnamed)
        case Chart.DELAYS:
            return await pictures.delays(counted.delays, look), texts.delays(t, counted.delays)


def _count(session: Session, visit: Visit, count: int) -> Everything:
    days = last_days(count, zone=visit.deps.settings.default_zone.key, now=visit.now)
    return Everything(
        chats=chats_by_day(session, days),
        deliveries=deliveries_by_day(session, days),
        feeds=feed_health(session),
        stories=_stories(session, visit),
        delays=delays_by_day(session, days),
    )


def _stories(session: Session, visit: Visit) -> Sequence[StoriesOfTopic]:
    """Of the admins' topics: what chats read of their own is nobody's business."""
    return stories_by_topic(session, [topic.id for topic in topics.list_topics(session)], now=visit.now)


def _problems(t: Texts, health: FeedHealth) -> list[tuple[str, int]]:
    return [(kind_words(t, kind), count) for kind, count in by_kind(health.problems)]
