"""The outlets' feeds: RSS 2.0, Atom (RFC 4287), RSS 1.0 (RDF) and JSON Feed 1.1.

Every function takes the address that the feed is asked at (`base`, without a slash at its end) and returns the
document's bytes, UTF-8.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Any

from lxml import etree

from demo.newsroom.markup import body_html
from demo.newsroom.newsroom import Piece
from demo.newsroom.outlets import KESTMARK_TIME, Format, Markup, Outlet

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RSS1 = "http://purl.org/rss/1.0/"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

CONTENT_TYPES: Mapping[Format, str] = {
    Format.RSS: "application/rss+xml",
    Format.ATOM: "application/atom+xml",
    Format.RDF: "application/rdf+xml",
    Format.JSON: "application/feed+json",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """What one feed shows: the outlet, one of its sections or None for all, and its newest pieces first."""

    outlet: Outlet
    section: str | None
    pieces: Sequence[Piece]
    base: str

    @property
    def title(self) -> str:
        """The outlet's name, with the section's after it."""
        name = self.outlet.name
        return name if self.section is None else f"{name}: {self.outlet.sections[self.section]}"

    @property
    def home(self) -> str:
        """The address of the outlet's front page."""
        return f"{self.base}/{self.outlet.slug}/"

    @property
    def address(self) -> str:
        """The feed's own address."""
        return f"{self.base}{self.outlet.feed_path(self.section)}"

    def link(self, piece: Piece) -> str:
        """The address that the feed gives for `piece`, with the outlet's tracking."""
        tracking = self.outlet.tracking
        return f"{self.base}{piece.path}" + (f"?{tracking}" if tracking else "")


def render_feed(page: FeedPage) -> bytes:
    """The feed in its outlet's format."""
    renderers: Mapping[Format, Callable[[FeedPage], bytes]] = {
        Format.RSS: _rss,
        Format.ATOM: _atom,
        Format.RDF: _rdf,
        Format.JSON: _json,
    }
    return renderers[page.outlet.format](page)


def _rss(page: FeedPage) -> bytes:
    rss = etree.Element("rss", version="2.0", nsmap={"atom": ATOM, "content": CONTENT, "dc": DC})
    channel = etree.SubElement(rss, "channel")
    _text(channel, "title", page.title)
    _text(channel, "link", page.home)
    etree.SubElement(channel, f"{{{ATOM}}}link", rel="self", type="application/rss+xml", href=page.address)
    _text(channel, "description", page.outlet.tagline)
    _text(channel, "language", page.outlet.language)
    if page.pieces:
        _text(channel, "lastBuildDate", format_datetime(_local(page.pieces[0].published_at)))
    for piece in page.pieces:
        item = etree.SubElement(channel, "item")
        _text(item, "title", piece.title)
        _text(item, "link", page.link(piece))
        guid = f"{page.home}?p={piece.number}"
        _text(item, "guid", guid).set("isPermaLink", "false")
        _text(item, "pubDate", format_datetime(_local(piece.published_at)))
        _text(item, f"{{{DC}}}creator", piece.by)
        _text(item, "category", page.outlet.sections[piece.section])
        _text(item, "description", _teaser(page, piece))
        if page.outlet.full_text:
            _text(item, f"{{{CONTENT}}}encoded", etree.CDATA(body_html(piece, Markup.PARAGRAPHS)))
    return _document(rss)


def _atom(page: FeedPage) -> bytes:
    feed = etree.Element(f"{{{ATOM}}}feed", {XML_LANG: page.outlet.language}, nsmap={None: ATOM})
    _text(feed, f"{{{ATOM}}}title", page.title)
    _text(feed, f"{{{ATOM}}}id", page.address)
    etree.SubElement(feed, f"{{{ATOM}}}link", rel="self", href=page.address)
    etree.SubElement(feed, f"{{{ATOM}}}link", rel="alternate", type="text/html", href=page.home)
    if page.pieces:
        _text(feed, f"{{{ATOM}}}updated", _local(page.pieces[0].published_at).isoformat())
    for piece in page.pieces:
        entry = etree.SubElement(feed, f"{{{ATOM}}}entry")
        _text(entry, f"{{{ATOM}}}title", piece.title)
        day = f"{_local(piece.published_at):%Y-%m-%d}"
        _text(entry, f"{{{ATOM}}}id", f"tag:{page.outlet.slug}.example,{day}:{piece.slug}")
        etree.SubElement(entry, f"{{{ATOM}}}link", rel="alternate", type="text/html", href=page.link(piece))
        _text(entry, f"{{{ATOM}}}published", _local(piece.published_at).isoformat())
        _text(entry, f"{{{ATOM}}}updated", _local(piece.published_at).isoformat())
        _text(etree.SubElement(entry, f"{{{ATOM}}}author"), f"{{{ATOM}}}name", piece.by)
        etree.SubElement(entry, f"{{{ATOM}}}category", term=piece.section, label=page.outlet.sections[piece.section])
        _text(entry, f"{{{ATOM}}}summary", piece.lead)
        if page.outlet.full_text:
            _text(entry, f"{{{ATOM}}}content", body_html(piece, Markup.PARAGRAPHS)).set("type", "html")
    return _document(feed)


def _rdf(page: FeedPage) -> bytes:
    rdf = etree.Element(f"{{{RDF}}}RDF", nsmap={"rdf": RDF, "dc": DC, None: RSS1})
    channel = etree.SubElement(rdf, f"{{{RSS1}}}channel", {f"{{{RDF}}}about": page.address})
    _text(channel, f"{{{RSS1}}}title", page.title)
    _text(channel, f"{{{RSS1}}}link", page.home)
    _text(channel, f"{{{RSS1}}}description", page.outlet.tagline)
    _text(channel, f"{{{DC}}}language", page.outlet.language)
    sequence = etree.SubElement(etree.SubElement(channel, f"{{{RSS1}}}items"), f"{{{RDF}}}Seq")
    for piece in page.pieces:
        etree.SubElement(sequence, f"{{{RDF}}}li", {f"{{{RDF}}}resource": page.link(piece)})
        item = etree.SubElement(rdf, f"{{{RSS1}}}item", {f"{{{RDF}}}about": page.link(piece)})
        _text(item, f"{{{RSS1}}}title", piece.title)
        _text(item, f"{{{RSS1}}}link", page.link(piece))
        _text(item, f"{{{RSS1}}}description", piece.lead)
        _text(item, f"{{{DC}}}creator", piece.by)
        _text(item, f"{{{DC}}}date", _local(piece.published_at).isoformat())
        _text(item, f"{{{DC}}}subject", page.outlet.sections[piece.section])
    return _document(rdf)


def _json(page: FeedPage) -> bytes:
    items = [
        {
            "id": page.link(piece),
            "url": page.link(piece),
            "title": piece.title,
            "date_published": _local(piece.published_at).isoformat(),
            "authors": [{"name": piece.by}],
            "tags": [page.outlet.sections[piece.section]],
            "language": page.outlet.language,
            "image": f"{page.base}{piece.path}.svg",
            "summary": piece.lead,
            "content_html": body_html(piece, Markup.PARAGRAPHS) if page.outlet.full_text else _teaser(page, piece),
        }
        for piece in page.pieces
    ]
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": page.title,
        "home_page_url": page.home,
        "feed_url": page.address,
        "description": page.outlet.tagline,
        "language": page.outlet.language,
        "items": items,
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _teaser(page: FeedPage, piece: Piece) -> str:
    """What many RSS feeds carry: a picture, the lead, and a line that brings the reader to the site."""
    image = f'<img src="{escape(page.base)}{escape(piece.path)}.svg" alt="{escape(piece.caption)}">'
    picture = image if page.outlet.markup is Markup.DIVISIONS else ""
    return f"{picture}<p>{escape(piece.lead)}</p>"


def _text(parent: Any, tag: str, text: str) -> Any:
    element = etree.SubElement(parent, tag)
    element.text = text
    return element


def _local(time: datetime) -> datetime:
    return time.astimezone(KESTMARK_TIME)


def _document(root: Any) -> bytes:
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return written
