"""Bytes to a parsed feed: RSS, Atom, RDF and JSON Feed, told apart by what they are and not by what is said of them.

Pure. Whatever the bytes, the only thing raised is FeedProblem; hostile ones may take long, so callers run it in a
worker.
"""

from jobs.feeds.encodings import as_utf8, charset_of, sure_text
from jobs.feeds.jsonfeed import parse_json
from jobs.feeds.parsed import ParsedFeed
from jobs.feeds.problems import FeedProblem
from jobs.feeds.xmlfeed import parse_xml

START = 2**16
"""A feed begins within its first so many bytes, whatever a broken template puts before it."""

_LEADING = "\ufeff \t\r\n"


def parse_feed(body: bytes, *, url: str, content_type: str = "") -> ParsedFeed:
    """The feed in `body`, found at `url` with that Content-Type. Raises FeedProblem where it is none."""
    text = sure_text(body)
    if text is not None:
        text = text.lstrip(_LEADING)
        return parse_json(text, url) if text.startswith("{") else parse_xml(as_utf8(text), url, encoding="utf-8")
    body = body.lstrip()
    # telling the encoding of what is no markup at all can take minutes
    if b"<" not in body[:START] and not body.startswith(b"{"):
        raise FeedProblem("this is not a feed" if body else "there is nothing in it")
    if body.startswith(b"{"):
        return parse_json(body.decode("utf-8", "replace"), url)
    return parse_xml(body, url, encoding=charset_of(content_type))
