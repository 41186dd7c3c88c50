"""What a search for feeds finds: how it is compared, ordered, and shown. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from jobs.feeds.finding.addresses import same_feed_key
from jobs.feeds.parsing.parsed import ParsedFeed
from storage.entries import NewEntry

NEWEST = 3
STALE = timedelta(days=365)

_COMPARED = 10
_ENOUGH_TO_TELL = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A feed and the address to keep for it: where permanent redirects lead, but not where temporary ones do."""

    url: str
    feed: ParsedFeed


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPreview:
    """A feed as it is offered: `kind` is its format, `entries` its newest three.

    `newest_at` is when it last brought something, `per_week` how much it brings; None where its dates don't tell.
    """

    url: str
    title: str
    language: str | None
    kind: str
    entries: tuple[NewEntry, ...]
    newest_at: datetime | None
    per_week: float | None


def preview_of(found: Found, *, now: datetime) -> FeedPreview:
    entries = found.feed.entries
    return FeedPreview(
        url=found.url,
        title=found.feed.title,
        language=found.feed.language,
        kind=found.feed.kind,
        entries=newest(entries, NEWEST),
        newest_at=max((min(date, now) for date in _dates(entries)), default=None),
        per_week=_per_week(entries, now),
    )


def newest(entries: tuple[NewEntry, ...], count: int) -> tuple[NewEntry, ...]:
    """The newest entries first; those without a date after the others, in the feed's order."""
    oldest = datetime.min.replace(tzinfo=UTC)
    return tuple(sorted(entries, key=lambda entry: entry.published_at or oldest, reverse=True)[:count])


def best_first(found: Sequence[Found], *, page: str, now: datetime) -> tuple[Found, ...]:
    """The living before the dead, and what belongs to `page` before the rest of its site."""
    folder = urlsplit(page).path.rstrip("/")

    def rank(each: Found) -> tuple[bool, bool]:
        elsewhere = bool(folder) and not urlsplit(each.url).path.startswith(f"{folder}/")
        return _is_stale(each, now), elsewhere

    return tuple(sorted(found, key=rank))


def same(one: Found, other: Found) -> bool:
    """Whether both tell the same: by their addresses, or by their newest entries, as one feed in two formats does."""
    if same_feed_key(one.url) == same_feed_key(other.url):
        return True
    count = min(len(one.feed.entries), len(other.feed.entries), _COMPARED)
    ours, theirs = ({entry.url for entry in newest(each.feed.entries, count)} for each in (one, other))
    # a section's feed begins like the whole site's now and then, so that few entries prove nothing
    return count >= _ENOUGH_TO_TELL and len(ours & theirs) >= 0.8 * count


def of_comments(found: Found) -> bool:
    """Whether it brings what readers say of the articles."""
    entries = found.feed.entries[:_COMPARED]
    to_comments = sum("comment" in urlsplit(entry.url).fragment.lower() for entry in entries)
    return to_comments * 2 > len(entries) or "comments" in urlsplit(found.url).path.lower().split("/")


def _is_stale(found: Found, now: datetime) -> bool:
    dates = _dates(found.feed.entries)
    return not found.feed.entries or (bool(dates) and now - max(dates) > STALE)


def _per_week(entries: tuple[NewEntry, ...], now: datetime) -> float | None:
    """From the oldest entry until now; a feed younger than a day is taken to have taken a day."""
    dates = _dates(entries)
    if len(dates) < 2 or min(dates) >= now:
        return None
    return len(dates) / max((now - min(dates)) / timedelta(weeks=1), 1 / 7)


def _dates(entries: tuple[NewEntry, ...]) -> list[datetime]:
    return [entry.published_at for entry in entries if entry.published_at]
