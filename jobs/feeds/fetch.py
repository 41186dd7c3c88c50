"""One conditional GET (RFC 9110, section 13), and what came of it. Nothing raises: a failure is a result too."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import aiohttp
from yarl import URL

from jobs.feeds.body import ACCEPTED_ENCODINGS, read_body
from jobs.feeds.problems import AddressRefused, FeedProblem

FEED_BYTES = 10 * 2**20
PAGE_BYTES = 5 * 2**20
REDIRECTS = 6

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The same as last time; validators that the server didn't repeat are None."""

    validators: Validators
    fresh_for: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """No body. `retry_after` is the server's own wish; `gone` is its word that there will never be one again."""

    problem: str
    status: int | None = None
    retry_after: timedelta | None = None
    gone: bool = False
    refused: bool = False
    """The guard said no: the same address will be refused again."""


Outcome = Fetched | Unchanged | Failed


async def fetch(
    client: aiohttp.ClientSession,
    url: str,
    *,
    now: datetime,
    validators: Validators = Validators(),
    accept: str = FEED_TYPES,
    most_bytes: int = FEED_BYTES,
) -> Outcome:
    """GET `url`, following redirects, within the session's time-outs and `most_bytes` of decompressed body."""
    headers = {"Accept": accept, "Accept-Encoding": ACCEPTED_ENCODINGS}
    if validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators.last_modified:
        headers["If-Modified-Since"] = validators.last_modified
    conditional = validators.etag is not None or validators.last_modified is not None
    try:
        address = web_address(url)
        # aiohttp counts the redirect at which it gives up
        async with client.get(address, headers=headers, max_redirects=REDIRECTS + 1) as response:
            return await _outcome(response, now=now, conditional=conditional, most_bytes=most_bytes)
    except (aiohttp.ClientError, TimeoutError, OSError, UnicodeError, FeedProblem) as error:
        return Failed(problem=_in_words(error, client), refused=_refusal(error) is not None)


def web_address(url: str) -> URL:
    """`url` as an http or https address with a host. Raises FeedProblem for anything else."""
    try:
        address = URL(url)
        host = address.host
        address.port  # noqa: B018 - a port out of range raises here
    except ValueError as error:
        raise FeedProblem(f"this is not a web address: {error}") from error
    if address.scheme not in {"http", "https"}:
        raise FeedProblem("only http and https addresses can be fetched")
    if not host:
        raise FeedProblem("this address names no host")
    return address


async def _outcome(response: aiohttp.ClientResponse, *, now: datetime, conditional: bool, most_bytes: int) -> Outcome:
    validators = Validators(
        etag=_header(response.headers, "ETag"), last_modified=_header(response.headers, "Last-Modified")
    )
    fresh_for = freshness(response.headers, now=now)
    if response.status == HTTPStatus.NOT_MODIFIED:
        return Unchanged(validators=validators, fresh_for=fresh_for)
    if not 200 <= response.status < 300:
        return _failed(response, now=now)
    body = await read_body(response, most_bytes)
    if not body.strip():
        # some servers answer a conditional GET for an unchanged feed with 200 and nothing
        if conditional:
            return Unchanged(validators=validators, fresh_for=fresh_for)
        return Failed(problem="the answer was empty", status=response.status)
    return Fetched(
        asked=str(response.history[0].url if response.history else response.url),
        url=str(response.url),
        status=response.status,
        body=body,
        content_type=_header(response.headers, "Content-Type") or "",
        validators=validators,
        fresh_for=fresh_for,
        moved_to=_moved_to(response),
    )


def _failed(response: aiohttp.ClientResponse, *, now: datetime) -> Failed:
    status = response.status
    retry_after = retry_time(response.headers, now=now)
    return Failed(
        problem=_status_in_words(status, response.headers),
        status=status,
        retry_after=retry_after,
        gone=status == HTTPStatus.GONE,
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


def freshness(headers: Mapping[str, str], *, now: datetime) -> timedelta | None:
    """How long the answer says it stays good: Cache-Control's max-age, else Expires (RFC 9111, section 4.2.1)."""
    directives = [directive.strip().lower() for directive in headers.get("Cache-Control", "").split(",")]
    if "no-store" in directives or "no-cache" in directives:
        return None
    for directive in directives:
        name, _, value = directive.partition("=")
        if name == "max-age":
            return _seconds(value.strip('" ').lstrip("0") or "0")
    expires = _date(headers.get("Expires", ""))
    return max(expires - now, timedelta(0)) if expires else None


def retry_time(headers: Mapping[str, str], *, now: datetime) -> timedelta | None:
    """The server's Retry-After, in seconds or as a date (RFC 9110, section 10.2.3)."""
    value = headers.get("Retry-After", "").strip()
    seconds = _seconds(value)
    if seconds is not None:
        return seconds
    date = _date(value)
    return max(date - now, timedelta(0)) if date else None


def _seconds(value: str) -> timedelta | None:
    # nine figures are thirty years; longer ones overflow
    return timedelta(seconds=int(value[:9])) if value.isascii() and value.isdigit() else None


def _date(value: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(value)
        return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _header(headers: Mapping[str, str], name: str) -> str | None:
    """The header where it is one that can be kept and sent back: printable ASCII of reasonable length."""
    value = headers.get(name, "")
    return value if value and len(value) <= 1000 and value.isascii() and value.isprintable() else None


def _status_in_words(status: int, headers: Mapping[str, str]) -> str:
    if status in {401, 407}:
        return f"the server asks for a login ({status})"
    if status in {403, 503} and (
        headers.get("cf-mitigated") or "captcha" in headers.get("x-amzn-waf-action", "").lower()
    ):
        return f"a bot wall in front of the site turns readers away ({status}); ask its operator to let feed readers in"
    words = {
        403: "the server refuses to give it out (403 Forbidden)",
        404: "there is nothing at this address (404 Not Found)",
        410: "the feed has ended (410 Gone)",
        429: "the server asks to come less often (429 Too Many Requests)",
        451: "it is withheld for legal reasons (451)",
    }
    if status in words:
        return words[status]
    try:
        name = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        name = str(status)
    if status >= 500:
        return f"the server has a fault of its own ({name})"
    if 300 <= status < 400:
        return f"the server redirects without saying where to ({name})"
    return f"the server answers {name}"


def _refusal(error: BaseException) -> AddressRefused | None:
    """The guard's no, which aiohttp wraps as it wraps every failed connection."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, AddressRefused):
        cause = cause.__cause__
    return cause


def _in_words(error: Exception, client: aiohttp.ClientSession) -> str:
    if refusal := _refusal(error):
        return str(refusal)
    match error:
        case FeedProblem():
            return str(error)
        case TimeoutError():
            return f"no complete answer within {client.timeout.total:g} seconds"
        case aiohttp.ClientConnectorDNSError():
            return "this host's name is unknown"
        case aiohttp.ClientConnectorCertificateError():
            return "the server's certificate is not valid, so nobody can say whose answer it would be"
        case aiohttp.ClientConnectorSSLError():
            return "the server doesn't speak https at this address"
        case aiohttp.ClientConnectorError():
            return "no connection to the server"
        case aiohttp.TooManyRedirects():
            return f"it redirects more than {REDIRECTS} times"
        case aiohttp.InvalidURL():
            return "it redirects to something that is not a web address"
        case aiohttp.ServerDisconnectedError() | aiohttp.ClientOSError():
            return "the server broke the connection off"
        case aiohttp.ClientPayloadError():
            return "the answer broke off before its end"
        case _:
            return "the answer is not valid HTTP"
