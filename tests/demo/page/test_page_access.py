"""The page for every reader: narrow and wide, light and dark, by keyboard, by ear."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Open = Callable[[], Awaitable[Page]]

# the ratio of WCAG 2.2 (1.4.3) for every element with words of its own; translucent grounds are laid on one another
CONTRASTS = """() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const paint = (colours) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const wallpaper = getComputedStyle(document.querySelector(".chat"), "::before").backgroundImage;
  const wall = wallpaper.match(/rgba?\\([^)]*\\)/)[0];
  const groundsOf = (element) => {
    const grounds = [];
    for (let at = element; at; at = at.parentElement) {
      grounds.unshift(getComputedStyle(at).backgroundColor);
      if (at.matches(".chat")) grounds.unshift(wall);
    }
    return grounds;
  };
  const faint = [];
  let measured = 0;
  for (const element of document.querySelectorAll("body *")) {
    const texts = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    const words = texts.map((node) => node.data.trim()).join("");
    const isSeen = element.checkVisibility({ opacityProperty: true }) && !element.matches(".sr, .veiled");
    if (!words || !isSeen) continue;
    measured += 1;
    const grounds = groundsOf(element);
    const a = light(paint(grounds));
    const b = light(paint([...grounds, getComputedStyle(element).color]));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) faint.push(`${element.className || element.tagName} "${words.slice(0, 20)}" ${ratio.toFixed(2)}`);
  }
  return measured > 40 ? faint : [`only ${measured} elements were measured`];
}"""


def fill(room: Any) -> None:
    """A conversation with one of everything that has a colour of its own."""
    room.files["p"] = (b"", "image/png")
    room.notice = {"text": "A demo.", "next_digest_at": None, "links": [{"text": "Newsroom", "url": "/news"}]}
    room.commands = [{"command": "latest", "description": "What is new now"}]
    room.keyboard = {"keyboard": [["Daily", "Weekly"]]}
    asked = room.say("/start with #topics", out=True, entities=[{"type": "bot_command", "offset": 0, "length": 6}])
    buttons = [[{"text": "Why?", "callback_data": "w"}, {"text": "Read", "url": "https://vale.example/"}]]
    kinds = ["bold", "italic", "code", "text_link", "spoiler", "hashtag", "blockquote", "pre"]
    words = "strong slanted make_demo linked hidden #tagged quoted preformatted"
    entities, offset = [], 0
    for kind, word in zip(kinds, words.split(), strict=True):
        entities.append({"type": kind, "offset": offset, "length": len(word), "url": "https://vale.example/a"})
        offset += len(word) + 1
    told = room.say(words, entities=entities, reply_to_message=asked, reply_markup={"inline_keyboard": buttons})
    room.edit(told, edit_date=room.clock)
    room.say(document={"file_id": "d", "file_name": "feeds.opml", "file_size": 9}, out=True)
    picture = [{"file_id": "p", "width": 900, "height": 600}]
    for caption in ("Fog", "Sun", None):
        room.say(photo=picture, caption=caption, **({"media_group_id": "album"} if caption else {}))
    room.say(location={"latitude": 1.5, "longitude": 2.5})
    room.say(pinned_message=told)
    room.chats[0]["pinned_message"] = told
    for number in range(3):
        room.chats.append(
            {"id": -5 - number, "type": "group", "title": f"Group {number}", "blocked": False, "unread": number}
        )


async def test_all_words_stand_out_from_their_ground(room: Any, open_chat: Open) -> None:
    fill(room)
    tab = await open_chat()
    await tab.get_by_role("button", name="Commands of the bot").click()

    assert await tab.evaluate(CONTRASTS) == []
    await tab.emulate_media(color_scheme="dark")
    assert await tab.evaluate(CONTRASTS) == []


async def test_nothing_is_wider_than_the_window(room: Any, open_chat: Open) -> None:
    fill(room)
    room.say("https://vale.example/" + "very-long-address-" * 20)
    room.say("x" * 300, entities=[{"type": "pre", "offset": 0, "length": 300}])
    tab = await open_chat()

    beyond = """() => [...document.querySelectorAll("#chat *")]
        .filter(element => element.getBoundingClientRect().right > innerWidth + 1 && element.checkVisibility())
        .map(element => `${element.className || element.tagName} at ${innerWidth}`)"""
    for width in (320, 360, 390, 768, 1440):
        await tab.set_viewport_size({"width": width, "height": 700})
        assert await tab.evaluate(beyond) == []


async def test_a_narrow_window_shows_the_chat_or_the_list(room: Any, open_chat: Open, tab: Page) -> None:
    room.say("hello")
    await tab.set_viewport_size({"width": 390, "height": 844})
    await open_chat()
    await expect(tab.get_by_role("navigation", name="Chats")).to_be_hidden()

    await tab.get_by_role("link", name="All chats").click()
    await expect(tab.get_by_role("log")).to_be_hidden()
    await tab.get_by_role("link", name="Harbour Digest").click()

    await expect(tab.locator(".message .text")).to_be_visible()
    await tab.go_back()
    await expect(tab.get_by_role("navigation", name="Chats")).to_be_visible()


async def test_a_chosen_theme_and_text_size_stay(room: Any, open_chat: Open) -> None:
    room.say("hello")
    tab = await open_chat()
    bubble = tab.locator(".bubble")
    await expect(bubble).to_have_css("background-color", "rgb(255, 255, 255)")

    for choice in ("Theme: Dark", "Text size: Large"):
        await tab.get_by_role("button", name="Chat menu").click()
        await tab.get_by_role("menuitemradio", name=choice).click()
    await expect(bubble).not_to_have_css("background-color", "rgb(255, 255, 255)")
    await tab.reload()

    await expect(bubble).not_to_have_css("background-color", "rgb(255, 255, 255)")
    await expect(tab.locator(".text")).to_have_css("font-size", "19px")


async def test_the_parts_of_the_page_are_named(room: Any, open_chat: Open) -> None:
    fill(room)
    tab = await open_chat()

    await expect(tab.get_by_role("main", name="Conversation")).to_be_visible()
    await expect(tab.get_by_role("navigation", name="Chats")).to_be_visible()
    await expect(tab.get_by_role("complementary", name="About this demo")).to_be_visible()
    await expect(tab.get_by_role("log", name="Messages")).to_have_attribute("aria-live", "polite")
    nameless = "button:not([aria-label]), a:not([aria-label]), textarea:not([aria-label]), img:not([alt])"
    silent = """elements => elements
        .filter(element => element.checkVisibility() && !element.textContent.trim())
        .map(element => element.outerHTML)"""
    assert await tab.locator(nameless).evaluate_all(silent) == []


async def test_a_menu_is_walked_and_left_with_the_keys(room: Any, open_chat: Open) -> None:
    room.say("hello")
    tab = await open_chat()
    opener = tab.get_by_role("button", name="Chat menu")
    await opener.press("Enter")
    await expect(tab.get_by_role("menuitemradio", name="Theme: As the system")).to_be_focused()

    await tab.keyboard.press("ArrowUp")
    await expect(tab.get_by_role("menuitem", name="Block bot")).to_be_focused()
    await tab.keyboard.press("Escape")

    await expect(tab.get_by_role("menu")).to_have_count(0)
    await expect(opener).to_be_focused()


async def test_the_keyboard_skips_to_the_field_and_goes_back_to_the_buttons(room: Any, open_chat: Open) -> None:
    room.say("hello", reply_markup={"inline_keyboard": [[{"text": "Why?", "callback_data": "w"}]]})
    tab = await open_chat()
    skip = tab.get_by_role("link", name="Skip to the message field")
    await skip.focus()
    await expect(skip).to_be_in_viewport(ratio=1)

    await tab.keyboard.press("Enter")
    await expect(tab.get_by_role("textbox", name="Message")).to_be_focused()
    for _ in range(3):
        await tab.keyboard.press("Shift+Tab")

    why = tab.get_by_role("button", name="Why?")
    await expect(why).to_be_focused()
    await expect(why).to_have_css("outline-style", "solid")


async def test_the_page_asks_nobody_but_its_own_server(room: Any, open_chat: Open, tab: Page) -> None:
    fill(room)
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    await open_chat()

    assert len(asked) > 10
    assert [url for url in asked if not url.startswith(room.url)] == []
