"""Where the bot listens, and where it is reached from outside."""

import errno
import socket
from collections.abc import Iterator
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

from bot.cli.checks.finding import Finding, note, works, wrong
from bot.cli.health import EVERYWHERE, NoAnswer, address, examine
from bot.settings import Settings

LOOPBACK_S = 2.0

NOTHING_THERE = b"404: Not Found"
"""What the bot's web server says to who asks for its first page."""


def look_at_addresses(settings: Settings, *, runs: bool | None) -> Iterator[Finding]:
    """`runs` is whether a newsdigest works on this database now, None where that isn't known."""
    if settings.watch_port is not None:
        yield from _watch(settings, runs=runs)
    elif settings.status_url is not None:
        says = f"NEWSDIGEST_STATUS_URL={settings.status_url} leads nowhere without NEWSDIGEST_WATCH_PORT"
        yield wrong("status page", says, "write it like NEWSDIGEST_WATCH_PORT=9464, or leave both out")
    if settings.public_url is None:
        return
    if settings.public_url.startswith("http://"):
        says = f"NEWSDIGEST_PUBLIC_URL={settings.public_url} isn't https: Telegram posts to no such address, and "
        # with a webhook the bot would hear of nobody
        state = wrong if settings.webhook else note
        yield state("public address", f"{says}what hubs send can be read and changed on its way", "write it with https")
    if settings.listen_port == settings.watch_port and _overlap(settings.listen_host, settings.watch_host):
        says = f"NEWSDIGEST_LISTEN_PORT and NEWSDIGEST_WATCH_PORT are both {settings.watch_port}"
        yield wrong("listening", says, "make one of them another")
    else:
        yield from _listen(settings, runs=runs)


def _watch(settings: Settings, *, runs: bool | None) -> Iterator[Finding]:
    assert settings.watch_port is not None
    where = f"{settings.watch_host}:{settings.watch_port}"
    mend = "NEWSDIGEST_WATCH_HOST and NEWSDIGEST_WATCH_PORT name another address"
    problem = _cannot_bind(settings.watch_host, settings.watch_port)
    if problem is None:
        yield works("watching", f"{where} is free; nothing runs there now")
        return
    if problem.errno != errno.EADDRINUSE:
        yield wrong("watching", f"{where} can't be listened on ({_reason(problem)})", mend)
        return
    try:
        unwell, _ = examine(address(settings))
    except NoAnswer:
        yield wrong("watching", f"{where} is taken by another program", mend)
        return
    if runs is False:
        yield wrong("watching", f"{where} is taken by a newsdigest that works on another database", mend)
    elif unwell:
        yield note("watching", f"newsdigest runs at {where}, and isn't well", "newsdigest health tells why")
    else:
        yield works("watching", f"newsdigest runs at {where}, and is well")


def _listen(settings: Settings, *, runs: bool | None) -> Iterator[Finding]:
    where = f"{settings.listen_host}:{settings.listen_port}"
    mend = "NEWSDIGEST_LISTEN_HOST and NEWSDIGEST_LISTEN_PORT name another address"
    problem = _cannot_bind(settings.listen_host, settings.listen_port)
    if problem is None:
        yield works("listening", f"{where} is free; {settings.public_url} has to lead there")
    elif problem.errno != errno.EADDRINUSE:
        yield wrong("listening", f"{where} can't be listened on ({_reason(problem)})", mend)
    elif runs is not False and _is_ours(settings.listen_host, settings.listen_port):
        yield works("listening", f"newsdigest runs at {where}; {settings.public_url} has to lead there")
    else:
        yield wrong("listening", f"{where} is taken by another program", mend)


def _cannot_bind(host: str, port: int) -> OSError | None:
    """Why this can't be listened on; None where it can."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, kind, protocol, _, place in found:
            with socket.socket(family, kind, protocol) as trying:
                trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    trying.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                # bound is enough to know, and nobody is kept from it
                trying.bind(place)
    except OSError as error:
        return error
    return None


def _reason(problem: OSError) -> str:
    return (problem.strerror or str(problem)).lower()


def _overlap(one: str, other: str) -> bool:
    return one == other or one in EVERYWHERE or other in EVERYWHERE


def _is_ours(host: str, port: int) -> bool:
    """Whether what answers there does as the bot's web server, which says no name."""
    host = EVERYWHERE.get(host, host)
    try:
        opened: Any = build_opener(ProxyHandler({})).open(
            f"http://{f'[{host}]' if ':' in host else host}:{port}/", timeout=LOOPBACK_S
        )
    except HTTPError as answer:
        return answer.code == 404 and "Server" not in answer.headers and answer.read(100) == NOTHING_THERE
    except (OSError, HTTPException, ValueError):
        return False
    opened.close()
    return False
