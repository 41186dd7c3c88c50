"""The HTTP client for feeds and pages: one aiohttp session behind the guard, which says who it is."""

import socket
from dataclasses import dataclass, field
from importlib.metadata import version

import aiohttp

from jobs.feeds.fetching.connector import GuardedConnector
from jobs.feeds.fetching.guard import AddressRules, Lookup


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """`contact` is an address or page for the feeds' operators; times are seconds.

    `in_flight` and `per_host` hold for feeds, and as much again for pages.
    """

    contact: str = ""
    rules: AddressRules = field(default_factory=AddressRules)
    total_seconds: float = 20
    connect_seconds: float = 8
    in_flight: int = 100
    per_host: int = 2


def user_agent(contact: str) -> str:
    """What a publisher reads in the log (RFC 9110, section 10.1.5)."""
    # signs outside ASCII and line breaks have no place in a header
    named = "".join(sign for sign in contact if " " <= sign <= "~" and sign not in "()\\").strip()
    product = f"newsdigest/{version('newsdigest')}"
    return f"{product} (feed reader; {named})" if named else f"{product} (feed reader)"


def open_client(settings: FetchSettings, *, lookup: Lookup = socket.getaddrinfo) -> aiohttp.ClientSession:
    """A session that reaches only what the rules allow. Needs a running event loop; the caller closes it."""
    connector = GuardedConnector(
        settings.rules,
        lookup,
        limit=2 * settings.in_flight,
        limit_per_host=2 * settings.per_host,
        dns_ttl=300,
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=settings.total_seconds, sock_connect=settings.connect_seconds),
        headers={"User-Agent": user_agent(settings.contact)},
        # jobs.feeds.fetching.body does it, with a bound
        auto_decompress=False,
        # a proxy from the environment would connect in our place, past the guard
        trust_env=False,
    )
