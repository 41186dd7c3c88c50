"""One GET: conditional, bounded in time and size, and every failure told in plain words."""

import asyncio
import gzip
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_network

import brotli  # type: ignore[import-untyped]
import pytest
from aiohttp import web
from backports import zstd

from jobs.feeds.fetching.answers import freshness, retry_time
from jobs.feeds.fetching.body import Body
from jobs.feeds.fetching.client import FetchSettings, open_client, user_agent
from jobs.feeds.fetching.fetch import Failed, Fetched, Unchanged, Validators, fetch
from jobs.feeds.fetching.guard import AddressRules

pytestmark = pytest.mark.asyncio(loop_scope="session")

FEED = b"<rss version='2.0'><channel><title>Harbour Post</title></channel></rss>"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def answer(body: bytes = b"", status: int = 200, **headers: str):
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def handle(_: web.Request) -> web.Response:
        return web.Response(body=body, status=status, headers=named)

    return handle


async def test_a_feed_comes_with_its_validators_and_where_it_was_found(site, client, now):
    site.pages["/feed"] = answer(FEED, ETag='"one"', Last_Modified="Mon, 02 Mar 2026 07:00:00 GMT")
    result = await fetch(client, site.url("/feed"), now=now)
    assert isinstance(result, Fetched)
    assert (result.body, result.url, result.moved_to) == (FEED, site.url("/feed"), None)
    assert result.validators == Validators(etag='"one"', last_modified="Mon, 02 Mar 2026 07:00:00 GMT")


async def test_validators_go_back_word_for_word_and_a_304_costs_no_body(site, client, now):
    async def feed(request: web.Request) -> web.Response:
        known = request.headers.get("If-None-Match") == 'W/"odd one"'
        assert request.headers.get("If-Modified-Since") == "yesterday"
        return web.Response(status=304 if known else 200, headers={"Cache-Control": "max-age=600"})

    site.pages["/feed"] = feed
    known = Validators(etag='W/"odd one"', last_modified="yesterday")
    result = await fetch(client, site.url("/feed"), now=now, validators=known)
    assert result == Unchanged(validators=Validators(), fresh_for=timedelta(minutes=10))


async def test_an_empty_answer_to_a_conditional_request_means_unchanged(site, client, now):
    site.pages["/feed"] = answer(b"  \n")
    known = Validators(etag='"one"')
    assert isinstance(await fetch(client, site.url("/feed"), now=now, validators=known), Unchanged)
    assert await fetch(client, site.url("/feed"), now=now) == Failed(problem="the answer was empty", status=200)


async def test_validators_that_can_not_be_sent_back_are_not_kept(site, client, now):
    site.pages["/feed"] = answer(FEED, ETag='"tag\u00e9"', Last_Modified="x" * 5000)
    result = await fetch(client, site.url("/feed"), now=now)
    assert isinstance(result, Fetched)
    assert result.validators == Validators()


async def test_the_server_learns_who_asks_and_whom_to_write_to(site, client, now):
    site.pages["/feed"] = FEED
    await fetch(client, site.url("/feed"), now=now)
    agent = site.requests[-1].headers["User-Agent"]
    assert agent.startswith("newsdigest/")
    assert "ops@digest.example" in agent
    assert "application/rss+xml" in site.requests[-1].headers["Accept"]


async def test_a_contact_can_not_smuggle_headers_in():
    assert user_agent("me@x.example\r\nX-Evil: 1 (é)").count("\n") == 0
    assert user_agent("").endswith("(feed reader)")


async def test_permanent_redirects_move_the_feed_as_far_as_they_hold(site, client, now):
    site.pages["/old"] = answer(status=301, Location="/newer")
    site.pages["/newer"] = answer(status=308, Location="/newest")
    site.pages["/newest"] = answer(status=302, Location="/today")
    site.pages["/today"] = FEED
    result = await fetch(client, site.url("/old"), now=now)
    assert isinstance(result, Fetched)
    assert (result.moved_to, result.url) == (site.url("/newest"), site.url("/today"))
    temporary = await fetch(client, site.url("/newest"), now=now)
    assert isinstance(temporary, Fetched)
    assert temporary.moved_to is None


async def test_a_304_behind_a_permanent_redirect_says_where_the_feed_is(site, client, now):
    site.pages["/old"] = answer(status=308, Location="/new#top")
    site.pages["/new"] = answer(status=304)
    known = Validators(etag='"one"')
    result = await fetch(client, site.url("/old"), now=now, validators=known)
    assert result == Unchanged(validators=Validators(), moved_to=site.url("/new"))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "login"),
        (403, "refuses"),
        (404, "nothing at this address"),
        (410, "ended"),
        (418, "418 I'm a Teapot"),
        (429, "less often"),
        (451, "legal"),
        (500, "fault of its own"),
        (503, "503 Service Unavailable"),
        (302, "without saying where"),
        (599, "599"),
    ],
)
async def test_each_status_is_told_in_words(site, client, now, status, words):
    site.pages["/feed"] = answer(status=status)
    result = await fetch(client, site.url("/feed"), now=now)
    assert isinstance(result, Failed)
    assert words in result.problem
    assert (result.status, result.gone) == (status, status == 410)


async def test_a_bot_wall_is_named_as_such(site, client, now):
    site.pages["/feed"] = answer(status=403, cf_mitigated="challenge")
    result = await fetch(client, site.url("/feed"), now=now)
    assert isinstance(result, Failed)
    assert "bot wall" in result.problem


async def test_retry_after_is_read_in_seconds_and_as_a_date():
    assert retry_time({"Retry-After": "120"}, now=NOON) == timedelta(minutes=2)
    assert retry_time({"Retry-After": format_datetime(NOON + timedelta(hours=1), usegmt=True)}, now=NOON) == timedelta(
        hours=1
    )
    assert retry_time({"Retry-After": format_datetime(NOON - timedelta(hours=1))}, now=NOON) == timedelta(0)
    for nonsense in ("", "soon", "-5", "²", "9" * 5000, "Mon, 99 Xyz 2026 25:00:00"):
        assert retry_time({"Retry-After": nonsense}, now=NOON) in {None, timedelta(seconds=999_999_999)}


async def test_freshness_comes_from_max_age_before_expires():
    expires = format_datetime(NOON + timedelta(hours=2), usegmt=True)
    assert freshness({"Cache-Control": "public, MAX-AGE=900", "Expires": expires}, now=NOON) == timedelta(minutes=15)
    assert freshness({"Expires": expires}, now=NOON) == timedelta(hours=2)
    assert freshness({"Cache-Control": "no-cache, max-age=900"}, now=NOON) is None
    assert freshness({"Cache-Control": "max-age=soon", "Expires": "0"}, now=NOON) is None


async def test_a_429_carries_the_servers_own_wish(site, client, now):
    site.pages["/feed"] = answer(status=429, Retry_After="3600")
    result = await fetch(client, site.url("/feed"), now=now)
    assert isinstance(result, Failed)
    assert result.retry_after == timedelta(hours=1)


async def test_six_redirects_are_followed_and_no_more(site, client, now):
    site.pages |= {f"/{n}": answer(status=302, Location=f"/{n - 1}") for n in range(1, 8)}
    site.pages["/0"] = answer(b"<rss/>")
    sixth, seventh = [await fetch(client, site.url(path), now=now) for path in ("/6", "/7")]
    assert isinstance(sixth, Fetched)
    assert isinstance(seventh, Failed)
    assert seventh.problem == "it redirects more than 6 times"


async def test_redirects_that_never_end_are_given_up(site, client, now):
    site.pages["/loop"] = answer(status=302, Location="/loop")
    result = await fetch(client, site.url("/loop"), now=now)
    assert isinstance(result, Failed)
    assert "redirects more than" in result.problem
    assert site.asked("/loop") < 10


@pytest.mark.parametrize("location", ["http://", "http://[::1", "http://a b/", "mailto:x@y.example", "http://x:99999/"])
async def test_a_redirect_to_nonsense_is_a_problem_and_no_crash(site, client, now, location):
    site.pages["/feed"] = answer(status=302, Location=location)
    assert isinstance(await fetch(client, site.url("/feed"), now=now), Failed)


@pytest.mark.parametrize(
    "address",
    ["", "harbour", "http://", "http://[", "http://x:99999/", "mailto:x@y.example", "http://" + "a" * 70 + ".example/",
     "http://ex ample/", "http://..", "http://\ud800.example/", "http://a\x00b.example/"],
)  # fmt: skip
async def test_an_address_that_is_none_is_a_problem_and_no_crash(client, now, address):
    assert isinstance(await fetch(client, address, now=now), Failed)


async def test_a_host_that_does_not_exist_and_one_that_does_not_listen_are_told_apart(now):
    def unknown(*_: object, **__: object) -> list[object]:
        raise OSError(-2, "Name or service not known")

    rules = AddressRules(ports={80, 1})
    async with open_client(FetchSettings(rules=rules), lookup=unknown) as client:
        result = await fetch(client, "http://nowhere.example/", now=now)
    assert result == Failed(problem="this host's name is unknown")


async def test_a_server_that_is_down_is_a_problem(site, client, now):
    result = await fetch(client, "http://127.0.0.2:1/feed", now=now)
    assert result == Failed(problem="no connection to the server")


async def test_a_slow_drip_ends_with_the_time_allowed(site, now):
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"<rss>")
        await asyncio.Event().wait()
        return response

    site.pages["/drip"] = drip
    rules = AddressRules(allowed=(ip_network("127.0.0.2/32"),))
    async with open_client(FetchSettings(rules=rules, total_seconds=0.3)) as client:
        result = await fetch(client, site.url("/drip"), now=now)
    assert result == Failed(problem="no complete answer within 0.3 seconds")


async def test_a_body_over_the_cap_is_not_read_to_its_end(site, client, now):
    sent = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 65536)
            sent += 65536

    site.pages["/endless"] = endless
    result = await fetch(client, site.url("/endless"), now=now, most_bytes=2**20)
    assert result == Failed(problem="the answer is larger than 1 MB")
    assert sent < 64 * 2**20


BIG = b"0" * (3 * 2**20)


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(BIG)),
        ("deflate", zlib.compress(BIG)),
        ("br", brotli.compress(BIG, quality=4)),
        ("zstd", zstd.compress(BIG)),
        ("zstd", zstd.compress(BIG[:100]) + zstd.compress(BIG[100:])),
        ("zstd, gzip", gzip.compress(zstd.compress(BIG))),
        ("gzip, gzip", gzip.compress(gzip.compress(BIG))),
        ("br, gzip", gzip.compress(brotli.compress(BIG, quality=4))),
    ],
)
async def test_the_cap_counts_what_comes_out_of_the_compression(site, client, now, encoding, packed):
    site.pages["/bomb"] = answer(packed, Content_Encoding=encoding)
    small = await fetch(client, site.url("/bomb"), now=now, most_bytes=2**20)
    assert small == Failed(problem="the answer is larger than 1 MB")
    whole = await fetch(client, site.url("/bomb"), now=now)
    assert isinstance(whole, Fetched)
    assert whole.body == BIG


def wide_zstd(data: bytes) -> bytes:
    """A window of 128 MB, which a client would have to hold."""
    packer = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 27})
    return packer.compress(data) + packer.flush()


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("x-gzip", gzip.compress(FEED)),
        ("gzip", gzip.compress(FEED[:20]) + gzip.compress(FEED[20:])),
        ("gzip", gzip.compress(FEED) + b"\0\0\0\0"),
        ("gzip", FEED),
        ("deflate", raw_deflate(FEED)),
        ("deflate", FEED),
        ("br", FEED),
        ("zstd", FEED),
        ("zstd", zstd.compress(FEED)),
        ("zstd", zstd.compress(FEED[:20]) + zstd.compress(FEED[20:])),
        ("zstd", zstd.compress(FEED) + b"\0\0\0\0"),
        ("identity", FEED),
        ("utf-8", FEED),
        ("deflate", b"\xef\xbb\xbf" + FEED),
        ("", gzip.compress(FEED)),
    ],
)
async def test_compression_is_undone_also_where_its_header_is_wrong(site, client, now, encoding, packed):
    site.pages["/feed"] = answer(packed, Content_Encoding=encoding)
    result = await fetch(client, site.url("/feed"), now=now)
    assert isinstance(result, Fetched)
    assert result.body.removeprefix(b"\xef\xbb\xbf") == FEED


@pytest.mark.parametrize(
    ("encoding", "packed"), [("gzip", gzip.compress(FEED)[:-8] + b"\0" * 8), ("br", b"\xff" * 40),
     ("lzma", b"\x5d\0" + FEED), ("zstd", zstd.compress(FEED)[:4] + b"\xff" * 40), ("zstd", wide_zstd(BIG))],
)  # fmt: skip
async def test_broken_compression_is_a_problem(site, client, now, encoding, packed):
    site.pages["/feed"] = answer(packed, Content_Encoding=encoding)
    result = await fetch(client, site.url("/feed"), now=now)
    assert isinstance(result, Failed)
    assert "compressed" in result.problem


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("zstd", zstd.compress)])
async def test_frames_that_come_byte_by_byte_are_one_body(encoding, pack):
    packed = pack(FEED[:20]) + pack(FEED[20:])
    body = Body([encoding], 1000)
    body.add(packed[:6])
    for place in range(6, len(packed)):
        body.add(packed[place : place + 1])
    assert body.whole() == FEED


@pytest.mark.parametrize(("encoding", "nothing"), [("gzip", gzip.compress(b"")), ("zstd", zstd.compress(b""))])
async def test_frames_without_end_and_without_content_are_given_up(site, client, now, encoding, nothing):
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Encoding": encoding})
        await response.prepare(request)
        while True:
            await response.write(nothing * 1000)

    site.pages["/endless"] = endless
    result = await fetch(client, site.url("/endless"), now=now, most_bytes=2**20)
    assert result == Failed(problem="the answer is compressed in thousands of pieces, as no feed is")
