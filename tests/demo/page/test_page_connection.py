"""The stream of events breaks and comes back: nothing is lost, nothing is shown twice."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Open = Callable[[], Awaitable[Page]]


async def test_a_lost_connection_is_shown_until_it_is_back(room: Any, open_chat: Open) -> None:
    room.say("hello")
    tab = await open_chat()
    bar = tab.get_by_text("Connecting…")
    await expect(bar).to_have_count(0)

    room.is_down = True
    room.cut()
    await expect(bar).to_be_visible()
    room.is_down = False

    await expect(bar).to_have_count(0)


async def test_what_happens_while_the_connection_is_lost_is_there_afterwards(room: Any, open_chat: Open) -> None:
    edited, deleted = room.say("before"), room.say("to be deleted")
    tab = await open_chat()
    room.is_down = True
    room.cut()
    await expect(tab.get_by_text("Connecting…")).to_be_visible()

    room.say("missed")
    room.edit(edited, text="changed meanwhile")
    room.delete(deleted)
    room.is_down = False

    await expect(tab.get_by_text("Connecting…")).to_have_count(0)
    room.say("after")
    await expect(tab.locator(".message .text")).to_contain_text(["changed meanwhile", "missed", "after"])


async def test_a_server_that_was_started_over_is_followed_from_its_beginning(room: Any, open_chat: Open) -> None:
    for number in range(5):
        room.say(f"old {number}")
    tab = await open_chat()
    room.is_down = True
    room.cut()
    await expect(tab.get_by_text("Connecting…")).to_be_visible()

    room.messages.clear()
    room.events.clear()
    room.is_down = False
    await expect(tab.get_by_text("Connecting…")).to_have_count(0)
    room.say("new life")

    await expect(tab.locator(".message .text")).to_contain_text(["new life"])


async def test_a_log_that_no_longer_reaches_back_is_made_good_by_the_state(room: Any, open_chat: Open) -> None:
    room.say("hello")
    tab = await open_chat()
    room.messages.append(room.message(text="said without an event"))

    room.emit("reset")

    await expect(tab.locator(".message .text")).to_contain_text(["hello", "said without an event"])


async def test_the_own_message_is_shown_once_though_answer_and_event_both_bring_it(room: Any, open_chat: Open) -> None:
    room.say("hello")
    tab = await open_chat()
    field = tab.get_by_role("textbox", name="Message")

    for text in ("same", "same", "same"):
        await field.fill(text)
        await field.press("Enter")

    await room.until(lambda: len(room.sent("/user/send")) == 3)
    room.say("last")
    await expect(tab.locator(".message .text")).to_contain_text(["hello", "same", "same", "same", "last"])


async def test_a_message_that_was_not_sent_says_so_and_can_be_sent_again(room: Any, open_chat: Open) -> None:
    room.say("hello")
    tab = await open_chat()
    room.refusals["/user/send"] = "the bot is blocked; unblock it first"
    await tab.get_by_role("textbox", name="Message").fill("important")
    await tab.get_by_role("button", name="Send").click()
    failed = tab.get_by_role("button", name="Not sent")
    await expect(failed).to_have_attribute("title", "the bot is blocked; unblock it first")

    room.refusals.clear()
    await failed.click()
    await tab.get_by_role("menuitem", name="Send again").click()

    await expect(failed).to_have_count(0)
    await expect(tab.locator(".message.out .text")).to_contain_text(["important"])


async def test_a_message_whose_answer_was_lost_is_not_offered_again(room: Any, open_chat: Open) -> None:
    room.say("hello")
    tab = await open_chat()
    room.is_down = True
    room.cut()
    await tab.get_by_role("textbox", name="Message").fill("did it arrive?")
    await tab.get_by_role("button", name="Send").click()
    await expect(tab.get_by_role("button", name="Not sent")).to_be_visible()

    room.say("did it arrive?", out=True)
    room.is_down = False

    await expect(tab.get_by_role("button", name="Not sent")).to_have_count(0)
    await expect(tab.locator(".message.out .text")).to_contain_text(["did it arrive?"])


async def test_a_chat_of_an_earlier_demo_leads_to_the_private_chat(room: Any, tab: Page) -> None:
    room.say("hello")

    await tab.goto(f"{room.url}#/chat/-999")

    await expect(tab.locator(".message .text")).to_contain_text(["hello"])
    await expect(tab.get_by_role("heading", name="Harbour Digest")).to_be_visible()
