"""No request reaches an address inside a private network, by whatever spelling or detour; none is even contacted."""

import socket
from collections.abc import Callable
from datetime import datetime
from ipaddress import ip_address, ip_network
from typing import Any

import pytest
from aiohttp import web

from jobs.feeds.fetching.client import FetchSettings, open_client
from jobs.feeds.fetching.fetch import Failed, Fetched, fetch
from jobs.feeds.fetching.guard import AddressRules, GuardedResolver, is_public
from jobs.feeds.problems import AddressRefused

SITE = "127.0.0.2"
ALLOWED = AddressRules(allowed=(ip_network(f"{SITE}/32"),))


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "2a00:1450:4001:81b::200e"])
def test_machines_on_the_internet_are_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "198.18.0.1",
        "168.63.129.16",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2606:4700::5efe:7f00:1",
        "fe80::1",
        "fec0::1",
        "fd00:ec2::254",
        "ff02::1",
        "2001:db8::1",
    ],
)
def test_addresses_inside_networks_and_those_that_embed_them_are_not(address: str) -> None:
    assert not is_public(ip_address(address))


def test_an_allowed_network_may_be_asked_on_any_port_and_in_any_spelling() -> None:
    for host in ("127.0.0.2", "::ffff:127.0.0.2", "64:ff9b::7f00:2"):
        ALLOWED.check(host, 1234)


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1", "0177.0.0.1", "localhost", "", "127.0.0.1%lo"])
def test_what_is_not_plainly_an_address_is_refused(host: str) -> None:
    with pytest.raises(AddressRefused):
        ALLOWED.check(host, 80)


def test_ports_that_serve_no_feeds_are_refused() -> None:
    AddressRules().check("93.184.215.14", 443)
    with pytest.raises(AddressRefused, match="port 25"):
        AddressRules().check("93.184.215.14", 25)


def test_the_refusal_names_the_setting_that_allows_a_network() -> None:
    with pytest.raises(AddressRefused, match="NEWSDIGEST_ALLOWED_NETWORKS"):
        AddressRules().check("10.0.0.7", 80)


def answers(*addresses: str) -> Callable[..., list[Any]]:
    """A DNS that knows one answer."""

    def lookup(_host: str, port: int, **_: object) -> list[Any]:
        return [
            (socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in addresses
        ]

    return lookup


async def test_of_mixed_answers_only_those_that_may_be_asked_are_used() -> None:
    resolver = GuardedResolver(ALLOWED, answers("127.0.0.1", SITE, "10.0.0.1"))
    assert [found["host"] for found in await resolver.resolve("mixed.example", 80)] == [SITE]
    await resolver.close()


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://2130706433:{port}/",
        "http://0x7f000001:{port}/",
        "http://0x7f.1:{port}/",
        "http://0177.0.0.1:{port}/",
        "http://127.1:{port}/",
        "http://127.0.0.1.:{port}/",
        "http://0:{port}/",
        "http://0.0.0.0:{port}/",
        "http://[::1]:{port}/",
        "http://[::]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://[::ffff:7f00:1]:{port}/",
        "http://[::127.0.0.1]:{port}/",
        "http://[64:ff9b::7f00:1]:{port}/",
        "http://[2002:7f00:1::]:{port}/",
        "http://①②⑦.⓪.⓪.①:{port}/",
        "http://127。0。0。1:{port}/",
        "http://user:secret@127.0.0.1:{port}/",
        "http://169.254.169.254/latest/meta-data/",
        "https://127.0.0.1:{port}/",
        "file:///etc/passwd",
        "ftp://127.0.0.1:{port}/",
        "gopher://127.0.0.1:{port}/",
        "ws://127.0.0.1:{port}/",
        "//127.0.0.1:{port}/",
    ],
)
@pytest.mark.asyncio(loop_scope="session")
async def test_a_private_machine_is_never_contacted(site, client, private, now: datetime, target: str) -> None:
    target = target.format(port=private.port)

    async def redirect(_: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": target})

    site.pages["/away"] = redirect
    for address in (target, site.url("/away")):
        result = await fetch(client, address, now=now)
        assert isinstance(result, Failed)
        assert "secret" not in result.problem
    assert private.connections == 0


@pytest.mark.asyncio(loop_scope="session")
async def test_a_name_that_is_bound_anew_between_look_up_and_connection_gains_nothing(
    site, private, now: datetime
) -> None:
    addresses = iter([SITE, "127.0.0.1", "127.0.0.1"])

    def lookup(host: str, port: int, **options: object) -> list[Any]:
        return answers(next(addresses))(host, port, **options)

    port = int(site.base.rpartition(":")[2])
    site.pages["/feed"] = "<rss/>"
    async with open_client(FetchSettings(rules=ALLOWED), lookup=lookup) as client:
        assert isinstance(await fetch(client, f"http://rebinds.example:{port}/feed", now=now), Fetched)
        second = await fetch(client, f"http://rebinds.example:{private.port}/", now=now)
    assert isinstance(second, Failed)
    assert second.refused
    assert private.connections == 0


@pytest.mark.asyncio(loop_scope="session")
async def test_a_name_that_leads_to_a_private_machine_is_refused(private, now: datetime) -> None:
    for address in ("127.0.0.1", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"):
        async with open_client(FetchSettings(rules=ALLOWED), lookup=answers(address)) as client:
            result = await fetch(client, f"http://inside.example:{private.port}/", now=now)
        assert isinstance(result, Failed)
        assert result.refused
        assert "private network" in result.problem
    assert private.connections == 0
