"""What a check of a feed leads to: its row's next state, and which entries are new. Pure: no clock, no network.

docs/feeds.md has the rules as a table of cases.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from jobs.feeds.fetch import Failed, Unchanged, Validators
from jobs.feeds.parsed import ParsedFeed
from storage.entries import NewEntry
from storage.feeds import Check, Feed

A_DAY = timedelta(days=1)
MOST_ENTRIES = 1000
"""More than any living feed carries; an archive's tail is not looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLimits:
    """A feed is checked between `shortest` and `longest` apart by its own rhythm; its publisher may ask for up to a
    day. Of a feed's first answer the `first_entries` newest are read; later, nothing older than `oldest`."""

    shortest: timedelta = timedelta(minutes=10)
    longest: timedelta = timedelta(hours=2)
    first_entries: int = 10
    oldest: timedelta = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A fetched and parsed feed, as the decision needs it."""

    feed: ParsedFeed
    validators: Validators
    body_hash: str
    fresh_for: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to write: the check's outcome, the entries to read, and those to know but never to read."""

    check: Check
    entries: tuple[NewEntry, ...] = ()
    skipped: tuple[NewEntry, ...] = ()


def plan(
    feed: Feed,
    result: Parsed | Unchanged | Failed,
    *,
    known: Collection[str] = (),
    first: bool = False,
    now: datetime,
    limits: PlanLimits,
) -> Plan:
    """The next state of `feed`. `known` are guids and addresses it published before; `first`: there are none."""
    match result:
        case Failed():
            return Plan(check=_after_failure(feed, result, now=now, limits=limits))
        case Unchanged():
            return Plan(check=_after_silence(feed, result, now=now, limits=limits))
        case Parsed():
            entries, skipped = _sift(result.feed.entries, known=known, first=first, now=now, limits=limits)
            return Plan(check=_after_news(feed, result, now=now, limits=limits), entries=entries, skipped=skipped)


def back_off(failures: int, shortest: timedelta) -> timedelta:
    """How long to wait after that many failures in a row: doubled each time, up to a day, and never for ever."""
    return min(A_DAY, shortest * (1 << min(failures, 20)))


def rhythm(entries: Sequence[NewEntry], *, now: datetime, limits: PlanLimits) -> timedelta:
    """Half the usual time between entries, judged by the ten newest, and the silence since."""
    dates = sorted((entry.published_at for entry in entries if entry.published_at), reverse=True)[:10]
    dates = [date for date in dates if date <= now]
    if not dates:
        return limits.longest
    return min(limits.longest, max(limits.shortest, (now - dates[-1]) / len(dates) / 2))


def spread(wait: timedelta, url: str) -> timedelta:
    """`wait` and up to a tenth more, always the same for one feed, so that no host meets all its feeds at once."""
    return wait * _stretch(url)


def _stretch(url: str) -> float:
    return 1 + int.from_bytes(sha256(url.encode()).digest()[:4]) / 2**32 / 10


def _after_failure(feed: Feed, failed: Failed, *, now: datetime, limits: PlanLimits) -> Check:
    wait = back_off(feed.failures, limits.shortest)
    if failed.retry_after is not None:
        wait = min(A_DAY, max(wait, failed.retry_after))
    return Check(
        at=now,
        next_check_at=now + spread(wait, feed.url),
        problem=failed.problem,
        ended=failed.gone,
    )


def _after_silence(feed: Feed, unchanged: Unchanged, *, now: datetime, limits: PlanLimits) -> Check:
    wait = _wished(_longer(feed, limits), unchanged.fresh_for)
    return Check(
        at=now,
        next_check_at=now + spread(wait, feed.url),
        etag=unchanged.validators.etag or feed.etag,
        last_modified=unchanged.validators.last_modified or feed.last_modified,
        body_hash=feed.body_hash,
    )


def _after_news(feed: Feed, parsed: Parsed, *, now: datetime, limits: PlanLimits) -> Check:
    wait = _wished(rhythm(parsed.feed.entries, now=now, limits=limits), parsed.fresh_for, parsed.feed.pace)
    return Check(
        at=now,
        next_check_at=now + spread(wait, feed.url),
        etag=parsed.validators.etag,
        last_modified=parsed.validators.last_modified,
        body_hash=parsed.body_hash,
        title=None if feed.title else parsed.feed.title,
        language=None if feed.language else parsed.feed.language,
    )


def _longer(feed: Feed, limits: PlanLimits) -> timedelta:
    """The last wait and a fifth more: while nothing comes, the feed is asked less often.

    One beyond the longest was the publisher's wish, which stands until the feed says otherwise.
    """
    if feed.checked_at is None or feed.failures:
        return limits.shortest
    last = (feed.next_check_at - feed.checked_at) / _stretch(feed.url)
    return max(limits.shortest, min(last * 1.2, limits.longest), min(last, A_DAY))


def _wished(wait: timedelta, *wishes: timedelta | None) -> timedelta:
    """`wait`, or what the publisher asks for where that is longer, up to a day."""
    return max(wait, min(A_DAY, max((wish for wish in wishes if wish), default=wait)))


def _sift(
    entries: Sequence[NewEntry], *, known: Collection[str], first: bool, now: datetime, limits: PlanLimits
) -> tuple[tuple[NewEntry, ...], tuple[NewEntry, ...]]:
    """(to read, to skip) of the entries that the feed hasn't published before."""
    fresh: dict[str, NewEntry] = {}
    for entry in entries[:MOST_ENTRIES]:
        if entry.guid not in known and entry.url not in known:
            # a changed guid with the same link is the same entry, within one answer too
            fresh.setdefault(entry.url, _dated(entry, now))
    # stable: entries without dates keep the feed's order, newest first by custom
    newest = sorted(fresh.values(), key=lambda entry: entry.published_at or now, reverse=True)
    oldest = now - limits.oldest
    recent = sum(1 for entry in newest if (entry.published_at or now) >= oldest)
    count = limits.first_entries if first else recent
    return tuple(newest[:count]), tuple(newest[count:])


def _dated(entry: NewEntry, now: datetime) -> NewEntry:
    """A date in the future is a wrong clock or a wrong zone; the moment it was seen is the better guess."""
    return replace(entry, published_at=now) if entry.published_at and entry.published_at > now else entry
