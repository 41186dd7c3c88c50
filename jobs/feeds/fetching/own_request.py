"""A feed's own headers, login and proxy: checked when they are typed, sent to the feed's own host and nowhere else."""

import re
from collections.abc import Iterable

import aiohttp
from aiohttp import BasicAuth, ClientHandlerType, ClientMiddlewareType, ClientRequest, ClientResponse, hdrs
from yarl import URL

from jobs.feeds.problems import FeedProblem
from storage.feed_options import FeedOptions, Login, same_host

LONGEST_VALUE = 4000

_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_OURS = {
    *(name.lower() for name in (hdrs.HOST, hdrs.CONTENT_LENGTH, hdrs.TRANSFER_ENCODING, hdrs.CONNECTION, hdrs.TE)),
    *(name.lower() for name in (hdrs.UPGRADE, hdrs.EXPECT, hdrs.TRAILER, hdrs.PROXY_AUTHORIZATION)),
    *(name.lower() for name in (hdrs.ACCEPT_ENCODING, hdrs.RANGE, hdrs.IF_NONE_MATCH, hdrs.IF_MODIFIED_SINCE)),
}
"""What makes a request well-formed, and its answer ours to read."""


def typed_options(
    *, headers: Iterable[str] = (), login: str = "", proxy: str = "", full_article: bool = True
) -> FeedOptions:
    """Options as a person types them: headers as "Name: value", a login as "user:password", a proxy's address.

    Raises FeedProblem, whose words hold none of the values.
    """
    user, colon, password = login.partition(":")
    if login and not colon:
        raise FeedProblem("a login is written user:password")
    return checked(
        FeedOptions(
            headers=dict(_typed_header(line) for line in headers),
            login=Login(user=user, password=password) if login else None,
            proxy=proxy.strip() or None,
            full_article=full_article,
        )
    )


def checked(options: FeedOptions) -> FeedOptions:
    """`options` as they are, where every one can be sent. Raises FeedProblem."""
    for name, value in options.headers.items():
        _check_header(name, value)
    if options.login and not (options.login.user + options.login.password).isprintable():
        raise FeedProblem("a login has no line breaks or control signs")
    if options.login and any(name.lower() == "authorization" for name in options.headers):
        raise FeedProblem("an Authorization header and a login exclude each other; keep one of them")
    if options.proxy:
        _check_proxy(options.proxy)
    return options


def sending(options: FeedOptions, home: str) -> ClientMiddlewareType:
    """Puts the headers and the login on each request to the host of `home`, and on none that a redirect leads away."""

    async def send(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
        if same_host(home, str(request.url)):
            for name, value in options.headers.items():
                request.headers[name] = value
            if options.login:
                login = BasicAuth(options.login.user, options.login.password, encoding="utf-8")
                request.headers[hdrs.AUTHORIZATION] = login.encode()
        return await handler(request)

    return send


def proxy_of(options: FeedOptions) -> tuple[URL | None, aiohttp.BasicAuth | None]:
    """The proxy's address without its login, and that login."""
    if options.proxy is None:
        return None, None
    url = URL(options.proxy)
    login = BasicAuth(url.user or "", url.password or "", encoding="utf-8") if url.user or url.password else None
    return url.with_user(None), login


def _typed_header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon:
        raise FeedProblem("a header is written Name: value, such as X-Api-Key: abc")
    return name.strip(), value.strip()


def _check_header(name: str, value: str) -> None:
    if not _TOKEN.fullmatch(name):
        raise FeedProblem("a header's name has letters, digits and dashes, such as X-Api-Key")
    if name.lower() in _OURS:
        raise FeedProblem(f"the header {name} is newsdigest's own; leave it out")
    if not value or not value.isprintable() or not value.isascii() or len(value) > LONGEST_VALUE:
        raise FeedProblem(f"the value of the header {name} has to be one line of plain ASCII")


def _check_proxy(proxy: str) -> None:
    try:
        url = URL(proxy)
        whole = url.scheme == "http" and url.host and url.port and url.path in {"", "/"} and not url.query_string
    except ValueError:
        whole = False
    if not whole or not proxy.isprintable():
        raise FeedProblem("a proxy is written http://host:port, or http://user:password@host:port; only http is spoken")
