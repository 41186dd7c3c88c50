"""The parser against bytes that nobody wrote: it returns a feed that is fit to keep, or raises FeedProblem.

A few hundred examples with every run of the tests; `make fuzz` goes on for a minute, or NEWSDIGEST_FUZZ_SECONDS, with
new ones. What it finds is printed in its simplest form.
"""

import json
import os
import re
import time
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from jobs.feeds.parsing.parse import parse_feed
from jobs.feeds.parsing.parsed import LONGEST_GUID, ParsedFeed
from jobs.feeds.problems import FeedProblem
from jobs.feeds.text import LONGEST_URL

SECONDS = float(os.environ.get("NEWSDIGEST_FUZZ_SECONDS", "0"))
EXAMPLES = 150
SLOW_S = 5
"""Processor time for a document of some 100 KB: far above any, far below what grows with its square."""

RUNNING = frozenset(
    [
        "script",
        "style",
        "iframe",
        "frame",
        "object",
        "embed",
        "applet",
        "form",
        "input",
        "button",
        "meta",
        "link",
        "base",
        "svg",
        "math",
    ]
)
UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

NAMES = st.sampled_from(
    [
        "rss", "channel", "item", "feed", "entry", "rdf:RDF", "title", "link", "description",
        "content:encoded", "content", "summary", "guid", "id", "pubDate", "updated", "published", "dc:date",
        "dc:creator", "author", "name", "email", "media:content", "media:thumbnail", "enclosure", "image",
        "url", "textinput", "source", "category", "ttl", "skipHours", "hour", "skipDays", "day",
        "sy:updatePeriod", "language", "atom:link", "itunes:image", "div", "p", "b", "script", "svg",
    ]
)  # fmt: skip
ATTRIBUTES = st.sampled_from(
    [
        "", ' version="2.0"', ' xmlns="http://www.w3.org/2005/Atom"', ' xmlns="http://purl.org/rss/1.0/"',
        ' type="html"',
        ' type="xhtml"', ' type="text"', ' type="application/xml"', ' mode="base64"', ' isPermaLink="false"',
        ' rel="self"',
        ' href="/x"', ' href="javascript:x()"', ' xml:base="../y/"', ' xml:lang="uk"',
        ' url="p.png" medium="image"', " a",
        ' xmlns:media="http://search.yahoo.com/mrss/"', ' b="', " c='<'", ' xmlns=""', " onclick=x()",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            "&amp;", "&", "&lt;script&gt;x()&lt;/script&gt;", "&#x0;", "&#xD800;", "&#99999999999;", "&nbsp;",
            "&bogus;", "]]>",
            "<![CDATA[", "<!--", "-->", "<?", "?>", "<!", "<", ">", "<![CDATA[<p onclick=x()>y</p>]]>",
            "https://x.example/?a&b",
            "Mon, 02 Mar 2026 09:15:00 +0200", "2026-03-02T25:61:00Z", "9999-12-31T23:59:59-14:00", "YWJj", "\x00",
            "\x0b",
            "http://[::1", "http://x:99999/", "a@b.example (N)", "\ufeff", "<!DOCTYPE x [<!ENTITY e 'f'>]>", "&e;",
            "<img src=x onerror=y>", "<svg><script>x</script></svg>", "<math><a xlink:href=javascript:x>", "{", '"',
        ]
    ),
)  # fmt: skip


@st.composite
def elements(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    name, attributes = draw(NAMES), draw(ATTRIBUTES)
    ending = draw(st.sampled_from([f"</{name}>", f"</{name}>", f"</{name}>", "", "/>", "</other>"]))
    return f"<{name}{attributes}>" + "".join(draw(st.lists(inner, max_size=4))) + ending


PIECES = st.recursive(TEXTS, elements, max_leaves=12)


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    declared = draw(
        st.sampled_from(["utf-8", "utf-16", "iso-8859-1", "windows-1251", "gb2312", "cp037", "utf-7", "none"])
    )
    encoding = draw(st.sampled_from(["utf-8", "utf-8", "utf-16", "utf-16-be", "utf-32", "iso-8859-1", "cp037", "big5"]))
    head = draw(st.sampled_from(["", f'<?xml version="1.0" encoding="{declared}"?>', "\ufeff", "junk ", "{"]))
    root = draw(st.sampled_from(["<rss version='2.0'><channel>", "<feed xmlns='http://www.w3.org/2005/Atom'>", ""]))
    pieces = draw(st.lists(st.tuples(PIECES, st.sampled_from([1, 1, 1, 2, 50, 2000])), max_size=6))
    body = "".join(piece * min(count, 100_000 // (len(piece) + 1)) for piece, count in pieces)
    whole = (head + root + body).encode(encoding, "replace")
    return whole[: draw(st.sampled_from([len(whole), len(whole) * 2 // 3])) or None]


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "version",
                    "title",
                    "items",
                    "id",
                    "url",
                    "content_html",
                    "content_text",
                    "summary",
                    "authors",
                    "author",
                    "name",
                    "date_published",
                    "image",
                    "language",
                    "home_page_url",
                    "hubs",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=15,
)
BODIES = st.one_of(
    documents(),
    st.binary(max_size=200),
    st.tuples(st.binary(max_size=30), documents(), st.binary(max_size=30)).map(b"".join),
    st.builds(lambda feed: json.dumps({"version": "1"} | feed).encode(), st.dictionaries(st.sampled_from(["items",
        "title"]), JSON_VALUES)),
)  # fmt: skip
TYPES = st.one_of(
    st.sampled_from(["", "text/xml", "application/json", "text/html; charset=iso-8859-1", "a/b; charset=undefined"]),
    st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=30).map(
        lambda text: f"text/xml; charset={text}"
    ),
)


class Harmless(HTMLParser):
    """Fails at what runs, loads frames, or leads to anything but pages and mailboxes."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in RUNNING
        for name, value in attrs:
            assert not name.startswith("on"), name
            assert name != "style"
            if name in {"href", "src", "cite"}:
                scheme = (value or "").partition(":")[0].strip().lower()
                assert scheme in {"http", "https", "mailto"} or not scheme.isalnum() or ":" not in (value or ""), value


def check(body: bytes, content_type: str) -> None:
    started = time.process_time()
    try:
        feed = parse_feed(body, url="https://post.example/feed.xml", content_type=content_type)
        check_what_is_kept(feed)
    except FeedProblem:
        pass
    assert time.process_time() - started < SLOW_S, f"{len(body)} bytes"


def check_what_is_kept(feed: ParsedFeed) -> None:
    assert feed.listed >= len(feed.entries)
    for line in (feed.title, feed.kind, feed.format, feed.encoding, *feed.flaws):
        assert not UNFIT.search(line)
        assert "\n" not in line
    for entry in feed.entries:
        assert 0 < len(entry.guid.encode()) <= LONGEST_GUID
        for address in filter(None, (entry.url, entry.image)):
            assert urlsplit(address).scheme in {"http", "https"}
            assert address.isascii()
            assert len(address) <= LONGEST_URL + 40
        for text in (entry.guid, entry.title, entry.content, entry.author or ""):
            assert not UNFIT.search(text)
        # what looks like markup in a title is text, and escaped wherever it is shown
        assert "\n" not in entry.title
        Harmless().feed(entry.content)
        assert entry.published_at is None or entry.published_at.utcoffset() == timedelta(0)


@pytest.mark.timeout(SECONDS + 120)
def test_whatever_bytes_come_the_parser_holds_its_word() -> None:
    until, turn = time.monotonic() + SECONDS, 0
    while turn == 0 or time.monotonic() < until:

        @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), database=None)
        @given(body=BODIES, content_type=TYPES)
        def fuzz(body: bytes, content_type: str) -> None:
            check(body, content_type)

        # the first round is always the same, each later one takes another path
        seed(turn and time.monotonic_ns())(fuzz)()
        turn += 1
