"""What answers in Telegram's place and isn't Telegram, or in a way that can't be read: the bot says so and tries on."""

import asyncio
import json
from collections import Counter, deque
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from telegram.error import InvalidToken, NetworkError
from telegram.ext import Updater

from bot import connecting
from bot.cli.checks.telegram import look_at_telegram
from bot.connecting import TokenRefused, make_bot, reach_telegram
from bot.polling import PollingBot
from bot.settings import Settings
from bot.tasks import ended
from bot.watch.signs import Signs
from bot.watch.watch import Watch
from bot.webhook import registering
from jobs.clock import utc_now
from storage.database import Database

TOKEN = "123456:test-token-that-no-log-may-show"

Reply = tuple[int, str]

ME: Reply = (
    200,
    json.dumps(
        {"ok": True, "result": {"id": 123456, "is_bot": True, "first_name": "Digest", "username": "digest_bot"}}
    ),
)
DONE: Reply = 200, '{"ok": true, "result": true}'
NOTHING_NEW: Reply = 200, '{"ok": true, "result": []}'
PAGE: Reply = 404, "<html>nginx: not found</html>"
NOT_TELEGRAM: list[Reply] = [
    PAGE,
    (401, "<html>Log in to the proxy</html>"),
    (404, '{"message": "no Route matched with those values"}'),
    (200, "<html>Log in to the hotel's network</html>"),
    (200, "{}"),
    (200, "null"),
    (200, '{"ok": false, "error_code": 500, "description": "Internal Server Error"}'),
    (502, "null"),
    (502, "[]"),
]
REFUSALS: list[Reply] = [
    (401, '{"ok": false, "error_code": 401, "description": "Unauthorized"}'),
    (404, '{"ok": false, "error_code": 404, "description": "Not Found"}'),
]


def results(*values: object) -> list[Reply]:
    """Telegram's form, with what no method gives."""
    return [(200, json.dumps({"ok": True, "result": value})) for value in values]


class Place:
    """A server in Telegram's place: answers each method with the next of its replies, with the last one for ever."""

    def __init__(self) -> None:
        self.replies: dict[str, deque[Reply]] = {}
        self.asked: Counter[str] = Counter()
        self.says(getMe=[ME], deleteWebhook=[DONE], setWebhook=[DONE], getUpdates=[NOTHING_NEW])

    def says(self, **replies: list[Reply]) -> None:
        self.replies |= {method: deque(replied) for method, replied in replies.items()}

    async def answer(self, request: web.Request) -> web.Response:
        method = request.path.rpartition("/")[2]
        self.asked[method] += 1
        replies = self.replies[method]
        status, text = replies.popleft() if len(replies) > 1 else replies[0]
        return web.Response(status=status, text=text)


@pytest.fixture
def place() -> Place:
    return Place()


@pytest_asyncio.fixture
async def settings(place: Place, no_settings: object) -> AsyncIterator[Settings]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", place.answer)
    async with TestServer(app) as server:
        address = str(server.make_url("")).rstrip("/")
        webhook = {"webhook": True, "public_url": "https://news.example.org"}
        yield Settings.model_validate({"token": TOKEN, "bot_api_url": address} | webhook)


@pytest.fixture
def watch() -> Watch:
    """Its clock goes on by a second whenever it is looked at."""
    seconds = iter(range(1_000_000))
    return Watch(signs=Signs(seconds=lambda: next(seconds)))


@pytest_asyncio.fixture
async def bot(settings: Settings, watch: Watch) -> AsyncIterator[PollingBot]:
    """One that Telegram has answered, and that asks for messages."""
    bot = make_bot(settings, watch)
    await bot.initialize()
    with watch.signs.polls():
        yield bot
    await bot.shutdown()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No wait between the tries."""
    monkeypatch.setattr(connecting, "RETRY_START_S", 0.001)
    monkeypatch.setattr(registering, "RETRY_S", 0.001)
    monkeypatch.setattr(registering, "LOOK_S", 0.001)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("reply", NOT_TELEGRAM + results({}, None, True, [1]))
async def test_the_start_tries_on_until_telegram_answers(place, settings, watch, log_stream, reply):
    place.says(getMe=[reply, ME])
    bot = make_bot(settings, watch)
    assert await reach_telegram(bot.initialize, settings, asyncio.Event(), watch.signs)
    await bot.shutdown()
    assert bot.username == "digest_bot"
    assert "Telegram can't be reached" in log_stream.getvalue()
    assert "Traceback" not in log_stream.getvalue()


@pytest.mark.parametrize("reply", REFUSALS)
async def test_only_telegram_itself_can_refuse_the_token_at_the_start(place, settings, watch, reply):
    place.says(getMe=[reply])
    bot = make_bot(settings, watch)
    with pytest.raises(TokenRefused):
        await reach_telegram(bot.initialize, settings, asyncio.Event(), watch.signs)
    await bot.close_connections()


@pytest.mark.parametrize("reply", [PAGE, *results({})])
async def test_the_check_blames_no_token_for_what_telegram_did_not_say(place, settings, reply):
    place.says(getMe=[reply])
    (finding,) = await asyncio.to_thread(lambda: list(look_at_telegram(settings, utc_now())))
    assert "can't be reached" in finding.says


@pytest.mark.parametrize("reply", NOT_TELEGRAM + results({}, None, True, "soon", [1], [{}]))
async def test_nonsense_instead_of_messages_is_told_once_and_is_no_sign_that_all_is_well(
    place, bot, watch, log_stream, reply
):
    place.says(getUpdates=[reply, reply, NOTHING_NEW])
    for _ in range(2):
        # of anything else python-telegram-bot knows nothing, and asks again at once
        with pytest.raises(NetworkError):
            await bot.get_updates()
    sign = watch.signs.polling
    assert sign.well_at is None
    assert sign.failing_since < sign.ended_at, "since the first of them"
    assert "answer" in sign.problem
    assert not bot.revoked.is_set()
    assert await bot.get_updates() == ()
    assert (sign.failing_since, sign.problem) == (None, "")
    said = log_stream.getvalue()
    assert said.count("Telegram can't be reached") == 1
    assert said.count("Telegram answers again") == 1


@pytest.mark.parametrize("reply", REFUSALS)
async def test_only_telegram_itself_can_revoke_the_token(place, bot, reply):
    place.says(getUpdates=[reply])
    with pytest.raises(InvalidToken):
        await bot.get_updates()
    assert bot.revoked.is_set()


async def test_nonsense_is_not_asked_for_again_at_once_and_polling_can_be_ended(place, bot):
    place.says(getUpdates=results({}))
    updater = Updater(bot, asyncio.Queue())
    await updater.initialize()
    await updater.start_polling(error_callback=lambda _: None)
    async with asyncio.timeout(30):
        while not place.asked["getUpdates"]:  # noqa: ASYNC110
            await asyncio.sleep(0)
        for _ in range(100):
            # what is asked again at once is asked some dozen times meanwhile
            await asyncio.sleep(0.001)
        assert place.asked["getUpdates"] == 1
        await updater.stop()


def message(number: int, chat: dict[str, Any], text: str) -> dict[str, Any]:
    return {"update_id": number, "message": {"message_id": 1, "date": 1_700_000_000, "chat": chat, "text": text}}


async def test_of_an_update_that_cant_be_read_its_number_is_told_and_those_beside_it_are_handled(
    place, bot, watch, log_stream
):
    somebody, nobody = {"id": 5, "type": "private"}, {"type": "private"}
    came = [message(7, somebody, "/help"), message(8, nobody, "my diary"), message(9, somebody, "/latest")]
    place.says(getUpdates=results([*came, message(10, nobody, "my diary")]))
    updates = await bot.get_updates()
    assert [update.message and update.message.text for update in updates] == ["/help", None, "/latest", None]
    assert updates[-1].update_id == 10, "the next are asked for by the number of the last"
    assert watch.signs.polling.well_at is not None
    said = log_stream.getvalue()
    assert "Update 8 can't be read (TypeError), and is left aside" in said
    assert "Update 10 can't be read (TypeError), and is left aside" in said
    assert "diary" not in said
    assert "Traceback" not in said


@pytest.fixture
def deps(settings: Settings, watch: Watch, in_a_file: Database) -> SimpleNamespace:
    """What the keeping of a webhook looks at."""
    return SimpleNamespace(settings=settings, watch=watch, database=in_a_file, clock=utc_now)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("method", "reply"),
    [(method, reply) for method in ("setWebhook", "getWebhookInfo") for reply in NOT_TELEGRAM]
    + [("getWebhookInfo", reply) for reply in results(["nonsense"], 7)],
)
async def test_a_webhook_is_kept_though_nonsense_answers_for_a_while(*, place, bot, deps, log_stream, method, reply):
    info = {"url": deps.settings.posted_to(), "has_custom_certificate": False, "pending_update_count": 0}
    place.says(getWebhookInfo=results(info))
    place.says(**{method: [reply, *place.replies[method]]})
    keeping = asyncio.create_task(registering.keep_registered(bot, deps))
    async with asyncio.timeout(30):
        while "Telegram posts to" not in log_stream.getvalue() and not keeping.done():  # noqa: ASYNC110
            await asyncio.sleep(0.001)
    assert not keeping.done()
    await ended(keeping)
    assert "Telegram doesn't take https://news.example.org/telegram for the webhook (" in log_stream.getvalue()
    assert not bot.revoked.is_set()
