"""Answers and the outbox go by one token: answers at once, and both heed a pause."""

import asyncio

import pytest
from telegram.error import RetryAfter
from telegram.ext import ExtBot

from bot.answers_first import AnswersFirst
from jobs.limits import Limiter, RateLimits
from tests.bot.conftest import TOKEN, ScriptedBotApi

SENT = 200, {"ok": True, "result": {"message_id": 41, "date": 0, "chat": {"id": 7, "type": "private"}}}


def flood(seconds: int) -> tuple[int, dict[str, object]]:
    text = f"Too Many Requests: retry after {seconds}"
    return 429, {"ok": False, "error_code": 429, "description": text, "parameters": {"retry_after": seconds}}


@pytest.fixture
def limiter() -> Limiter:
    return Limiter(RateLimits(per_second=10))


@pytest.fixture
def bot(bot_api: ScriptedBotApi, limiter: Limiter) -> ExtBot[None]:
    return ExtBot(TOKEN, request=bot_api, get_updates_request=bot_api, rate_limiter=AnswersFirst(limiter))


def now() -> float:
    return asyncio.get_running_loop().time()


async def test_an_answer_goes_at_once_and_what_the_outbox_holds_waits_for_it(bot, bot_api, limiter):
    bot_api.answers(*[SENT] * 5)
    for _ in range(5):
        await bot.send_message(7, "Here you are")
    assert len(bot_api.requests) == 5
    assert limiter.allowed(now()) == 0


async def test_what_writes_nothing_is_not_counted(bot, bot_api, limiter):
    bot_api.answers((200, {"ok": True, "result": True}), (200, {"ok": True, "result": True}))
    await bot.send_chat_action(7, "typing")
    await bot.answer_callback_query("1")
    assert limiter.allowed(now()) == 1


async def test_a_429_pauses_the_outbox_too_and_the_answer_comes_after_it(bot, bot_api, limiter):
    bot_api.answers(flood(1), SENT)
    begun = now()
    sending = asyncio.create_task(bot.send_message(7, "Here you are"))
    while not limiter.throttled_for(now()):  # noqa: ASYNC110 - the limiter rings no bell
        await asyncio.sleep(0.01)
    assert limiter.allowed(now()) == 0
    await sending
    assert now() - begun >= 1
    assert len(bot_api.requests) == 2


async def test_an_answer_does_not_wait_for_minutes(bot, bot_api, limiter):
    bot_api.answers(flood(600))
    with pytest.raises(RetryAfter):
        await bot.send_message(7, "Here you are")
    with pytest.raises(RetryAfter):
        await bot.send_message(8, "Here you are")
    assert len(bot_api.requests) == 1, "asked once, and then left in peace"


async def test_a_flood_of_menus_stops_no_messages(bot, bot_api, limiter):
    bot_api.answers(flood(600))
    with pytest.raises(RetryAfter):
        await bot.set_my_commands([("help", "Help")])
    assert limiter.throttled_for(now()) == 0


async def test_who_makes_the_bot_write_until_telegram_has_enough_waits_alone(bot, bot_api, limiter):
    bot_api.answers(*[SENT] * 10, flood(600), SENT)
    for _ in range(10):
        await bot.send_message(7, "Here you are")
    with pytest.raises(RetryAfter):
        await bot.send_message(7, "Here you are")
    assert limiter.throttled_for(now()) == 0
    assert limiter.free_at(7) > now() + 500, "the outbox leaves it in peace, too"
    await bot.send_message(8, "Here you are")
    with pytest.raises(RetryAfter):
        await bot.send_message(7, "Here you are")
    assert len(bot_api.requests) == 12, "asked once, and then left in peace"


async def test_a_group_that_asks_for_more_than_its_twenty_a_minute_waits_alone(bot, bot_api, limiter):
    start = now() - 50
    for second in range(20):
        limiter.answer(-100, group=True, now=start + 2 * second)
    bot_api.answers(flood(600))
    with pytest.raises(RetryAfter):
        await bot.send_message(-100, "Here you are")
    assert limiter.throttled_for(now()) == 0


async def test_a_429_to_who_asked_for_little_is_about_everybody(bot, bot_api, limiter):
    bot_api.answers(SENT, flood(600))
    await bot.send_message(7, "Here you are")
    with pytest.raises(RetryAfter):
        await bot.send_message(7, "Here you are")
    assert limiter.throttled_for(now()) > 500
