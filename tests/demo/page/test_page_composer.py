"""Writing: the message field, the commands, drafts, files, and a chat that isn't begun or is blocked."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Open = Callable[[], Awaitable[Page]]

COMMANDS = [
    {"command": "start", "description": "Begin"},
    {"command": "subscribe", "description": "Follow a topic"},
    {"command": "sub", "description": "The same, shorter"},
    {"command": "latest", "description": "What is new now"},
]


async def test_enter_sends_and_shift_enter_breaks_the_line(room: Any, open_chat: Open) -> None:
    room.say("hello")
    tab = await open_chat()
    field = tab.get_by_role("textbox", name="Message")
    await expect(field).to_be_focused()

    await tab.keyboard.type("one")
    await tab.keyboard.press("Shift+Enter")
    await tab.keyboard.type("two")
    low = (await field.bounding_box() or {})["height"]
    await tab.keyboard.press("Enter")

    await expect(tab.locator(".message.out .text")).to_contain_text("one\ntwo")
    await expect(field).to_have_value("")
    assert (await field.bounding_box() or {})["height"] < low
    assert [body["text"] for body in room.sent("/user/send")] == ["one\ntwo"]


async def test_the_button_sends_and_is_off_while_there_is_nothing_to_send(room: Any, open_chat: Open) -> None:
    room.say("hello")
    tab = await open_chat()
    send, field = tab.get_by_role("button", name="Send"), tab.get_by_role("textbox", name="Message")
    await field.fill("   ")
    await expect(send).to_be_disabled()

    await field.fill("hi")
    await send.click()

    await expect(tab.locator(".message.out .text")).to_contain_text("hi")
    await expect(send).to_be_disabled()


async def test_a_text_too_long_for_one_message_goes_out_as_several(room: Any, open_chat: Open) -> None:
    room.say("hello")
    tab = await open_chat()
    field = tab.get_by_role("textbox", name="Message")

    await field.fill("x" * 5000)
    await field.press("Enter")

    await room.until(lambda: len(room.sent("/user/send")) == 2)
    assert sorted(len(body["text"]) for body in room.sent("/user/send")) == [904, 4096]


async def test_the_menu_button_shows_every_command_and_a_tap_sends_it(room: Any, open_chat: Open) -> None:
    room.commands = COMMANDS
    room.say("hello")
    tab = await open_chat()

    await tab.get_by_role("button", name="Commands of the bot").click()
    options = tab.get_by_role("listbox", name="Commands").get_by_role("option")
    await expect(options).to_have_count(4)
    await expect(options.last).to_contain_text("What is new now")
    await options.last.click()

    await expect(tab.locator(".message.out .text")).to_contain_text("/latest")
    await expect(options).to_have_count(0)


async def test_commands_fit_what_is_typed_and_the_keys_choose(room: Any, open_chat: Open) -> None:
    room.commands = COMMANDS
    room.say("hello")
    tab = await open_chat()
    options, field = tab.get_by_role("option"), tab.get_by_role("textbox", name="Message")

    await field.press_sequentially("/sub")
    await expect(options.locator("strong")).to_have_text(["/sub", "/subscribe"])
    await expect(options.first).to_have_attribute("aria-selected", "true")
    await field.press("ArrowDown")
    await expect(field).to_have_attribute("aria-activedescendant", "command-1")
    await field.press("Enter")

    await room.until(lambda: room.sent("/user/send"))
    await expect(options).to_have_count(0)
    assert room.sent("/user/send")[0]["text"] == "/subscribe"


async def test_escape_leaves_the_typed_command_as_it_is(room: Any, open_chat: Open) -> None:
    room.commands = COMMANDS
    room.say("hello")
    tab = await open_chat()
    field = tab.get_by_role("textbox", name="Message")

    await field.press_sequentially("/su")
    await field.press("Escape")
    await expect(tab.get_by_role("option")).to_have_count(0)
    await field.press("Enter")

    await room.until(lambda: room.sent("/user/send"))
    assert room.sent("/user/send")[0]["text"] == "/su"


async def test_tab_completes_a_command_for_its_arguments(room: Any, open_chat: Open) -> None:
    room.commands = COMMANDS
    room.say("hello")
    tab = await open_chat()
    field = tab.get_by_role("textbox", name="Message")

    await field.press_sequentially("/la")
    await field.press("Tab")

    await expect(field).to_have_value("/latest ")
    await expect(field).to_be_focused()


async def test_newly_registered_commands_appear_without_a_reload(room: Any, open_chat: Open) -> None:
    room.say("hello")
    tab = await open_chat()
    menu = tab.get_by_role("button", name="Commands of the bot")
    await expect(menu).to_be_hidden()

    room.emit("commands", commands=COMMANDS)

    await expect(menu).to_be_visible()


async def test_a_draft_survives_a_reload(room: Any, open_chat: Open) -> None:
    room.say("hello")
    tab = await open_chat()
    await tab.get_by_role("textbox", name="Message").fill("half a thou")

    await tab.reload()

    await expect(tab.get_by_role("textbox", name="Message")).to_have_value("half a thou")


async def test_a_chat_that_is_not_begun_shows_what_the_bot_does_above_start(room: Any, open_chat: Open) -> None:
    room.description = "I read the news for you."
    tab = await open_chat()
    await expect(tab.get_by_role("region", name="About Harbour Digest")).to_contain_text("I read the news for you.")
    await expect(tab.get_by_role("textbox", name="Message")).to_be_hidden()

    await tab.get_by_role("button", name="Start").click()

    await expect(tab.locator(".message.out .text")).to_contain_text("/start")
    await expect(tab.get_by_role("textbox", name="Message")).to_be_visible()
    await expect(tab.get_by_text("I read the news for you.")).to_have_count(0)


async def test_blocking_takes_the_field_away_until_the_bot_is_restarted(room: Any, open_chat: Open) -> None:
    room.say("hello")
    tab = await open_chat()
    await tab.get_by_role("button", name="Chat menu").click()
    await tab.get_by_role("menuitem", name="Block bot").click()
    await expect(tab.get_by_role("textbox", name="Message")).to_be_hidden()

    await tab.get_by_role("button", name="Restart bot").click()

    await expect(tab.get_by_role("textbox", name="Message")).to_be_visible()
    await room.until(lambda: room.sent("/user/send"))
    assert [path for path, _ in room.asked][-3:] == ["/user/block", "/user/unblock", "/user/send"]


async def test_replying_from_a_message_s_menu_names_what_is_answered(room: Any, open_chat: Open) -> None:
    message = room.say("When do you want it?")
    tab = await open_chat()
    await tab.get_by_role("button", name="Message actions").click()
    await tab.get_by_role("menuitem", name="Reply").click()
    await expect(tab.locator(".reply-bar")).to_contain_text("When do you want it?")

    await tab.keyboard.type("At eight")
    await tab.keyboard.press("Enter")

    await expect(tab.locator(".reply-quote")).to_contain_text("When do you want it?")
    await expect(tab.locator(".reply-bar")).to_be_hidden()
    assert room.sent("/user/send")[0]["reply_to"] == message["message_id"]


async def test_a_file_is_sent_with_its_caption(room: Any, open_chat: Open) -> None:
    room.say("Send me your OPML")
    tab = await open_chat()
    async with tab.expect_file_chooser() as chooser:
        await tab.get_by_role("button", name="Attach").click()
        await tab.get_by_role("menuitem", name="File").click()
    await (await chooser.value).set_files({"name": "feeds.opml", "mimeType": "text/xml", "buffer": b"<opml/>"})

    box = tab.get_by_role("dialog", name="Send a file")
    await expect(box).to_contain_text("feeds.opml")
    await box.get_by_role("textbox", name="Caption").fill("my feeds")
    await box.get_by_role("button", name="Send").click()

    await expect(tab.locator(".message.out .file")).to_contain_text("feeds.opml")
    assert room.sent("/user/document") == [
        {"chat": "7001", "caption": "my feeds", "name": "feeds.opml", "content": b"<opml/>"}
    ]


async def test_a_location_is_sent_from_a_chosen_place(room: Any, open_chat: Open) -> None:
    room.say("Where are you?")
    tab = await open_chat()
    await tab.get_by_role("button", name="Attach").click()
    await tab.get_by_role("menuitem", name="Location").click()
    await tab.get_by_role("button", name="Kyiv").click()
    await tab.get_by_role("dialog").get_by_role("button", name="Send").click()

    await room.until(lambda: room.sent("/user/location"))
    assert room.sent("/user/location") == [{"chat": 7001, "latitude": 50.45, "longitude": 30.523}]


async def attach_file(tab: Page) -> None:
    async with tab.expect_file_chooser() as chooser:
        await tab.get_by_role("button", name="Attach").click()
        await tab.get_by_role("menuitem", name="File").click()
    await (await chooser.value).set_files({"name": "feeds.opml", "mimeType": "text/xml", "buffer": b"<opml/>"})
    await tab.get_by_role("dialog", name="Send a file").get_by_role("button", name="Send").click()


async def attach_location(tab: Page) -> None:
    await tab.get_by_role("button", name="Attach").click()
    await tab.get_by_role("menuitem", name="Location").click()
    await tab.get_by_role("dialog", name="Send a location").get_by_role("button", name="Send").click()


@pytest.mark.parametrize(("attach", "path"), [(attach_file, "/user/document"), (attach_location, "/user/location")])
async def test_what_could_not_be_sent_answers_the_same_when_it_is_sent_again(
    room: Any, open_chat: Open, attach: Callable[[Page], Awaitable[None]], path: str
) -> None:
    message = room.say("Send me what you have")
    tab = await open_chat()
    await tab.get_by_role("button", name="Message actions").click()
    await tab.get_by_role("menuitem", name="Reply").click()
    field = tab.get_by_role("textbox", name="Message")
    await field.fill("half a thou")
    await tab.route(f"**{path}", lambda route: route.abort())
    await attach(tab)
    await expect(tab.get_by_text("No connection to the demo").first).to_be_visible()
    await expect(tab.locator(".reply-bar")).to_contain_text("Send me what you have")

    await tab.unroute(f"**{path}")
    await attach(tab)

    await room.until(lambda: room.sent(path))
    assert int(room.sent(path)[0]["reply_to"]) == message["message_id"]
    await expect(tab.locator(".reply-bar")).to_be_hidden()
    await expect(field).to_have_value("half a thou")


async def test_the_demo_s_notice_says_when_the_next_digest_comes(room: Any, open_chat: Open) -> None:
    room.notice = {
        "text": "Invented news, a real bot.",
        "next_digest_at": "2020-01-01T08:00:00Z",
        "links": [{"text": "The newsroom", "url": "/newsroom"}],
    }
    tab = await open_chat()
    notice = tab.get_by_role("complementary", name="About this demo")
    await expect(notice).to_contain_text("Invented news, a real bot.")
    await expect(notice).to_contain_text("Next digest any moment now.")
    await expect(notice.get_by_role("link", name="The newsroom")).to_have_attribute("target", "_blank")

    await notice.get_by_role("button", name="Hide this notice").click()

    await expect(notice).to_be_hidden()
