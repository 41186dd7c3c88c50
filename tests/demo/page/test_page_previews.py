"""Cards for links, replies by hand, files and places: what else a message shows and does."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Page, expect

from demo.botapi.client import User

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Look = Callable[..., Awaitable[Page]]

STORY = """<!doctype html><title>x</title><meta property="og:site_name" content="Harbour Post">
<meta property="og:title" content="Ferry strikes the mole"><meta property="og:description" content="Nine were hurt.">
<meta property="og:image" content="/picture.svg"><body><p style="margin-top: 3000px">Fog lay on the harbour.</p>
<p id="quote">Nine people were hurt, the port says.</p>"""
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="160" height="90"><rect width="160" height="90"/></svg>'


@pytest_asyncio.fixture(loop_scope="session")
async def site() -> AsyncIterator[str]:
    """A page with a picture, as an outlet has it; its address."""

    async def story(_: web.Request) -> web.Response:
        return web.Response(text=STORY, content_type="text/html")

    async def picture(_: web.Request) -> web.Response:
        return web.Response(text=PICTURE, content_type="image/svg+xml")

    app = web.Application()
    app.router.add_get("/story", story)
    app.router.add_get("/picture.svg", picture)
    async with TestServer(app) as server:
        yield str(server.make_url("/")).rstrip("/")


async def say(bot: Any, robin: User, html: str, **how: Any) -> Any:
    return await bot.call("sendMessage", chat_id=robin.id, text=html, parse_mode="HTML", **how)


async def test_a_link_shows_what_its_page_says(bot: Any, robin: User, site: str, look_at: Look) -> None:
    await robin.send("/start")
    await say(bot, robin, f'<a href="{site}/story">Ferry</a>')
    tab = await look_at()
    card = tab.locator(".preview")
    await expect(card).to_contain_text("Harbour Post")
    await expect(card).to_contain_text("Ferry strikes the mole")
    await expect(card).to_contain_text("Nine were hurt.")
    await expect(card.locator("img")).to_have_js_property("naturalWidth", 160)
    small = await card.locator("img").bounding_box()
    assert small
    assert small["width"] < 100


async def test_options_make_it_large_above_the_text_or_nothing(bot: Any, robin: User, site: str, look_at: Look) -> None:
    await robin.send("/start")
    options = {"url": f"{site}/story", "prefer_large_media": True, "show_above_text": True}
    sent = await say(bot, robin, "Your digest", link_preview_options=options)
    tab = await look_at()
    picture = await tab.locator(".preview img").bounding_box()
    text = await tab.locator(".message .text").last.bounding_box()
    assert picture
    assert text
    assert picture["width"] > 200
    assert picture["y"] < text["y"]

    off = {"is_disabled": True}
    mine = {"chat_id": robin.id, "message_id": sent["message_id"]}
    await bot.call("editMessageText", **mine, text=f"{site}/story", link_preview_options=off)
    await expect(tab.locator(".preview")).to_have_count(0)


async def test_the_card_takes_its_room_without_moving_what_is_read(
    bot: Any, robin: User, site: str, look_at: Look
) -> None:
    await robin.send("/start")
    for number in range(30):
        await say(bot, robin, f"message {number}")
    await say(bot, robin, f"{site}/story", link_preview_options={"prefer_large_media": True})
    await robin.read()
    tab = await look_at()
    await expect(tab.locator(".preview img")).to_have_js_property("naturalWidth", 160)
    left = await tab.locator("#scroller").evaluate("s => s.scrollHeight - s.clientHeight - s.scrollTop")
    assert left < 2


async def test_a_link_to_a_sentence_finds_it_on_its_page(bot: Any, robin: User, site: str, look_at: Look) -> None:
    await robin.send("/start")
    address = f"{site}/story#:~:text=Nine%20people,port%20says."
    await say(bot, robin, f'<a href="{address}">says</a>', link_preview_options={"is_disabled": True})
    tab = await look_at()
    async with tab.expect_popup() as popup:
        await tab.get_by_role("link", name="says", exact=True).click()
    story = await popup.value
    await expect(story.locator("#quote")).to_be_in_viewport()
    await story.close()


async def test_a_message_pulled_to_the_left_is_answered(bot: Any, robin: User, look_at: Look) -> None:
    await robin.send("/start")
    await say(bot, robin, "A story about the harbour")
    tab = await look_at()
    await tab.locator(".message.in .text").evaluate(
        """(element) => {
            const { top } = element.getBoundingClientRect();
            const fire = (kind, x) => {
                const touch = new Touch({ identifier: 1, target: element, clientX: x, clientY: top + 4 });
                const touches = kind === "touchend" ? [] : [touch];
                const init = { touches, changedTouches: [touch], bubbles: true, cancelable: true };
                element.dispatchEvent(new TouchEvent(kind, init));
            };
            fire("touchstart", 300);
            for (let x = 300; x >= 200; x -= 10) fire("touchmove", x);
            fire("touchend", 200);
        }"""
    )
    await expect(tab.locator(".reply-bar")).to_contain_text("Reply to News digest")

    await tab.get_by_role("textbox", name="Message").fill("mute this source")
    await tab.keyboard.press("Enter")

    await expect(tab.locator(".message.out .reply-quote")).to_contain_text("A story about the harbour")
    message = await bot.update("message")
    while message["text"] == "/start":
        message = await bot.update("message")
    assert message["reply_to_message"]["text"] == "A story about the harbour"


async def test_the_quote_of_an_answer_leads_to_what_it_answers(bot: Any, robin: User, look_at: Look) -> None:
    await robin.send("/start")
    first = await say(bot, robin, "A story")
    for number in range(30):
        await say(bot, robin, f"message {number}")
    await say(bot, robin, "What is new in it", reply_parameters={"message_id": first["message_id"]})
    tab = await look_at()
    await expect(tab.get_by_text("A story", exact=True).first).not_to_be_in_viewport()

    await tab.get_by_role("button", name="In reply to News digest").click()

    await expect(tab.locator(".message.flash")).to_contain_text("A story")
    await expect(tab.locator(".message.flash")).to_be_in_viewport()


async def test_a_message_is_deleted_from_its_menu(bot: Any, robin: User, look_at: Look) -> None:
    await robin.send("/start")
    sent = await say(bot, robin, "An old card")
    tab = await look_at()
    await tab.locator(".message.in").hover()
    await tab.locator(".message.in").get_by_role("button", name="Message actions").click()
    await tab.get_by_role("menuitem", name="Delete").click()
    await expect(tab.get_by_text("An old card")).to_have_count(0)
    assert sent["message_id"] not in bot.api.state.chats[robin.id].messages


async def test_a_place_answers_the_question_for_it(bot: Any, robin: User, look_at: Look) -> None:
    await robin.send("/start")
    asked = await say(bot, robin, "Where are you?")
    tab = await look_at()
    await tab.locator(".message.in").hover()
    await tab.locator(".message.in").get_by_role("button", name="Message actions").click()
    await tab.get_by_role("menuitem", name="Reply").click()
    await tab.get_by_role("button", name="Attach").click()
    await tab.get_by_role("menuitem", name="Location").click()
    await tab.get_by_role("button", name="Kyiv").click()
    await tab.get_by_role("button", name="Send", exact=True).last.click()
    await expect(tab.locator(".place")).to_contain_text("50.450° N")
    message = await bot.update("message")
    while "location" not in message:
        message = await bot.update("message")
    assert message["reply_to_message"]["message_id"] == asked["message_id"]


async def test_a_picture_is_sent_as_a_photo_or_as_a_file(bot: Any, robin: User, look_at: Look) -> None:
    await robin.send("/start")
    tab = await look_at()
    picture = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000030000000208020000001216f14d0000001049444154789c634898b000"
        "8218e02c005c5409615e141f8d0000000049454e44ae426082"
    )
    for as_photo in (True, False):
        await tab.get_by_role("button", name="Attach").click()
        async with tab.expect_file_chooser() as chooser:
            await tab.get_by_role("menuitem", name="File").click()
        await (await chooser.value).set_files([{"name": "x.png", "mimeType": "image/png", "buffer": picture}])
        box = tab.get_by_role("checkbox", name="As a photo")
        await box.set_checked(as_photo)
        await tab.get_by_role("dialog").get_by_role("button", name="Send").click()
        await expect(tab.locator(".photo" if as_photo else ".file")).to_have_count(1)
