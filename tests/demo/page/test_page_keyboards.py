"""The bot's buttons: below its messages and below the message field."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Open = Callable[[], Awaitable[Page]]


def inline(*rows: list[dict[str, str]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


def callback(text: str, data: str) -> dict[str, str]:
    return {"text": text, "callback_data": data}


async def test_a_tap_waits_for_the_bot_s_answer(room: Any, open_chat: Open) -> None:
    message = room.say("Topics", reply_markup=inline([callback("World", "t:1"), callback("Sport", "t:2")]))
    tab = await open_chat()
    world, sport = tab.get_by_role("button", name="World"), tab.get_by_role("button", name="Sport")

    await world.click()

    await expect(world).to_have_attribute("aria-busy", "true")
    await expect(sport).not_to_have_attribute("aria-busy", "true")
    room.emit("answer", query_id="q1", text="", show_alert=False, url="")
    await expect(world).not_to_have_attribute("aria-busy", "true")
    assert room.sent("/user/tap") == [{"chat": 7001, "message_id": message["message_id"], "data": "t:1"}]


async def test_a_second_tap_while_waiting_is_no_second_query(room: Any, open_chat: Open) -> None:
    room.say("Topics", reply_markup=inline([callback("World", "t:1")]))
    tab = await open_chat()
    world = tab.get_by_role("button", name="World")

    await world.dblclick()
    await expect(world).to_have_attribute("aria-busy", "true")

    assert len(room.sent("/user/tap")) == 1


async def test_a_tap_on_a_toggle_shows_its_new_state_and_keeps_the_focus(room: Any, open_chat: Open) -> None:
    message = room.say("Topics", reply_markup=inline([callback("World", "t:1"), callback("Sport", "t:2")]))
    tab = await open_chat()
    await tab.get_by_role("button", name="Sport").press("Enter")

    room.edit(message, reply_markup=inline([callback("World", "t:1"), callback("✓ Sport", "t:2")]))
    room.emit("answer", query_id="q1", text="", show_alert=False, url="")

    toggled = tab.get_by_role("button", name="✓ Sport")
    await expect(toggled).to_be_focused()
    await expect(toggled).not_to_have_attribute("aria-busy", "true")


async def test_a_short_answer_is_a_toast(room: Any, open_chat: Open) -> None:
    room.say("Story", reply_markup=inline([callback("👍", "up")]))
    tab = await open_chat()
    await tab.get_by_role("button", name="👍").click()

    room.emit("answer", query_id="q1", text="Noted, more like this", show_alert=False, url="")

    await expect(tab.locator("#toasts[role=status]")).to_have_text("Noted, more like this")


async def test_an_alert_stays_until_it_is_confirmed(room: Any, open_chat: Open) -> None:
    room.say("Story", reply_markup=inline([callback("Why?", "why")]))
    tab = await open_chat()
    why = tab.get_by_role("button", name="Why?")
    await why.press("Enter")

    room.emit("answer", query_id="q1", text="You follow Sport.", show_alert=True, url="")

    box = tab.get_by_role("alertdialog", name="Harbour Digest")
    await expect(box).to_contain_text("You follow Sport.")
    await expect(box.get_by_role("button", name="OK")).to_be_focused()
    await tab.keyboard.press("Enter")
    await expect(box).to_have_count(0)
    await expect(why).to_be_focused()


async def test_a_tap_that_is_refused_says_why(room: Any, open_chat: Open) -> None:
    room.refusals["/user/tap"] = "the message has no such button"
    room.say("Old", reply_markup=inline([callback("Why?", "why")]))
    tab = await open_chat()

    await tab.get_by_role("button", name="Why?").click()

    await expect(tab.locator("#toasts")).to_have_text("the message has no such button")
    await expect(tab.get_by_role("button", name="Why?")).not_to_have_attribute("aria-busy", "true")


async def test_an_address_button_opens_a_tab_that_knows_nothing_of_this_one(room: Any, open_chat: Open) -> None:
    buttons = [{"text": "Read", "url": "https://vale.example/a"}, {"text": "Bad", "url": "javascript:alert(1)"}]
    room.say("Story", reply_markup=inline(buttons))
    tab = await open_chat()

    read = tab.get_by_role("link", name="Read (opens in a new tab)")
    await expect(read).to_have_attribute("href", "https://vale.example/a")
    await expect(read).to_have_attribute("target", "_blank")
    await expect(read).to_have_attribute("rel", "noopener noreferrer")
    await expect(tab.get_by_role("button", name="Bad")).to_be_disabled()


async def test_a_copy_button_copies_its_text(room: Any, open_chat: Open) -> None:
    room.say("Code", reply_markup=inline([{"text": "Copy", "copy_text": {"text": "K-42"}}]))
    tab = await open_chat()
    await tab.context.grant_permissions(["clipboard-read", "clipboard-write"])

    await tab.get_by_role("button", name="Copy", exact=True).click()

    await expect(tab.locator("#toasts")).to_have_text("Copied")
    assert await tab.evaluate("navigator.clipboard.readText()") == "K-42"


async def test_the_reply_keyboard_sends_its_texts_and_can_be_folded(room: Any, open_chat: Open) -> None:
    room.say("hello")
    tab = await open_chat()
    keyboard = {"keyboard": [["Daily", "Weekly"], ["Never"]], "input_field_placeholder": "Choose one"}
    room.say("How often?", news={"keyboard": keyboard})
    field = tab.get_by_role("textbox", name="Message")
    await expect(field).to_have_attribute("placeholder", "Choose one")

    await tab.get_by_role("button", name="Weekly").click()
    await expect(tab.locator(".message.out .text")).to_contain_text("Weekly")
    await tab.get_by_role("button", name="Suggested answers", expanded=True).click()
    await expect(tab.get_by_role("button", name="Weekly")).to_be_hidden()
    room.say("Noted", news={"keyboard": None})

    await expect(tab.get_by_role("button", name="Suggested answers")).to_be_hidden()
    await expect(field).to_have_attribute("placeholder", "Message")


async def test_a_reply_keyboard_is_there_again_after_a_reload(room: Any, open_chat: Open) -> None:
    room.say("How often?")
    room.keyboard = {"keyboard": [[{"text": "Daily"}]]}
    tab = await open_chat()

    await expect(tab.get_by_role("button", name="Daily")).to_be_visible()


async def test_a_forced_reply_answers_the_bot_s_question(room: Any, open_chat: Open) -> None:
    room.say("hello", out=True)
    tab = await open_chat()
    question = room.say("Name of the topic?", news={"keyboard": {"force_reply": True}})
    field = tab.get_by_role("textbox", name="Message")
    await expect(tab.locator(".reply-bar")).to_contain_text("Name of the topic?")

    await field.fill("Harbour")
    await field.press("Enter")

    await room.until(lambda: room.sent("/user/send"))
    assert room.sent("/user/send")[0]["reply_to"] == question["message_id"]


async def test_a_reply_keyboard_hides_nothing_of_the_newest_message(room: Any, open_chat: Open) -> None:
    room.say("\n".join(f"line {number}" for number in range(60)))
    room.say("How often?")
    room.keyboard = {"keyboard": [["Daily"], ["Weekly"], ["Never"]]}
    tab = await open_chat()

    await expect(tab.get_by_role("button", name="Never")).to_be_visible()
    await expect(tab.locator(".message", has_text="How often?")).to_be_in_viewport(ratio=1)
