"""What a feed says once it is parsed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from jobs.feeds.parsing.fingerprint import fingerprint
from jobs.feeds.parsing.hubs import UNNAMED, Named
from jobs.feeds.redirectors import straight
from jobs.feeds.text import canonical, fit
from storage.address_key import address_key
from storage.entries import NewEntry

LONGEST_GUID = 500
FIRST_YEAR = 1990
"""An earlier date is a clock's beginning, which stands for none."""
SHARED_BY = 3
"""Entries of different titles at one address: it is no article's, but where they are all listed."""
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
    edited_at: datetime | None = None,
) -> NewEntry:
    """An entry with its identity: the guid, else the link, else title and date (with content where those are missing).

    `home` is the feed's site, where an entry is taken to stand that has no link of its own, or only that one.
    """
    link = canonical(straight(link)) if link and link != home else ""
    published_at, edited_at = _dated(published_at), _dated(edited_at)
    named = f"{title}\n{published_at}" if title else content
    guid = _short(fit(identity).strip() or link or f"title:{_digest(named)}")
    return NewEntry(
        guid=guid,
        url=link or _place(home, guid),
        title=title,
        content=content,
        author=author,
        image=image,
        published_at=published_at,
        edited_at=edited_at,
        fingerprint=fingerprint(title, content),
    )


def once_each(entries: Sequence[NewEntry]) -> tuple[NewEntry, ...]:
    """The entries without later ones of the same guid.

    A guid that stands for articles of different titles at different addresses is no identity, nor is an address that
    many share: then the other one is.
    """
    told_apart = _by_address(_by_guid(entries))
    return tuple({entry.guid: entry for entry in reversed(told_apart)}.values())[::-1]


def _by_guid(entries: Sequence[NewEntry]) -> list[NewEntry]:
    """The entries, known by their addresses where a guid stands for several."""
    places: dict[str, dict[str, str]] = defaultdict(dict)
    for entry in entries:
        places[entry.guid][address_key(entry.url)] = entry.title
    useless = {guid for guid, titles in places.items() if len(set(titles.values())) > 1}
    return [
        replace(entry, guid=_short(entry.url)) if entry.guid in useless and NO_PAGE not in entry.url else entry
        for entry in entries
    ]


def _by_address(entries: Sequence[NewEntry]) -> list[NewEntry]:
    """The entries, without a page of their own where they share it with several others."""
    titles: dict[str, dict[str, str]] = defaultdict(dict)
    for entry in entries:
        titles[address_key(entry.url)].setdefault(entry.guid, entry.title)
    shared = {key for key, told in titles.items() if len(set(told.values())) >= SHARED_BY}
    return [
        replace(entry, url=_place(entry.url, entry.guid)) if address_key(entry.url) in shared else entry
        for entry in entries
    ]


def _place(page: str, guid: str) -> str:
    return f"{page.partition('#')[0]}{NO_PAGE}{_digest(guid)[:16]}"


def _short(guid: str) -> str:
    return guid if len(guid.encode()) <= LONGEST_GUID else f"sha256:{_digest(guid)}"


def _dated(date: datetime | None) -> datetime | None:
    return date if date is None or date.year >= FIRST_YEAR else None


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
