"""Previews of links, and the thumbnails of inline results: fetched from this machine alone."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from demo.botapi.client import User
from demo.botapi.preview import previewed_address

PAGE = """<!doctype html><html><head><title>Ferry hits mole | Harbour Post</title>
<meta property="og:site_name" content="Harbour Post">
<meta property="og:title" content="Ferry hits the mole &amp; stays">
<meta property="og:title" content="another"><meta name="description" content="Nine  people
were hurt."><meta property="og:image" content="/picture"><meta name="twitter:card" content="summary_large_image">
</head><body><svg><title>no title</title></svg></body></html>"""

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000030000000208020000001216f14d0000001049444154789c634898b000"
    "8218e02c005c5409615e141f8d0000000049454e44ae426082"
)


class Site:
    """A page, its picture, and how often each was fetched."""

    def __init__(self) -> None:
        self.fetched: list[str] = []
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        self.fetched.append(request.path)
        match request.path:
            case "/story":
                return web.Response(text=PAGE, content_type="text/html")
            case "/picture":
                return web.Response(body=PICTURE, content_type="application/octet-stream")
            case "/bare":
                return web.Response(text="<p>only text", content_type="text/html")
            case "/moved":
                raise web.HTTPFound("/story")
            case "/away":
                raise web.HTTPFound("http://vale.example/story")
            case "/drawing":
                return web.Response(text="<svg xmlns='http://www.w3.org/2000/svg'/>", content_type="image/svg+xml")
        raise web.HTTPNotFound


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site, app = Site(), web.Application()
    app.router.add_get("/{path}", site.answer)
    async with TestServer(app) as server:
        site.url = str(server.make_url("/")).rstrip("/")
        yield site


async def test_a_page_introduces_itself(bot: Any, reader: User, site: Site) -> None:
    await bot.say(f'<a href="{site.url}/story#:~:text=hurt">Ferry</a>', parse_mode="HTML")
    message = await reader.next_message()
    preview = await reader.preview(message)
    assert preview == {
        "url": f"{site.url}/story",
        "site": "Harbour Post",
        "title": "Ferry hits the mole & stays",
        "description": "Nine people were hurt.",
        "picture": True,
        "is_large": True,
    }
    await reader.preview(message)
    assert site.fetched == ["/story", "/picture"]
    where = {"user": reader.id, "chat": reader.id, "message": message.id}
    async with bot.session.get(f"{bot.api.base_url}/user/preview_picture", params=where) as answer:
        assert (answer.content_type, await answer.read()) == ("image/png", PICTURE)
        assert "sandbox" in answer.headers["Content-Security-Policy"]


async def test_a_page_that_says_nothing_is_called_by_its_host(bot: Any, reader: User, site: Site) -> None:
    await bot.say(f"{site.url}/bare")
    preview = await reader.preview(await reader.next_message())
    assert preview is not None
    assert (preview["site"], preview["title"], preview["picture"]) == (site.url.removeprefix("http://"), "", False)


async def test_redirects_are_followed_on_this_machine_only(bot: Any, reader: User, site: Site) -> None:
    await bot.say(f"{site.url}/moved")
    preview = await reader.preview(await reader.next_message())
    assert preview is not None
    assert preview["site"] == "Harbour Post"
    for address in (f"{site.url}/away", f"{site.url}/gone", "https://vale.example/story"):
        await bot.say(address)
        assert await reader.preview(await reader.next_message()) is None


@pytest.mark.parametrize(
    ("body", "address"),
    [
        ({"text": "x"}, None),
        ({"caption": "vale.example", "caption_entities": [{"type": "url", "offset": 0, "length": 12}]}, None),
        ({"text": "🌊 vale.example", "entities": [{"type": "url", "offset": 3, "length": 12}]}, "https://vale.example"),
        ({"text": "x", "entities": [{"type": "bold"}, {"type": "text_link", "url": "http://a.b/"}]}, "http://a.b/"),
        ({"text": "x", "link_preview_options": {"url": "http://a.b/"}}, "http://a.b/"),
        (
            {
                "text": "x",
                "entities": [{"type": "text_link", "url": "http://a.b/"}],
                "link_preview_options": {"is_disabled": True},
            },
            None,
        ),
    ],
)
def test_which_address_is_previewed(body: dict[str, Any], address: str | None) -> None:
    assert previewed_address(body) == address


async def test_the_preview_of_anothers_chat_is_not_shown(bot: Any, reader: User, kim: User, site: Site) -> None:
    await bot.say(f"{site.url}/story")
    message = await reader.next_message()
    for path in ("preview", "preview_picture"):
        where = {"user": kim.id, "chat": reader.id, "message": message.id}
        async with bot.session.get(f"{bot.api.base_url}/user/{path}", params=where) as answer:
            assert answer.status == 403
    assert site.fetched == []


async def test_an_address_for_the_preview_must_be_one(bot: Any, reader: User) -> None:
    answer = await bot.refused("sendMessage", chat_id=reader.id, text="x", link_preview_options={"url": "no address"})
    assert answer.startswith("Bad Request: link preview URL is invalid")


async def test_the_thumbnail_of_a_result_is_for_who_was_offered_it(
    bot: Any, robin: User, kim: User, site: Site
) -> None:
    asking = asyncio.create_task(robin.inline("x"))
    query = (await bot.update())["inline_query"]
    content = {"message_text": "x"}
    results = [
        {"type": "article", "id": name, "title": name, "thumbnail_url": url, "input_message_content": content}
        for name, url in (("drawn", f"{site.url}/drawing"), ("page", f"{site.url}/story"))
    ]
    await bot("answerInlineQuery", inline_query_id=query["id"], results=results)
    await asking
    address = f"{bot.api.base_url}/user/thumbnail"
    for user, result, status in ((robin, "drawn", 200), (robin, "page", 400), (robin, "x", 404), (kim, "drawn", 404)):
        where = {"user": user.id, "query_id": query["id"], "result_id": result}
        async with bot.session.get(address, params=where) as answer:
            assert answer.status == status
