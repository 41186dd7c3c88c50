"""The sender over a real connection, to the local Bot API and its bad weather."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.connecting import make_bot
from bot.sender import TelegramSender
from bot.settings import Settings
from demo.botapi.client import User
from demo.botapi.server import LocalBotApi
from jobs.outcomes import ChatGone, DeliveryProblem, MaybeSent, NotSent, Refused, Throttled
from storage.deliveries import Delivery


@pytest_asyncio.fixture
async def reader(api: LocalBotApi) -> AsyncIterator[User]:
    """Somebody who has written to the bot, so that it may write to them."""
    async with User(api.base_url) as user:
        await user.send("/start")
        yield user


@pytest_asyncio.fixture
async def sender(api: LocalBotApi, no_settings: object) -> AsyncIterator[TelegramSender]:
    bot = make_bot(Settings.model_validate({"token": api.token, "bot_api_url": api.base_url}))
    async with bot:
        yield TelegramSender(bot.transport, bot.base_url)


def delivery_to(chat: int, html: str = "<b>Ferry</b> &amp; tide") -> Delivery:
    return Delivery(id=1, chat_id=1, telegram_id=chat, thread_id=0, kind="private", html=html, attempts=1, resends=0)


async def test_what_arrives_is_formatted_and_has_the_number_that_was_returned(api, reader, sender):
    number = await sender(delivery_to(reader.id))
    arrived = await reader.next_message()
    assert arrived.text == "Ferry & tide"
    assert arrived.id == number


async def test_markup_that_the_bot_api_refuses_still_arrives_as_text(api, reader, sender):
    await sender(delivery_to(reader.id, "<p>Ferry & tide</p>"))
    assert (await reader.next_message()).text == "Ferry & tide"


async def test_a_reader_who_blocked_the_bot_is_gone(api, reader, sender):
    await reader.block()
    with pytest.raises(ChatGone, match="blocked by the user"):
        await sender(delivery_to(reader.id))


async def test_a_chat_that_does_not_exist_is_refused(api, sender):
    with pytest.raises(Refused, match="hat not found"):
        await sender(delivery_to(987654321))


async def test_a_flood_names_its_seconds(api, reader, sender):
    api.faults.flood(17, method="sendMessage")
    with pytest.raises(Throttled) as raised:
        await sender(delivery_to(reader.id))
    assert raised.value.retry_after == 17


async def test_a_server_that_is_down_got_nothing(no_settings):
    bot = make_bot(Settings.model_validate({"token": "123456:key", "bot_api_url": "http://127.0.0.1:9"}))
    await bot.transport.initialize()
    with pytest.raises(NotSent):
        await TelegramSender(bot.transport, bot.base_url)(delivery_to(7))
    await bot.transport.shutdown()


async def test_a_breakdown_of_the_server_means_not_sent(api, reader, sender):
    api.faults.break_down(502, method="sendMessage")
    with pytest.raises(NotSent):
        await sender(delivery_to(reader.id))


@pytest.mark.parametrize("delivered", [True, False])
async def test_a_connection_dropped_after_the_request_tells_nothing(api, reader, sender, delivered):
    api.faults.drop(delivered=delivered, method="sendMessage")
    with pytest.raises(MaybeSent):
        await sender(delivery_to(reader.id))


async def test_no_problem_shows_the_token(api, reader, sender):
    api.faults.break_down(500, method="sendMessage")
    with pytest.raises(DeliveryProblem) as raised:
        await sender(delivery_to(reader.id))
    assert api.token not in str(raised.value)
