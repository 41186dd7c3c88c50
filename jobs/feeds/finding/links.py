"""The feeds that a page names, in its head and in its text. Pure, and slow on hostile pages: it runs in a worker."""

import re
from collections.abc import Iterator

from lxml.etree import LxmlError
from lxml.html import HtmlElement, document_fromstring
from trafilatura.feeds import FeedParameters, determine_feed

from jobs.feeds.finding.sites import feeds_by_id
from jobs.feeds.text import web_url

MOST_CANDIDATES = 6
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
_LIKE_A_FEED = re.compile(r"(?:^|[/.?&=_-])(?:feeds?|rss|atom|xml|rdf)(?:$|[/.?&=_-])|feed\.json", re.IGNORECASE)
"""In an address. Some heads name their feed without its type, as they name what they are in another language."""

_SAYS_FEED = {"rss", "atom", "feed", "rss feed", "rss-feed", "rss feeds", "atom feed", "rss 2.0", "xml"}


def feed_links(body: bytes, url: str) -> tuple[str, ...]:
    """The feeds that a page names: in its head, by an id that its site is known for, else among its links.

    In the page's order, those of comments after all others.
    """
    try:
        page = document_fromstring(body[:MOST_BYTES])
    except (LxmlError, ValueError, AssertionError):
        return ()
    base = next((web_url(tag.get("href") or "", url) for tag in page.iter("base")), "") or url
    named = [(web_url(tag.get("href") or "", base), tag.get("title") or "") for tag in _feed_tags(page)]
    if not named:
        by_id = feeds_by_id(body[:MOST_BYTES].decode("utf-8", "replace"), url)
        links = by_id or tuple(_links_in_text(page, base))
        named = [(link, "") for link in links]
    fit = [(link, title) for link, title in named if link and link != url and "/wp-json/" not in link]
    in_order = sorted(fit, key=lambda each: "comment" in f"{each[0]} {each[1]}".lower())
    return tuple(dict.fromkeys(link for link, _ in in_order))[:MOST_CANDIDATES]


def _feed_tags(page: HtmlElement) -> Iterator[HtmlElement]:
    for tag in page.iter("link", "a"):
        relations = (tag.get("rel") or "").lower().split()
        media_type = (tag.get("type") or "").partition(";")[0].strip().lower()
        fits = media_type in _FEED_TYPES or (not media_type and tag.tag == "link" and _is_like_a_feed(tag))
        if ("alternate" in relations and fits) or "feed" in relations:
            yield tag


def _is_like_a_feed(tag: HtmlElement) -> bool:
    return not tag.get("hreflang") and _LIKE_A_FEED.search(tag.get("href") or "") is not None


def _links_in_text(page: HtmlElement, base: str) -> Iterator[str]:
    """Links whose words say that they lead to a feed, then those whose addresses do."""
    for tag in page.iter("a"):
        words = {
            " ".join((text or "").lower().split()) for text in (_words(tag), tag.get("title"), tag.get("aria-label"))
        }
        if words & _SAYS_FEED:
            yield web_url(tag.get("href") or "", base)
    # given the tree it fetches nothing; it resolves links as ours are
    for link in determine_feed(page, FeedParameters(base, "", base)):
        yield web_url(link, base)


def _words(tag: HtmlElement) -> str:
    return "".join(text for _, text in zip(range(20), tag.itertext(), strict=False))[:100]
