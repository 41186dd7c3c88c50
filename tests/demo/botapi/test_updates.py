"""Long polling, webhooks, and which updates come."""

import asyncio
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from demo.botapi.client import User

OTHER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


async def test_an_update_stays_until_a_higher_offset_confirms_it(bot: Any, robin: User) -> None:
    await robin.send("one")
    await robin.send("two")
    first, second = await bot("getUpdates")
    assert second["update_id"] == first["update_id"] + 1
    assert len(await bot("getUpdates")) == 2
    assert [update["message"]["text"] for update in await bot("getUpdates", offset=second["update_id"])] == ["two"]
    assert await bot("getUpdates", offset=second["update_id"] + 1) == []
    assert await bot("getUpdates") == []


async def test_what_is_written_with_an_apps_buttons_comes_with_its_entities(bot: Any, robin: User) -> None:
    await robin.send_formatted('<b>one</b> &lt;<a href="https://example.org/x">two</a>')
    (update,) = await bot("getUpdates")
    assert update["message"]["text"] == "one <two"
    assert [(entity["type"], entity["offset"]) for entity in update["message"]["entities"]] == [
        ("bold", 0),
        ("text_link", 5),
    ]


async def test_a_forwarded_message_says_whose_it_was_unless_they_hide_it(bot: Any, robin: User) -> None:
    other = await robin.new_user("Sam")
    await robin.forward("hello", other)
    await robin.forward("hello", other, hidden=True)
    shown, hidden = [update["message"]["forward_origin"] for update in await bot("getUpdates")]
    assert (shown["type"], shown["sender_user"]["id"]) == ("user", other)
    assert (hidden["type"], hidden["sender_user_name"]) == ("hidden_user", "Sam")
    assert "sender_user" not in hidden


async def test_limit_and_negative_offset(bot: Any, robin: User) -> None:
    for number in range(3):
        await robin.send(str(number))
    assert [update["message"]["text"] for update in await bot("getUpdates", limit=2)] == ["0", "1"]
    assert [update["message"]["text"] for update in await bot("getUpdates", offset=-1)] == ["2"]
    assert len(await bot("getUpdates")) == 1


async def test_a_long_poll_ends_when_something_happens(bot: Any, robin: User) -> None:
    poll = asyncio.create_task(bot("getUpdates", timeout=30))
    await bot.poll_is_waiting()
    await robin.send("hello")
    (update,) = await poll
    assert update["message"]["text"] == "hello"


async def test_the_older_of_two_polls_gets_the_conflict(bot: Any, robin: User) -> None:
    older = asyncio.create_task(bot.raw("getUpdates", timeout=30))
    await bot.poll_is_waiting()
    newer = asyncio.create_task(bot("getUpdates", timeout=30))
    assert await older == (409, {"ok": False, "error_code": 409, "description": OTHER})
    await bot.poll_is_waiting()
    await robin.send("hello")
    assert len(await newer) == 1


async def test_only_the_kinds_that_were_asked_for_come(bot: Any, reader: User) -> None:
    await bot.updates(allowed_updates=["callback_query", "moon_phase"])
    await reader.send("hello")
    await bot.say("x", reply_markup={"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]})
    await reader.tap(await reader.next_message(), "x")
    assert list(await bot.update()) == ["callback_query"]
    await bot.updates(allowed_updates=[])
    await reader.send("hello")
    assert list(await bot.update()) == ["message"]


async def test_an_edited_message_is_told(bot: Any, reader: User) -> None:
    mine = await reader.send("/sub vael")
    await bot.updates()
    await reader.edit(mine, "/sub vale")
    update = await bot.update()
    assert update["edited_message"]["text"] == "/sub vale"


class Hook:
    """A bot's own server; `broken` answers are 500."""

    def __init__(self) -> None:
        self.got: asyncio.Queue[tuple[str | None, dict[str, Any]]] = asyncio.Queue()
        self.broken = 0

    async def take(self, request: web.Request) -> web.Response:
        if self.broken:
            self.broken -= 1
            return web.Response(status=500)
        self.got.put_nowait((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), await request.json()))
        return web.Response()


async def test_a_webhook_gets_updates_with_the_secret_until_it_takes_them(bot: Any, robin: User) -> None:
    hook, app = Hook(), web.Application()
    app.router.add_post("/hook", hook.take)
    async with TestServer(app) as server:
        await robin.send("before")
        hook.broken = 1
        await bot("setWebhook", url=str(server.make_url("/hook")), secret_token="quiet_Harbour-1")
        secret, update = await hook.got.get()
        assert (secret, update["message"]["text"]) == ("quiet_Harbour-1", "before")
        await robin.send("after")
        assert (await hook.got.get())[1]["message"]["text"] == "after"
        info = await bot("getWebhookInfo")
        assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"
        assert await bot.refused("getUpdates") == WEBHOOK
        await bot("deleteWebhook", drop_pending_updates=True)
        assert (await bot("getWebhookInfo"))["url"] == ""
        assert await bot("getUpdates") == []


async def test_setting_a_webhook_ends_the_poll(bot: Any) -> None:
    poll = asyncio.create_task(bot.raw("getUpdates", timeout=30))
    await bot.poll_is_waiting()
    await bot("setWebhook", url="http://127.0.0.1:9/hook")
    status, body = await poll
    assert (status, body["description"]) == (409, "Conflict: terminated by setWebhook request")


async def test_a_webhook_stays_on_loopback(bot: Any) -> None:
    for address in ("https://vale.example/hook", "http://10.0.0.1/", "ftp://127.0.0.1/", "nonsense"):
        answer = await bot.refused("setWebhook", url=address)
        assert answer == "Bad Request: bad webhook: the local Bot API posts to a loopback address only"
    answer = await bot.refused("setWebhook", url="http://127.0.0.1:9/", secret_token="a b")
    assert answer == "Bad Request: secret token contains unallowed characters"


async def test_an_unreachable_webhook_keeps_its_updates(bot: Any, robin: User) -> None:
    await robin.send("hello")
    await bot("setWebhook", url="http://127.0.0.1:9/hook")
    while "last_error_message" not in (info := await bot("getWebhookInfo")):
        continue
    assert (info["pending_update_count"], info["last_error_message"]) == (1, "Connection refused")
    await bot("setWebhook", url="")
    assert len(await bot("getUpdates")) == 1
