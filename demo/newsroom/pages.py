"""The outlets' web pages, each outlet with a template of its own: `templates/<outlet>.html`.

Templates are `string.Template` documents. Whatever goes into one is escaped here, or is markup made here.
"""

import json
from collections.abc import Sequence
from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from demo.newsroom.dates import clock, full_date
from demo.newsroom.drafts import Kind
from demo.newsroom.markup import body_html
from demo.newsroom.newsroom import Piece
from demo.newsroom.outlets import KESTMARK_TIME, Outlet

RELATED = 4
"""How many other pieces a page offers."""


def article_page(piece: Piece, earlier: Sequence[Piece], base: str) -> str:
    """The page of `piece`, served at `base`. `earlier` are the outlet's pieces that were out before it, newest first,
    so that a page never changes once it is out."""
    outlet = piece.outlet
    fields = _site(outlet, base) | {
        "title": escape(piece.title),
        "lead": escape(piece.lead),
        "by": escape(piece.by),
        "section": escape(outlet.sections[piece.section]),
        "section_slug": piece.section,
        "url": escape(f"{base}{piece.path}"),
        "image": escape(f"{base}{piece.path}.svg"),
        "caption": escape(piece.caption or piece.title),
        "published_iso": piece.published_at.astimezone(KESTMARK_TIME).isoformat(),
        "published": escape(_published(piece)),
        "body": body_html(piece, outlet.markup),
        "kind": piece.kind,
        "related": _list(earlier[:RELATED], base),
        "most_read": _list(sorted(earlier, key=lambda other: other.slug)[:RELATED], base),
        "json_ld": _json_ld(piece, base),
    }
    name = "video" if piece.kind is Kind.VIDEO else outlet.slug
    return _template(name).substitute(fields)


def outlet_page(outlet: Outlet, pieces: Sequence[Piece], base: str) -> str:
    """The outlet's front page: its newest pieces, and its feeds."""
    cards = "\n".join(
        f'<article><a href="{escape(base + piece.path)}"><img src="{escape(base + piece.path)}.svg" alt="" width="300">'
        f"<h2>{escape(piece.title)}</h2></a><p>{escape(piece.lead)}</p>"
        f"<time>{escape(_published(piece))}</time></article>"
        for piece in pieces
    )
    return _template("outlet").substitute(_site(outlet, base) | {"cards": cards})


def front_page(outlets: Sequence[Outlet], base: str) -> str:
    """The list of all outlets with their feeds' addresses."""
    rows = "\n".join(
        f'<li lang="{outlet.language}" style="--accent:{outlet.colour}"><a class="name" href="/{outlet.slug}/">'
        f"{escape(outlet.name)}</a> <span>{escape(outlet.tagline)}</span>"
        f'<a class="feed" href="{outlet.feed_path()}">{escape(base + outlet.feed_path())}</a></li>'
        for outlet in outlets
    )
    return _template("front").substitute(rows=rows)


def _site(outlet: Outlet, base: str) -> dict[str, str]:
    """The fields that every page of an outlet has."""
    menu = "".join(
        f'<li><a href="/{outlet.slug}/#{slug}">{escape(name)}</a></li>' for slug, name in outlet.sections.items()
    )
    feeds = "".join(
        f'<li><a href="{outlet.feed_path(slug)}">{escape(name)}</a></li>' for slug, name in outlet.sections.items()
    )
    return {
        "site": escape(outlet.name),
        "site_slug": outlet.slug,
        "tagline": escape(outlet.tagline),
        "town": escape(outlet.town),
        "language": outlet.language,
        "colour": outlet.colour,
        "home": f"{base}/{outlet.slug}/",
        "feed": f"{base}{outlet.feed_path()}",
        "menu": menu,
        "feeds": feeds,
    }


def _published(piece: Piece) -> str:
    local, language = piece.published_at.astimezone(KESTMARK_TIME), piece.outlet.language
    return f"{full_date(local, language)}, {clock(local, language)}" + (" Uhr" if language == "de" else "")


def _list(pieces: Sequence[Piece], base: str) -> str:
    return "".join(f'<li><a href="{escape(base + piece.path)}">{escape(piece.title)}</a></li>' for piece in pieces)


def _json_ld(piece: Piece, base: str) -> str:
    """schema.org's NewsArticle, safe inside a script element."""
    record = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting" if piece.kind is Kind.LIVE else "NewsArticle",
        "headline": piece.title,
        "inLanguage": piece.outlet.language,
        "datePublished": piece.published_at.astimezone(KESTMARK_TIME).isoformat(),
        "author": {"@type": "Person", "name": piece.by},
        "publisher": {"@type": "NewsMediaOrganization", "name": piece.outlet.name},
        "image": f"{base}{piece.path}.svg",
        "mainEntityOfPage": f"{base}{piece.path}",
    }
    return json.dumps(record, ensure_ascii=False, indent=1).replace("<", "\\u003c")


@cache
def _template(name: str) -> Template:
    return Template(files("demo.newsroom").joinpath("templates", f"{name}.html").read_text(encoding="utf-8"))
