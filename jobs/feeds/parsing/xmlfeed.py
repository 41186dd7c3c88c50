"""RSS, Atom and RDF through feedparser, with its traps closed.

It never fetches: given bytes or a name it would open a file or an address, so it gets a stream. Its own sanitiser and
link resolver are off (they double its time); nh3 cleans what is kept.
"""

import calendar
import io
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import feedparser

from jobs.feeds.parsing.hours import skipped
from jobs.feeds.parsing.hubs import named
from jobs.feeds.parsing.parsed import MISLABELLED, MOST_ITEMS, TOO_LONG, TWICE, ParsedFeed, entry, once_each
from jobs.feeds.problems import FeedProblem
from jobs.feeds.text import from_plain, one_line, sanitised, web_url, without_markup
from storage.entries import NewEntry
from summaries.language import tag_language

LONGEST_TAG = 64 * 2**10
MOST_ATTRIBUTES = 1000
DEEPEST = 10_000
"""Far beyond any tree of tags, since feeds with hundreds of unclosed `<br>` are feeds all the same."""

BROKEN = "it is not well-formed XML"

_LONG_RUN = re.compile(rb"<[^<>]{%d}" % LONGEST_TAG)
_TAG = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|(?P<close></)|(?P<open><[A-Za-z_:])[^<>]*>?", re.DOTALL
)
_ENTRY_START = re.compile(rb"<(?:item|entry)\b")
# control signs, and the two that are none, which XML forbids and templates let through
_UNFIT = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_UNTAGGED = ((b"<![CDATA[", b"]]>"), (b"<!--", b"-->"), (b"<?", b"?>"))
_HTML = re.compile(rb"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_BARE_AMPERSAND = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?!#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)", re.DOTALL
)
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_ADDRESS = re.compile(r"<?[\w.+-]+@[\w-]+(?:\.[\w-]+)+>?")


def parse_xml(
    body: bytes, url: str, *, encoding: str | None = None, said: str | None = None, mislabelled: bool = False
) -> ParsedFeed:
    """The feed in `body`, found at `url`. Raises FeedProblem where it is none.

    `encoding` is what the body was in before it became UTF-8; without one its bytes are as they came, `said` what the
    server calls them, and the encoding is guessed.
    """
    refuse_bombs(body)
    if encoding:
        body = _UNFIT.sub(b"", body)
    shortened = _shortened(body)
    document = _parsed(shortened, url, "utf-8" if encoding else said)
    fault = document.get("bozo_exception")
    flawed = fault is not None and not isinstance(fault, feedparser.CharacterEncodingOverride)
    if flawed and (mended := _BARE_AMPERSAND.sub(_escaped, shortened)) != shortened:
        # its loose parser makes "R&D;" of the commonest flaw of all, a bare "R&D"
        with suppress(FeedProblem):
            document = max(_parsed(mended, url, "utf-8" if encoding else said), document, key=_entry_count)
    feed, version = document["feed"], document.get("version", "")
    if not version and not document["entries"]:
        raise FeedProblem(_not_a_feed(body, document))
    site = web_url(_string(feed, "link"), url)
    entries = [_entry(item, url, site or url) for item in document["entries"]]
    unique = once_each(entries)
    found = {
        MISLABELLED: mislabelled,
        BROKEN: flawed,
        TWICE: len(unique) < len(entries),
        TOO_LONG: len(shortened) < len(body),
    }
    hours, days = skipped(shortened)
    return ParsedFeed(
        kind=_kind(version),
        title=_title(feed),
        language=tag_language(_string(feed, "language")),
        site=site or None,
        entries=unique,
        pace=_pace(feed),
        skip_hours=hours,
        skip_days=days,
        named=named(((_string(link, "rel"), _string(link, "href")) for link in feed.get("links", ())), url),
        format=version or "unknown",
        encoding=encoding or _string(document, "encoding") or "unknown",
        listed=len(entries),
        flaws=tuple(flaw for flaw, there in found.items() if there),
    )


def _shortened(body: bytes) -> bytes:
    """The document with its first entries only, where there are far more than anybody reads."""
    if body.count(b"<item") + body.count(b"<entry") <= MOST_ITEMS:
        return body
    starts = islice(_ENTRY_START.finditer(body), MOST_ITEMS, None)
    cut = next((found.start() for found in starts), len(body))
    # what closes the document is kept, so that it stays well formed
    tail = max(body.rfind(b"</item>"), body.rfind(b"</entry>"))
    return body[:cut] + (body[body.index(b">", tail) + 1 :] if tail >= cut else b"")


def _entry_count(document: Mapping[str, Any]) -> int:
    return len(document["entries"])


def _parsed(body: bytes, url: str, encoding: str | None) -> Mapping[str, Any]:
    media_type = f"application/xml; charset={encoding}" if encoding else "application/xml"
    try:
        document: Mapping[str, Any] = feedparser.parse(
            io.BytesIO(body),
            response_headers={"content-type": media_type, "content-location": url},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except MemoryError:
        raise
    except Exception as error:  # its loose parser can raise many kinds, and this is where bytes are judged
        raise FeedProblem("this can't be read as a feed: it is badly broken") from error
    return document


def _escaped(found: re.Match[bytes]) -> bytes:
    return b"&amp;" if found[0] == b"&" else found[0]


def refuse_bombs(body: bytes) -> None:
    """Raise FeedProblem for what would keep feedparser busy for minutes: thousands of attributes in a tag, or of tags
    inside one another."""
    # two searches decide for nearly every feed; the walks that know CDATA and comments are for the rest
    if _LONG_RUN.search(body):
        _refuse_crowded_tags(body)
    if body.count(b"<") > DEEPEST:
        _refuse_nesting(body)


def _refuse_crowded_tags(body: bytes) -> None:
    place = body.find(b"<")
    while place >= 0:
        for opening, closing in _UNTAGGED:
            if body.startswith(opening, place):
                end = body.find(closing, place)
                break
        else:
            end = body.find(b">", place)
            tag = body[place : end if end >= 0 else len(body)]
            if len(tag) > LONGEST_TAG and tag.count(b"=") + len(tag.split()) > MOST_ATTRIBUTES:
                raise FeedProblem("this has a tag with thousands of attributes, as no feed does")
        if end < 0:
            return
        place = body.find(b"<", end)


def _refuse_nesting(body: bytes) -> None:
    depth = 0
    for tag in _TAG.finditer(body):
        if tag["close"]:
            depth -= 1
        elif tag["open"] and not tag[0].endswith(b"/>"):
            depth += 1
            if depth > DEEPEST:
                raise FeedProblem("this has thousands of tags inside one another, as no feed does")


def _not_a_feed(body: bytes, document: Mapping[str, Any]) -> str:
    if not body.strip():
        return "there is nothing in it"
    if _HTML.match(body):
        return "this is a web page, not a feed"
    if "xml" in body[:200].lower().decode("ascii", "replace") and document.get("bozo"):
        return "this is broken XML, not a feed"
    return "this is not a feed"


def _kind(version: str) -> str:
    names: dict[str, str] = feedparser.api.SUPPORTED_VERSIONS
    return names.get(version) or "unknown"


def _pace(feed: Mapping[str, Any]) -> timedelta | None:
    """The longer of RSS 2.0's `ttl` in minutes, and the syndication module's so many times a period.

    Once an hour is what every WordPress writes without being asked, so it is nobody's wish.
    """
    ttl = timedelta(minutes=_whole(feed, "ttl"))
    period = _PERIODS.get(_string(feed, "sy_updateperiod").strip().lower(), timedelta(0))
    times = max(1, _whole(feed, "sy_updatefrequency"))
    said = timedelta(0) if period == _PERIODS["hourly"] and times == 1 else period / times
    return max(ttl, said) or None


def _whole(fields: Mapping[str, Any], name: str) -> int:
    value = _string(fields, name).strip()
    # six digits are two years of minutes; more may overflow
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 6 else 0


def _entry(item: Mapping[str, Any], url: str, home: str) -> NewEntry:
    link = _string(item, "link") or _enclosure(item)
    base = _base(item) or url
    return entry(
        identity=_string(item, "id"),
        link=web_url(link, base),
        home=home,
        title=_title(item),
        content=_content(item),
        author=_author(item),
        image=web_url(_image(item), base) or None,
        published_at=_date(item, "published_parsed", "updated_parsed", "created_parsed"),
        edited_at=_date(item, "updated_parsed"),
    )


def _title(fields: Mapping[str, Any]) -> str:
    detail = fields.get("title_detail") or {}
    title = _string(fields, "title")
    # a literal "<" is right in Atom's plain titles; in RSS everything is HTML by custom
    return one_line(title) if _string(detail, "type") == "text/plain" else without_markup(title)


def _content(item: Mapping[str, Any]) -> str:
    """The entry's content, else its summary, as sanitised HTML."""
    candidates = [*item.get("content", ()), item.get("summary_detail") or {"value": _string(item, "summary")}]
    for candidate in candidates:
        value, kind = _string(candidate, "value"), _string(candidate, "type")
        if kind.startswith(("image/", "audio/", "video/")) or not value.strip():
            continue
        content = from_plain(value) if kind == "text/plain" else sanitised(value)
        if content:
            return content
    return ""


def _author(item: Mapping[str, Any]) -> str | None:
    """Names without e-mail addresses: RSS writes "ann@post.example (Ann Reed)"."""
    names = [_string(author, "name") for author in item.get("authors", ()) if not _string(author, "email")]
    text = ", ".join(name for name in names[:3] if name) or _string(item, "author")
    return one_line(_ADDRESS.sub("", text), 100).strip(" ()<>,") or None


def _image(item: Mapping[str, Any]) -> str:
    for media in item.get("media_content", ()):
        kind = _string(media, "type") or _string(media, "medium")
        if kind.startswith("image") and _string(media, "url"):
            return _string(media, "url")
    for thumbnail in item.get("media_thumbnail", ()):
        if _string(thumbnail, "url"):
            return _string(thumbnail, "url")
    for link in item.get("links", ()):
        if _string(link, "rel") == "enclosure" and _string(link, "type").startswith("image/"):
            return _string(link, "href")
    return ""


def _enclosure(item: Mapping[str, Any]) -> str:
    """A link for an entry that has none but its enclosure, as podcasts do."""
    return next((_string(link, "href") for link in item.get("links", ()) if _string(link, "href")), "")


def _base(item: Mapping[str, Any]) -> str:
    details = [item.get("title_detail"), item.get("summary_detail"), *item.get("content", ())]
    return next((_string(detail, "base") for detail in details if detail), "")


def _date(item: Mapping[str, Any], *names: str) -> datetime | None:
    """The first of the dates that it has; feedparser reads a time without zone as UTC."""
    for name in names:
        # the dictionary's own getter would answer "published" from "updated", with a warning
        moment = dict.get(item, name) if isinstance(item, dict) else None
        if isinstance(moment, time.struct_time):
            try:
                return datetime.fromtimestamp(calendar.timegm(moment), UTC)
            except (ValueError, OverflowError, OSError):
                continue
    return None


def _string(fields: Mapping[str, Any], name: str) -> str:
    value = dict.get(fields, name) if isinstance(fields, dict) else None
    return value if isinstance(value, str) else ""
