"""One conditional GET (RFC 9110, section 13), and what came of it. Nothing raises: a failure is a result too."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

import aiohttp
from yarl import URL

from jobs.feeds.fetching.answers import freshness, plain_header, retry_time
from jobs.feeds.fetching.body import ACCEPTED_ENCODINGS, read_body, read_start
from jobs.feeds.fetching.failures import REDIRECTS, error_in_words, refusal_in, status_in_words
from jobs.feeds.fetching.own_request import proxy_of, sending
from jobs.feeds.fetching.walls import LARGEST_CHALLENGE, LOOKED_AT, WALL_STATUSES, in_words, wall_of
from jobs.feeds.parsing.hubs import UNNAMED, Named, named_in_headers
from jobs.feeds.problems import FeedProblem
from storage.feed_options import PLAIN, FeedOptions

FEED_BYTES = 10 * 2**20
PAGE_BYTES = 5 * 2**20

FEED_TYPES = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, application/json;q=0.8, text/xml;q=0.8, text/html;q=0.5, */*;q=0.1"
)
PAGE_TYPES = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What makes the next GET conditional, word for word as the server gave it."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A body, decompressed. `url` is where it was found after redirects; `moved_to` where permanent ones lead."""

    asked: str
    url: str
    status: int
    body: bytes
    content_type: str
    validators: Validators
    fresh_for: timedelta | None = None
    moved_to: str | None = None
    named: Named = UNNAMED
    """The hubs that the headers name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The same as last time; validators that the server didn't repeat are None."""

    validators: Validators
    fresh_for: timedelta | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """No body. `retry_after` is the server's own wish; `gone` is its word that there will never be one again."""

    problem: str
    status: int | None = None
    retry_after: timedelta | None = None
    gone: bool = False
    refused: bool = False
    """The guard said no: the same address will be refused again."""
    body: bytes = b""
    """What came with a refusal all the same, where it was asked for."""


Outcome = Fetched | Unchanged | Failed


async def fetch(
    client: aiohttp.ClientSession,
    url: str,
    *,
    now: datetime,
    validators: Validators = Validators(),
    accept: str = FEED_TYPES,
    most_bytes: int = FEED_BYTES,
    options: FeedOptions = PLAIN,
    home: str = "",
    whatever_status: bool = False,
    gate: aiohttp.ClientMiddlewareType | None = None,
) -> Outcome:
    """GET `url`, following redirects, within the session's time-outs and `most_bytes` of decompressed body.

    A feed's own headers and login go to the host of `home` alone, which is `url` where it isn't said; everything goes
    through its proxy. With `whatever_status` a refusal comes with its body. `gate` sees each request, redirected ones
    too, and raises FeedProblem for what is not to be asked.
    """
    headers = {"Accept": accept, "Accept-Encoding": ACCEPTED_ENCODINGS}
    if validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators.last_modified:
        headers["If-Modified-Since"] = validators.last_modified
    conditional = validators.etag is not None or validators.last_modified is not None
    proxy, proxy_login = proxy_of(options)
    own = (sending(options, home or url),) if options.own_request else ()
    try:
        request = client.get(
            web_address(url),
            headers=headers,
            # aiohttp counts the redirect at which it gives up
            max_redirects=REDIRECTS + 1,
            proxy=proxy,
            proxy_auth=proxy_login,
            middlewares=(gate, *own) if gate else own,
        )
        async with request as response:
            if whatever_status and not _is_usual(response.status):
                return await _failed(response, now=now, body=await read_body(response, most_bytes))
            return await _outcome(response, now=now, conditional=conditional, most_bytes=most_bytes)
    except (aiohttp.ClientError, TimeoutError, OSError, UnicodeError, FeedProblem) as error:
        problem = error_in_words(error, seconds=client.timeout.total)
        return Failed(problem=problem, refused=refusal_in(error) is not None)


def web_address(url: str) -> URL:
    """`url` as an http or https address with a host. Raises FeedProblem for anything else."""
    try:
        address = URL(url)
        host = address.host
        address.port  # noqa: B018 - a port out of range raises here
    except ValueError:
        # the reason is not told: it may hold a login that was typed into the address
        raise FeedProblem("this is not a web address; one looks like https://example.org/news.xml") from None
    if address.scheme not in {"http", "https"}:
        raise FeedProblem("only http and https addresses can be fetched")
    if not host:
        raise FeedProblem("this address names no host")
    return address


async def _outcome(response: aiohttp.ClientResponse, *, now: datetime, conditional: bool, most_bytes: int) -> Outcome:
    validators = Validators(
        etag=plain_header(response.headers, "ETag"), last_modified=plain_header(response.headers, "Last-Modified")
    )
    fresh_for, moved_to = freshness(response.headers, now=now), _moved_to(response)
    if response.status == HTTPStatus.NOT_MODIFIED:
        return Unchanged(validators=validators, fresh_for=fresh_for, moved_to=moved_to)
    if not _is_usual(response.status):
        return await _failed(response, now=now)
    body = await read_body(response, most_bytes)
    if not body.strip():
        # some servers answer a conditional GET for an unchanged feed with 200 and nothing
        if conditional:
            return Unchanged(validators=validators, fresh_for=fresh_for, moved_to=moved_to)
        return Failed(problem="the answer was empty", status=response.status)
    wall = wall_of(response.status, response.headers, body[:LOOKED_AT]) if len(body) < LARGEST_CHALLENGE else None
    if wall is not None:
        return Failed(problem=in_words(wall, response.status), status=response.status)
    return Fetched(
        asked=str(response.history[0].url if response.history else response.url),
        url=str(response.url),
        status=response.status,
        body=body,
        content_type=plain_header(response.headers, "Content-Type") or "",
        validators=validators,
        fresh_for=fresh_for,
        moved_to=moved_to,
        named=named_in_headers(response.headers.getall("Link", ()), str(response.url)),
    )


def _is_usual(status: int) -> bool:
    return 200 <= status < 300 or status == HTTPStatus.NOT_MODIFIED


async def _failed(response: aiohttp.ClientResponse, *, now: datetime, body: bytes = b"") -> Failed:
    status = response.status
    start = body or (await read_start(response, LOOKED_AT) if status in WALL_STATUSES else b"")
    wall = wall_of(status, response.headers, start)
    return Failed(
        problem=status_in_words(status) if wall is None else in_words(wall, status),
        status=status,
        retry_after=retry_time(response.headers, now=now),
        gone=status == HTTPStatus.GONE,
        body=body,
    )


def _moved_to(response: aiohttp.ClientResponse) -> str | None:
    """Where the unbroken chain of permanent redirects (301, 308) from the asked address ends."""
    moved = None
    visited = [*(hop.url for hop in response.history), response.url]
    for hop, target in zip(response.history, visited[1:], strict=True):
        if hop.status not in {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT}:
            break
        moved = str(target)
    return moved
