"""Under which address an article is kept, and when another page is to be looked at for it. Pure.

Pages name their address themselves, and some are wrong: all articles of a site at its front page, or at one of them.
So a name is believed for the same site only, and where it can be the same article's.
"""

import re
from collections.abc import Collection
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from jobs.feeds.articles.pointers import Pointers
from jobs.feeds.redirectors import straight
from jobs.feeds.text import LONGEST_URL, canonical
from storage.address_key import address_key

_TOKEN = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SAYS_NOTHING = {"html", "htm", "php", "aspx", "amp", "print", "index", "article", "articles", "story", "news", "the"}


def onward(pointers: Pointers, *, visited: Collection[str]) -> str | None:
    """Where to look for the article of a page that holds none: where it sends readers, else where it says to stand."""
    seen = {address_key(url) for url in visited}
    for address in (pointers.onward, pointers.canonical, pointers.named):
        target = straight(address)
        if target and not is_front_page(target) and address_key(target) not in seen:
            return target
    return None


def own_address(pointers: Pointers, *, visited: Collection[str], found_at: str) -> str:
    """The address of the article found at `found_at`: the one that its page names, where that can be believed.

    `visited` are the addresses that led there. Empty where it is longer than a database takes.
    """
    named = [_tidy(pointers.canonical, found_at), _tidy(pointers.named, found_at)]
    agreed = bool(named[0]) and bool(named[1]) and address_key(named[0]) == address_key(named[1])
    here = {address_key(url) for url in (*visited, found_at)}
    for address in named:
        if address and (address_key(address) in here or _may_be(address, found_at, agreed=agreed)):
            return address
    return _tidy(found_at, found_at)


def is_front_page(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in {"", "/"} and not parts.query


def _tidy(address: str, found_at: str) -> str:
    """The address without what doesn't belong to it, and with https where the page came over it."""
    if not address:
        return ""
    address = canonical(straight(address))
    if len(address) > LONGEST_URL:
        return ""
    parts, here = urlsplit(address), urlsplit(found_at)
    secure = parts.scheme == "https" or (here.scheme == "https" and parts.hostname == here.hostname)
    fragment = parts.fragment if parts.fragment.startswith("!") else ""
    return urlunsplit(parts._replace(scheme="https" if secure else parts.scheme, fragment=fragment))


def _may_be(address: str, found_at: str, *, agreed: bool) -> bool:
    """Whether `address` can be the article's that stands at `found_at`."""
    if is_front_page(address) or not _same_site(address, found_at):
        return False
    path, here = (urlsplit(url).path.rstrip("/") + "/" for url in (address, found_at))
    if path != here and here.startswith(path):
        # the section that it stands in
        return False
    return agreed or _share_a_name(address, found_at)


def _same_site(one: str, other: str) -> bool:
    """The same host, or one that is part of the other, as amp.post.example is of post.example."""
    a, b = (address_key(url).partition("/")[0].partition("?")[0].partition("#")[0] for url in (one, other))
    return a == b or a.endswith(f".{b}") or b.endswith(f".{a}")


def _share_a_name(one: str, other: str) -> bool:
    """Whether both carry the same number, or most of the same words."""
    (numbers, words), (other_numbers, other_words) = _names(one), _names(other)
    if numbers & other_numbers:
        return True
    common = len(words & other_words)
    return common > 0 and common * 2 >= min(len(words), len(other_words)) and (common > 1 or words == other_words)


def _names(url: str) -> tuple[frozenset[str], frozenset[str]]:
    """(numbers, words) of the last part of the path and of the query's values."""
    parts = urlsplit(url)
    segments = [part for part in parts.path.split("/") if part and part.lower() not in _SAYS_NOTHING]
    text = " ".join([*segments[-1:], *(value for _, value in parse_qsl(parts.query))])
    tokens = {token.lower() for token in _TOKEN.findall(text)}
    numbers = frozenset(
        token for token in tokens if len(token) >= 4 and any(map(str.isdigit, token)) and not _YEAR.fullmatch(token)
    )
    words = frozenset(token for token in tokens - numbers if len(token) > 2) - _SAYS_NOTHING
    return numbers, words
