"""The ticks against a real server and a real database: from due feeds to articles in stories."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from html import escape

import pytest
from aiohttp import BasicAuth, web

from jobs.feeds.articles.stories import StoryDesk
from jobs.feeds.checking.plan import HELD_CHECKS, HELD_FOR
from jobs.feeds.checking.timing import PlanLimits
from jobs.feeds.tick import FeedLimits
from jobs.feeds.workers import Workers
from storage.feed_options import FeedOptions, Login, set_feed_options
from storage.feeds import due_feeds, feed_at, list_feeds, make_due
from storage.tables import EntryRow
from storage.topics import add_topic, link_feed, topics_of_feed

pytestmark = pytest.mark.asyncio(loop_scope="session")

LIMITS = FeedLimits(plan=PlanLimits(shortest=timedelta(minutes=10), longest=timedelta(hours=2), first_entries=3))

FERRY = (
    "The ferry Guillemot struck the breakwater at Selskerry in thick fog on Sunday night, hurting four people.",
    "The captain had slowed to six knots, the harbour office said, and the radar was working when the ship hit.",
    "Two of the injured were taken to the hospital in Port Ansel, and the ferry is to be towed there on Monday.",
)
BANK = (
    "The Bank of Kestmark cut its key interest rate to 3.25 percent on Monday, the third cut in a row this year.",
    "Governor Ilse Winstrand said inflation had fallen faster than the council had expected in the autumn.",
    "Mortgage holders with variable rates will pay about forty crowns less each month, economists reckon.",
)


def page(title: str, paragraphs: tuple[str, ...], site_name: str = "Harbour Post") -> str:
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html lang='en'><head><title>{escape(title)}</title>"
        f"<meta property='og:site_name' content='{site_name}'></head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>{escape(title)}</h1>{text}</article><footer>All rights reserved</footer></body></html>"
    )


def rss(*items: str, title: str = "Harbour Post") -> str:
    return f"<rss version='2.0'><channel><title>{title}</title><language>en</language>{''.join(items)}</channel></rss>"


def item(
    link: str, title: str, *, guid: str = "", content: str = "", date: str = "Mon, 02 Mar 2026 07:00:00 GMT"
) -> str:
    identity = f"<guid isPermaLink='false'>{guid}</guid>" if guid else ""
    return (
        f"<item><title>{escape(title)}</title><link>{link}</link>{identity}<pubDate>{date}</pubDate>"
        f"<description>{escape(content)}</description></item>"
    )


def status(code: int, **headers: str):
    async def handle(_: web.Request) -> web.Response:
        return web.Response(status=code, headers={name.replace("_", "-"): value for name, value in headers.items()})

    return handle


async def test_a_due_feed_brings_its_entries_and_its_name(site, ticks, now):
    site.pages["/feed"] = rss(item("/ferry", "Ferry hits the mole"), item("/bank", "Bank cuts its rate"))
    ticks.follow(site.url("/feed"))
    report = await ticks.check()
    assert (report.checked, report.failed, report.entries) == (1, 0, 2)
    row = ticks.feed(site.url("/feed"))
    assert (row.title, row.language, row.ok_at, row.failures) == ("Harbour Post", "en", now, 0)
    assert [entry.url for entry in ticks.pending()] == [site.url("/ferry"), site.url("/bank")]


async def test_a_feed_that_is_not_due_is_left_alone(site, ticks, now):
    site.pages["/feed"] = rss()
    ticks.follow(site.url("/feed"))
    await ticks.check()
    assert (await ticks.check(at=now + timedelta(minutes=1))).checked == 0
    assert site.asked("/feed") == 1


async def test_the_second_check_is_conditional_and_a_304_brings_nothing(site, ticks, now):
    async def tagged(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == '"v1"':
            return web.Response(status=304)
        return web.Response(text=rss(item("/a", "A")), headers={"ETag": '"v1"'})

    site.pages["/feed"] = tagged
    ticks.follow(site.url("/feed"))
    await ticks.check()
    report = await ticks.check(at=now + timedelta(days=1))
    assert (report.checked, report.unchanged, report.entries) == (1, 1, 0)
    assert ticks.feed(site.url("/feed")).etag == '"v1"'


async def test_the_same_bytes_again_cost_no_parse(site, ticks, now):
    site.pages["/feed"] = rss(item("/a", "A"))
    ticks.follow(site.url("/feed"))
    await ticks.check()
    assert (await ticks.check(at=now + timedelta(days=1))).unchanged == 1


async def test_only_new_entries_are_read_whatever_guid_they_carry(site, ticks, now):
    site.pages["/feed"] = rss(item("/a?utm_source=rss", "A", guid="1"), item("/b", "B"))
    ticks.follow(site.url("/feed"))
    await ticks.check()
    site.pages["/feed"] = rss(item("/c", "C"), item("/a?utm_source=feed", "A again", guid="2"), item("/b", "B"))
    assert (await ticks.check(at=now + timedelta(days=1))).entries == 1
    assert [entry.title for entry in ticks.pending(now + timedelta(days=1))] == ["A again", "B", "C"]


async def test_a_new_feeds_archive_is_never_read(site, ticks, now):
    items = [item(f"/{n}", f"No. {n}", date=f"Mon, 02 Mar 2026 0{n}:00:00 GMT") for n in range(1, 8)]
    site.pages["/feed"] = rss(*items)
    ticks.follow(site.url("/feed"))
    assert (await ticks.check()).entries == 3
    site.pages["/feed"] = rss(*items, item("/8", "No. 8"))
    assert (await ticks.check(at=now + timedelta(days=1))).entries == 1
    titles = [entry.title for entry in ticks.pending(now + timedelta(days=1))]
    assert titles == ["No. 7", "No. 6", "No. 5", "No. 8"]


async def test_one_bad_feed_among_good_ones_harms_nobody_but_itself(site, ticks, now):
    site.pages["/good"] = rss(item("/a", "A"))
    site.pages["/page"] = page("Ferry", FERRY)
    site.pages["/tags"] = b"<rss><item " + b" ".join(b'a%d="1"' % n for n in range(20_000)) + b"/>"
    site.pages["/noise"] = b"\x00\xff\xfe<" * 1000
    site.pages["/slow-down"] = status(429, Retry_After="7200")
    site.pages["/gone"] = status(410)
    site.pages["/inside"] = status(302, Location="http://127.0.0.1:1/")
    site.pages["/better"] = rss(item("/b", "B"), title="Vale Wire")
    bad = {
        "/page": "web page",
        "/tags": "attributes",
        "/noise": "not a feed",
        "/slow-down": "less often",
        "/gone": "ended",
        "/inside": "private network",
        "/nowhere": "404",
    }
    ticks.follow(*(site.url(path) for path in ("/good", *bad, "/better")))
    report = await ticks.check()
    assert (report.checked, report.failed, report.entries) == (9, 7, 2)
    for path, words in bad.items():
        row = ticks.feed(site.url(path))
        assert row.failures == 1
        assert words in (row.problem or "")
        assert row.next_check_at >= now + timedelta(minutes=10)
    assert ticks.feed(site.url("/slow-down")).next_check_at >= now + timedelta(hours=2)
    assert ticks.feed(site.url("/gone")).state == "gone"
    assert ticks.feed(site.url("/good")).failures == 0


async def test_a_failing_feed_is_tried_again_ever_less_often_and_success_resets(site, ticks, now):
    ticks.follow(site.url("/feed"))
    at = now
    for failures in range(1, 6):
        await ticks.check(at=at)
        row = ticks.feed(site.url("/feed"))
        assert row.failures == failures
        at = row.next_check_at
    assert at - now > timedelta(minutes=300)
    site.pages["/feed"] = rss(item("/a", "A"))
    assert (await ticks.check(at=at)).entries == 1
    row = ticks.feed(site.url("/feed"))
    assert (row.failures, row.problem) == (0, None)


class Faulty(Workers):
    """Workers in which reading one address meets a fault of ours."""

    async def run(self, function, *args, **kwargs):
        if kwargs.get("url", "").endswith("/faulty"):
            raise ZeroDivisionError
        return await super().run(function, *args, **kwargs)


async def test_a_fault_of_our_own_is_recorded_on_the_row_and_the_others_go_on(site, ticks, caplog):
    site.pages["/faulty"] = site.pages["/b"] = rss(item("/1", "A"))
    ticks.follow(site.url("/faulty"), site.url("/b"))
    async with Faulty(1) as ticks.workers:
        report = await ticks.check()
    assert (report.failed, report.entries) == (1, 1)
    assert "ZeroDivisionError" in (ticks.feed(site.url("/faulty")).problem or "")
    assert "Checking feed" in caplog.text


async def test_what_a_tick_has_no_time_for_is_left_for_the_next(site, ticks, now):
    async def hanging(_: web.Request) -> web.Response:
        await asyncio.Event().wait()
        raise AssertionError

    site.pages["/hanging"] = hanging
    site.pages["/good"] = rss(item("/a", "A"))
    ticks.follow(site.url("/hanging"), site.url("/good"))
    report = await ticks.check(limits=replace(LIMITS, seconds=1))
    assert (report.checked, report.entries) == (1, 1)
    with ticks.database.read() as session:
        assert [row.url for row in due_feeds(session, now=now, limit=9)] == [site.url("/hanging")]


async def test_no_host_gets_more_requests_at_once_than_the_limit(site, ticks):
    busy = peak = 0

    async def counting(_: web.Request) -> web.Response:
        nonlocal busy, peak
        busy += 1
        peak = max(peak, busy)
        await asyncio.sleep(0.01)
        busy -= 1
        return web.Response(text=rss())

    paths = [f"/feed/{n}" for n in range(12)]
    site.pages |= dict.fromkeys(paths, counting)
    ticks.follow(*(site.url(path) for path in paths))
    assert (await ticks.check(limits=replace(LIMITS, per_host=2))).checked == 12
    assert peak == 2


async def test_entries_become_articles_of_stories(site, ticks, now):
    site.pages["/feed"] = rss(item("/ferry", "Ferry hits the breakwater at Selskerry"), item("/bank", "Bank cuts rate"))
    site.pages["/ferry"] = page("Ferry hits the breakwater at Selskerry", FERRY)
    site.pages["/bank"] = page("Bank cuts rate", BANK)
    ticks.follow(site.url("/feed"))
    await ticks.check()
    report = await ticks.read()
    assert (report.articles, report.failed, report.waiting) == (2, 0, 0)
    ferry = next(article for article in ticks.articles() if article.url == site.url("/ferry"))
    assert ferry.text == "\n\n".join(FERRY)
    assert (ferry.title, ferry.source, ferry.language) == (
        "Ferry hits the breakwater at Selskerry",
        "Harbour Post",
        "en",
    )
    assert (ferry.published_at, ferry.fetched_at) == (now - timedelta(hours=1), now)
    assert len({article.story_id for article in ticks.articles()}) == 2
    assert (await ticks.read()).articles == 0


async def test_one_event_told_by_two_outlets_is_one_story_also_after_a_restart(site, ticks, now):
    site.pages["/post"] = rss(item("/post/ferry", "Ferry hits the breakwater at Selskerry"))
    site.pages["/post/ferry"] = page("Ferry hits the breakwater at Selskerry", FERRY)
    ticks.follow(site.url("/post"))
    await ticks.check()
    await ticks.read()
    told = (FERRY[0].replace("thick fog", "fog"), "Rescuers praised the ferry's crew.", FERRY[1])
    site.pages["/wire"] = rss(item("/wire/ferry", "Four hurt as ferry hits breakwater at Selskerry"), title="Vale Wire")
    site.pages["/wire/ferry"] = page("Four hurt as ferry hits breakwater at Selskerry", told, "Vale Wire")
    ticks.follow(site.url("/wire"))
    later = now + timedelta(minutes=5)
    ticks.desk = StoryDesk(ticks.database)
    await ticks.check(at=later)
    assert (await ticks.read(at=later)).articles == 1
    first, second = ticks.articles()
    assert first.story_id == second.story_id
    assert {first.source, second.source} == {"Harbour Post", "Vale Wire"}


async def test_what_another_process_filed_is_known_at_the_next_tick(site, ticks, now):
    desks = [ticks.desk, StoryDesk(ticks.database)]
    for desk in desks:
        await desk.catch_up(now=now)
    for n, ticks.desk in enumerate(desks):
        site.pages[f"/{n}"] = rss(item(f"/{n}/ferry", "Ferry hits the breakwater at Selskerry"))
        site.pages[f"/{n}/ferry"] = page("Ferry hits the breakwater at Selskerry", FERRY)
        ticks.follow(site.url(f"/{n}"))
        at = now + timedelta(minutes=n)
        await ticks.check(at=at)
        await ticks.read(at=at)
    assert len({article.story_id for article in ticks.articles()}) == 1


async def test_the_same_address_in_two_feeds_is_one_article_and_fetched_once(site, ticks):
    for path in ("/one", "/two"):
        site.pages[path] = rss(item("/ferry?utm_campaign=" + path[1:], "Ferry hits the mole"))
    site.pages["/ferry"] = page("Ferry hits the mole", FERRY)
    ticks.follow(site.url("/one"))
    await ticks.check()
    assert (await ticks.read()).articles == 1
    ticks.follow(site.url("/two"))
    await ticks.check()
    assert (await ticks.read()).copies == 1
    assert len(ticks.articles()) == 1
    assert site.asked("/ferry") == 1


async def test_an_address_that_redirects_to_a_known_article_adds_none(site, ticks):
    site.pages["/feed"] = rss(item("/ferry", "Ferry", guid="1"), item("/go?to=ferry", "Ferry", guid="2"))
    site.pages["/ferry"] = page("Ferry hits the mole", FERRY)
    site.pages["/go"] = status(302, Location="/ferry")
    ticks.follow(site.url("/feed"))
    await ticks.check()
    report = await ticks.read()
    assert (report.articles, report.copies) == (1, 1)
    assert len(ticks.articles()) == 1


async def test_a_page_that_fails_for_now_is_tried_again_and_then_the_feeds_own_words_stand(site, ticks, now):
    site.pages["/feed"] = rss(item("/ferry", "Ferry hits the mole", content=f"<p>{FERRY[0]}</p>"))
    site.pages["/ferry"] = status(503)
    ticks.follow(site.url("/feed"))
    await ticks.check()
    at, tries = now, 0
    while (await ticks.read(at=at)).waiting:
        tries += 1
        at += timedelta(days=1)
    assert tries == 3
    (article,) = ticks.articles()
    assert article.text == FERRY[0]
    assert article.url == site.url("/ferry")


async def test_the_reason_stands_on_the_row_while_it_waits_and_when_it_is_given_up(site, ticks, now):
    site.pages["/feed"] = rss(item("/ferry", "Ferry hits the mole"), item("/nowhere", "Nothing"))
    site.pages["/ferry"] = status(503, Retry_After="3600")
    ticks.follow(site.url("/feed"))
    await ticks.check()
    ferry, nowhere = ticks.pending()
    report = await ticks.read()
    assert (report.waiting, report.failed) == (1, 1)
    with ticks.database.read() as session:
        waiting, failed = (session.get_one(EntryRow, entry.id) for entry in (ferry, nowhere))
    assert (waiting.state, waiting.problem) == (
        "pending",
        "the server has a fault of its own (503 Service Unavailable)",
    )
    assert (failed.state, failed.problem) == ("failed", "there is nothing at this address (404 Not Found)")
    assert ticks.pending(now + timedelta(minutes=59)) == []
    assert len(ticks.pending(now + timedelta(minutes=60))) == 1


async def test_a_hostile_page_costs_only_its_own_article(site, ticks):
    site.pages["/feed"] = rss(
        item("/bomb", "Bomb"), item("/noise", "Noise"), item("/ferry", "Ferry hits the mole"), item("/binary", "Film")
    )
    site.pages["/bomb"] = "<!doctype html>" + "<div>" * 100_000
    site.pages["/noise"] = b"<!doctype html>" + bytes(range(256)) * 100
    site.pages["/binary"] = status(200, Content_Type="video/mp4")
    site.pages["/ferry"] = page("Ferry hits the mole", FERRY)
    ticks.follow(site.url("/feed"))
    await ticks.check(limits=replace(LIMITS, plan=replace(LIMITS.plan, first_entries=9)))
    report = await ticks.read()
    assert report.articles == 1
    assert report.failed == 3
    assert ticks.articles()[0].title == "Ferry hits the mole"


async def test_entries_without_pages_live_from_the_feeds_own_words(site, ticks):
    site.pages["/feed"] = rss(
        "<item><guid isPermaLink='false'>1</guid><title>Note</title>"
        f"<description>{escape('<p>' + '</p><p>'.join(FERRY) + '</p>')}</description></item>"
    )
    ticks.follow(site.url("/feed"))
    await ticks.check()
    assert (await ticks.read()).articles == 1
    (article,) = ticks.articles()
    assert article.text == "\n\n".join(FERRY)
    assert site.asked("/") == 0


async def test_a_feed_made_due_by_hand_is_checked_at_the_next_tick(site, ticks, now):
    site.pages["/feed"] = rss()
    (feed_id,) = ticks.follow(site.url("/feed"))
    await ticks.check()
    with ticks.database.write() as session:
        make_due(session, feed_id, now=now)
    assert (await ticks.check()).checked == 1
    with ticks.database.read() as session:
        assert list_feeds(session)[0].failures == 0


async def until_moved(ticks, url):
    """Check the feed at `url` as often and as long as a permanent redirect has to hold."""
    for number in range(HELD_CHECKS):
        with ticks.database.write() as session:
            make_due(session, feed_at(session, url).id, now=ticks.now)
        await ticks.check(at=ticks.now + HELD_FOR * number)


async def test_a_feed_that_moved_for_good_is_asked_at_its_new_address(site, ticks, now):
    site.pages |= {"/old": status(301, Location="/new"), "/new": rss(item("/a", "A"))}
    (feed_id,) = ticks.follow(site.url("/old"))
    await until_moved(ticks, site.url("/old"))
    assert ticks.feed(site.url("/new")).id == feed_id
    asked = site.asked("/old")
    site.pages["/new"] = rss(item("/b", "B"), item("/a", "A"))
    later = now + HELD_FOR * HELD_CHECKS
    assert (await ticks.check(at=later)).entries == 1
    assert site.asked("/old") == asked
    assert [entry.title for entry in ticks.pending(later)] == ["A", "B"]


async def test_a_feed_that_moved_onto_another_brings_nothing_twice(site, ticks, now):
    site.pages |= {"/old": status(308, Location="/new"), "/new": rss(item("/a", "A", guid="a"))}
    old, new = ticks.follow(site.url("/old"), site.url("/new"))
    with ticks.database.write() as session:
        other = add_topic(session, slug="ports", name="Ports", now=now)
        link_feed(session, other.id, old)
    await until_moved(ticks, site.url("/old"))
    with ticks.database.read() as session:
        assert [feed.id for feed in list_feeds(session)] == [new]
        assert [topic.slug for topic in topics_of_feed(session, new)] == ["sea", "ports"]
    assert [(entry.feed_id, entry.guid) for entry in ticks.pending()] == [(new, "a")]


async def test_a_temporary_redirect_never_moves_a_feed(site, ticks, now):
    site.pages |= {"/old": status(302, Location="/new"), "/new": rss()}
    ticks.follow(site.url("/old"))
    await until_moved(ticks, site.url("/old"))
    assert ticks.feed(site.url("/old")).moved_to is None


async def test_a_feed_behind_a_login_is_read_with_its_pages_and_nothing_tells_the_login(site, ticks, now, caplog):
    login = BasicAuth("ada", "pass-secret").encode()

    def for_members(body):
        async def handle(request: web.Request) -> web.Response:
            known = request.headers.get("Authorization") == login
            return web.Response(text=body, content_type="text/html") if known else web.Response(status=401)

        return handle

    site.pages |= {
        "/feed": for_members(rss(item("/ferry", "Ferry hits the mole"))),
        "/ferry": for_members(page("Ferry hits the mole", FERRY)),
    }
    (feed_id,) = ticks.follow(site.url("/feed").replace("://", "://ada:pass-secret@"))
    assert (await ticks.check()).entries == 1
    assert (await ticks.read()).articles == 1
    with ticks.database.write() as session:
        set_feed_options(session, feed_id, FeedOptions(login=Login(user="ada", password="old-secret")))
        make_due(session, feed_id, now=now)
    assert (await ticks.check()).failed == 1
    row = ticks.feed(site.url("/feed"))
    assert row.problem == "the server asks for a login (401)"
    assert "secret" not in repr(row) + repr(ticks.articles()) + caplog.text


async def test_a_feed_whose_pages_are_not_wanted_gives_its_own_content(site, ticks, now):
    own = "".join(f"<p>{sentence}</p>" for sentence in BANK)
    site.pages |= {
        "/feed": rss(item("/bank", "Bank cuts its rate", content=own), item("/ferry", "Ferry hits the mole")),
        "/ferry": page("Ferry hits the mole", FERRY),
        "/bank": page("Bank cuts its rate", FERRY * 3),
    }
    (feed_id,) = ticks.follow(site.url("/feed"))
    with ticks.database.write() as session:
        set_feed_options(session, feed_id, FeedOptions(full_article=False))
    await ticks.check()
    ferry = next(entry for entry in ticks.pending() if "Ferry" in entry.title)
    report = await ticks.read()
    assert (report.articles, report.failed) == (1, 1)
    assert ticks.articles()[0].text == "\n\n".join(BANK)
    assert site.asked("/bank") == site.asked("/ferry") == 0
    with ticks.database.read() as session:
        problem = session.get_one(EntryRow, ferry.id).problem
    assert problem == "the feed holds no text of its own for it, and its pages are not to be read"


async def test_a_wall_that_answers_like_a_page_is_no_article(site, ticks):
    site.pages |= {
        "/feed": rss(item("/ferry", "Ferry hits the mole")),
        "/ferry": "<!doctype html><title>Just a moment...</title><p>Checking your browser before you go on.",
    }
    ticks.follow(site.url("/feed"))
    await ticks.check()
    (entry,) = ticks.pending()
    assert (await ticks.read()).failed == 1
    with ticks.database.read() as session:
        problem = session.get_one(EntryRow, entry.id).problem
    assert problem is not None
    assert problem.startswith("a bot wall (Cloudflare)")
