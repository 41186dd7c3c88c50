"""Where connections are made, straight and through a feed's proxy."""

import socket
from contextlib import suppress

from aiohttp import ClientConnectorError, ClientRequest, ClientTimeout, TCPConnector
from aiohttp.connector import Connection
from aiohttp.tracing import Trace
from yarl import URL

from jobs.feeds.fetching.failures import refusal_in
from jobs.feeds.fetching.guard import AddressRules, GuardedResolver, Lookup, guarded_socket
from jobs.feeds.problems import AddressRefused


class GuardedConnector(TCPConnector):
    """Connects only to what may be asked; through a proxy too, as far as one can see from here.

    A proxy is an address like any other: an internal one has to be in an allowed network. It looks up itself what it
    is asked for; so a name is refused where our own DNS leads inside, too, and an address in whatever spelling always.
    """

    def __init__(self, rules: AddressRules, lookup: Lookup, *, limit: int, limit_per_host: int, dns_ttl: int) -> None:
        self._targets = GuardedResolver(rules, lookup, strict=True)
        super().__init__(
            resolver=GuardedResolver(rules, lookup),
            socket_factory=guarded_socket(rules),
            limit=limit,
            limit_per_host=limit_per_host,
            ttl_dns_cache=dns_ttl,
        )

    async def connect(self, req: ClientRequest, traces: list[Trace], timeout: ClientTimeout) -> Connection:  # noqa: ASYNC109 - aiohttp's signature
        if req.proxy is None:
            return await super().connect(req, traces, timeout)
        await self._check_target(req.url)
        try:
            return await super().connect(req, traces, timeout)
        except (AddressRefused, ClientConnectorError) as error:
            if (refusal := refusal_in(error)) is None:
                raise
            raise AddressRefused(f"the feed's proxy can't be used: {refusal}") from error

    async def close(self, *, abort_ssl: bool = False) -> None:
        await self._targets.close()
        await super().close(abort_ssl=abort_ssl)

    async def _check_target(self, url: URL) -> None:
        # an unknown name is for the proxy to know: some networks have no DNS for the outside
        with suppress(socket.gaierror):
            await self._targets.resolve(url.raw_host or "", url.port or 0, socket.AF_UNSPEC)
