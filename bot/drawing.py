"""The bot's figures counted and drawn, for `/stats` and for the status page."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.charts import pictures
from bot.charts.everything import Everything
from bot.charts.texts import Look
from bot.i18n.texts import Texts
from bot.taps.admin.stats import Chart
from bot.texts.admin import stats as texts
from bot.texts.admin.problems import kind_words
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


def counted(session: Session, *, days: int, zone: str, now: datetime) -> Everything:
    """All figures of the last days, as an IANA `zone` has them. Takes up to a second or two."""
    span = last_days(days, zone=zone, now=now)
    return Everything(
        chats=chats_by_day(session, span),
        deliveries=deliveries_by_day(session, span),
        feeds=feed_health(session),
        stories=_stories(session, now),
        delays=delays_by_day(session, span),
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


def _stories(session: Session, now: datetime) -> Sequence[StoriesOfTopic]:
    """Of the admins' topics: what chats read of their own is nobody's business."""
    return stories_by_topic(session, [topic.id for topic in topics.list_topics(session)], now=now)


def _problems(t: Texts, health: FeedHealth) -> list[tuple[str, int]]:
    return [(kind_words(t, kind), count) for kind, count in by_kind(health.problems)]
