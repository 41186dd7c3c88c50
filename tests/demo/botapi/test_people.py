"""The people's side: the page's state, the event stream, and the driver that tests use."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from demo.botapi.client import User
from demo.botapi.events import BACKLOG
from demo.botapi.server import LocalBotApi


async def test_the_page_sees_its_chats_and_messages(bot: Any, reader: User) -> None:
    await bot.say("one")
    group = await reader.create_group("Vale", "supergroup")
    state = await reader.state()
    assert state["me"]["username"] == "newsdigest_demo_bot"
    assert state["user"]["first_name"] == "Robin"
    assert [message["text"] for message in state["messages"]] == ["/start", "one"]
    assert [message.get("out") for message in state["messages"]] == [True, None]
    assert {chat["id"] for chat in state["chats"]} == {reader.id, group}
    private = next(chat for chat in state["chats"] if chat["id"] == reader.id)
    assert (private["last_message"]["text"], private["unread"], private["blocked"]) == ("one", 1, False)
    await reader.read()
    assert (await reader.state())["chat"]["unread"] == 0


async def test_a_chat_that_is_not_there(bot: Any) -> None:
    async with bot.session.get(f"{bot.api.base_url}/user/state?chat=5") as answer:
        assert (answer.status, await answer.json()) == (400, {"error": "chat not found"})
    async with bot.session.get(f"{bot.api.base_url}/user/state?user=5") as answer:
        assert (answer.status, await answer.json()) == (400, {"error": "user not found"})


async def test_one_person_does_not_see_anothers_chat(bot: Any, reader: User, kim: User) -> None:
    await kim.send("/start")
    await bot("sendMessage", chat_id=reader.id, text="for Robin")
    await bot("sendMessage", chat_id=kim.id, text="for Kim")
    assert (await kim.next_message()).text == "for Kim"
    assert (await reader.next_message()).text == "for Robin"
    assert [chat["id"] for chat in (await kim.state())["chats"]] == [kim.id]
    async with bot.session.get(f"{bot.api.base_url}/user/state?user={kim.id}&chat={reader.id}") as answer:
        assert (answer.status, await answer.json()) == (403, {"error": "the user is not in this chat"})


async def test_a_location(bot: Any, reader: User) -> None:
    await reader.send_location(48.2, 16.37)
    assert (await bot.update())["message"]["location"] == {"latitude": 48.2, "longitude": 16.37}
    for wrong in ({"latitude": 91, "longitude": 0}, {"latitude": "north", "longitude": 0}, {"latitude": "nan"}):
        async with bot.session.post(f"{bot.api.base_url}/user/location", json=wrong) as answer:
            assert answer.status == 400


async def test_new_people_sign_up(robin: User, bot: Any) -> None:
    kim = await robin.new_user("Kim", username="kim_reads")
    async with bot.session.get(f"{bot.api.base_url}/user/users") as answer:
        users = (await answer.json())["users"]
    assert [user["id"] for user in users] == [robin.id, kim]
    for wrong in ({"first_name": ""}, {"first_name": "x", "id": robin.id}, {"first_name": "x", "id": -4}):
        async with bot.session.post(f"{bot.api.base_url}/user/users", json=wrong) as answer:
            assert answer.status == 400


# the event stream


async def stream(session: aiohttp.ClientSession, api: LocalBotApi, count: int, **how: Any) -> list[tuple[int, Any]]:
    """The first `count` events of a new stream."""
    events, number = [], 0
    async with session.get(f"{api.base_url}/user/events", **how) as answer:
        assert answer.content_type == "text/event-stream"
        async for line in answer.content:
            if line.startswith(b"id: "):
                number = int(line[4:])
            if line.startswith(b"data: "):
                events.append((number, json.loads(line[6:])))
                if len(events) == count:
                    break
    return events


async def test_a_reconnect_misses_nothing(bot: Any, reader: User) -> None:
    start = (await reader.state())["events"]
    for number in range(3):
        await bot.say(str(number))
    first, *_ = await stream(bot.session, bot.api, 1, params={"since": start})
    rest = await stream(bot.session, bot.api, 2, params={"since": start}, headers={"Last-Event-ID": str(first[0])})
    assert [event["message"]["text"] for _, event in [first, *rest]] == ["0", "1", "2"]
    assert [number for number, _ in [first, *rest]] == [start + 1, start + 2, start + 3]


@pytest.mark.parametrize("since", [0, 10**9])
async def test_a_reader_that_was_away_too_long_is_told_to_start_anew(bot: Any, reader: User, since: int) -> None:
    for _ in range(BACKLOG + 1):
        bot.api.state.events.publish("action", frozenset({reader.id}))
    ((number, event),) = await stream(bot.session, bot.api, 1, params={"since": since})
    assert event == {"type": "reset"}
    assert number == bot.api.state.events.last


async def test_a_stream_ends_when_the_server_stops(api: LocalBotApi, session: aiohttp.ClientSession) -> None:
    async with session.get(f"{api.base_url}/user/events") as answer:
        await answer.content.readline()
        await api.stop()
        await answer.content.read()


async def test_since_must_be_a_number(bot: Any) -> None:
    async with bot.session.get(f"{bot.api.base_url}/user/events?since=x") as answer:
        assert (answer.status, await answer.json()) == (400, {"error": "since must be a number"})


# the driver


async def test_waiting_takes_what_came_since_the_last_wait(bot: Any, reader: User) -> None:
    await bot.say("one")
    await bot.say("two")
    assert (await reader.next_message()).text == "one"
    assert (await reader.wait_for(lambda message: message.text.startswith("t"))).text == "two"
    later = asyncio.create_task(reader.next_message())
    await bot.say("three")
    assert (await later).text == "three"


async def test_waiting_in_vain_tells_what_came_instead(bot: Any, reader: User) -> None:
    await bot.say("something else")
    with pytest.raises(TimeoutError, match="something else"):
        await reader.wait_for(lambda message: message.text == "the digest", timeout=0.05)


async def test_waiting_ends_at_once_when_the_server_is_gone(api: LocalBotApi, robin: User) -> None:
    waiting = asyncio.create_task(robin.next_message())
    await api.stop()
    with pytest.raises(ConnectionError, match="ended the event stream"):
        await waiting


async def test_a_message_shows_its_buttons_and_links(bot: Any, reader: User) -> None:
    keyboard = {
        "inline_keyboard": [[{"text": "Harbour ✓", "callback_data": "1"}, {"text": "Hills", "callback_data": "2"}]]
    }
    await bot.say('<a href="https://vale.example/">x</a>', parse_mode="HTML", reply_markup=keyboard)
    message = await reader.next_message()
    assert message.buttons == ["Harbour ✓", "Hills"]
    assert message.button("harbour")["callback_data"] == "1"
    assert message.links == ["https://vale.example/"]
    with pytest.raises(LookupError, match="2 buttons fit 'H'"):
        message.button("H")


async def test_a_user_outside_its_context_says_how_it_is_used() -> None:
    with pytest.raises(RuntimeError, match="async with User"):
        await User("http://127.0.0.1:9").send("x")
