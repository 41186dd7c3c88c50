"""Which addresses may be asked. Feeds and pages may name any; requests must not reach the operator's own network.

The decision is taken twice: for each address that a name resolves to, and once more where the socket is made, which
is the last moment before a connection: a literal address, a redirect, a second DNS answer all pass there.
`ipaddress.is_global` alone lets embedded IPv4 addresses, multicast and some internal services through.
"""

import asyncio
import socket
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from jobs.feeds.problems import AddressRefused

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

USUAL_PORTS = frozenset({80, 443, 8000, 8008, 8080, 8443, 8888})

_INTERNAL: tuple[Network, ...] = tuple(
    map(
        ip_network,
        (
            "192.0.0.0/24",  # IETF protocol assignments, a cloud's metadata among them
            "192.88.99.0/24",  # 6to4 relays, deprecated by RFC 7526
            "168.63.129.16/32",  # Azure's platform service, internal behind a public address
            "fec0::/10",  # site-local, deprecated by RFC 3879
            "3fff::/20",  # documentation, RFC 9637
        ),
    )
)
_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_ISATAP = (0x00005EFE, 0x02005EFE)

Lookup = Callable[..., list[Any]]
"""`socket.getaddrinfo`, or something that answers like it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRules:
    """Public addresses on the usual ports, and every port of the `allowed` networks."""

    allowed: Collection[Network] = ()
    ports: Collection[int] = USUAL_PORTS

    def check(self, host: str, port: int) -> None:
        """Raise AddressRefused unless `host`, an address in figures, may be asked on `port`."""
        try:
            address = ip_address(host.partition("%")[0])
        except ValueError:
            # 2130706433 and 0x7f000001 are addresses to some system calls, and to nobody else
            raise AddressRefused(f"{host!r} is not an address; write a name, or an address such as 192.0.2.1") from None
        address = _plain(address)
        if any(address in network for network in self.allowed):
            return
        if not is_public(address):
            raise AddressRefused(
                f"the address leads to {address}, inside a private network; "
                "NEWSDIGEST_ALLOWED_NETWORKS can allow a network by name"
            )
        if port not in self.ports:
            raise AddressRefused(f"port {port} is none that feeds are served on")


def is_public(address: Address) -> bool:
    """Whether the address is one machine's on the public internet, whatever IPv4 address it may embed."""
    if any(address in network for network in _INTERNAL):
        return False
    if address.is_multicast or not address.is_global:
        return False
    if isinstance(address, IPv4Address):
        return True
    embedded = _embedded(address)
    return address in _UNICAST and (embedded is None or is_public(embedded))


def _plain(address: Address) -> Address:
    """The IPv4 address that an IPv6 address is but another spelling of, or a translator's name for; else itself."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that packets to a 6to4 (RFC 3056) or ISATAP (RFC 5214) address end up at."""
    if address.sixtofour:
        return address.sixtofour
    if int(address) >> 32 & 0xFFFFFFFF in _ISATAP:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


class GuardedResolver(AbstractResolver):
    """DNS that gives only addresses that may be asked. It has its own threads, so that dead names stall nobody else.

    With `strict` a name that has one address that may not be asked has none.
    """

    def __init__(self, rules: AddressRules, lookup: Lookup = socket.getaddrinfo, *, strict: bool = False) -> None:
        self._rules = rules
        self._lookup = lookup
        self._strict = strict
        self._threads = ThreadPoolExecutor(max_workers=16, thread_name_prefix="dns")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The name's addresses that may be asked. Raises OSError for an unknown name, AddressRefused where none may."""
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads, lambda: self._lookup(host, port, family=family, type=socket.SOCK_STREAM)
        )
        results: list[ResolveResult] = []
        refusal: AddressRefused | None = None
        for kind, _, proto, _, place in found:
            try:
                self._rules.check(place[0], port)
            except AddressRefused as refused:
                refusal = refused
                continue
            flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
            results.append(
                ResolveResult(hostname=host, host=place[0], port=port, family=kind, proto=proto, flags=flags)
            )
        if refusal and (self._strict or not results):
            raise refusal
        return results

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def guarded_socket(rules: AddressRules) -> Callable[[tuple[Any, ...]], socket.socket]:
    """A socket factory for aiohttp's connector that makes no socket towards an address that may not be asked."""

    def make(addr_info: tuple[Any, ...]) -> socket.socket:
        family, kind, proto, _, place = addr_info
        rules.check(place[0], place[1])
        return socket.socket(family=family, type=kind, proto=proto)

    return make
