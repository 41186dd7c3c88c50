"""The page on the local Bot API itself: what a bot sends over HTTP is what a reader sees, and the other way round."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from demo.botapi.server import LocalBotApi
from demo.page import add_page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_conversation_goes_both_ways(bot: Any, tab: Page) -> None:
    await bot.call("setMyDescription", description="I read the news for you.")
    await bot.call("setMyCommands", commands=[{"command": "latest", "description": "What is new"}])
    await tab.goto(bot.api.base_url)
    await expect(tab.get_by_text("I read the news for you.")).to_be_visible()
    await tab.get_by_role("button", name="Start").click()
    chat = (await bot.update("message"))["chat"]["id"]

    await bot.call("sendChatAction", chat_id=chat, action="typing")
    await expect(tab.locator(".status")).to_have_text("typing")
    buttons = {
        "inline_keyboard": [[{"text": "World", "callback_data": "t:1"}, {"text": "Sport", "callback_data": "t:2"}]]
    }
    welcome = await bot.call(
        "sendMessage", chat_id=chat, text="<b>Welcome!</b> Try /latest", parse_mode="HTML", reply_markup=buttons
    )
    await expect(tab.locator(".message.in strong")).to_have_text("Welcome!")
    await expect(tab.locator(".status")).to_have_text("bot")

    await tab.get_by_role("button", name="Sport").click()
    query = await bot.update("callback_query")
    buttons["inline_keyboard"][0][1]["text"] = "✓ Sport"
    await bot.call("editMessageReplyMarkup", chat_id=chat, message_id=welcome["message_id"], reply_markup=buttons)
    await bot.call("answerCallbackQuery", callback_query_id=query["id"], text="Sport it is", show_alert=True)
    await tab.get_by_role("alertdialog").get_by_role("button", name="OK").click()
    await expect(tab.get_by_role("button", name="✓ Sport")).not_to_have_attribute("aria-busy", "true")

    await bot.call("pinChatMessage", chat_id=chat, message_id=welcome["message_id"])
    await expect(tab.locator("#pinned")).to_contain_text("Welcome! Try /latest")
    await tab.get_by_role("button", name="/latest", exact=True).click()
    assert (await bot.update("message"))["text"] == "/latest"
    await bot.call("deleteMessage", chat_id=chat, message_id=welcome["message_id"])
    await expect(tab.locator(".message", has_text="Welcome!")).to_have_count(0)
    await expect(tab.locator("#pinned")).to_be_hidden()


async def test_files_keyboards_and_reactions_arrive(bot: Any, tab: Page) -> None:
    await tab.goto(bot.api.base_url)
    await tab.get_by_role("button", name="Start").click()
    chat = (await bot.update("message"))["chat"]["id"]

    keyboard = {"keyboard": [["Daily", "Weekly"]], "resize_keyboard": True}
    await bot.call("sendMessage", chat_id=chat, text="How often?", reply_markup=keyboard)
    await tab.get_by_role("button", name="Weekly").click()
    assert (await bot.update("message"))["text"] == "Weekly"

    await bot.call("sendDocument", chat_id=chat, document=BytesIO(b"<opml/>"), caption="Your feeds")
    await expect(tab.locator(".message.in .file")).to_be_visible()
    async with tab.expect_download():
        await tab.locator(".message.in .file").click()

    async with tab.expect_file_chooser() as chooser:
        await tab.get_by_role("button", name="Attach").click()
        await tab.get_by_role("menuitem", name="File").click()
    await (await chooser.value).set_files({"name": "mine.opml", "mimeType": "text/xml", "buffer": b"<opml/>"})
    await tab.get_by_role("dialog").get_by_role("button", name="Send").click()
    assert (await bot.update("message"))["document"]["file_name"] == "mine.opml"

    sent = await bot.call("sendMessage", chat_id=chat, text="Good digest?")
    message = tab.locator(".message", has_text="Good digest?")
    await message.hover()
    await message.get_by_role("button", name="Message actions").click()
    await tab.get_by_role("menuitemradio", name="React with 👍").click()
    await expect(message.get_by_role("button", name="👍 1", pressed=True)).to_be_visible()
    await bot.call("editMessageText", chat_id=chat, message_id=sent["message_id"], text="Good digest? Thanks!")
    await expect(tab.locator(".message", has_text="Thanks!").get_by_role("button", name="👍 1")).to_be_visible()


async def test_blocking_stops_the_bot_and_restarting_lets_it_write_again(bot: Any, tab: Page) -> None:
    await tab.goto(bot.api.base_url)
    await tab.get_by_role("button", name="Start").click()
    await bot.update("message")

    await tab.get_by_role("button", name="Chat menu").click()
    await tab.get_by_role("menuitem", name="Block bot").click()
    assert (await bot.update("my_chat_member"))["new_chat_member"]["status"] == "kicked"
    await tab.get_by_role("button", name="Restart bot").click()

    assert (await bot.update("my_chat_member"))["new_chat_member"]["status"] == "member"
    assert (await bot.update("message"))["text"] == "/start"


async def test_a_forum_s_topics_keep_their_messages_apart(bot: Any, tab: Page) -> None:
    await tab.goto(bot.api.base_url)
    await tab.get_by_role("button", name="New group or channel").click()
    box = tab.get_by_role("dialog")
    await box.get_by_role("textbox", name="Name").fill("Neighbours")
    await box.get_by_role("radio", name="Supergroup").check()
    await box.get_by_role("checkbox", name="With topics").check()
    await box.get_by_role("button", name="Create").click()
    await expect(tab.get_by_role("heading", name="Neighbours")).to_be_visible()

    await tab.get_by_role("button", name="Chat menu").click()
    await tab.get_by_role("menuitem", name="New topic").click()
    await tab.get_by_role("dialog").get_by_role("textbox", name="Name").fill("News")
    await tab.get_by_role("dialog").get_by_role("button", name="Create").click()
    await tab.get_by_role("navigation", name="Forum topics").get_by_role("button", name="News").click()
    field = tab.get_by_role("textbox", name="Message")
    await field.fill("/latest")
    await field.press("Enter")

    asked = await bot.update("message")
    while asked.get("text") != "/latest":
        asked = await bot.update("message")
    thread, chat = asked["message_thread_id"], asked["chat"]["id"]
    await bot.call("sendMessage", chat_id=chat, message_thread_id=thread, text="Here, in the topic")
    await expect(tab.locator(".message", has_text="Here, in the topic")).to_be_visible()
    await tab.get_by_role("button", name="General").click()
    await expect(tab.locator(".message", has_text="Here, in the topic")).to_have_count(0)


async def test_a_demo_that_is_started_again_is_found_again(bot: Any, tab: Page, tmp_path: Path) -> None:
    await tab.goto(bot.api.base_url)
    await tab.get_by_role("button", name="Start").click()
    chat = (await bot.update("message"))["chat"]["id"]
    await bot.call("sendMessage", chat_id=chat, text="before")
    await expect(tab.locator(".message.in")).to_have_count(1)
    port = int(bot.api.base_url.rpartition(":")[2])
    bot.api.save(tmp_path / "conversation.json")
    await bot.api.stop()
    await expect(tab.get_by_text("Connecting…")).to_be_visible()

    bot.api = LocalBotApi()
    bot.api.load(tmp_path / "conversation.json")
    add_page(bot.api.app)
    await bot.api.start(port=port)
    await bot.call("sendMessage", chat_id=chat, text="after")

    await expect(tab.locator(".message.in .text")).to_contain_text(["before", "after"])
    await expect(tab.get_by_text("Connecting…")).to_have_count(0)
