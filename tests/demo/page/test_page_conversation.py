"""What was said, in order, and where the reader is in it."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Open = Callable[[], Awaitable[Page]]

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000030000000208020000001216f14d0000001049444154789c634898b000"
    "8218e02c005c5409615e141f8d0000000049454e44ae426082"
)


def long_text(lines: int) -> str:
    return "\n".join(f"line {number}" for number in range(lines))


async def scroll_to(tab: Page, top: int) -> None:
    await tab.locator("#scroller").evaluate("(scroller, top) => { scroller.scrollTop = top; }", top)


async def top_of(tab: Page, text: str) -> float:
    box = await tab.locator(".message", has_text=text).bounding_box()
    assert box
    return box["y"]


async def test_messages_stand_under_their_day_on_their_writer_s_side(room: Any, open_chat: Open) -> None:
    room.say("/start", out=True)
    room.say("Welcome!")
    room.clock += 86_400
    room.say("Good morning!")
    tab = await open_chat()

    await expect(tab.locator(".day")).to_have_text(["10 March 2025", "11 March 2025"])
    await expect(tab.locator(".message.out")).to_have_count(1)
    await expect(tab.locator("section").nth(0).locator(".message.in")).to_contain_text("Welcome!")
    await expect(tab.get_by_role("article", name="Harbour Digest, 08:00")).to_have_count(2)


async def test_a_new_message_appears_at_the_end(room: Any, open_chat: Open) -> None:
    room.say("first")
    tab = await open_chat()

    room.say("second")

    await expect(tab.locator(".message .text")).to_contain_text(["first", "second"])


async def test_an_edit_changes_the_message_in_place_and_says_so(room: Any, open_chat: Open) -> None:
    message = room.say("Looking for news …")
    room.say("after")
    tab = await open_chat()

    room.edit(message, text="Nothing new since 07:30.")

    await expect(tab.locator(".message .text").first).to_contain_text("Nothing new since 07:30.")
    await expect(tab.locator(".message").first.locator(".edited")).to_be_visible()
    await expect(tab.locator(".message")).to_have_count(2)


async def test_a_deleted_message_disappears_with_its_day(room: Any, open_chat: Open) -> None:
    room.say("stays")
    room.clock += 86_400
    message = room.say("goes")
    tab = await open_chat()
    await expect(tab.locator(".day")).to_have_count(2)

    room.delete(message)

    await expect(tab.locator(".message .text")).to_contain_text(["stays"])
    await expect(tab.locator(".day")).to_have_count(1)


async def test_a_reply_shows_what_it_answers_and_leads_there(room: Any, open_chat: Open) -> None:
    question = room.say("When does the ferry go?", out=True)
    room.say(long_text(60))
    room.say("At six.", reply_to_message=question)
    tab = await open_chat()

    await tab.get_by_role("button", name="When does the ferry go?").click()

    await expect(tab.locator(".message.flash")).to_contain_text("When does the ferry go?")
    await expect(tab.locator(".message.flash")).to_be_in_viewport()


async def test_a_document_is_offered_with_name_and_size(room: Any, open_chat: Open) -> None:
    room.files["opml"] = (b"<opml/>", "text/xml")
    room.say(document={"file_id": "opml", "file_name": "feeds.opml", "file_size": 18_423}, caption="Your feeds")
    tab = await open_chat()
    await expect(tab.locator(".file")).to_contain_text("feeds.opml")
    await expect(tab.locator(".file")).to_contain_text("18 KB")

    async with tab.expect_download() as download:
        await tab.get_by_role("log").get_by_role("link", name="feeds.opml").click()

    assert (await download.value).suggested_filename == "feeds.opml"


async def test_a_photo_keeps_its_room_and_can_be_enlarged(room: Any, open_chat: Open) -> None:
    room.files["big"] = (PICTURE, "image/png")
    sizes = [
        {"file_id": "small", "width": 90, "height": 60},
        {"file_id": "big", "width": 300, "height": 200},
    ]
    room.say(photo=sizes, caption="Fog over the pier")
    tab = await open_chat()
    await expect(tab.locator(".photo img")).to_have_attribute("src", "/user/file/big")
    box = await tab.locator(".photo img").bounding_box()
    assert box
    assert box["width"] / box["height"] == pytest.approx(1.5, rel=0.02)

    await tab.get_by_role("button", name="Enlarge: Fog over the pier").click()

    await expect(tab.get_by_role("dialog", name="Fog over the pier")).to_be_visible()
    await tab.keyboard.press("Escape")
    await expect(tab.get_by_role("dialog")).to_have_count(0)


async def test_the_pictures_of_an_album_share_a_bubble(room: Any, open_chat: Open) -> None:
    room.files["pixel"] = (PICTURE, "image/png")
    picture = [{"file_id": "pixel", "width": 300, "height": 200}]
    room.say(photo=picture, media_group_id="a", caption="Three views")
    room.say(photo=picture, media_group_id="a")
    room.say(photo=picture, media_group_id="a")
    tab = await open_chat()

    await expect(tab.locator(".message")).to_have_count(1)
    await expect(tab.locator(".album .photo")).to_have_count(3)
    await expect(tab.locator(".text")).to_contain_text("Three views")


async def test_a_location_names_its_place_in_degrees(room: Any, open_chat: Open) -> None:
    room.say(location={"latitude": -23.551, "longitude": 30.523}, out=True)
    tab = await open_chat()

    await expect(tab.get_by_role("link", name="Location 23.551° S 30.523° E")).to_be_visible()


async def test_what_happened_in_a_group_stands_in_the_middle(room: Any, open_chat: Open) -> None:
    message = room.say("Rules of the group")
    room.say(pinned_message=message)
    tab = await open_chat()

    await expect(tab.locator(".service")).to_have_text("Harbour Digest pinned “Rules of the group”")


async def test_the_pinned_message_stays_above_and_leads_to_its_place(room: Any, open_chat: Open) -> None:
    message = room.say("Digest at 08:00")
    room.say(long_text(60))
    tab = await open_chat()
    bar = tab.locator("#pinned")
    await expect(bar).to_be_hidden()

    room.emit("pin", chat_id=7001, message=message)
    await bar.get_by_role("button").click()

    await expect(tab.locator(".message.flash")).to_contain_text("Digest at 08:00")
    room.emit("pin", chat_id=7001, message=None)
    await expect(bar).to_be_hidden()


async def test_reacting_tells_the_bot_and_a_second_tap_takes_it_back(room: Any, open_chat: Open) -> None:
    message = room.say("Good?")
    tab = await open_chat()
    await tab.get_by_role("button", name="Message actions").click()
    await tab.get_by_role("menuitemradio", name="React with 👍").click()
    mine = {
        "chat_id": 7001,
        "message_id": message["message_id"],
        "reactions": [{"emoji": "👍", "count": 1, "chosen": True}],
    }
    room.emit("reaction", **mine)

    await tab.get_by_role("button", name="👍 1", pressed=True).click()
    room.emit("reaction", **mine | {"reactions": []})

    await room.until(lambda: len(room.sent("/user/react")) == 2)
    await expect(tab.locator(".reactions")).to_have_count(0)
    assert [body["emoji"] for body in room.sent("/user/react")] == ["👍", ""]


async def test_the_view_keeps_to_the_newest_message(room: Any, open_chat: Open) -> None:
    room.say(long_text(60))
    tab = await open_chat()

    room.say("the newest")

    await expect(tab.locator(".message", has_text="the newest")).to_be_in_viewport(ratio=1)


async def test_a_message_taller_than_the_window_is_shown_from_its_beginning(room: Any, open_chat: Open) -> None:
    room.say(long_text(60))
    tab = await open_chat()

    room.say("Your digest\n" + long_text(60))

    await expect(tab.locator(".message", has_text="Your digest")).to_be_in_viewport()
    header = await tab.locator("#header").bounding_box()
    assert header
    assert await top_of(tab, "Your digest") >= header["height"]


async def test_an_answer_that_grows_by_an_edit_is_shown_from_its_beginning(room: Any, open_chat: Open) -> None:
    room.say(long_text(60))
    message = room.say("Looking …")
    tab = await open_chat()

    room.edit(message, text="Your digest\n" + long_text(60))

    await expect(tab.locator(".message", has_text="Your digest")).to_be_visible()
    header = await tab.locator("#header").bounding_box()
    assert header
    assert await top_of(tab, "Your digest") >= header["height"]


async def test_who_reads_further_up_is_left_there_and_told_how_much_is_new(room: Any, open_chat: Open) -> None:
    room.say("the first\n" + long_text(90))
    tab = await open_chat()
    await scroll_to(tab, 0)
    before = await top_of(tab, "the first")

    room.say("one")
    room.say("two")

    down = tab.get_by_role("button", name="2 new, scroll to the newest message")
    await expect(down).to_be_visible()
    assert await top_of(tab, "the first") == before
    await down.click()
    await expect(tab.locator(".message", has_text="two")).to_be_in_viewport(ratio=1)
    await expect(down).to_be_hidden()


async def test_an_edit_above_does_not_move_what_is_being_read(room: Any, open_chat: Open) -> None:
    above = room.say("short")
    room.say("being read\n" + long_text(60))
    room.say(long_text(60))
    tab = await open_chat()
    await scroll_to(tab, 200)
    before = await top_of(tab, "being read")

    room.edit(above, text="long now\n" + long_text(30))

    await expect(tab.locator(".message", has_text="long now")).to_have_count(1)
    assert await top_of(tab, "being read") == pytest.approx(before, abs=1)


async def test_what_came_in_before_the_visit_begins_below_a_line(room: Any, open_chat: Open) -> None:
    room.say("read")
    room.say("unread one\n" + long_text(60))
    room.say("unread two")
    room.chats[0]["unread"] = 2
    tab = await open_chat()

    await expect(tab.get_by_text("New messages")).to_be_in_viewport()
    await expect(tab.locator(".unread-line + .message")).to_contain_text("unread one")


async def test_reading_is_told_to_the_server(room: Any, open_chat: Open) -> None:
    room.chats[0]["unread"] = 1
    room.say("news")

    await open_chat()
    await room.until(lambda: room.sent("/user/read"))

    assert room.sent("/user/read") == [{"chat": 7001}]


async def test_the_bot_is_seen_typing_until_it_speaks(room: Any, open_chat: Open) -> None:
    room.say("hello")
    tab = await open_chat()
    status = tab.locator(".status")
    await expect(status).to_have_text("bot")

    room.emit("action", chat_id=7001, action="typing")
    await expect(status).to_have_text("typing")
    room.say("there you are")

    await expect(status).to_have_text("bot")


async def test_the_tab_s_title_counts_what_comes_in_while_it_is_hidden(room: Any, open_chat: Open) -> None:
    room.say("hello")
    tab = await open_chat()
    await expect(tab).to_have_title("Harbour Digest")
    await hide(tab, hidden=True)

    room.say("one")
    room.say("two")

    await expect(tab).to_have_title("(2) Harbour Digest")
    assert room.sent("/user/read") == []
    await hide(tab, hidden=False)
    await expect(tab).to_have_title("Harbour Digest")


async def hide(tab: Page, *, hidden: bool) -> None:
    """A headless tab is always visible, so the page is told otherwise."""
    await tab.evaluate(
        """hidden => {
            Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


async def test_an_own_message_can_be_edited(room: Any, open_chat: Open) -> None:
    message = room.say("at seven", out=True)
    tab = await open_chat()
    field = tab.get_by_role("textbox", name="Message")

    await field.press("ArrowUp")
    await field.fill("at eight")
    await field.press("Enter")

    await room.until(lambda: room.sent("/user/edit"))
    await expect(field).to_have_value("")
    assert room.sent("/user/edit") == [{"chat": 7001, "message_id": message["message_id"], "text": "at eight"}]


async def test_other_chats_stand_in_the_list_with_what_is_unread(room: Any, open_chat: Open) -> None:
    room.say("hello")
    room.chats.append({"id": -5, "type": "group", "title": "Neighbours", "blocked": False, "unread": 0})
    tab = await open_chat()

    room.say("Digest for all", chat=-5)

    entry = tab.get_by_role("link", name=re.compile("Neighbours"))
    await expect(entry).to_contain_text("Harbour Digest: Digest for all")
    await expect(entry).to_contain_text("1 unread")
    await entry.click()
    await expect(tab.get_by_role("heading", name="Neighbours")).to_be_visible()
    await expect(tab.locator(".message .sender")).to_have_text("Harbour Digest")
