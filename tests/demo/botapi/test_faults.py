"""Bad weather, and the rate limits."""

import asyncio
import contextlib
from typing import Any

import aiohttp
import pytest

from demo.botapi.client import User
from demo.botapi.faults import FORBIDDEN, Faults, Kind, from_json
from demo.botapi.limits import RateLimits
from demo.botapi.server import LocalBotApi


async def test_a_flood_wait_then_all_is_well(bot: Any, reader: User) -> None:
    bot.api.faults.flood(7, method="sendMessage", times=2)
    for _ in range(2):
        assert await bot.raw("sendMessage", chat_id=reader.id, text="x") == (
            429,
            {
                "ok": False,
                "error_code": 429,
                "description": "Too Many Requests: retry after 7",
                "parameters": {"retry_after": 7},
            },
        )
    await bot.say()


@pytest.mark.parametrize("reason", FORBIDDEN)
async def test_every_kind_of_forbidden(bot: Any, reader: User, reason: str) -> None:
    bot.api.faults.forbid(reason, chat=reader.id)
    assert await bot.refused("sendMessage", chat_id=reader.id, text="x") == f"Forbidden: {reason}"


async def test_a_fault_is_for_its_method_and_chat_only(bot: Any, reader: User, kim: User) -> None:
    await kim.send("/start")
    bot.api.faults.refuse("chat not found", method="sendmessage", chat=kim.id, times=None)
    await bot.say()
    await bot("sendChatAction", chat_id=kim.id, action="typing")
    for _ in range(3):
        assert await bot.refused("sendMessage", chat_id=kim.id, text="x") == "Bad Request: chat not found"
    bot.api.faults.clear()
    await bot("sendMessage", chat_id=kim.id, text="x")


async def test_server_errors_as_json_and_as_a_proxys_page(bot: Any, reader: User) -> None:
    bot.api.faults.break_down(500)
    assert await bot.refused("getMe") == "Internal Server Error"
    bot.api.faults.break_down(502)
    async with bot.session.get(bot.address("getMe")) as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")


async def test_a_dropped_call_did_nothing_and_a_delivered_one_did(bot: Any, reader: User) -> None:
    bot.api.faults.drop(delivered=False)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await bot.say("lost")
    bot.api.faults.drop(delivered=True)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await bot.say("arrived")
    assert (await reader.next_message()).text == "arrived"
    assert [message.text for message in await reader.messages()] == ["/start", "arrived"]


async def test_a_slow_call_happens_even_when_the_bot_has_hung_up(bot: Any, reader: User) -> None:
    bot.api.faults.slow_down(0.1)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await bot.say("late")
    assert (await reader.next_message()).text == "late"


async def test_refused_connections_and_the_return(bot: Any, reader: User) -> None:
    address = bot.api.base_url
    await bot.api.refuse()
    with pytest.raises(aiohttp.ClientConnectionError):
        await bot.say()
    await bot.api.accept()
    assert bot.api.base_url == address
    await bot.say()


async def test_weather_over_http(bot: Any, reader: User) -> None:
    faults = f"{bot.api.base_url}/faults"
    async with bot.session.post(faults, json={"kind": "refusal", "status": 429, "seconds": 3}) as answer:
        assert answer.status == 200
    async with bot.session.get(faults) as answer:
        (fault,) = (await answer.json())["faults"]
        assert (fault["kind"], fault["status"], fault["times"]) == ("refusal", 429, 1)
    assert await bot.refused("sendMessage", chat_id=reader.id, text="x") == "Too Many Requests: retry after 3"
    await bot.session.post(faults, json={"kind": "dropped", "times": None})
    await bot.session.delete(faults)
    await bot.say()
    for wrong in ({"kind": "hail"}, {"kind": "slow", "colour": "red"}, [], {"kind": "refused"}, {}):
        async with bot.session.post(faults, json=wrong) as answer:
            assert answer.status == 400
            assert (await answer.json())["error"]


async def test_a_closed_port_over_http_opens_again(bot: Any, reader: User) -> None:
    async with bot.session.post(f"{bot.api.base_url}/faults", json={"kind": "refused", "seconds": 0.05}) as answer:
        assert answer.status == 200
    bot_is_back = False
    while not bot_is_back:
        with contextlib.suppress(aiohttp.ClientConnectionError):
            bot_is_back = bool(await bot("getMe"))


def test_improbable_faults_are_the_same_for_the_same_seed() -> None:
    def weather(seed: int) -> list[bool]:
        faults = Faults(seed)
        faults.flood(1, times=None, probability=0.5)
        return [faults.take("getMe", None) is not None for _ in range(40)]

    assert weather(1) == weather(1)
    assert weather(1) != weather(2)
    assert 5 < sum(weather(1)) < 35


def test_a_wrong_fault_says_what_it_can_be() -> None:
    with pytest.raises(ValueError, match="'hail'; it can be refusal, server_error, slow, dropped, delivered_dropped"):
        from_json({"kind": "hail"})
    with pytest.raises(ValueError, match=r"no \['colour'\]"):
        from_json({"kind": Kind.SLOW, "colour": "red"})


def test_rate_limits_of_a_chat_a_group_and_all(clock: Any) -> None:
    limits = RateLimits()
    assert limits.take(1, clock()) == 0
    assert limits.take(1, clock()) == 1
    assert [limits.take(chat, clock()) for chat in range(2, 31)] == [0] * 29
    assert limits.take(31, clock()) == 1
    clock.move(seconds=1)
    for _ in range(20):
        assert limits.take(-5, clock()) == 0
        clock.move(seconds=1)
    assert limits.take(-5, clock()) == 40
    clock.move(seconds=40)
    assert limits.take(-5, clock()) == 0


async def test_the_server_keeps_the_limits(limited: LocalBotApi, make_bot: Any, clock: Any) -> None:
    bot = make_bot(limited)
    async with User(limited.base_url) as robin:
        await robin.send("/start")
        await bot.say()
        assert await bot.refused("sendMessage", chat_id=robin.id, text="x") == "Too Many Requests: retry after 1"
        await bot("sendChatAction", chat_id=robin.id, action="typing")
        clock.move(seconds=1)
        await bot.say()
