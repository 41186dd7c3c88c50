"""Addresses as people type them, and when two of them are one feed's."""

import re

from yarl import URL

from jobs.feeds.fetching.fetch import web_address
from jobs.feeds.problems import FeedProblem
from jobs.feeds.text import canonical
from storage.feed_options import Login, split_login

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_FEED_SCHEME = re.compile(r"feed:(?://)?(?=https?:)|feed://", re.IGNORECASE)
_FEDIVERSE = re.compile(r"@(?P<name>[\w.-]+)@(?P<host>[\w.-]+\.\w+)")


def typed_addresses(typed: str) -> tuple[str, ...]:
    """What a typed address can mean, the likeliest first: without a scheme https, then http.

    Raises FeedProblem where it is no web address.
    """
    address = _FEED_SCHEME.sub("", typed.strip().strip("<>").strip())
    if person := _FEDIVERSE.fullmatch(address):
        return (f"https://{person['host']}/@{person['name']}",)
    if not address or any(sign.isspace() for sign in address):
        raise FeedProblem("this is not a web address; one looks like https://example.org/news.xml")
    wholes = (address,) if _SCHEME.match(address) else (f"https://{address}", f"http://{address}")
    for whole in wholes:
        host = web_address(whole).host or ""
        if "." not in host and ":" not in host and host != "localhost":
            raise FeedProblem("this is not a web address; one looks like https://example.org/news.xml")
    return wholes


def same_feed_key(address: str) -> str:
    """Equal for two addresses that are taken to be one feed's.

    Scheme, a closing slash, a fragment, a login, the host's case and tracking parameters don't tell feeds apart; a
    publisher that serves two feeds at http and at https of one address is yet to be met.
    """
    url = URL(canonical(address)).with_fragment(None).with_user(None)
    port = "" if url.port in {80, 443, None} else f":{url.port}"
    query = f"?{url.raw_query_string}" if url.raw_query_string else ""
    return f"{(url.host or '').lower()}{port}{url.raw_path.rstrip('/')}{query}"


def typed_login(typed: str) -> tuple[str, Login | None]:
    """What was typed, without the login in it, and that login: https://user:password@host/, scheme or not."""
    if _SCHEME.match(typed.strip()) or _FEDIVERSE.fullmatch(typed.strip()):
        return split_login(typed.strip())
    address, login = split_login(f"//{typed.strip()}")
    return address.removeprefix("//"), login
