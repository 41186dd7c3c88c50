"""What a check of a feed leads to: its row's next state, and which entries are new. Pure: no clock, no network.

docs/feeds.md has the rules as a table of cases.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from jobs.feeds.checking.revising import NOTHING_KNOWN, Known, revisions
from jobs.feeds.checking.timing import A_DAY, PlanLimits, back_off, longer, out_of_skipped, rhythm, spread, wished
from jobs.feeds.fetching.fetch import Failed, Unchanged, Validators
from jobs.feeds.parsing.hubs import UNNAMED, Named
from jobs.feeds.parsing.parsed import ParsedFeed
from jobs.feeds.text import LONGEST_URL
from storage.address_key import address_key
from storage.entries import NewEntry
from storage.feeds import Check, Feed
from storage.revisions import Revision

MOST_ENTRIES = 1000
"""More than any living feed carries; an archive's tail is not looked at."""
HELD_FOR = timedelta(days=2)
HELD_CHECKS = 3
"""How long, and over how many checks, a permanent redirect has to be the same before it is believed: a mistaken or a
hijacked one is put right within a weekend, and one that was seen twice may be the work of an hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A fetched and parsed feed, as the decision needs it."""

    feed: ParsedFeed
    validators: Validators
    body_hash: str
    fresh_for: timedelta | None = None
    moved_to: str | None = None
    named: Named = UNNAMED
    """The hubs that headers or feed name."""
    pushed: bool = False
    """A hub sent it, and nobody asked the feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to write: the check's outcome, the entries to read, those to know but never to read, those that say
    something else than before, and the address that the feed is to move to, where that has held long enough."""

    check: Check
    entries: tuple[NewEntry, ...] = ()
    skipped: tuple[NewEntry, ...] = ()
    revised: tuple[Revision, ...] = ()
    move_to: str | None = None


def plan(
    feed: Feed,
    result: Parsed | Unchanged | Failed,
    *,
    known: Known = NOTHING_KNOWN,
    first: bool = False,
    now: datetime,
    limits: PlanLimits,
) -> Plan:
    """The next state of `feed`. `known` is what it published before; `first`: that is nothing."""
    match result:
        case Failed():
            return Plan(check=_after_failure(feed, result, now=now, limits=limits))
        case Unchanged():
            check = _after_silence(feed, result, now=now, limits=limits)
            return Plan(check=check, move_to=_held(check))
        case Parsed():
            entries, skipped = _sift(result.feed.entries, known=known, first=first, now=now, limits=limits)
            revised = revisions(result.feed.entries[:MOST_ENTRIES], known, now=now, oldest=limits.oldest)
            check = _after_news(feed, result, now=now, limits=limits)
            return Plan(check=check, entries=entries, skipped=skipped, revised=revised, move_to=_held(check))


def _after_failure(feed: Feed, failed: Failed, *, now: datetime, limits: PlanLimits) -> Check:
    wait = back_off(feed.failures, limits.shortest)
    if failed.retry_after is not None:
        wait = min(A_DAY, max(wait, failed.retry_after))
    return Check(
        at=now,
        next_check_at=_at(now, wait, feed, hours=feed.skip_hours, days=feed.skip_days),
        problem=failed.problem,
        ended=failed.gone,
    )


def _after_silence(feed: Feed, unchanged: Unchanged, *, now: datetime, limits: PlanLimits) -> Check:
    wait = longer(None if feed.failures else feed.wait, limits)
    to, since, checks = _moving(feed, unchanged.moved_to, now=now)
    return Check(
        at=now,
        next_check_at=_at(
            now, wished(wait, feed.pace, unchanged.fresh_for), feed, hours=feed.skip_hours, days=feed.skip_days
        ),
        etag=unchanged.validators.etag or feed.etag,
        last_modified=unchanged.validators.last_modified or feed.last_modified,
        body_hash=feed.body_hash,
        wait=wait,
        pace=feed.pace,
        skip_hours=feed.skip_hours,
        skip_days=feed.skip_days,
        moved_to=to,
        moved_since=since,
        moved_checks=checks,
    )


def _after_news(feed: Feed, parsed: Parsed, *, now: datetime, limits: PlanLimits) -> Check:
    wait = rhythm(parsed.feed.entries, now=now, limits=limits)
    pace = wished(timedelta(0), parsed.fresh_for, parsed.feed.pace)
    hours, days = parsed.feed.skip_hours, parsed.feed.skip_days
    to, since, checks = _moving(feed, parsed.moved_to, now=now)
    return Check(
        at=now,
        next_check_at=_at(now, wished(wait, pace), feed, hours=hours, days=days),
        etag=parsed.validators.etag,
        last_modified=parsed.validators.last_modified,
        body_hash=parsed.body_hash,
        title=None if feed.title else parsed.feed.title,
        language=None if feed.language else parsed.feed.language,
        wait=wait,
        pace=pace or None,
        skip_hours=hours,
        skip_days=days,
        moved_to=to,
        moved_since=since,
        moved_checks=checks,
    )


def _at(now: datetime, wait: timedelta, feed: Feed, *, hours: Collection[int], days: Collection[int]) -> datetime:
    return out_of_skipped(now + spread(wait, feed.url), feed.url, hours=hours, days=days)


def _moving(feed: Feed, moved_to: str | None, *, now: datetime) -> tuple[str | None, datetime | None, int]:
    """(where the feed's address leads for good, since when, over how many checks), with the one at `now`."""
    if moved_to is None or moved_to == feed.url or len(moved_to) > LONGEST_URL:
        return None, None, 0
    if moved_to == feed.moved_to:
        return moved_to, feed.moved_since, feed.moved_checks + 1
    return moved_to, now, 1


def _held(check: Check) -> str | None:
    """The address that a feed is to move to now."""
    if check.moved_since is None or check.moved_checks < HELD_CHECKS or check.at - check.moved_since < HELD_FOR:
        return None
    return check.moved_to


def _sift(
    entries: Sequence[NewEntry], *, known: Known, first: bool, now: datetime, limits: PlanLimits
) -> tuple[tuple[NewEntry, ...], tuple[NewEntry, ...]]:
    """(to read, to skip) of the entries that the feed hasn't published before."""
    fresh: dict[str, NewEntry] = {}
    for entry in entries[:MOST_ENTRIES]:
        if entry not in known:
            # a changed guid with the same link is the same entry, within one answer too
            fresh.setdefault(address_key(entry.url), _dated(entry, now))
    # stable: entries without dates keep the feed's order, newest first by custom
    newest = sorted(fresh.values(), key=lambda entry: entry.published_at or now, reverse=True)
    oldest = now - limits.oldest
    recent = sum(1 for entry in newest if (entry.published_at or now) >= oldest)
    count = limits.first_entries if first else recent
    return tuple(newest[:count]), tuple(newest[count:])


def _dated(entry: NewEntry, now: datetime) -> NewEntry:
    """A date in the future is a wrong clock or a wrong zone; the moment it was seen is the better guess."""
    return replace(entry, published_at=now) if entry.published_at and entry.published_at > now else entry
