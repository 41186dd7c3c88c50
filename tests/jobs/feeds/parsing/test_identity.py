"""When an entry is new: odd feeds, checked again and again, bring each article once and lose none."""

import json
from datetime import timedelta
from html import escape

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOUR = timedelta(hours=1)
DATE = "Mon, 02 Mar 2026 07:00:00 GMT"


def rss(*items):
    return f"<rss version='2.0'><channel><title>Post</title>{''.join(items)}</channel></rss>"


def item(title="", link="", guid="", date=DATE, content=""):
    parts = {"title": title, "link": link, "guid": guid, "pubDate": date, "description": content}
    return f"<item>{''.join(f'<{name}>{escape(value)}</{name}>' for name, value in parts.items() if value)}</item>"


@pytest.fixture
def bring(site, ticks, now):
    """Publish a feed and check it an hour after the last time; gives the titles of what is new in it."""
    hours = []

    async def check(document):
        site.pages["/feed"] = document
        if not hours:
            ticks.follow(site.url("/feed"))
        hours.append(HOUR)
        at = now + timedelta(days=1) * (len(hours) - 1)
        before = {entry.id for entry in ticks.pending(at)}
        await ticks.check(at=at)
        return [entry.title for entry in ticks.pending(at) if entry.id not in before]

    return check


@pytest.mark.parametrize(
    "again",
    [
        "https://post.example/ferry",
        "http://post.example/ferry",
        "https://www.post.example/ferry/",
        "https://post.example/ferry?utm_source=rss&fbclid=1",
        "https://post.example/ferry#comments",
        "https://post.example/ferry#xtor=RSS-1",
        "https://m.post.example/ferry",
        "https://post.example/ferry?amp=1",
        "https://www.google.com/url?url=https%3A%2F%2Fpost.example%2Fferry",
    ],
)
async def test_another_guid_at_the_same_place_is_nothing_new(bring, again):
    assert await bring(rss(item("Ferry", "https://post.example/ferry", "1"))) == ["Ferry"]
    assert await bring(rss(item("Bank", "https://post.example/bank", "3"), item("Ferry", again, "2"))) == ["Bank"]


async def test_the_same_guid_at_another_place_is_nothing_new(bring):
    assert await bring(rss(item("Ferry", "https://post.example/ferry", "1"))) == ["Ferry"]
    assert await bring(rss(item("Ferry", "https://post.example/2026/ferry", "1"))) == []


async def test_places_of_one_page_are_entries_of_their_own(bring):
    page = "https://post.example/notes"
    assert await bring(rss(item("One", f"{page}#v1"))) == ["One"]
    assert await bring(rss(item("Two", f"{page}#v2"), item("One", f"{page}#v1"))) == ["Two"]


async def test_an_entry_without_guid_is_known_by_its_link_though_its_title_changes(bring):
    assert await bring(rss(item("Ferry", "https://post.example/ferry"))) == ["Ferry"]
    assert await bring(rss(item("Ferry: four hurt", "http://post.example/ferry"))) == []


async def test_an_entry_without_guid_and_link_is_known_by_title_and_date(bring):
    assert await bring(rss(item("Ferry", content="One"))) == ["Ferry"]
    assert await bring(rss(item("Ferry", content="Two"))) == []
    assert await bring(rss(item("Ferry", date="Tue, 03 Mar 2026 07:00:00 GMT"))) == ["Ferry"]


async def test_an_entry_with_nothing_but_content_is_known_by_that(bring):
    assert await bring(rss(item(content="Fog.", date=""))) == [""]
    assert await bring(rss(item(content="Fog.", date=""), item(content="Sun.", date=""))) == [""]


async def test_two_entries_of_one_guid_are_the_first_of_them(bring):
    link = "https://post.example/ferry"
    both = rss(item("Ferry: seven hurt", link, "1"), item("Ferry", link, "1"))
    assert await bring(both) == ["Ferry: seven hurt"]
    assert await bring(both + " ") == []


async def test_a_guid_that_all_entries_share_hides_none_of_them(bring):
    ferry, bank, storm = (
        item(name, f"https://post.example/{name}", "https://post.example/") for name in ("ferry", "bank", "storm")
    )
    assert sorted(await bring(rss(ferry, bank))) == ["bank", "ferry"]
    assert await bring(rss(storm, ferry, bank)) == ["storm"]


async def test_a_link_that_all_entries_share_hides_none_of_them(bring):
    warnings = [item(f"Storm no. {n}", "https://weather.example/warnings", f"w{n}") for n in range(5)]
    assert sorted(await bring(rss(*warnings[:3]))) == ["Storm no. 0", "Storm no. 1", "Storm no. 2"]
    assert await bring(rss(*warnings[:4])) == ["Storm no. 3"]
    assert await bring(rss(*warnings)) == ["Storm no. 4"]


async def test_the_first_answer_brings_the_newest_and_an_archive_never_comes(bring):
    archive = [
        item(f"No. {n}", f"https://post.example/{n}", date=f"Sun, {n:02} Feb 2026 07:00:00 GMT") for n in range(1, 21)
    ]
    assert await bring(rss(*archive)) == ["No. 20", "No. 19", "No. 18"]
    assert await bring(rss(*archive, item("New", "https://post.example/new"))) == ["New"]
    assert await bring(rss(*reversed(archive))) == []


@pytest.mark.parametrize("date", ["", "soon", "Thu, 01 Jan 1970 00:00:00 GMT", "Mon, 02 Mar 2099 07:00:00 GMT", "0"])
async def test_an_entry_with_a_missing_or_impossible_date_is_read_once(site, ticks, bring, now, date):
    assert await bring(rss(item("Old", "https://post.example/old"))) == ["Old"]
    new = rss(item("Ferry", "https://post.example/ferry", date=date))
    assert await bring(new) == ["Ferry"]
    (entry,) = [entry for entry in ticks.pending(now + timedelta(days=9)) if entry.title == "Ferry"]
    assert entry.published_at is None or entry.published_at == now + timedelta(days=1)
    assert await bring(new + " ") == []


async def test_a_json_feed_is_known_by_the_same_rules(bring):
    def document(*items):
        version = "https://jsonfeed.org/version/1.1"
        return json.dumps({"version": version, "title": "Post", "items": list(items)})

    ferry = {"id": "1", "url": "https://post.example/ferry", "title": "Ferry", "content_text": "Fog."}
    assert await bring(document(ferry)) == ["Ferry"]
    assert await bring(document(ferry | {"id": "2", "url": "http://www.post.example/ferry/"})) == []
    assert await bring(document(ferry | {"url": "https://post.example/other"})) == []
