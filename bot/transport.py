"""The way to the Bot API: python-telegram-bot's requests over aiohttp, in a fraction of httpx's processor time.

What goes wrong is told apart by where it went wrong: before a byte of the request was written (`NEVER_LEFT`), or after
that, when nobody knows what arrived. A proxy, its exceptions and the file of certificates are those of the environment
(HTTPS_PROXY, ALL_PROXY, NO_PROXY, SSL_CERT_FILE), as with httpx.
"""

import asyncio
import json
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, Final, Protocol
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx
from aiohttp.client import ClientRequest
from aiohttp.connector import Connection
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

CONNECT_S: Final = 5.0
POOL_S: Final = 5.0
"""How much longer to wait where every connection is in use."""

READ_S: Final = 20.0
"""A message whose answer is waited for too briefly may have been sent, and nobody knows: rather wait."""

FILE_S: Final = 60.0
"""As long as a file may be under way."""

CONNECTIONS: Final = 512

USUAL: Final = aiohttp.ClientTimeout(sock_connect=CONNECT_S, connect=CONNECT_S + POOL_S, sock_read=READ_S)


class NoConnection(aiohttp.ClientConnectionError):
    """There was no connection to write the request to, directly or through the proxy."""


NEVER_LEFT = (NoConnection, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
"""These come before a byte of the request was written."""


class NotTelegram(NetworkError):
    """Something in between answered, such as a proxy with a page of its own."""

    def __init__(self, status: int) -> None:
        super().__init__(f"something in between answered with status {status}")
        self.status = status


class Connector(aiohttp.TCPConnector):
    """Has one name for all that goes wrong before there is a connection: a proxy that hangs up looks like Telegram."""

    async def connect(self, req: ClientRequest, *args: Any, **kwargs: Any) -> Connection:
        try:
            return await super().connect(req, *args, **kwargs)
        except TimeoutError:
            # the session makes a ConnectionTimeoutError of it
            raise
        except (aiohttp.ClientError, OSError) as error:
            raise NoConnection(f"{type(error).__name__}: {error}") from error


class Posts(Protocol):
    """What a sender asks of its transport."""

    async def call(self, url: str, parameters: Mapping[str, Any]) -> tuple[int, bytes]:
        """The status and body of the answer. Raises telegram.error.NetworkError; its cause says what it was."""


class Transport(BaseRequest):
    """python-telegram-bot's requests; a body without files goes as JSON, which is the cheapest to write and to read."""

    def __init__(self, *, connections: int = CONNECTIONS, read_s: float = READ_S) -> None:
        self._connections = connections
        self._read_s = read_s
        self._session: aiohttp.ClientSession | None = None
        self._proxies: dict[str, str | None] = {}

    @property
    def read_timeout(self) -> float:
        return self._read_s

    async def initialize(self) -> None:
        if self._session is not None:
            return
        # loads the certificates, which takes its time
        context = await asyncio.to_thread(_certificates)
        self._session = aiohttp.ClientSession(
            connector=Connector(limit=self._connections, ssl=context),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self.USER_AGENT},
            # no login for Telegram's host from anybody's .netrc, and the proxy is looked up once
            trust_env=False,
        )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(self, url: str, parameters: Mapping[str, Any]) -> tuple[int, bytes]:
        """Post the parameters as JSON; the status and body of the answer.

        Raises TimedOut or NetworkError; its cause says what it was.
        """
        return await self._request("POST", url, waiting=USUAL, json=parameters)

    async def do_request(  # noqa: PLR0917 - python-telegram-bot's own signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """As python-telegram-bot's; raises as `call` does, and NotTelegram.

        python-telegram-bot would go by the status alone: to it any 404 says that the token is wrong.
        """
        files = request_data is not None and request_data.contains_files
        connect, pool = _given(connect_timeout, CONNECT_S), _given(pool_timeout, POOL_S)
        read, write = _given(read_timeout, self._read_s), _given(write_timeout, FILE_S if files else 0.0)
        waiting = aiohttp.ClientTimeout(
            sock_connect=connect,
            connect=None if connect is None or pool is None else connect + pool,
            # aiohttp begins to wait for the answer while it still writes
            sock_read=None if read is None or write is None else max(read, write),
        )
        status, body = await self._request(method, url, waiting=waiting, **_body(request_data))
        # files are got, and all else is posted
        if method == "POST" and not said_by_telegram(status, body):
            raise NotTelegram(status)
        return status, body

    async def _request(
        self, method: str, url: str, *, waiting: aiohttp.ClientTimeout, **body: Any
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise RuntimeError("this transport is not initialized")
        address = URL(url)
        try:
            # the Bot API sends nobody elsewhere
            async with self._session.request(
                method, address, timeout=waiting, proxy=self._proxy(address), allow_redirects=False, **body
            ) as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut(f"Timed out ({type(error).__name__})") from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(_said(error)) from error

    def _proxy(self, address: URL) -> str | None:
        """The environment's proxy for this address, looked up once a host."""
        host = f"{address.scheme}://{address.host}"
        if host not in self._proxies:
            self._proxies[host] = proxy_for(address)
        return self._proxies[host]


def said_by_telegram(status: int, body: bytes) -> dict[str, Any]:
    """The Bot API's answer to a method; empty for what is none, such as a page of something in between."""
    try:
        answer = json.loads(body.decode(errors="replace"))
    except ValueError:
        return {}
    went_well = 200 <= status < 300
    if not isinstance(answer, dict) or answer.get("ok") is not went_well:
        return {}
    # what else an error has "is subject to change" (https://core.telegram.org/bots/api#making-requests)
    said = {"result"} if went_well else {"error_code", "description"}
    return answer if said & answer.keys() else {}


@contextmanager
def reading() -> Iterator[None]:
    """What python-telegram-bot makes of an answer. Raises NetworkError for one that it can't read."""
    try:
        yield
    except TelegramError:
        raise
    except Exception as error:
        # its words may be anybody's
        raise NetworkError(f"an answer that can't be read ({type(error).__name__})") from None


def proxy_for(url: URL) -> str | None:
    """The proxy that the environment names for this address, None for the straight way.

    Raises NetworkError for one that can't be used.
    """
    if url.host is None or proxy_bypass(url.host):
        return None
    named = getproxies()
    proxy = named.get(url.scheme) or named.get("all")
    if not proxy:
        return None
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    if not proxy.startswith(("http://", "https://")):
        kind = proxy.partition(":")[0]
        raise NetworkError(
            f"the environment names a {kind} proxy for {url.host}, and only http:// and https:// proxies can be used; "
            f"set HTTPS_PROXY to one of these, or NO_PROXY={url.host} for the straight way"
        )
    return proxy


@cache
def _certificates() -> ssl.SSLContext:
    return httpx.create_ssl_context()


def _said(error: Exception) -> str:
    """What went wrong, never with the address, which has the token in it."""
    cause = error.__cause__ if isinstance(error, NoConnection) else error
    if isinstance(cause, aiohttp.ClientConnectorCertificateError):
        return f"no connection: its certificate can't be trusted ({cause.certificate_error})"
    if isinstance(cause, aiohttp.ClientConnectorError):
        return f"no connection: {cause.os_error}"
    return f"no {'connection' if isinstance(error, NoConnection) else 'answer'} ({type(cause).__name__})"


def _given(value: Any, otherwise: float) -> Any:
    return otherwise if value is BaseRequest.DEFAULT_NONE else value


def _body(request_data: RequestData | None) -> dict[str, Any]:
    if request_data is None:
        return {}
    if not request_data.contains_files:
        return {"json": request_data.parameters}
    form = aiohttp.FormData()
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, kind) in request_data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=kind)
    return {"data": form}
