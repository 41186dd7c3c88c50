"""What a feed says once it is parsed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from jobs.feeds.hubs import UNNAMED, Named
from jobs.feeds.text import canonical, fit
from storage.entries import NewEntry

LONGEST_GUID = 500
MOST_ITEMS = 5000
"""Of a longer feed the first so many are read; an archive's tail would only cost its slot."""

MISLABELLED = "its encoding is not the one that header or declaration name"
TWICE = "some entries stand in it twice"
TOO_LONG = f"only its first {MOST_ITEMS} entries are read"

NO_PAGE = "#newsdigest-entry-"
"""Begins the fragment of an address that stands for an entry without a page of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """`kind` is the format's name ("RSS 2.0"), `language` an ISO 639-1 code, `site` the address of the feed's pages.

    Entries stand in the feed's order, each once, with titles in plain text and content sanitised. `pace` is how long
    the feed says that one need not look at it again, `skip_hours` and `skip_days` (0 for Monday) when it says that
    nothing comes, in UTC. `format` is the kind in a word for programs ("rss20"), `listed`
    how many entries stood in the feed, `flaws` what is wrong with it, in words for its publisher.
    """

    kind: str
    title: str
    language: str | None
    site: str | None
    entries: tuple[NewEntry, ...]
    pace: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    format: str = ""
    encoding: str = "utf-8"
    listed: int = 0
    flaws: tuple[str, ...] = ()
    named: Named = UNNAMED
    """The hubs that send its news as they come."""


def entry(
    *,
    identity: str,
    link: str,
    home: str,
    title: str,
    content: str,
    author: str | None,
    image: str | None,
    published_at: datetime | None,
) -> NewEntry:
    """An entry with its identity: the guid, else the link, else title and date (with content where those are missing).

    `home` is the feed's site, where an entry is taken to stand that has no link of its own, or only that one.
    """
    link = canonical(link) if link and link != home else ""
    named = f"{title}\n{published_at}" if title else content
    guid = fit(identity).strip() or link or f"title:{_digest(named)}"
    if len(guid.encode()) > LONGEST_GUID:
        guid = f"sha256:{_digest(guid)}"
    return NewEntry(
        guid=guid,
        url=link or f"{home.partition('#')[0]}{NO_PAGE}{_digest(guid)[:16]}",
        title=title,
        content=content,
        author=author,
        image=image,
        published_at=published_at,
    )


def once_each(entries: Sequence[NewEntry]) -> tuple[NewEntry, ...]:
    """The entries without later ones of the same guid."""
    return tuple({entry.guid: entry for entry in reversed(entries)}.values())[::-1]


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
