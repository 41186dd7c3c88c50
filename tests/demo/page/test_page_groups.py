"""Groups, channels and forum topics in the page: who is in them, who may write, links that lead into them."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import Page, expect

from demo.botapi.client import User

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Look = Callable[..., Awaitable[Page]]


async def choose(tab: Page, item: str) -> None:
    """A point of the chat's menu."""
    await tab.get_by_role("button", name="Chat menu").click()
    await tab.get_by_role("menuitem", name=item).click()


async def test_a_startgroup_link_asks_for_the_group(bot: Any, robin: User, look_at: Look) -> None:
    await robin.send("/start")
    group = await robin.create_group("Book club", with_bot=False)
    link = "https://t.me/newsdigest_demo_bot?startgroup=topic_sea"
    row = [{"text": "Add me to a group", "url": link}]
    await bot.call("sendMessage", chat_id=robin.id, text="x", reply_markup={"inline_keyboard": [row]})
    tab = await look_at()

    await tab.get_by_role("link", name="Add me to a group").click()
    await tab.get_by_role("dialog").get_by_role("button", name="Book club").click()

    await expect(tab.locator("h1")).to_have_text("Book club")
    await expect(tab.locator(".message.out")).to_contain_text("/start@newsdigest_demo_bot topic_sea")
    message = await bot.update("message")
    while "text" not in message or message["chat"]["id"] != group:
        message = await bot.update("message")
    assert message["text"] == "/start@newsdigest_demo_bot topic_sea"


async def test_a_start_link_in_a_group_leads_to_the_private_chat(bot: Any, robin: User, look_at: Look) -> None:
    group = await robin.create_group("Book club")
    await bot.call("sendMessage", chat_id=group, text="https://t.me/newsdigest_demo_bot?start=topic_sea")
    tab = await look_at(group)

    await tab.locator(".message .text a").click()

    await expect(tab.locator("h1")).to_have_text("News digest")
    await expect(tab.locator(".message.out")).to_contain_text("/start topic_sea")


async def test_commands_in_a_group_name_the_bot(bot: Any, robin: User, look_at: Look) -> None:
    group = await robin.create_group("Book club")
    tab = await look_at(group)
    commands = [{"command": "latest", "description": "What is new"}]
    await bot.call("setMyCommands", commands=commands, scope={"type": "all_group_chats"})

    await tab.get_by_role("button", name="Commands of the bot").click()
    await tab.get_by_role("option", name="/latest").click()

    await expect(tab.locator(".message.out")).to_contain_text("/latest@newsdigest_demo_bot")


async def test_an_admin_says_who_may_do_what(bot: Any, robin: User, look_at: Look) -> None:
    kim = await robin.new_user("Kim")
    group = await robin.create_group("Vale", "supergroup", members=[kim])
    tab = await look_at(group)
    await expect(tab.locator(".status")).to_have_text("group, 3 members")

    await choose(tab, "Members")
    await tab.get_by_role("dialog").get_by_role("button", name="Kim member").click()
    await tab.get_by_role("menuitem", name="Make an admin").click()
    assert (await bot.update("my_chat_member"))["new_chat_member"]["status"] == "member"
    await choose(tab, "Make the bot an admin")
    assert (await bot.update("my_chat_member"))["new_chat_member"]["status"] == "administrator"
    assert (await bot.call("getChatMember", chat_id=group, user_id=kim))["status"] == "administrator"

    await choose(tab, "Only admins write")
    await choose(tab, "Let everybody write")
    await choose(tab, "Write anonymously")
    await choose(tab, "Write as yourself")
    await choose(tab, "Write anonymously")
    await tab.get_by_role("textbox", name="Message").fill("who am I?")
    await tab.keyboard.press("Enter")
    await expect(tab.locator(".message").last).to_contain_text("who am I?")
    message = await bot.update("message")
    while "text" not in message:
        message = await bot.update("message")
    assert message["from"]["username"] == "GroupAnonymousBot"


async def test_who_may_not_write_is_told_why(bot: Any, robin: User, look_at: Look) -> None:
    kim = await robin.new_user("Kim")
    channel = await robin.create_channel("Vale news", members=[kim])
    tab = await look_at(channel, user=kim)
    await expect(tab.get_by_text("Only admins write to this channel")).to_be_visible()
    await expect(tab.get_by_role("textbox", name="Message")).to_be_hidden()

    group = await robin.create_group("Vale", members=[kim])
    tab = await look_at(group, user=kim)
    await expect(tab.get_by_role("textbox", name="Message")).to_be_visible()
    await robin.permit(group, can_send_messages=False)
    await expect(tab.get_by_text("Only admins write to this group")).to_be_visible()


async def test_whoever_is_removed_sees_the_group_no_longer(robin: User, look_at: Look) -> None:
    kim = await robin.new_user("Kim")
    group = await robin.create_group("Vale", members=[kim])
    tab = await look_at(group, user=kim)
    await expect(tab.locator("h1")).to_have_text("Vale")

    await robin.promote(group, kim, "kicked")

    await expect(tab.locator("h1")).to_have_text("News digest")
    await expect(tab.get_by_role("link", name="Vale")).to_have_count(0)


async def test_a_topic_is_closed_opened_renamed_and_deleted(bot: Any, robin: User, look_at: Look) -> None:
    kim = await robin.new_user("Kim")
    forum = await robin.create_forum("Vale", members=[kim])
    await robin.open_topic(forum, "Harbour")
    tab = await look_at(forum)
    await tab.get_by_role("button", name="Harbour").click()

    await choose(tab, "Close the topic")
    await expect(tab.get_by_role("button", name="Harbour (closed)")).to_be_visible()
    await choose(tab, "Open the topic again")
    await choose(tab, "Rename the topic")
    await tab.get_by_role("textbox", name="Name").fill("The port")
    await tab.keyboard.press("Enter")
    await expect(tab.get_by_role("button", name="The port")).to_be_visible()
    await choose(tab, "Close the topic")
    await expect(tab.get_by_role("button", name="The port (closed)")).to_be_visible()

    other = await look_at(forum, user=kim)
    await other.get_by_role("button", name="The port (closed)").click()
    await expect(other.get_by_text("This topic is closed")).to_be_visible()

    tab = await look_at(forum)
    await tab.get_by_role("button", name="The port").click()
    await choose(tab, "Delete the topic")
    await expect(tab.get_by_role("button", name="The port")).to_have_count(0)
    await expect(tab.get_by_role("button", name="All")).to_have_attribute("aria-pressed", "true")


async def test_typing_in_one_topic_is_not_seen_in_another(bot: Any, robin: User, look_at: Look) -> None:
    forum = await robin.create_forum("Vale")
    harbour, hills = await robin.open_topic(forum, "Harbour"), await robin.open_topic(forum, "Hills")
    tab = await look_at(forum)
    await tab.get_by_role("button", name="Hills").click()

    await bot.call("sendChatAction", chat_id=forum, message_thread_id=harbour, action="typing")
    await bot.call("sendMessage", chat_id=forum, message_thread_id=hills, text="here")
    await expect(tab.locator(".message")).to_contain_text("here")
    await expect(tab.locator(".status")).to_have_text("group, 2 members")

    await bot.call("sendChatAction", chat_id=forum, message_thread_id=hills, action="typing")
    await expect(tab.locator(".status")).to_have_text("News digest is typing")


async def test_what_stands_in_a_topic_shows_no_reply_that_nobody_made(bot: Any, robin: User, look_at: Look) -> None:
    forum = await robin.create_forum("Vale")
    harbour = await robin.open_topic(forum, "Harbour")
    asked = await robin.send("/topics", forum, thread=harbour)
    await bot.call("sendMessage", chat_id=forum, text="Pick", reply_parameters={"message_id": asked.id})
    tab = await look_at(forum)
    await expect(tab.locator(".reply-quote")).to_have_count(1)
    await expect(tab.locator(".message.in .reply-quote")).to_contain_text("/topics")


async def test_a_quoted_message_is_found_in_another_topic(bot: Any, robin: User, look_at: Look) -> None:
    forum = await robin.create_forum("Vale")
    harbour = await robin.open_topic(forum, "Harbour")
    await robin.send("in the harbour", forum, thread=harbour)
    pinned = await bot.call("sendMessage", chat_id=forum, message_thread_id=harbour, text="pinned here")
    await robin.promote(forum, robin.bot_id)
    await bot.call("pinChatMessage", chat_id=forum, message_id=pinned["message_id"])
    tab = await look_at(forum)
    await tab.get_by_role("button", name="General").click()
    await expect(tab.get_by_text("in the harbour")).to_have_count(0)

    await tab.locator("#pinned button").click()

    await expect(tab.locator(".message.flash")).to_contain_text("pinned here")
    await expect(tab.get_by_role("button", name="Harbour")).to_have_attribute("aria-pressed", "true")


# oneself


async def test_another_language_brings_other_commands(bot: Any, robin: User, look_at: Look) -> None:
    await robin.send("/start")
    await bot.call("setMyCommands", commands=[{"command": "topics", "description": "Topics"}])
    await bot.call("setMyCommands", commands=[{"command": "topics", "description": "Теми"}], language_code="uk")
    tab = await look_at()

    await tab.get_by_role("button", name="You are Robin").click()
    await tab.get_by_role("menuitem", name="Language: English").click()
    await tab.get_by_role("dialog").get_by_role("button", name="Ukrainian").click()

    await expect(tab.get_by_role("button", name="You are Robin, in Ukrainian")).to_be_visible()
    await tab.get_by_role("button", name="Commands of the bot").click()
    await expect(tab.get_by_role("option", name="/topics")).to_contain_text("Теми")


async def test_somebody_new_has_chats_of_their_own(bot: Any, robin: User, look_at: Look) -> None:
    await robin.send("only Robin's")
    tab = await look_at()
    await tab.get_by_role("button", name="You are Robin").click()
    await tab.get_by_role("menuitem", name="New person").click()
    await tab.get_by_role("textbox", name="First name").fill("Kim")
    await tab.keyboard.press("Enter")

    await tab.get_by_role("button", name="Start", exact=True).click()

    await expect(tab.get_by_role("button", name="You are Kim")).to_be_visible()
    await expect(tab.get_by_text("only Robin's")).to_have_count(0)
    message = await bot.update("message")
    while message["text"] != "/start":
        message = await bot.update("message")
    assert message["from"]["first_name"] == "Kim"
    await tab.get_by_role("button", name="You are Kim").click()
    await tab.get_by_role("menuitem", name="Be somebody else").click()
    await tab.get_by_role("dialog").get_by_role("button", name="Robin").click()
    await expect(tab.locator(".message.out")).to_contain_text("only Robin's")
