"""Failed requests in words for people. Fixed words: what libraries say may hold an address with its secrets."""

from http import HTTPStatus

import aiohttp

from jobs.feeds.problems import AddressRefused, FeedProblem

REDIRECTS = 6

_WORDS = {
    401: "the server asks for a login (401)",
    403: "the server refuses to give it out (403 Forbidden)",
    404: "there is nothing at this address (404 Not Found)",
    407: "the proxy asks for a login (407)",
    410: "the feed has ended (410 Gone)",
    429: "the server asks to come less often (429 Too Many Requests)",
    451: "it is withheld for legal reasons (451)",
}

_ERRORS: tuple[tuple[type[Exception], str], ...] = (
    (aiohttp.ClientProxyConnectionError, "no connection to the feed's proxy"),
    (aiohttp.ClientConnectorDNSError, "this host's name is unknown"),
    (
        aiohttp.ClientConnectorCertificateError,
        "the server's certificate is not valid, so nobody can say whose answer it would be",
    ),
    (aiohttp.ClientConnectorSSLError, "the server doesn't speak https at this address"),
    (aiohttp.ClientConnectorError, "no connection to the server"),
    (aiohttp.TooManyRedirects, f"it redirects more than {REDIRECTS} times"),
    (aiohttp.InvalidURL, "it redirects to something that is not a web address"),
    (aiohttp.ServerDisconnectedError, "the server broke the connection off"),
    (aiohttp.ClientOSError, "the server broke the connection off"),
    (aiohttp.ClientPayloadError, "the answer broke off before its end"),
)
"""The first that fits: a kind stands before what it is a kind of."""


def status_in_words(status: int) -> str:
    if status in _WORDS:
        return _WORDS[status]
    try:
        name = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        name = str(status)
    if status >= 500:
        return f"the server has a fault of its own ({name})"
    if 300 <= status < 400:
        return f"the server redirects without saying where to ({name})"
    return f"the server answers {name}"


def refusal_in(error: BaseException) -> AddressRefused | None:
    """The guard's no, which aiohttp wraps as it wraps every failed connection."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, AddressRefused):
        cause = cause.__cause__
    return cause


def error_in_words(error: Exception, *, seconds: float | None) -> str:
    """`seconds` is how long the whole request was allowed to take."""
    if refusal := refusal_in(error):
        return str(refusal)
    if isinstance(error, FeedProblem):
        return str(error)
    if isinstance(error, TimeoutError):
        return f"no complete answer within {seconds:g} seconds"
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return f"the feed's proxy refuses to connect ({error.status})"
    return next((words for kind, words in _ERRORS if isinstance(error, kind)), "the answer is not valid HTTP")
