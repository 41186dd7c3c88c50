"""Bytes to a parsed feed: RSS, Atom, RDF and JSON Feed, told apart by what they are and not by what is said of them.

Pure. Whatever the bytes, the only thing raised is FeedProblem; hostile ones may take long, so callers run it in a
worker.
"""

from jobs.feeds.parsing.encodings import START, Text, as_utf8, charset_of, text_of_feed
from jobs.feeds.parsing.jsonfeed import parse_json
from jobs.feeds.parsing.parsed import ParsedFeed
from jobs.feeds.parsing.xmlfeed import parse_xml
from jobs.feeds.problems import FeedProblem

_LEADING = "\ufeff \t\r\n\x00"


def parse_feed(body: bytes, *, url: str, content_type: str = "") -> ParsedFeed:
    """The feed in `body`, found at `url` with that Content-Type. Raises FeedProblem where it is none."""
    if b"\x00" not in body[:4]:
        body = body.lstrip()
    if not body:
        raise FeedProblem("there is nothing in it")
    read = text_of_feed(body, content_type)
    if read is None:
        return _guessed(body, url, content_type)
    text = read.text.lstrip(_LEADING)
    if text.startswith("{"):
        return parse_json(Text(text, read.encoding, read.mislabelled), url)
    if "<" not in text[:START]:
        raise FeedProblem("this is not a feed" if text else "there is nothing in it")
    return parse_xml(as_utf8(text), url, encoding=read.encoding, mislabelled=read.mislabelled)


def _guessed(body: bytes, url: str, content_type: str) -> ParsedFeed:
    """A feed whose encoding nothing tells: feedparser guesses by its letters."""
    # telling the encoding of what is no markup at all can take minutes
    if body.startswith(b"{"):
        return parse_json(Text(body.decode("utf-8", "replace"), "utf-8", mislabelled=True), url)
    if b"<" not in body[:START]:
        raise FeedProblem("this is not a feed")
    return parse_xml(body, url, said=charset_of(content_type), mislabelled=True)
