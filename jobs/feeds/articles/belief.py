"""What a feed is believed to say of a page. Pure.

Admins chose the feeds of their topics. A chat's own feed is anybody's: were it believed about other sites' pages, it
could put its words into their mouths, also for those who follow them.
"""

from dataclasses import replace
from urllib.parse import urlsplit

from storage.entries import Entry


def is_believed(entry: Entry, url: str) -> bool:
    """Whether the entry's feed may say what stands at `url`: everywhere for the admins' feeds, else on its own host."""
    return not entry.private or _host(entry.feed_url) == _host(url) != ""


def bare(entry: Entry) -> Entry:
    """The entry's address without anything that its feed says about it."""
    return replace(entry, feed_title="", title="", content="", author=None, image=None, published_at=None)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
