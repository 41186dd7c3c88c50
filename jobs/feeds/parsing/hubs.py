"""Where a feed says who sends its news as they come (WebSub, https://www.w3.org/TR/websub/#discovery). Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from jobs.feeds.text import web_url

MOST_HUBS = 3
LONGEST_HEADER = 8000
"""Characters of all Link headers together."""

_LINK = re.compile(r'<([^<>]*)>((?:[^,"<>]|"[^"]*")*)')
_REL = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))', re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """`hubs` as the feed orders them, and the address by which they know it; empty where it says none."""

    hubs: tuple[str, ...] = ()
    self_url: str = ""


UNNAMED = Named()


def named(links: Iterable[tuple[str, str]], base: str) -> Named:
    """What (relation, address) pairs found at `base` name; a relation may be several words."""
    hubs: list[str] = []
    self_url = ""
    for relation, link in links:
        relations = relation.lower().split()
        if "hub" in relations and len(hubs) < MOST_HUBS and (hub := web_url(link, base)):
            hubs.append(hub)
        if "self" in relations and not self_url:
            self_url = web_url(link, base)
    return Named(hubs=tuple(dict.fromkeys(hubs)), self_url=self_url)


def named_in_headers(values: Iterable[str], base: str) -> Named:
    """What an answer's Link headers (RFC 8288) name."""
    links: list[tuple[str, str]] = []
    for link, parameters in _LINK.findall(", ".join(values)[:LONGEST_HEADER]):
        relation = _REL.search(parameters)
        links.append((relation[1] or relation[2] if relation else "", link))
    return named(links, base)


def agreed(header: Named, body: Named, url: str) -> Named:
    """The headers' word where they name a hub, else the feed's own; what names no address of its own is at `url`."""
    first, second = (header, body) if header.hubs else (body, header)
    return Named(hubs=first.hubs, self_url=first.self_url or second.self_url or url) if first.hubs else UNNAMED
