"""Text and entities as a reader sees them."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Open = Callable[[], Awaitable[Page]]


def entity(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


async def test_styles_nest_and_stand_side_by_side(room: Any, open_chat: Open) -> None:
    styles = [entity("bold", 0, 10), entity("italic", 4, 6), entity("underline", 10, 5), entity("strikethrough", 15, 6)]
    room.say("bolditalicunderstruck", entities=styles)
    tab = await open_chat()

    text = tab.locator(".text")
    await expect(text.locator("strong")).to_have_text("bolditalic")
    await expect(text.locator("strong > em")).to_have_text("italic")
    await expect(text.locator("u + s")).to_have_text("struck")


async def test_offsets_count_utf16_units(room: Any, open_chat: Open) -> None:
    room.say("👩‍🚀🧪 lab", entities=[entity("bold", 8, 3)])
    tab = await open_chat()

    await expect(tab.locator(".text strong")).to_have_text("lab")


async def test_entities_that_overlap_are_cut_where_they_cross(room: Any, open_chat: Open) -> None:
    room.say("abcdef", entities=[entity("bold", 0, 4), entity("italic", 2, 4)])
    tab = await open_chat()

    await expect(tab.locator(".text strong")).to_have_text("abcd")
    await expect(tab.locator(".text em")).to_have_text(["cd", "ef"])


async def test_an_entity_outside_the_text_harms_nothing(room: Any, open_chat: Open) -> None:
    room.say("short", entities=[entity("bold", 3, 99), entity("italic", 50, 2), entity("code", -1, 3)])
    tab = await open_chat()

    await expect(tab.locator(".text strong")).to_have_text("rt")
    await expect(tab.locator(".text")).to_contain_text("short")


async def test_markup_in_a_text_stays_text(room: Any, open_chat: Open) -> None:
    room.say("<img src=x onerror=alert(1)><b>no</b>")
    tab = await open_chat()

    await expect(tab.locator(".text")).to_contain_text("<img src=x onerror=alert(1)><b>no</b>")
    await expect(tab.locator(".text img, .text b")).to_have_count(0)


async def test_links_open_in_a_tab_that_knows_nothing_of_this_one(room: Any, open_chat: Open) -> None:
    sentence = "https://vale.example/a#:~:text=x"
    links = [
        ("headline", entity("text_link", 0, 8, url=sentence), sentence),
        ("vale.example:8080/a", entity("url", 0, 19), "https://vale.example:8080/a"),
        ("http://vale.example", entity("url", 0, 19), "http://vale.example/"),
        ("ada@vale.example", entity("email", 0, 16), "mailto:ada@vale.example"),
        ("@vale_news", entity("mention", 0, 10), "https://t.me/vale_news"),
        ("talk", entity("text_link", 0, 4, url="tg://user?id=5"), "tg://user?id=5"),
    ]
    for text, link, _ in links:
        room.say(text, entities=[link])
    tab = await open_chat()

    for text, _, address in links:
        found = tab.locator(".text a", has_text=text)
        await expect(found).to_have_attribute("href", address)
        await expect(found).to_have_attribute("target", "_blank")
        await expect(found).to_have_attribute("rel", "noopener noreferrer")


async def test_an_address_of_another_scheme_is_no_link(room: Any, open_chat: Open) -> None:
    for address in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "not an address"):
        room.say("tap me", entities=[entity("text_link", 0, 6, url=address)])
    tab = await open_chat()

    await expect(tab.locator(".text", has_text="tap me")).to_have_count(4)
    await expect(tab.locator(".text a, .preview")).to_have_count(0)


async def test_tapping_a_command_sends_it(room: Any, open_chat: Open) -> None:
    room.say("See /latest now", entities=[entity("bot_command", 4, 7)])
    tab = await open_chat()

    await tab.get_by_role("button", name="/latest").click()

    await expect(tab.locator(".message.out .text")).to_contain_text("/latest")
    assert room.sent("/user/send") == [{"chat": 7001, "text": "/latest"}]


async def test_a_spoiler_is_hidden_until_it_is_tapped(room: Any, open_chat: Open) -> None:
    room.say("It was the gardener", entities=[entity("spoiler", 7, 12)])
    tab = await open_chat()
    spoiler = tab.get_by_role("button", name="Hidden text")
    veil = tab.locator(".veiled")
    await expect(veil).to_have_css("opacity", "0")

    await spoiler.press("Enter")

    await expect(veil).to_have_css("opacity", "1")
    await expect(spoiler).to_have_count(0)


async def test_a_link_under_a_spoiler_opens_only_after_it_is_revealed(room: Any, open_chat: Open) -> None:
    room.say("secret", entities=[entity("spoiler", 0, 6), entity("text_link", 0, 6, url="https://vale.example/")])
    tab = await open_chat()

    await tab.locator(".spoiler").click()

    await expect(tab.locator(".spoiler")).to_have_class("spoiler revealed")
    assert len(tab.context.pages) == 1


async def test_a_long_quote_shows_three_lines_until_it_is_opened(room: Any, open_chat: Open) -> None:
    text = "\n".join(f"line {number}" for number in range(9))
    room.say(f"before\n{text}\nafter", entities=[entity("expandable_blockquote", 7, len(text))])
    tab = await open_chat()
    quote, button = tab.locator(".clamp"), tab.get_by_role("button", name="Show the whole quote")
    folded = (await quote.bounding_box() or {})["height"]

    await button.click()

    await expect(tab.get_by_role("button", name="Show less of the quote")).to_have_attribute("aria-expanded", "true")
    assert (await quote.bounding_box() or {})["height"] == pytest.approx(folded * 3, rel=0.02)


async def test_a_short_quote_has_nothing_to_open(room: Any, open_chat: Open) -> None:
    room.say("one line", entities=[entity("expandable_blockquote", 0, 8)])
    tab = await open_chat()

    await expect(tab.locator("blockquote")).to_contain_text("one line")
    await expect(tab.locator(".expand")).to_be_hidden()


async def test_an_opened_quote_stays_open_when_the_message_is_edited(room: Any, open_chat: Open) -> None:
    text = "\n".join(f"line {number}" for number in range(9))
    message = room.say(text, entities=[entity("expandable_blockquote", 0, len(text))])
    tab = await open_chat()
    await tab.locator(".quote").click()

    room.edit(message, reply_markup={"inline_keyboard": [[{"text": "Why?", "callback_data": "why"}]]})

    await expect(tab.get_by_role("button", name="Why?")).to_be_visible()
    await expect(tab.locator(".quote")).to_have_class("quote expandable expanded")


async def test_no_empty_line_shows_beside_a_block(room: Any, open_chat: Open) -> None:
    room.say("above\nquoted\nbelow", entities=[entity("blockquote", 6, 6)])
    tab = await open_chat()

    texts = await tab.locator(".text").evaluate(
        "text => [...text.childNodes].slice(0, 3).map(node => node.textContent)"
    )
    assert texts == ["above", "quoted", "below"]


async def test_code_is_copied_with_a_button(room: Any, open_chat: Open) -> None:
    room.say("make demo", entities=[entity("pre", 0, 9, language="sh")])
    tab = await open_chat()
    await tab.context.grant_permissions(["clipboard-read", "clipboard-write"])

    await tab.get_by_role("button", name="Copy the code").click()

    await expect(tab.get_by_text("Copied")).to_be_visible()
    assert await tab.evaluate("navigator.clipboard.readText()") == "make demo"


async def test_a_text_takes_the_direction_of_its_first_letter(room: Any, open_chat: Open) -> None:
    for text in ("שלום לכולם", "مرحبا hello", "hello שלום"):
        room.say(text)
    tab = await open_chat()

    for index, direction in enumerate(("rtl", "rtl", "ltr")):
        await expect(tab.locator(".text").nth(index)).to_have_css("direction", direction)


async def test_a_link_to_the_bot_itself_starts_it_here(room: Any, open_chat: Open) -> None:
    room.say("Subscribe", entities=[entity("text_link", 0, 9, url="https://t.me/harbour_digest_bot?start=topic_sea")])
    tab = await open_chat()

    await tab.locator(".text a").click()

    await expect(tab.locator(".message.out .text")).to_contain_text("/start topic_sea")
    assert len(tab.context.pages) == 1


async def test_the_preview_of_a_link_names_its_place(room: Any, open_chat: Open) -> None:
    room.say("Read https://vale.example/ferry", entities=[entity("url", 5, 26)])
    tab = await open_chat()

    await expect(tab.locator(".preview strong")).to_have_text("vale.example")
    await expect(tab.locator(".preview")).to_have_attribute("href", "https://vale.example/ferry")
