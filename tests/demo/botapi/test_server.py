"""HTTP as a bot meets it: tokens, bodies, methods that aren't there; and who may come in at all."""

import contextlib
import itertools
import json
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from demo.botapi.arguments import Arguments
from demo.botapi.client import User
from demo.botapi.errors import ApiError
from demo.botapi.methods.call import Call
from demo.botapi.methods.table import METHODS
from demo.botapi.server import LocalBotApi


async def test_the_token_is_checked(bot: Any) -> None:
    for token, status, text in [
        ("110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", 401, "Unauthorized"),
        ("nonsense", 404, "Not Found"),
    ]:
        async with bot.session.get(f"{bot.api.bot_url}{token}/getMe") as answer:
            assert answer.status == status
            assert await answer.json() == {"ok": False, "error_code": status, "description": text}


async def test_unknown_paths_are_not_found(bot: Any) -> None:
    for path in ("/", "/bot", "/nothing", f"/bot{bot.api.token}/get/Me"):
        async with bot.session.get(bot.api.base_url + path) as answer:
            assert (answer.status, (await answer.json())["description"]) == (404, "Not Found")


async def test_method_names_in_any_case_over_get_and_post(bot: Any) -> None:
    for name in ("getMe", "getme", "GETME"):
        async with bot.session.get(bot.address(name)) as answer:
            assert (await answer.json())["ok"] is True
        async with bot.session.post(bot.address(name)) as answer:
            assert (await answer.json())["ok"] is True


async def test_what_is_not_served_says_so_loudly(bot: Any, caplog: pytest.LogCaptureFixture) -> None:
    status, body = await bot.raw("sendPoll", chat_id=1, question="?")
    assert status == 501
    assert body["description"] == "Not Implemented: the local Bot API does not serve the method sendpoll"
    assert "sendpoll" in caplog.text
    assert bot.api.state.violations == {"not served: sendpoll": 1}
    assert await bot.refused("get-me") == "Not Found: method not found"


async def test_every_kind_of_body(bot: Any, reader: User) -> None:
    values = {"chat_id": str(reader.id), "text": "<b>x</b>", "parse_mode": "html"}
    keyboard = {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}
    multipart = aiohttp.FormData()
    for name, value in (values | {"reply_markup": json.dumps(keyboard)}).items():
        multipart.add_field(name, value, content_type="text/plain")
    kinds: list[dict[str, Any]] = [
        {"params": values | {"reply_markup": json.dumps(keyboard)}},
        {"data": values | {"reply_markup": json.dumps(keyboard)}},
        {"data": multipart},
        {"json": values | {"chat_id": reader.id, "reply_markup": keyboard}},
    ]
    for kind in kinds:
        async with bot.session.post(bot.address("sendMessage"), **kind) as answer:
            result = (await answer.json())["result"]
        assert (result["text"], result["entities"][0]["type"], result["reply_markup"]) == ("x", "bold", keyboard)


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff"])
async def test_a_broken_json_body_is_refused(bot: Any, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    async with bot.session.post(bot.address("getMe"), data=body, headers=headers) as answer:
        assert answer.status == 400
        assert (await answer.json())["description"].startswith("Bad Request: can't parse request")


@pytest.mark.parametrize("body", [b"", b"--x\r\n", b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--\r\n"])
async def test_a_broken_multipart_body_is_refused(bot: Any, body: bytes) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    async with bot.session.post(bot.address("sendMessage"), data=body, headers=headers) as answer:
        assert answer.status == 400


async def test_odd_values_are_answered_and_never_break_the_server(bot: Any, reader: User, clock: Any) -> None:
    odd: list[Any] = [None, True, 10**30, -1, 1.5, "x", "", [], {}, [[]], [None], {"a": []}, "\x00", "null", "{}"]
    names = [
        "chat_id", "message_id", "text", "parse_mode", "entities", "reply_markup", "reply_parameters", "caption",
        "message_thread_id", "link_preview_options", "media", "photo", "document", "commands", "scope", "results",
        "reaction", "message_ids", "allowed_updates", "offset", "limit", "user_id", "menu_button", "language_code",
    ]  # fmt: skip
    usual = {"chat_id": reader.id, "message_id": 1, "text": "x", "from_chat_id": reader.id}
    for method in METHODS.values():
        for name, value in itertools.product(names, odd):
            with contextlib.suppress(ApiError):
                method(Call(bot.api.state, Arguments(usual | {name: value}), clock()))
    for name, value in itertools.product(("offset", "limit", "allowed_updates"), odd):
        status, _ = await bot.raw("getUpdates", **{name: value})
        assert status in (200, 400), (name, value)


async def test_another_host_is_refused(bot: Any) -> None:
    for host in ("vale.example", "127.0.0.1.vale.example", "10.0.0.1:80", "[::2]", ""):
        async with bot.session.get(bot.address("getMe"), headers={"Host": host}) as answer:
            assert answer.status == 403
    for host in ("localhost:8080", "127.0.0.1", "[::1]:80"):
        async with bot.session.get(bot.address("getMe"), headers={"Host": host}) as answer:
            assert answer.status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://vale.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_foreign_page_may_not_act_for_the_reader(bot: Any, headers: dict[str, str]) -> None:
    base = bot.api.base_url
    for method, path in [("GET", "/user/state"), ("POST", "/user/send"), ("GET", "/user/events"), ("POST", "/faults")]:
        async with bot.session.request(method, base + path, json={"text": "x"}, headers=headers) as answer:
            assert answer.status == 403
            assert (await answer.json())["error"] == "a page from another origin may not use this"


async def test_the_servers_own_page_may(bot: Any) -> None:
    headers = {"Origin": bot.api.base_url, "Sec-Fetch-Site": "same-origin"}
    async with bot.session.get(f"{bot.api.base_url}/user/state", headers=headers) as answer:
        assert answer.status == 200


async def test_the_demo_adds_its_own_pages() -> None:
    async def page(request: web.Request) -> web.Response:
        return web.Response(text="the page")

    api = LocalBotApi()
    api.app.router.add_get("/", page)
    await api.start()
    async with aiohttp.ClientSession() as session, session.get(api.base_url) as answer:
        assert await answer.text() == "the page"
    await api.stop()


async def test_it_listens_on_loopback_only_and_says_when_a_port_is_taken() -> None:
    with pytest.raises(ValueError, match="not a loopback address"):
        await LocalBotApi().start("0.0.0.0")
    first, second = LocalBotApi(), LocalBotApi()
    await first.start()
    with pytest.raises(OSError, match="in use"):
        await second.start(port=int(first.base_url.rpartition(":")[2]))
    await first.stop()
