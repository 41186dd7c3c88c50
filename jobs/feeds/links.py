"""The feeds that a page names. Pure, and slow on hostile pages: it runs in a worker."""

from lxml.etree import LxmlError
from lxml.html import HtmlElement, document_fromstring

from jobs.feeds.text import web_url

MOST_CANDIDATES = 5
MOST_BYTES = 2_000_000

_FEED_TYPES = {
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
    "application/json",
    "application/xml",
    "text/xml",
}


def feed_links(body: bytes, url: str) -> tuple[str, ...]:
    """The feeds that a page names in its head, `<link rel="alternate">`, in the page's order."""
    try:
        page = document_fromstring(body[:MOST_BYTES])
    except (LxmlError, ValueError, AssertionError):
        return ()
    base = next((web_url(tag.get("href") or "", url) for tag in page.iter("base")), "") or url
    links = (web_url(tag.get("href") or "", base) for tag in page.iter("link", "a") if _names_feed(tag))
    return tuple(dict.fromkeys(link for link in links if link))[:MOST_CANDIDATES]


def _names_feed(tag: HtmlElement) -> bool:
    relations = (tag.get("rel") or "").lower().split()
    media_type = (tag.get("type") or "").partition(";")[0].strip().lower()
    return ("alternate" in relations and media_type in _FEED_TYPES) or "feed" in relations
