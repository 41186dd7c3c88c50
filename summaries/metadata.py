"""What a page says of its article: JSON-LD first, then its meta tags; trafilatura is asked for what is missing."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from summaries.clean import clean_line
from summaries.language import tag_language

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_TYPES = """
Article NewsArticle ReportageNewsArticle AnalysisNewsArticle AskPublicNewsArticle BackgroundNewsArticle
OpinionNewsArticle ReviewNewsArticle AdvertiserContentArticle BlogPosting LiveBlogPosting Report TechArticle
ScholarlyArticle SocialMediaPosting SatiricalArticle
"""
_ARTICLE_TYPES = frozenset(_TYPES.split())
_MOST_NODES = 3000
_LONGEST = 500
_TITLES = ("og:title", "twitter:title", "dc.title", "parsely-title")
_DATE_TAGS = """
article:published_time og:article:published_time og:published_time datepublished article:published date pubdate
publishdate publish-date publish_date publication_date dc.date.issued dc.date dcterms.created dcterms.date
parsely-pub-date sailthru.date cxenseparse:recs:publishtime article_date_original datecreated
"""
_DATES = tuple(_DATE_TAGS.split())
_AUTHORS = ("author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl", "twitter:creator")
_IMAGES = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src", "thumbnail")
_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?\Z")
_ZONE = re.compile(r"\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})\Z")
_JSON_WRAP = re.compile(
    r"\A\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*.*?\*/)?\s*|\s*(?:-->|(?://\s*)?\]\]>)?\s*;?\s*\Z", re.DOTALL
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """A page's own words on its article; None where it says nothing. `body` is the text that JSON-LD may hold.

    `is_article` tells whether the page calls itself one.
    """

    title: str = ""
    author: str | None = None
    site: str | None = None
    image: str | None = None
    language: str | None = None
    published_at: datetime | None = None
    body: str = ""
    is_article: bool = False


def page_metadata(tree: "HtmlElement", url: str) -> Metadata:
    """What the page's JSON-LD and meta tags say; `url` is the page's address, for relative ones."""
    article = next(iter(_articles(tree)), {})
    meta = _meta_tags(tree)
    title = _line(article.get("headline")) or _line(article.get("name"))
    title = title or next((meta[key] for key in _TITLES if key in meta), "") or _heading(tree)
    site = _name(article.get("publisher")) or meta.get("og:site_name") or meta.get("application-name")
    site = site or _beside(title, tree)
    published = [article.get("datePublished"), article.get("dateCreated")]
    published += [meta[key] for key in _DATES if key in meta] + _time_tags(tree)
    authors = [_names(article.get("author"))] + [meta[key] for key in _AUTHORS if key in meta]
    images = [
        _address(article.get("image")),
        *(meta[key] for key in _IMAGES if key in meta),
        article.get("thumbnailUrl"),
    ]
    return Metadata(
        title=without_site(title, site or ""),
        author=next((author for author in authors if author and _is_person(author)), None),
        site=site or None,
        image=next((image for candidate in images if (image := _absolute(candidate, url))), None),
        language=_language(tree, meta, article),
        published_at=next((date for value in published if (date := parse_date(value))), None),
        body=body if isinstance(body := article.get("articleBody"), str) else "",
        is_article=bool(article) or meta.get("og:type", "").lower() == "article",
    )


def without_site(title: str, site: str) -> str:
    """`title` without the site's name that many pages append to it ("Bridge reopens | Harbour Post")."""
    if not site:
        return title
    return re.sub(rf"\s+[|–—·•:»-]+\s+(?:the\s+)?{re.escape(site)}\s*\Z", "", title, flags=re.IGNORECASE) or title


def _beside(title: str, tree: "HtmlElement") -> str:
    """The site's name as the page's title has it beside the article's ("Harbour Post: Bridge reopens")."""
    whole = clean_line((tree.findtext(".//title") or "")[: _LONGEST * 2])
    if not title or title not in whole:
        return ""
    before, _, after = whole.partition(title)
    return next((name for part in (after, before) if 2 < len(name := part.strip(" |–—·•:»-")) <= 40), "")


def parse_date(value: object) -> datetime | None:
    """An ISO 8601 or RFC 5322 time as aware UTC (a time without a zone is taken for UTC), or None."""
    if not isinstance(value, str) or not 8 <= len(value.strip()) <= 64:
        return None
    value = value.strip()
    found = _DATE.match(value)
    try:
        date = datetime.fromisoformat(value) if found else parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        if not found:
            return None
        try:
            date = datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=UTC)
        except ValueError:
            return None
    if not 1970 <= date.year <= 2200:
        return None
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)


def _articles(tree: "HtmlElement") -> Iterator[dict[str, object]]:
    """The JSON-LD nodes that describe an article, those with a headline first."""
    found = [
        node
        for script in tree.iter("script")
        if "ld+json" in (script.get("type") or "")
        for node in _nodes(script.text or "")
    ]
    articles = [node for node in found if _ARTICLE_TYPES & set(map(str, _list(node.get("@type"))))]
    yield from sorted(articles, key=lambda node: "headline" not in node)


def _nodes(text: str) -> Iterator[dict[str, object]]:
    try:
        waiting: list[object] = [json.loads(_JSON_WRAP.sub("", text), strict=False)]
    except (ValueError, RecursionError):
        return
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            yield node
            waiting.extend(node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in node)


def _meta_tags(tree: "HtmlElement") -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or ""
        content = clean_line((tag.get("content") or "")[: _LONGEST * 4])[: _LONGEST * 2]
        if name and content:
            found.setdefault(name.lower().strip(), content)
    return found


def _heading(tree: "HtmlElement") -> str:
    headings = [text for tag in tree.iter("h1") if (text := clean_line(tag.text_content()[: _LONGEST * 2]))]
    if len(headings) == 1:
        return headings[0]
    page_title = clean_line((tree.findtext(".//title") or "")[: _LONGEST * 2])
    # of several headings, the one that the page's title repeats
    return next((heading for heading in headings if heading in page_title), page_title)


def _time_tags(tree: "HtmlElement") -> list[str]:
    tags = [tag for tag in tree.iter("time") if tag.get("datetime")]
    tags.sort(
        key=lambda tag: (
            not (
                tag.get("pubdate") is not None
                or "publish" in (tag.get("itemprop") or "" + (tag.get("class") or "")).lower()
            )
        )
    )
    return [tag.get("datetime") for tag in tags[:3]]


def _language(tree: "HtmlElement", meta: dict[str, str], article: dict[str, object]) -> str | None:
    root = tree.getroottree().getroot()
    tags = [root.get("lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang"), meta.get("content-language")]
    tags += [meta.get("og:locale"), _line(article.get("inLanguage"))]
    return next((code for tag in tags if tag and (code := tag_language(tag))), None)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _line(value: object) -> str:
    return clean_line(value[: _LONGEST * 4])[:_LONGEST] if isinstance(value, str) else ""


def _name(value: object) -> str:
    for item in _list(value):
        name = _line(item.get("name")) if isinstance(item, dict) else _line(item)
        if name:
            return name
    return ""


def _names(value: object) -> str:
    names = [name for item in _list(value)[:10] if (name := _name(item)) and _is_person(name)]
    return ", ".join(dict.fromkeys(names))


def _is_person(name: str) -> bool:
    return "://" not in name and not name.startswith("@") and any(map(str.isalpha, name)) and len(name) < 200


def _address(value: object) -> object:
    for item in _list(value):
        found = item.get("url") or item.get("contentUrl") if isinstance(item, dict) else item
        if isinstance(found, list) and found:
            found = found[0]
        if isinstance(found, str) and found.strip():
            return found
    return None


def _absolute(value: object, url: str) -> str | None:
    if not isinstance(value, str) or not value.strip() or len(value) > 2000:
        return None
    try:
        address = urljoin(url, value.strip())
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in {"http", "https"} and parts.hostname else None
