"""A real hub on loopback, the real callback, a real database: from a feed that names a hub to entries that it sends."""

import asyncio
import hmac
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape
from io import BytesIO
from urllib.parse import urlsplit

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

from jobs.feeds.checking.leases import ASK_AGAIN
from jobs.feeds.checking.timing import A_DAY, PlanLimits
from jobs.feeds.fetching.fetch import FEED_BYTES
from jobs.feeds.tick import FeedLimits, check_due_feeds
from jobs.feeds.websub import callback as callback_module
from jobs.feeds.websub import inbox as inbox_module
from jobs.feeds.websub.asking import MOST_HOPS, SILENT, UNREAD_FOR, HubReport, keep_leases
from jobs.feeds.websub.callback import MOST_RECEIVING, UNSIGNED, Callback
from jobs.feeds.websub.inbox import Delivery, Inbox
from jobs.feeds.workers import Workers
from storage.database import Database
from storage.entries import Entry, due_entries
from storage.feed_options import FeedOptions, set_feed_options
from storage.feeds import Feed, add_feed, feed, make_due, pause_feed, remove_feed
from storage.topics import add_topic, link_feed, topic_called
from storage.websub import Lease, leases_of, settle_at, unwanted_leases

pytestmark = pytest.mark.asyncio(loop_scope="session")

LIMITS = FeedLimits(plan=PlanLimits(shortest=timedelta(minutes=10), longest=timedelta(hours=2), first_entries=9))
HOUR = timedelta(hours=1)


def rss(*names: str, hub: str = "") -> str:
    link = f'<atom:link rel="hub" href="{escape(hub)}"/>' if hub else ""
    items = "".join(
        f"<item><title>{name}</title><link>https://harbour.example/{name}</link>"
        "<pubDate>Mon, 02 Mar 2026 07:00:00 GMT</pubDate></item>"
        for name in names
    )
    return (
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Harbour Post</title>'
        f"{link}{items}</channel></rss>"
    )


@dataclass
class Hub:
    """As the W3C describes one: takes requests, asks back, sends signed; and as bad as a test wants it."""

    url: str
    http: aiohttp.ClientSession
    asked: list[dict[str, str]] = field(default_factory=list)
    answers: list[web.StreamResponse] = field(default_factory=list)
    """What it answers instead of asking back, one each."""
    lease_seconds: str = "864000"
    asks_back: bool = True
    agreed: list[bool] = field(default_factory=list)

    @property
    def last(self) -> dict[str, str]:
        return self.asked[-1]

    async def take(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append(form)
        if self.answers:
            return self.answers.pop(0)
        if self.asks_back:
            # before it answers, as the strictest order of things
            self.agreed.append(await self.ask_back(form))
        return web.Response(status=202)

    async def ask_back(self, form: dict[str, str], **changes: str) -> bool:
        status, text = await self.get(form, **changes)
        return status == 200 and text == "a-challenge"

    async def get(self, form: dict[str, str], callback: str = "", **changes: str) -> tuple[int, str]:
        said = {
            "mode": form["hub.mode"],
            "topic": form["hub.topic"],
            "challenge": "a-challenge",
            "lease_seconds": self.lease_seconds,
        } | changes
        query = {f"hub.{name}": value for name, value in said.items()}
        async with self.http.get(callback or form["hub.callback"], params=query) as response:
            assert "Content-Disposition" not in response.headers
            assert response.content_type in {"text/plain", "application/octet-stream"}
            return response.status, await response.text()

    async def send(
        self,
        body: str | bytes,
        *,
        form: dict[str, str] | None = None,
        algorithm: str = "sha256",
        secret: str = "",
        **headers: str,
    ) -> int:
        form = form or self.last
        body = body.encode() if isinstance(body, str) else body
        key = secret or next(each["hub.secret"] for each in self.asked if each["hub.callback"] == form["hub.callback"])
        signature = f"{algorithm}={hmac.new(key.encode(), body, algorithm).hexdigest()}"
        sent = {"X-Hub-Signature": signature, "Content-Type": "application/rss+xml"} | headers
        async with self.http.post(form["hub.callback"], data=BytesIO(body), headers=sent) as response:
            assert await response.text() == "" or response.status >= 300
            return response.status


@dataclass
class World:
    """Our side: a feed, its ticks, and what hubs call."""

    database: Database
    client: aiohttp.ClientSession
    workers: Workers
    inbox: Inbox
    callback: Callback
    base: str
    now: datetime

    def follow(self, url: str) -> int:
        with self.database.write() as session:
            topic = topic_called(session, "sea") or add_topic(session, slug="sea", name="Sea", now=self.now)
            assert topic
            made = add_feed(session, url=url, title="", language=None, now=self.now)
            link_feed(session, topic.id, made.id)
        return made.id

    async def poll(self) -> int:
        done = await check_due_feeds(self.database, self.client, now=self.now, limits=LIMITS, workers=self.workers)
        return done.checked

    async def ask(self) -> HubReport:
        return await keep_leases(self.database, self.client, base=self.base, now=self.now, limits=LIMITS)

    async def read_all(self) -> None:
        while self.inbox._reading:
            await asyncio.wait(list(self.inbox._reading))

    def lease(self, feed_id: int) -> Lease:
        with self.database.read() as session:
            return leases_of(session, [feed_id])[feed_id]

    def feed(self, feed_id: int) -> Feed:
        with self.database.read() as session:
            found = feed(session, feed_id)
        assert found
        return found

    def titles(self) -> list[str]:
        with self.database.read() as session:
            found: list[Entry] = due_entries(session, now=self.now, limit=100)
        return [entry.title for entry in found]


@pytest_asyncio.fixture(loop_scope="session")
async def hub(site) -> AsyncIterator[Hub]:
    async with aiohttp.ClientSession() as http:
        made = Hub(site.url("/hub"), http)
        site.pages["/hub"] = made.take
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def world(database, client, workers, now) -> AsyncIterator[World]:
    async with Inbox(database, workers, limits=LIMITS.plan, clock=lambda: world.now) as inbox:
        app, callback = web.Application(), Callback(database=database, inbox=inbox, clock=lambda: world.now)
        app.add_routes(callback.routes())
        runner = web.AppRunner(app, access_log=None, auto_decompress=False, shutdown_timeout=0, lingering_time=0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        world = World(database, client, workers, inbox, callback, f"http://127.0.0.1:{runner.addresses[0][1]}", now)
        yield world
        await runner.cleanup()


@pytest_asyncio.fixture(loop_scope="session")
async def live(site, hub, world) -> int:
    """A feed whose hub has agreed."""
    site.pages["/feed"] = rss("one", hub=hub.url)
    feed_id = world.follow(site.url("/feed"))
    await world.poll()
    assert await world.ask() == HubReport(asked=1)
    assert hub.agreed == [True]
    return feed_id


async def test_a_feed_that_names_a_hub_is_subscribed_to_there(site, hub, world, live):
    form = hub.asked[0]
    assert (form["hub.mode"], form["hub.topic"]) == ("subscribe", site.url("/feed"))
    assert form["hub.callback"].startswith(f"{world.base}/websub/")
    lease = world.lease(live)
    assert (lease.live_until, lease.problem, lease.asked) == (world.now + 10 * A_DAY, None, None)
    assert await world.ask() == HubReport()


async def test_what_the_hub_sends_is_there_without_a_poll(site, hub, world, live):
    asked = site.asked("/feed")
    assert await hub.send(rss("two", "one")) == 202
    await world.read_all()
    assert world.titles() == ["one", "two"]
    assert site.asked("/feed") == asked


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha384", "sha512"])
async def test_each_algorithm_will_do(hub, world, live, algorithm):
    await hub.send(rss("two"), algorithm=algorithm)
    await world.read_all()
    assert "two" in world.titles()


async def test_a_part_of_the_feed_is_enough_and_what_is_known_is_not_told_again(hub, world, live):
    await hub.send(rss("two"))
    await world.read_all()
    await hub.send(rss("one", "two", "three"))
    await world.read_all()
    assert sorted(world.titles()) == ["one", "three", "two"]


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Hub-Signature": ""},
        {"X-Hub-Signature": "sha256=" + "0" * 64},
        {"X-Hub-Signature": "sha256=nonsense"},
        {"X-Hub-Signature": "md5=" + "0" * 32},
    ],
)
async def test_what_is_not_signed_is_taken_and_ignored(hub, world, live, headers):
    before = world.feed(live)
    assert await hub.send(rss("forged"), **headers) == 202
    await world.read_all()
    assert world.titles() == ["one"]
    assert world.feed(live) == before
    assert (world.lease(live).problem, world.lease(live).delivered_at) == (UNSIGNED, None)


async def test_a_body_that_was_changed_on_the_way_or_signed_with_another_secret_is_ignored(hub, world, live):
    right = hmac.new(hub.last["hub.secret"].encode(), rss("two").encode(), "sha256").hexdigest()
    await hub.send(rss("forged"), **{"X-Hub-Signature": f"sha256={right}"})
    await hub.send(rss("forged"), secret="guessed")
    await world.read_all()
    assert world.titles() == ["one"]


async def test_the_same_delivery_again_costs_nothing(hub, world, live, monkeypatch):
    await hub.send(rss("two"))
    await world.read_all()
    lease = world.lease(live)
    monkeypatch.setattr(world.inbox, "_read", None)  # would raise
    assert await hub.send(rss("two")) == 202
    assert world.lease(live) == lease


@pytest.mark.parametrize("body", ["", "<html>an update</html>", "{}", rss(), b"\x1f\x8b not gzip", b"\xff" * 1000])
async def test_a_hub_that_sends_nothing_useful_makes_the_feed_due(site, hub, world, live, body):
    world.now += 5 * timedelta(minutes=1)
    assert await world.poll() == 0
    assert await hub.send(body) == 202
    await world.read_all()
    site.pages["/feed"] = rss("two", "one", hub=hub.url)
    assert await world.poll() == 1
    assert world.titles() == ["one", "two"]
    assert world.lease(live).delivered_at == world.now, "what it announced is not what it missed"
    assert world.lease(live).received_at is None


async def test_hubs_that_send_nothing_useful_all_the_time_do_not_hurt_the_publisher(site, hub, world, live):
    asked = site.asked("/feed")
    for _ in range(5):
        await hub.send("")
        await world.read_all()
        await world.poll()
    assert site.asked("/feed") == asked


async def test_a_hub_that_sends_slows_polls_and_one_that_misses_something_brings_them_back(site, hub, world, live):
    await hub.send(rss("two", "one"))
    await world.read_all()
    world.now = world.feed(live).next_check_at
    site.pages["/feed"] = rss("two", "one", hub=hub.url) + " "
    await world.poll()
    slow = world.feed(live).next_check_at
    assert slow - world.now >= 12 * HOUR
    world.now = slow
    site.pages["/feed"] = rss("three", "two", "one", hub=hub.url)
    await world.poll()
    assert "three" in world.titles()
    assert world.lease(live).delivered_at is None
    site.pages["/feed"] = rss("three", "two", "one", hub=hub.url) + " "
    world.now = world.feed(live).next_check_at
    await world.poll()
    assert world.feed(live).next_check_at - world.now < 3 * HOUR


async def test_polls_are_as_ever_when_a_lease_lapses(site, hub, world, live):
    await hub.send(rss("two", "one"))
    await world.read_all()
    hub.answers = [web.Response(status=500) for _ in range(99)]
    for _ in range(42):
        world.now += 6 * HOUR
        await world.ask()
        await world.poll()
    lease = world.lease(live)
    assert lease.live_until is not None
    assert lease.live_until < world.now
    assert lease.failures > 3
    assert world.feed(live).next_check_at - world.now < 3 * HOUR


async def test_a_lease_is_renewed_in_time_from_the_same_address(hub, world, live):
    world.now = world.lease(live).ask_at - timedelta(seconds=1)
    assert await world.ask() == HubReport()
    world.now += timedelta(seconds=1)
    assert await world.ask() == HubReport(asked=1)
    first, second = hub.asked
    assert first == second
    assert world.lease(live).live_until == world.now + 10 * A_DAY


async def test_a_restart_forgets_nothing(hub, world, live, database, workers):
    # all that there is stands in the database: a second callback and a second inbox are a restart's
    async with Inbox(database, workers, limits=LIMITS.plan, clock=lambda: world.now) as inbox:
        app = web.Application()
        app.add_routes(Callback(database=database, inbox=inbox, clock=lambda: world.now).routes())
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        moved = hub.last["hub.callback"].replace(world.base, f"http://127.0.0.1:{runner.addresses[0][1]}")
        secret = hub.last["hub.secret"]
        assert await hub.send(rss("two"), form={"hub.callback": moved}, secret=secret) == 202
        while inbox._reading:
            await asyncio.wait(list(inbox._reading))
        await runner.cleanup()
    assert "two" in world.titles()


async def test_a_crash_over_a_delivery_leads_to_a_poll(site, hub, world, live, monkeypatch):
    async def crash(_delivery):
        raise RuntimeError("as if the process had ended")

    monkeypatch.setattr(world.inbox, "_keep", crash)
    await hub.send(rss("two", "one"))
    await world.read_all()
    site.pages["/feed"] = rss("two", "one", hub=hub.url)
    await world.ask()
    assert await world.poll() == 0
    world.now += UNREAD_FOR + timedelta(seconds=1)
    await world.ask()
    assert await world.poll() == 1
    assert "two" in world.titles()


@pytest.mark.parametrize(
    "changes",
    [
        {"topic": "https://evil.example/feed"},
        {"topic": ""},
        {"topic": "\ud800\x00é"},
        {"mode": "unsubscribe"},
        {"mode": "publish"},
        {"challenge": ""},
        {"challenge": "x" * 2001},
    ],
)
async def test_what_we_did_not_ask_for_is_not_confirmed(hub, world, live, changes):
    before = world.lease(live)
    status, text = await hub.get(hub.last, **changes)
    assert (status, text) == (404, "404: Not Found")
    assert world.lease(live) == before


async def test_a_challenge_is_echoed_as_plain_text_only(hub, world, live):
    query = {"hub.mode": "subscribe", "hub.topic": hub.last["hub.topic"], "hub.challenge": "<script>alert(1)</script>"}
    async with hub.http.get(hub.last["hub.callback"], params=query) as response:
        assert response.content_type == "text/plain"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert await response.text() == query["hub.challenge"]


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_unknown_address_tells_nothing(hub, world, live, method):
    right = hub.last["hub.callback"]
    base, key, token = right.rsplit("/", 2)
    for wrong in (
        f"{base}/{key}/{'a' * 43}",
        f"{base}/{'a' * 16}/{token}",
        f"{base}/{key}/{token[:-1]}",
        f"{base}/{key}/{token}x",
        f"{base}/{key}/%00{token[1:]}",
        f"{base}/{key}/",
        f"{base}/x/y",
        world.base + "/",
    ):
        query = {"hub.mode": "subscribe", "hub.topic": hub.last["hub.topic"], "hub.challenge": "c"}
        async with hub.http.request(method, wrong, params=query, data=b"x" if method == "POST" else None) as response:
            assert (response.status, await response.text()) == (404, "404: Not Found")


async def test_a_huge_body_is_refused_before_its_end(hub, world, live):
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 10 * FEED_BYTES:
            sent += 2**20
            yield b"x" * 2**20

    headers = {"X-Hub-Signature": "sha256=" + "0" * 64}
    try:
        async with hub.http.post(hub.last["hub.callback"], data=endless(), headers=headers) as response:
            assert response.status == 413
    except aiohttp.ClientOSError:
        pass  # the connection may be closed before the answer is read
    assert sent < 4 * FEED_BYTES
    assert world.titles() == ["one"]


async def test_a_body_of_many_megabytes_is_taken(hub, world, live):
    assert await hub.send(rss("two") + " " * (FEED_BYTES - 2000)) == 202
    await world.read_all()
    assert "two" in world.titles()


@pytest.mark.parametrize(
    "start", [b"Content-Length: 999\r\n\r\n<rss>", b"Transfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n"]
)
async def test_a_hub_that_hangs_up_over_its_body_is_no_error_of_ours(hub, world, live, caplog, start):
    callback = urlsplit(hub.last["hub.callback"])
    _, writer = await asyncio.open_connection(callback.hostname, callback.port)
    head = f"POST {callback.path} HTTP/1.1\r\nHost: x\r\nX-Hub-Signature: sha256={'0' * 64}\r\n"
    writer.write(head.encode() + start)
    await writer.drain()
    async with asyncio.timeout(30):
        while not world.callback._receiving:  # noqa: ASYNC110 - nobody else is told
            await asyncio.sleep(0)
        writer.close()
        while world.callback._receiving:  # noqa: ASYNC110
            await asyncio.sleep(0)
    assert (await hub.get(hub.last))[0] == 200
    assert "Traceback" not in caplog.text


async def test_a_body_that_drips_is_given_up(hub, world, live, monkeypatch):
    monkeypatch.setattr(callback_module, "RECEIVE_SECONDS", 0.05)
    ended = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"<rss>"
        await ended.wait()

    headers = {"X-Hub-Signature": "sha256=" + "0" * 64}
    async with hub.http.post(hub.last["hub.callback"], data=slow(), headers=headers) as response:
        assert response.status == 408
    ended.set()


async def test_more_bodies_at_once_than_can_be_held_are_put_off(hub, world, live):
    go = asyncio.Event()

    async def held() -> AsyncIterator[bytes]:
        yield b"<rss>"
        await go.wait()

    async def post() -> int:
        headers = {"X-Hub-Signature": "sha256=" + "0" * 64}
        async with hub.http.post(hub.last["hub.callback"], data=held(), headers=headers) as response:
            return response.status

    posts = {asyncio.create_task(post()) for _ in range(MOST_RECEIVING + 1)}
    (refused,), others = await asyncio.wait(posts, return_when=asyncio.FIRST_COMPLETED)
    assert refused.result() == 503
    go.set()
    assert {await each for each in others} == {202}


async def test_what_there_is_no_room_for_leads_to_the_feed_itself(site, hub, world, live, monkeypatch):
    monkeypatch.setattr(inbox_module, "MOST_BYTES", 10)
    assert await hub.send(rss("two")) == 202
    await world.read_all()
    assert world.titles() == ["one"]
    site.pages["/feed"] = rss("two", "one", hub=hub.url)
    world.now += timedelta(minutes=2)
    assert await world.poll() == 1
    assert "two" in world.titles()


async def test_of_one_feed_one_delivery_is_read_at_a_time_and_what_comes_meanwhile_leads_to_the_feed(
    site, hub, world, live, monkeypatch
):
    go, keep = asyncio.Event(), world.inbox._keep

    async def held(delivery: Delivery) -> bool:
        await go.wait()
        return await keep(delivery)

    monkeypatch.setattr(world.inbox, "_keep", held)
    assert await hub.send(rss("two")) == 202
    assert await hub.send(rss("three")) == 202
    assert len(world.inbox._reading) == 1
    go.set()
    await world.read_all()
    site.pages["/feed"] = rss("three", "two", "one", hub=hub.url)
    world.now += timedelta(minutes=2)
    assert await world.poll() == 1
    assert sorted(world.titles()) == ["one", "three", "two"]


async def test_a_bomb_from_a_hub_is_a_feed_that_is_asked_itself(hub, world, live):
    bomb = "<rss>" + "<a>" * 200_000
    assert await hub.send(bomb) == 202
    await world.read_all()
    assert world.titles() == ["one"]
    assert world.lease(live).received_at is None


async def test_a_hub_that_says_no_is_asked_again_later_and_its_words_are_kept(site, hub, world):
    site.pages["/feed"] = rss("one", hub=hub.url)
    feed_id = world.follow(site.url("/feed"))
    await world.poll()
    hub.answers = [web.Response(status=422, text="hub.topic is <b>not</b> ours")]
    assert await world.ask() == HubReport(asked=1, failed=1)
    assert world.lease(feed_id).problem == "the hub refuses (422): hub.topic is not ours"
    assert await world.ask() == HubReport()
    world.now += 2 * ASK_AGAIN
    assert await world.ask() == HubReport(asked=1)
    assert hub.agreed == [True]
    assert world.lease(feed_id).problem is None


async def test_a_hub_that_denies_ends_the_lease(hub, world, live):
    await hub.send(rss("two"))
    await world.read_all()
    form = hub.last
    assert (await hub.get(form, mode="denied", reason="members only", topic="https://evil.example/"))[0] == 404
    assert (await hub.get(form, mode="denied", reason="members only"))[0] == 200
    lease = world.lease(live)
    assert (lease.live_until, lease.problem) == (None, "the hub will not send this feed: members only")
    assert (await hub.get(form))[0] == 404


async def test_a_hub_that_never_asks_back_counts_as_failed_and_the_next_one_is_tried(site, hub, world):
    silent = Hub(site.url("/silent"), hub.http, asks_back=False)
    site.pages["/silent"] = silent.take
    site.pages["/feed"] = rss("one", hub=silent.url).replace(
        "<item>", f'<atom:link rel="hub" href="{hub.url}"/><item>', 1
    )
    feed_id = world.follow(site.url("/feed"))
    await world.poll()
    await world.ask()
    world.now += ASK_AGAIN
    assert await world.ask() == HubReport(asked=1, failed=1)
    assert world.lease(feed_id).problem == SILENT
    world.now += 2 * ASK_AGAIN
    await world.ask()
    assert hub.agreed == [True]
    assert not await silent.ask_back(silent.last), "its address is void"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_hub_that_redirects_is_followed_with_the_whole_request(site, hub, world, status):
    async def elsewhere(_request: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Location": "/hub"})

    site.pages["/old-hub"] = elsewhere
    site.pages["/feed"] = rss("one", hub=site.url("/old-hub"))
    world.follow(site.url("/feed"))
    await world.poll()
    assert await world.ask() == HubReport(asked=1)
    assert hub.agreed == [True]


async def test_a_hub_that_redirects_for_ever_is_given_up(site, hub, world):
    async def loop(_request: web.Request) -> web.Response:
        return web.Response(status=307, headers={"Location": "/loop"})

    site.pages["/loop"] = loop
    site.pages["/feed"] = rss("one", hub=site.url("/loop"))
    feed_id = world.follow(site.url("/feed"))
    await world.poll()
    assert await world.ask() == HubReport(asked=1, failed=1)
    assert site.asked("/loop") == MOST_HOPS + 1
    assert "redirects" in (world.lease(feed_id).problem or "")


@pytest.mark.parametrize("address", ["http://127.0.0.1:{port}/", "http://[::1]:{port}/", "http://2130706433:{port}/"])
async def test_a_hub_inside_the_network_is_never_asked(site, world, private, address):
    site.pages["/feed"] = rss("one", hub=address.format(port=private.port))
    feed_id = world.follow(site.url("/feed"))
    await world.poll()
    report = await world.ask()
    assert report == HubReport(asked=1, failed=1)
    assert world.lease(feed_id).problem
    assert private.connections == 0


async def test_a_hub_that_redirects_inside_the_network_is_not_followed(site, world, private):
    async def inside(_request: web.Request) -> web.Response:
        return web.Response(status=307, headers={"Location": f"http://127.0.0.1:{private.port}/"})

    site.pages["/hub"] = inside
    site.pages["/feed"] = rss("one", hub=site.url("/hub"))
    world.follow(site.url("/feed"))
    await world.poll()
    assert await world.ask() == HubReport(asked=1, failed=1)
    assert private.connections == 0


async def test_a_hub_is_asked_through_the_feeds_proxy_and_hears_none_of_its_secrets(site, hub, world, private):
    site.pages["/feed"] = rss("one", hub=hub.url)
    feed_id = world.follow(site.url("/feed"))
    with world.database.write() as session:
        set_feed_options(session, feed_id, FeedOptions(headers={"X-Key": "k3y"}))
    await world.poll()
    await world.ask()
    request = next(request for request in site.requests if request.path == "/hub")
    assert "X-Key" not in request.headers
    with world.database.write() as session:
        set_feed_options(session, feed_id, FeedOptions(proxy=f"http://127.0.0.1:{private.port}"))
    world.now = world.lease(feed_id).ask_at
    assert (await world.ask()).failed == 1
    assert "proxy" in (world.lease(feed_id).problem or "")


@pytest.mark.parametrize("how", ["paused", "removed", "another hub"])
async def test_a_hub_is_told_when_its_feed_is_read_no_more(site, hub, world, live, how):
    subscribed = hub.last
    other = Hub(site.url("/other"), hub.http)
    site.pages["/other"] = other.take
    if how == "another hub":
        site.pages["/feed"] = rss("one", hub=other.url)
        world.now += 3 * HOUR
        await world.poll()
    else:
        with world.database.write() as session:
            (pause_feed if how == "paused" else remove_feed)(session, live)
    assert await hub.send(rss("two"), form=subscribed) == 410
    await world.ask()
    assert hub.last == {name: hub.last[name] for name in ("hub.mode", "hub.topic", "hub.callback")}
    assert (hub.last["hub.mode"], hub.last["hub.callback"]) == ("unsubscribe", subscribed["hub.callback"])
    assert hub.agreed == [True, True]
    assert (await hub.get(subscribed))[0] == 404
    with world.database.read() as session:
        assert unwanted_leases(session, now=world.now + 99 * A_DAY, limit=9) == []
    assert other.agreed == ([True] if how == "another hub" else [])


async def test_a_feed_that_is_resumed_is_subscribed_to_again(hub, world, live):
    with world.database.write() as session:
        pause_feed(session, live)
    await world.ask()
    with world.database.write() as session:
        make_due(session, live, now=world.now)
    await world.ask()
    assert [form["hub.mode"] for form in hub.asked] == ["subscribe", "unsubscribe", "subscribe"]
    assert hub.agreed == [True, True, True]
    assert hub.asked[0]["hub.callback"] != hub.asked[2]["hub.callback"]


async def test_a_hub_that_will_not_hear_of_an_end_is_left_after_a_while(hub, world, live):
    with world.database.write() as session:
        remove_feed(session, live)
    hub.asks_back = False
    for _ in range(30):
        world.now += A_DAY / 3
        await world.ask()
    assert sum(form["hub.mode"] == "unsubscribe" for form in hub.asked) <= 4
    assert await hub.send(rss("two"), form=hub.asked[0]) == 404


async def test_another_public_address_is_told_to_the_hub(hub, world, live):
    with world.database.write() as session:
        settle_at(session, world.base + "/prefix", now=world.now)
    world.base += "/prefix"
    await world.ask()
    assert len(hub.asked) == 2
    assert hub.last["hub.callback"].startswith(world.base)
    assert hub.last["hub.secret"] != hub.asked[0]["hub.secret"]


async def test_nothing_secret_is_logged_or_shown_whatever_a_hub_repeats(hub, world, live, caplog):
    secret, address = hub.last["hub.secret"], hub.last["hub.callback"]
    with caplog.at_level(logging.DEBUG):
        hub.answers = [web.Response(status=500, text=f"no: {secret}, {address}")]
        world.now = world.lease(live).ask_at
        await world.ask()
        shown = world.lease(live)
        await hub.send(rss("two"))
        await hub.send(rss("three"), **{"X-Hub-Signature": "sha256=" + "0" * 64})
        await hub.get(hub.last)
        await world.read_all()
    assert shown.problem == "the hub refuses (500): no: …, …"
    for text in (caplog.text, repr(shown), shown.problem):
        assert secret not in text
        assert address.removeprefix(world.base) not in text
