"""JSON Feed 1 and 1.1 (https://www.jsonfeed.org/version/1.1/). Fields of the wrong type count as missing."""

import json
from datetime import UTC, datetime
from typing import Any

from jobs.feeds.parsing.encodings import Text
from jobs.feeds.parsing.hubs import Named, named
from jobs.feeds.parsing.parsed import MISLABELLED, MOST_ITEMS, TOO_LONG, TWICE, ParsedFeed, entry, once_each
from jobs.feeds.problems import FeedProblem
from jobs.feeds.text import from_plain, one_line, sanitised, web_url, without_markup
from storage.entries import NewEntry
from summaries.language import tag_language

_VERSIONS = {
    "https://jsonfeed.org/version/1": ("JSON Feed 1", "json1"),
    "https://jsonfeed.org/version/1.1": ("JSON Feed 1.1", "json11"),
}


def parse_json(read: Text, url: str) -> ParsedFeed:
    """The feed in the text, found at `url`. Raises FeedProblem where it is no JSON Feed."""
    try:
        document = json.loads(read.text, strict=False)
    except (ValueError, RecursionError) as error:
        raise FeedProblem("this looks like JSON, but can't be read as JSON") from error
    if not isinstance(document, dict):
        raise FeedProblem("this is JSON, but no JSON Feed")
    items = document.get("items")
    version = _string(document, "version")
    if not isinstance(items, list) or not (version or _string(document, "title")):
        raise FeedProblem("this is JSON, but no JSON Feed: it has no version, title and items")
    site = web_url(_string(document, "home_page_url"), url)
    language = tag_language(_string(document, "language"))
    entries = [_entry(item, url, site or url) for item in items[:MOST_ITEMS] if isinstance(item, dict)]
    unique = once_each(entries)
    found = {MISLABELLED: read.mislabelled, TWICE: len(unique) < len(entries), TOO_LONG: len(items) > MOST_ITEMS}
    kind, name = _VERSIONS.get(version.replace("http:", "https:").rstrip("/"), ("JSON Feed", "json"))
    return ParsedFeed(
        kind=kind,
        title=one_line(_string(document, "title")),
        language=language,
        site=site or None,
        entries=unique,
        named=_named(document, url),
        format=name,
        encoding=read.encoding,
        listed=len(entries),
        flaws=tuple(flaw for flaw, there in found.items() if there),
    )


def _named(document: dict[str, Any], url: str) -> Named:
    hubs = document.get("hubs")
    listed = [hub for hub in hubs if isinstance(hub, dict)] if isinstance(hubs, list) else []
    of_kind = (hub for hub in listed if _string(hub, "type").lower() == "websub")
    return named([*(("hub", _string(hub, "url")) for hub in of_kind), ("self", _string(document, "feed_url"))], url)


def _entry(item: dict[str, Any], url: str, home: str) -> NewEntry:
    markup = _string(item, "content_html")
    plain = _string(item, "content_text")
    summary = _string(item, "summary")
    content = sanitised(markup) if markup else from_plain(plain or summary)
    return entry(
        identity=_string(item, "id"),
        link=web_url(_string(item, "url") or _string(item, "external_url"), url) or _id_as_link(item),
        home=home,
        title=without_markup(_string(item, "title")),
        content=content,
        author=_author(item),
        image=web_url(_string(item, "image") or _string(item, "banner_image"), url) or None,
        published_at=_date(_string(item, "date_published") or _string(item, "date_modified")),
        edited_at=_date(_string(item, "date_modified")),
    )


def _id_as_link(item: dict[str, Any]) -> str:
    """The specification recommends the address of the item as its id."""
    identity = _string(item, "id")
    return web_url(identity, "") if identity.startswith(("http://", "https://")) else ""


def _author(item: dict[str, Any]) -> str | None:
    authors = item.get("authors")
    listed = authors if isinstance(authors, list) else [item.get("author")]
    names = [one_line(_string(author, "name"), 100) for author in listed if isinstance(author, dict)]
    return ", ".join(name for name in names[:3] if name) or None


def _date(text: str) -> datetime | None:
    """RFC 3339; a time without zone is taken for UTC."""
    try:
        date = datetime.fromisoformat(text.strip())
        return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _string(fields: dict[str, Any], name: str) -> str:
    """The field as text; numbers too, which some write for ids."""
    value = fields.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)
