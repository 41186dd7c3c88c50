"""Addresses that hold another one, which they lead to: it can be read from them, without asking anybody. Pure."""

import base64
import binascii
import re
from urllib.parse import parse_qsl, urlsplit

MOST_LAYERS = 4

_PARAMETERS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(rf"(?:www\.)?{place}", re.IGNORECASE), names)
    for place, names in (
        (r"google\.[a-z.]{2,6}/url", ("url", "q")),
        (r"news\.google\.com/news/url", ("url",)),
        (r"(?:l|lm)\.facebook\.com/l\.php", ("u",)),
        (r"bing\.com/(?:news/)?apiclick\.aspx", ("url",)),
        (r"out\.reddit\.com/[^?]*", ("url",)),
        (r"linkedin\.com/(?:redir/redirect|safety/go)", ("url",)),
        (r"t\.umblr\.com/redirect", ("z",)),
        (r"vk\.com/away\.php", ("to",)),
        (r"getpocket\.com/redirect", ("url",)),
        (r"slack-redir\.net/link", ("url",)),
        (r"youtube\.com/redirect", ("q",)),
        (r"steamcommunity\.com/linkfilter/?", ("url", "u")),
        (r"(?:feeds\.)?feedblitz\.com/_/[^?]*", ("url",)),
    )
)
_YAHOO = re.compile(r"/RU=([^/]+)/", re.IGNORECASE)
# https://amp.dev/documentation/guides-and-tutorials/learn/amp-caches-and-cors/amp-cache-urls/
_AMP_CACHE = re.compile(r"/(?:[acviwr]|wp)/(?P<secure>s/)?(?P<rest>[^/]+\.[^/]+.*)")
_AMP_VIEWER = re.compile(r"/amp/(?P<secure>s/)?(?P<rest>[^/]+\.[^/]+.*)")
_GOOGLE_NEWS = re.compile(r"/(?:rss/|__i/rss/rd/)?(?:articles|read)/(?P<code>[\w-]{10,2000}={0,2})")


def straight(url: str) -> str:
    """Where `url` leads to, as far as it says so itself; else `url`."""
    for _ in range(MOST_LAYERS):
        inner = _inner(url)
        if not inner.startswith(("http://", "https://")) or inner == url or not inner.isprintable() or " " in inner:
            return url
        try:
            if not urlsplit(inner).hostname:
                return url
        except ValueError:
            return url
        url = inner
    return url


def is_sealed(url: str) -> bool:
    """Whether it leads to another page by a number that only Google News can resolve, and does for browsers alone."""
    parts = urlsplit(url)
    return parts.hostname == "news.google.com" and bool(_GOOGLE_NEWS.fullmatch(parts.path)) and straight(url) == url


def _inner(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return ""
    if host == "news.google.com" and (found := _GOOGLE_NEWS.fullmatch(parts.path)):
        return _in_google_news(found["code"])
    if host.endswith(".cdn.ampproject.org") or host == "cdn.ampproject.org":
        return _in_amp(_AMP_CACHE.fullmatch(parts.path), parts.query)
    if host.removeprefix("www.").startswith("google."):
        amp = _in_amp(_AMP_VIEWER.fullmatch(parts.path), parts.query)
        if amp:
            return amp
    if host.endswith("search.yahoo.com") and (found := _YAHOO.search(parts.path)):
        return dict(parse_qsl(f"u={found[1]}")).get("u", "")
    for place, names in _PARAMETERS:
        if place.fullmatch(host + parts.path):
            said = dict(reversed(parse_qsl(parts.query)))
            return next((said[name] for name in names if name in said), "")
    return ""


def _in_amp(found: re.Match[str] | None, query: str) -> str:
    if found is None:
        return ""
    scheme = "https" if found["secure"] else "http"
    return f"{scheme}://{found['rest']}" + (f"?{query}" if query else "")


def _in_google_news(code: str) -> str:
    """The address in a code of the old kind: field 4 of a message in protocol buffers, in base64.

    A code of the new kind (since 2024) holds a number of Google's there, which nobody else can read.
    """
    try:
        message = base64.urlsafe_b64decode(code.rstrip("=") + "=" * (-len(code.rstrip("=")) % 4))
    except (binascii.Error, ValueError):
        return ""
    start = message.find(b"\x22", 0, 16)
    if start < 0:
        return ""
    length, place = 0, start + 1
    for shift in (0, 7, 14):
        if place >= len(message):
            return ""
        length |= (message[place] & 0x7F) << shift
        place += 1
        if not message[place - 1] & 0x80:
            break
    value = message[place : place + length]
    try:
        return value.decode("ascii") if len(value) == length else ""
    except UnicodeDecodeError:
        return ""
