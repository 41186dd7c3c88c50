"""How long it took from an article's publication until a chat was told of it.

Millions of pairs would have to be looked at for the exact figure; a sample of digests, spread evenly over the days,
has the same median.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.days import Days
from storage.tables import ArticleRow, DeliveryRow, DigestRow, DigestStoryRow

SAMPLE = 1000
"""Digests; with fewer than that all are looked at."""

BACKLOG = timedelta(days=1)
"""What was published longer than that before a digest's window was old when its feed was read for the first time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """Half of the stories told came within `median`, nine of ten within `p90`; None without a story."""

    stories: int = 0
    median: timedelta | None = None
    p90: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayOnDay(Delay):
    """That of the stories told on this day."""

    date: date


def delays_by_day(session: Session, days: Days, *, sample: int = SAMPLE) -> list[DelayOnDay]:
    """Each of the days, also those on which nothing was told.

    The delay of a story is that of its first article within the digest's window, up to the digest's first message.
    """
    found: dict[date, list[timedelta]] = {}
    for sent_at, delay in _delays(session, days.since, days.until, _sampled(session, days.since, sample)):
        found.setdefault(days.date_of(sent_at), []).append(delay)
    whole = {on: _as_one(found.get(on, ())) for on in days.dates}
    return [DelayOnDay(date=on, stories=day.stories, median=day.median, p90=day.p90) for on, day in whole.items()]


def recent_delay(session: Session, *, since: datetime, now: datetime, sample: int = SAMPLE) -> Delay:
    """That of the stories told in [since, now), each counted as `delays_by_day` does."""
    return _as_one(delay for _, delay in _delays(session, since, now, _sampled(session, since, sample)))


def _as_one(delays: Iterable[timedelta]) -> Delay:
    ordered = sorted(delays)
    if not ordered:
        return Delay()
    return Delay(stories=len(ordered), median=_within(ordered, 0.5), p90=_within(ordered, 0.9))


def _within(delays: Sequence[timedelta], share: float) -> timedelta:
    """The smallest delay that this share of them doesn't exceed."""
    return delays[ceil(share * len(delays)) - 1]


def _sampled(session: Session, since: datetime, sample: int) -> Sequence[int]:
    newest = session.scalar(select(func.max(DigestRow.id))) or 0
    # a digest may be sent hours after it was made
    first = _first_digest(session, since - timedelta(days=1), newest)
    return range(first, newest + 1, max(1, ceil((newest + 1 - first) / sample)))


def _first_digest(session: Session, since: datetime, newest: int) -> int:
    """The first id that was given out since then. The time has no index; but ids grow with it, so halving finds it."""
    low, high = 1, newest + 1
    while low < high:
        middle = (low + high) // 2
        query = select(DigestRow.created_at).where(DigestRow.id >= middle).order_by(DigestRow.id).limit(1)
        created_at = session.scalar(query)
        if created_at is None or created_at >= since:
            high = middle
        else:
            low = middle + 1
    return low


def _delays(
    session: Session, since: datetime, until: datetime, digest_ids: Sequence[int]
) -> Iterator[tuple[datetime, timedelta]]:
    """(when it was told, its delay) for each story of these digests that was told in [since, until)."""
    told = (
        select(DigestRow.since, DigestRow.until, DeliveryRow.sent_at, DigestStoryRow.story_id)
        .join(DeliveryRow, (DeliveryRow.digest_id == DigestRow.id) & (DeliveryRow.part == 0))
        .join(DigestStoryRow, DigestStoryRow.digest_id == DigestRow.id)
        # only what was sent has a time; to ask for the state would have SQLite read all that are in it
        .where(DigestRow.id.in_(digest_ids), DeliveryRow.sent_at >= since, DeliveryRow.sent_at < until)
    )
    articles = _articles(session, digest_ids)
    for window_since, window_until, sent_at, story_id in session.execute(told):
        published = [
            published_at
            for published_at, fetched_at in articles.get(story_id, ())
            if window_since <= fetched_at < window_until and published_at >= window_since - BACKLOG
        ]
        if published and sent_at:
            yield sent_at, max(sent_at - min(published), timedelta())


def _articles(session: Session, digest_ids: Sequence[int]) -> dict[int, list[tuple[datetime, datetime]]]:
    """(published, fetched) of all articles of the stories in these digests."""
    stories = select(DigestStoryRow.story_id).where(DigestStoryRow.digest_id.in_(digest_ids))
    query = select(ArticleRow.story_id, ArticleRow.published_at, ArticleRow.fetched_at)
    found: dict[int, list[tuple[datetime, datetime]]] = {}
    for story_id, published_at, fetched_at in session.execute(query.where(ArticleRow.story_id.in_(stories))):
        assert story_id is not None
        found.setdefault(story_id, []).append((published_at, fetched_at))
    return found
