"""Inline mode in the page: "@bot words" in any chat, its results, and the buttons that begin it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, Route, expect

from demo.botapi.client import User

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Look = Callable[..., Awaitable[Page]]

NAME = "@newsdigest_demo_bot"
TITLES = ["Ferry strikes the mole", "Ferry hits harbour wall", *(f"Ferry number {number}" for number in range(60))]


def article(number: int, title: str) -> dict[str, Any]:
    content = {"message_text": f"<b>{title}</b>", "parse_mode": "HTML"}
    about = f"Harbour Post, {number}"
    return {
        "type": "article",
        "id": str(number),
        "title": title,
        "description": about,
        "input_message_content": content,
    }


class Shelf:
    """A bot that offers the titles that contain the query, ten a page, and keeps what it was asked and told."""

    def __init__(self, bot: Any) -> None:
        self.bot = bot
        self.asked: list[tuple[str, str]] = []
        self.chosen: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.button: dict[str, str] | None = None

    async def serve(self) -> None:
        offset = 0
        while True:
            for update in await self.bot.call("getUpdates", offset=offset, timeout=20):
                offset = update["update_id"] + 1
                if query := update.get("inline_query"):
                    await self._answer(query)
                if chosen := update.get("chosen_inline_result"):
                    self.chosen.put_nowait(chosen)
                if message := update.get("message"):
                    self.messages.put_nowait(message)

    async def _answer(self, query: dict[str, Any]) -> None:
        self.asked.append((query["query"], query["offset"]))
        found = [article(n, title) for n, title in enumerate(TITLES) if query["query"].lower() in title.lower()]
        begin = int(query["offset"] or 0)
        more = str(begin + 10) if len(found) > begin + 10 else ""
        button = {"button": self.button} if self.button else {}
        page = found[begin : begin + 10]
        await self.bot.call("answerInlineQuery", inline_query_id=query["id"], results=page, next_offset=more, **button)


@pytest_asyncio.fixture(loop_scope="session")
async def shelf(bot: Any) -> AsyncIterator[Shelf]:
    shelf = Shelf(bot)
    serving = asyncio.create_task(shelf.serve())
    yield shelf
    serving.cancel()
    await asyncio.wait([serving])


async def reply_to(tab: Page, text: str) -> None:
    await tab.locator(".message.in").filter(has_text=text).click(button="right")
    await tab.get_by_role("menuitem", name="Reply").click()
    await expect(tab.locator(".reply-bar")).to_contain_text(text)


async def lose_the_choice(tab: Page) -> asyncio.Event:
    """Hold back what says which result was chosen; it is lost as soon as the event is set."""
    lost = asyncio.Event()

    async def hold(route: Route) -> None:
        await lost.wait()
        await route.abort()

    await tab.route("**/user/choose", hold)
    return lost


async def test_a_result_becomes_ones_own_message_via_the_bot(shelf: Shelf, robin: User, look_at: Look) -> None:
    group = await robin.create_group("Vale", with_bot=False)
    tab = await look_at(group)
    field = tab.get_by_role("textbox", name="Message")

    await field.fill(f"{NAME} mole")

    option = tab.get_by_role("option", name="Ferry strikes the mole")
    await expect(option).to_contain_text("Harbour Post, 0")
    await expect(tab.get_by_role("button", name="Send")).to_be_hidden()
    await option.click()
    await expect(tab.locator(".message.out strong")).to_have_text("Ferry strikes the mole")
    await expect(tab.locator(".message.out .via")).to_have_text(f"via {NAME}")
    await expect(field).to_have_value("")
    await expect(tab.locator(".inline-results")).to_be_hidden()
    assert (await shelf.chosen.get())["query"] == "mole"


async def test_only_the_last_of_quick_letters_is_asked_for(shelf: Shelf, robin: User, look_at: Look) -> None:
    await robin.send("/start")
    tab = await look_at()

    await tab.keyboard.type(f"{NAME} harbour w")

    await expect(tab.get_by_role("option")).to_have_count(1)
    assert shelf.asked == [("harbour w", "")]


async def test_the_next_page_comes_when_the_end_is_near(shelf: Shelf, robin: User, look_at: Look) -> None:
    await robin.send("/start")
    tab = await look_at()
    await tab.get_by_role("textbox", name="Message").fill(f"{NAME} number")
    await expect(tab.get_by_role("option")).to_have_count(10)
    assert shelf.asked == [("number", "")]

    await tab.get_by_role("option").last.scroll_into_view_if_needed()

    await expect(tab.get_by_role("option")).to_have_count(20)
    assert shelf.asked == [("number", ""), ("number", "10")]


async def test_the_keyboard_chooses_and_escape_lets_the_words_be_words(
    shelf: Shelf, robin: User, look_at: Look
) -> None:
    await robin.send("/start")
    tab = await look_at()
    await tab.keyboard.type(f"{NAME} ferry ")
    await expect(tab.get_by_role("option").first).to_have_attribute("aria-selected", "true")

    await tab.keyboard.press("ArrowDown")
    await tab.keyboard.press("Enter")

    await expect(tab.locator(".message.out strong")).to_have_text("Ferry hits harbour wall")
    await tab.keyboard.type(f"{NAME} ferry")
    await expect(tab.get_by_role("option").first).to_be_visible()
    await tab.keyboard.press("Escape")
    await tab.keyboard.press("Enter")
    await expect(tab.locator(".message.out").last).to_contain_text(f"{NAME} ferry")


async def test_who_goes_on_writing_while_a_result_is_sent_loses_no_letter(
    shelf: Shelf, robin: User, look_at: Look
) -> None:
    await robin.send("/start")
    tab = await look_at()
    arrived = asyncio.Event()

    async def hold(route: Route) -> None:
        await arrived.wait()
        await route.continue_()

    await tab.route("**/user/choose", hold)
    field = tab.get_by_role("textbox", name="Message")
    await field.fill(f"{NAME} mole")
    await tab.get_by_role("option", name="Ferry strikes the mole").click()

    await tab.keyboard.type("And the next")
    arrived.set()

    await expect(tab.locator(".message.out strong")).to_have_text("Ferry strikes the mole")
    await expect(field).to_have_value("And the next")


async def test_what_was_written_comes_back_where_the_result_could_not_be_sent(
    shelf: Shelf, robin: User, look_at: Look
) -> None:
    await robin.send("/start")
    tab = await look_at()
    await tab.route("**/user/choose", lambda route: route.abort())
    field = tab.get_by_role("textbox", name="Message")
    await field.fill(f"{NAME} mole")

    await tab.get_by_role("option", name="Ferry strikes the mole").click()

    await expect(tab.get_by_text("No connection to the demo").first).to_be_visible()
    await expect(field).to_have_value(f"{NAME} mole")
    await expect(tab.get_by_role("option", name="Ferry strikes the mole")).to_be_visible()


async def test_what_comes_back_still_answers_what_it_answered(
    bot: Any, shelf: Shelf, robin: User, look_at: Look
) -> None:
    forum = await robin.create_forum("Vale")
    harbour = await robin.open_topic(forum, "Harbour")
    await bot.call("sendMessage", chat_id=forum, message_thread_id=harbour, text="What was in the news?")
    tab = await look_at(forum)
    await reply_to(tab, "What was in the news?")
    await tab.route("**/user/choose", lambda route: route.abort())
    await tab.get_by_role("textbox", name="Message").fill(f"{NAME} mole")
    option = tab.get_by_role("option", name="Ferry strikes the mole")
    await option.click()
    await expect(tab.get_by_text("No connection to the demo").first).to_be_visible()
    await expect(tab.locator(".reply-bar")).to_contain_text("What was in the news?")

    await tab.unroute("**/user/choose")
    await option.click()

    own = tab.locator(".message.out")
    await expect(own.locator(".reply-quote")).to_contain_text("What was in the news?")
    await expect(tab.locator(".reply-bar")).to_be_hidden()
    await tab.get_by_role("button", name="Harbour").click()
    await expect(own.locator("strong").last).to_have_text("Ferry strikes the mole")


async def test_what_is_written_meanwhile_answers_nothing(bot: Any, shelf: Shelf, robin: User, look_at: Look) -> None:
    await robin.send("/start")
    await bot.call("sendMessage", chat_id=robin.id, text="What was in the news?")
    tab = await look_at()
    await reply_to(tab, "What was in the news?")
    lost = await lose_the_choice(tab)
    field = tab.get_by_role("textbox", name="Message")
    await field.fill(f"{NAME} mole")
    await tab.get_by_role("option", name="Ferry strikes the mole").click()

    await tab.keyboard.type("And the next")
    lost.set()

    await expect(tab.get_by_text("No connection to the demo").first).to_be_visible()
    await expect(field).to_have_value("And the next")
    await expect(tab.locator(".reply-bar")).to_be_hidden()


@pytest.mark.parametrize(("written", "draft"), [("", f"{NAME} mole"), ("And the next", "And the next")])
async def test_who_has_gone_to_another_chat_finds_it_as_a_draft_unless_there_is_one(
    shelf: Shelf, robin: User, look_at: Look, written: str, draft: str
) -> None:
    await robin.send("/start")
    await robin.create_group("Book club", with_bot=False)
    tab = await look_at()
    lost = await lose_the_choice(tab)
    field = tab.get_by_role("textbox", name="Message")
    await field.fill(f"{NAME} mole")
    await tab.get_by_role("option", name="Ferry strikes the mole").click()
    await tab.keyboard.type(written)
    await tab.get_by_role("link", name="Book club").click()
    await expect(tab.locator("h1")).to_have_text("Book club")

    lost.set()

    await expect(tab.get_by_text("No connection to the demo").first).to_be_visible()
    await expect(field).to_have_value("")
    await tab.get_by_role("link", name="News digest").click()
    await expect(tab.locator("h1")).to_have_text("News digest")
    await expect(field).to_have_value(draft)


async def test_nothing_found_is_said(shelf: Shelf, robin: User, look_at: Look) -> None:
    await robin.send("/start")
    tab = await look_at()
    await tab.get_by_role("textbox", name="Message").fill(f"{NAME} volcano")
    await expect(tab.get_by_text("Nothing found")).to_be_visible()
    await tab.keyboard.press("Enter")
    await tab.get_by_role("button", name="Clear the message field").click()
    await expect(tab.locator(".inline-results")).to_be_hidden()
    await expect(tab.locator(".message")).to_have_count(1)


async def test_the_button_above_the_results_begins_the_bot(shelf: Shelf, robin: User, look_at: Look) -> None:
    shelf.button = {"text": "Pick topics first", "start_parameter": "inline"}
    group = await robin.create_group("Vale", with_bot=False)
    tab = await look_at(group)
    await tab.get_by_role("textbox", name="Message").fill(f"{NAME} volcano")

    await tab.get_by_role("button", name="Pick topics first").click()

    await expect(tab.locator(".message.out")).to_contain_text("/start inline")
    await expect(tab.locator("h1")).to_have_text("News digest")
    assert (await shelf.messages.get())["text"] == "/start inline"


async def test_buttons_begin_a_query_here_and_elsewhere(bot: Any, shelf: Shelf, robin: User, look_at: Look) -> None:
    await robin.send("/start")
    await robin.create_group("Book club", with_bot=False)
    row = [
        {"text": "Search", "switch_inline_query_current_chat": "mole"},
        {"text": "Share", "switch_inline_query": "wall"},
    ]
    await bot.call("sendMessage", chat_id=robin.id, text="x", reply_markup={"inline_keyboard": [row]})
    tab = await look_at()

    await tab.get_by_role("button", name="Search").click()
    await expect(tab.get_by_role("textbox", name="Message")).to_have_value(f"{NAME} mole")
    await expect(tab.get_by_role("option")).to_have_count(1)
    await tab.get_by_role("button", name="Clear the message field").click()

    await tab.get_by_role("button", name="Share").click()
    await tab.get_by_role("dialog").get_by_role("button", name="Book club").click()
    await expect(tab.locator("h1")).to_have_text("Book club")
    await tab.get_by_role("option", name="harbour wall").click()
    await expect(tab.locator(".message.out strong")).to_have_text("Ferry hits harbour wall")
