"""The feeds: well-formed, in their outlet's language, and complete."""

import json
from datetime import datetime
from urllib.parse import urlsplit

import feedparser
import pytest
from aiohttp.test_utils import TestClient
from lxml import etree

from demo.newsroom.newsroom import Newsroom
from demo.newsroom.outlets import Format, Outlet, load_outlets
from demo.newsroom.topics import TOPICS

FEEDS = [(outlet, section) for outlet in load_outlets().values() for section in (None, *outlet.sections)]
XML_FEEDS = [(outlet, section) for outlet, section in FEEDS if outlet.format is not Format.JSON]
JSON_FEEDS = [(outlet, section) for outlet, section in FEEDS if outlet.format is Format.JSON]


def named(feed: tuple[Outlet, str | None]) -> str:
    return feed[0].feed_path(feed[1])


def expected(newsroom: Newsroom, outlet: Outlet, section: str | None) -> list[str]:
    return [p.title for p in newsroom.published() if p.outlet is outlet and section in {None, p.section}][:30]


@pytest.mark.parametrize("feed", XML_FEEDS, ids=named)
async def test_an_xml_feed_is_well_formed_and_lists_its_pieces_newest_first(
    feed: tuple[Outlet, str | None], client: TestClient, newsroom: Newsroom, clock
) -> None:
    clock.forward(hours=2)
    response = await client.get(named(feed))
    body = await response.read()
    etree.fromstring(body)
    parsed = feedparser.parse(body, response_headers={"content-type": response.headers["Content-Type"]})
    assert not parsed.bozo
    assert parsed.version == {Format.RSS: "rss20", Format.ATOM: "atom10", Format.RDF: "rss10"}[feed[0].format]
    assert parsed.feed.language == feed[0].language
    assert [entry.title for entry in parsed.entries] == expected(newsroom, *feed)
    for entry in parsed.entries:
        assert urlsplit(entry.link).port == client.port
        assert entry.get("published_parsed") or entry.get("updated_parsed")
        assert entry.summary
        assert entry.author


@pytest.mark.parametrize("feed", JSON_FEEDS, ids=named)
async def test_a_json_feed_follows_version_1_1_and_lists_its_pieces_newest_first(
    feed: tuple[Outlet, str | None], client: TestClient, newsroom: Newsroom, clock
) -> None:
    clock.forward(hours=2)
    response = await client.get(named(feed))
    assert response.content_type == "application/feed+json"
    document = json.loads(await response.read())
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["language"] == feed[0].language
    assert [item["title"] for item in document["items"]] == expected(newsroom, *feed)
    for item in document["items"]:
        assert item["id"]
        assert item["content_html"]
        assert datetime.fromisoformat(item["date_published"]).tzinfo


def test_all_four_formats_are_in_use() -> None:
    assert {outlet.format for outlet in load_outlets().values()} == set(Format)


async def test_a_feed_grows_when_a_piece_comes_out(client: TestClient, clock) -> None:
    before = feedparser.parse(await (await client.get("/vale-wire/sea/atom.xml")).read())
    clock.forward(seconds=25)
    after = feedparser.parse(await (await client.get("/vale-wire/sea/atom.xml")).read())
    new = {entry.id for entry in after.entries} - {entry.id for entry in before.entries}
    assert [entry.title for entry in after.entries if entry.id in new] == [
        "Nine hurt in Selskerry ferry collision, two seriously, Coast Guard says"
    ]


def test_no_feed_is_empty_at_the_start(newsroom: Newsroom) -> None:
    assert [named(feed) for feed in FEEDS if not expected(newsroom, *feed)] == []


async def test_an_outlet_that_tracks_its_readers_does_so_in_its_links_alone(client: TestClient) -> None:
    parsed = feedparser.parse(await (await client.get("/ledger-and-tide/atom.xml")).read())
    link = parsed.entries[0].link
    assert link.endswith("?utm_source=feed&utm_medium=atom")
    page = await (await client.get(link.removeprefix(str(client.make_url("")).rstrip("/")))).text()
    assert f'<link rel="canonical" href="{link.partition("?")[0]}">' in page


def test_topics_read_every_outlet_and_nothing_twice() -> None:
    feeds = [feed for topic in TOPICS for feed in topic.feeds]
    assert len(set(feeds)) == len(feeds)
    assert {feed.split("/")[1] for feed in feeds} == set(load_outlets())
    assert set(feeds) <= {named(feed) for feed in FEEDS}


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_every_topic_has_several_stories_in_its_own_language(topic, newsroom: Newsroom) -> None:
    titles = []
    for outlet, section in FEEDS:
        if named((outlet, section)) in topic.feeds:
            assert outlet.language == topic.language
            titles += expected(newsroom, outlet, section)
    assert len(titles) >= 5


def test_every_piece_reaches_a_topic(newsroom: Newsroom) -> None:
    read = {feed for topic in TOPICS for feed in topic.feeds}
    for piece in newsroom.pieces:
        assert {piece.outlet.feed_path(), piece.outlet.feed_path(piece.section)} & read, piece.path
