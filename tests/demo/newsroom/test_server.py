"""The newsroom over HTTP: every address answers, and validators spare the download."""

import pytest
from aiohttp.test_utils import TestClient
from lxml import etree, html

from demo.newsroom.newsroom import Newsroom
from demo.newsroom.outlets import load_outlets

FEED = "/vale-wire/sea/atom.xml"
PAGE_TITLE = "At least four hurt as ferry hits breakwater at Selskerry"


async def test_every_piece_has_a_page_and_a_picture(client: TestClient, newsroom: Newsroom, clock) -> None:
    clock.forward(hours=2)
    for piece in newsroom.pieces:
        page = await client.get(piece.path)
        assert page.status == 200
        assert piece.title in html.document_fromstring(await page.text()).text_content()
        picture = await client.get(f"{piece.path}.svg")
        assert picture.content_type == "image/svg+xml"
        assert etree.fromstring(await picture.read()).get("viewBox")


async def test_the_front_page_leads_to_every_outlet_and_its_feed(client: TestClient) -> None:
    tree = html.document_fromstring(await (await client.get("/")).text())
    links = {link.get("href") for link in tree.iter("a")}
    for outlet in load_outlets().values():
        assert {f"/{outlet.slug}/", outlet.feed_path()} <= links
    for link in links:
        assert (await client.get(link)).status == 200


@pytest.mark.parametrize("slug", load_outlets())
async def test_an_outlets_front_page_lists_its_pieces_and_names_its_feed(
    slug: str, client: TestClient, newsroom: Newsroom
) -> None:
    response = await client.get(f"/{slug}")
    assert response.url.path == f"/{slug}/"
    tree = html.document_fromstring(await response.text())
    titles = [heading.text for heading in tree.iter("h2")]
    assert titles == [piece.title for piece in newsroom.published() if piece.outlet.slug == slug]
    [alternate] = tree.findall(".//link[@rel='alternate']")
    assert alternate.get("href").endswith(load_outlets()[slug].feed_path())
    assert (await client.get(f"/{slug}/icon.svg")).status == 200


async def test_a_piece_that_is_not_out_yet_has_no_page(client: TestClient, newsroom: Newsroom, clock) -> None:
    [piece] = [p for p in newsroom.pieces if p.slug == "ferry-nine-hurt" and p.outlet.slug == "vale-wire"]
    response = await client.get(piece.path)
    assert response.status == 404
    assert piece.path in await response.text()
    clock.forward(seconds=20)
    assert (await client.get(piece.path)).status == 200


@pytest.mark.parametrize("header", [("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")])
async def test_a_feed_that_did_not_change_answers_304(header: tuple[str, str], client: TestClient, clock) -> None:
    given, asked = header
    first = await client.get(FEED)
    again = await client.get(FEED, headers={asked: first.headers[given]})
    assert again.status == 304
    assert await again.read() == b""
    assert again.headers["ETag"] == first.headers["ETag"]
    clock.forward(seconds=20)
    assert (await client.get(FEED, headers={asked: first.headers[given]})).status == 200


async def test_the_tag_outranks_the_date(client: TestClient) -> None:
    first = await client.get(FEED)
    headers = {"If-None-Match": 'W/"other"', "If-Modified-Since": first.headers["Last-Modified"]}
    assert (await client.get(FEED, headers=headers)).status == 200


async def test_a_page_stays_the_same_while_others_come_out(client: TestClient, newsroom: Newsroom, clock) -> None:
    [piece] = [piece for piece in newsroom.pieces if piece.title == PAGE_TITLE]
    first = await client.get(piece.path)
    clock.forward(hours=2)
    again = await client.get(piece.path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status == 304


async def test_answers_are_compressed_for_those_who_ask(client: TestClient) -> None:
    response = await client.get(FEED, headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.headers["Vary"] == "Accept-Encoding"
    assert PAGE_TITLE in await response.text()
    plain = await client.get(FEED, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize("path", ["/none/feed.xml", "/harbour-post/gardening/feed.xml", "/harbour-post/2031/05/none"])
async def test_an_unknown_address_is_404(path: str, client: TestClient) -> None:
    assert (await client.get(path)).status == 404
