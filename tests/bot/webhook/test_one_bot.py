"""One bot that Telegram posts to: who may post, what it says of trouble, and how it goes back to asking."""

import json
import logging
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from sqlalchemy import text

from bot.patience import Pace, Patience
from bot.settings import POSTED_PATH
from bot.webhook import desk, registering
from bot.webhook.desk import MOST_ATTEMPTS
from demo.botapi.client import User
from demo.botapi.server import LocalBotApi
from jobs.clock import utc_now
from storage import updates
from storage.database import Session
from storage.updates import Claim, NewUpdate
from tests.bot.webhook.conftest import PATIENCE_S, post, running, until, waiting, written

WRONG = "not-the-secret-that-telegram-shows"


async def test_telegram_is_told_where_to_post_and_what_to_show(alone, api, settings_for):
    settings = settings_for(alone, webhook_connections=7)
    async with running(settings), User(api.base_url) as reader:
        await reader.send("/help")
        await reader.next_message(PATIENCE_S)
    # it stays when the bot ends: what comes meanwhile waits at Telegram
    info = await call(api, "getWebhookInfo")
    assert info["url"] == settings.public_url + POSTED_PATH
    assert info["max_connections"] == 7
    assert "callback_query" in info["allowed_updates"]


async def test_who_doesnt_show_the_secret_is_refused_and_nothing_is_read(alone, api, settings_for, caplog):
    settings = settings_for(alone)
    async with running(settings) as bot, User(api.base_url) as reader:
        await reader.send("/privacy")
        await reader.next_message(PATIENCE_S)
        update = {"update_id": 5, "message": written(reader.id, "/help")}
        with caplog.at_level(logging.INFO):
            statuses = [await post(bot.port, update, shown) for shown in (None, "", WRONG, WRONG, "é")]
            assert statuses == [403] * 5
            assert await post(bot.port, update, settings.posted_with()) == 200
            await reader.next_message(PATIENCE_S)
        await waiting(alone, 0)
    warnings = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    (line,) = [text for text in warnings if "another secret" in text]
    assert "NEWSDIGEST_WEBHOOK_SECRET" in line
    assert WRONG not in caplog.text
    assert settings.posted_with() not in caplog.text
    assert settings.posted_with() in settings.secrets(), "what a library logs is redacted"


@pytest.mark.parametrize(
    "body", ["no json", "[]", "{}", '{"update_id": "x"}', '{"update_id": 9, "message": {}}', "\xff"]
)
async def test_what_cant_be_read_is_left_aside_and_not_posted_for_a_day(alone, api, settings_for, body):
    settings = settings_for(alone)
    async with running(settings) as bot, User(api.base_url) as reader, aiohttp.ClientSession() as session:
        address, headers = (
            f"http://127.0.0.1:{bot.port}{POSTED_PATH}",
            {"X-Telegram-Bot-Api-Secret-Token": settings.posted_with()},
        )
        async with session.post(address, data=body.encode("latin-1"), headers=headers) as answer:
            assert answer.status == 200
        await reader.send("/help")
        await reader.next_message(PATIENCE_S)
        await waiting(alone, 0)


async def test_asking_again_removes_the_webhook_and_what_was_posted_before_is_still_answered(alone, api, settings_for):
    settings = settings_for(alone)
    async with running(settings), User(api.base_url) as reader:
        await reader.send("/help")
        await reader.next_message(PATIENCE_S)
        await waiting(alone, 0)
        body = json.dumps({"update_id": 7_000, "message": written(reader.id, "/help")})
    with alone.write() as session:
        new = NewUpdate(update_id=7_000, lane=reader.id, body=body, not_before=utc_now())
        killed = Claim(by="killed", until=utc_now() + timedelta(hours=1))
        updates.take_in(session, new, claim=killed, now=utc_now())
    async with User(api.base_url) as reader, running(settings.model_copy(update={"webhook": False})):
        assert "/latest" in (await reader.next_message(PATIENCE_S)).text
        await reader.send("/privacy")
        assert "/latest" not in (await reader.next_message(PATIENCE_S)).text
        assert (await call(api, "getWebhookInfo"))["url"] == ""


async def test_what_was_posted_before_is_answered_also_after_a_look_that_failed(
    alone, api, settings_for, monkeypatch, caplog
):
    count, failures = updates.count_unhandled, [RuntimeError("a statement that the server ended")]

    def count_or_fail(session: Session) -> int:
        if failures:
            raise failures.pop()
        return count(session)

    monkeypatch.setattr("bot.webhook.desk.LOOK_S", 0.01)
    monkeypatch.setattr(updates, "count_unhandled", count_or_fail)
    async with User(api.base_url) as reader:
        # a bot may write to who wrote to it
        await reader.send("/privacy")
        with alone.write() as session:
            body = json.dumps({"update_id": 7_000, "message": written(reader.id, "/help")})
            new = NewUpdate(update_id=7_000, lane=reader.id, body=body, not_before=utc_now())
            updates.take_in(session, new, claim=None, now=utc_now())
        async with running(settings_for(alone, webhook=False)):
            answers = [(await reader.next_message(PATIENCE_S)).text for _ in range(2)]
            assert ["/latest" in answer for answer in answers].count(True) == 1
    assert "What waits to be handled could not be counted" in caplog.text


async def test_who_asks_again_stops_asking_also_where_what_was_posted_before_fails_altogether(
    alone, api, settings_for, monkeypatch, caplog
):
    async def fail(_: object) -> None:
        raise RuntimeError("nobody foresaw it")

    monkeypatch.setattr("bot.parts.updates.left_over", fail)

    async def answer_and_end() -> None:
        async with running(settings_for(alone, webhook=False)), User(api.base_url) as reader:
            await reader.send("/help")
            await reader.next_message(PATIENCE_S)
            # to stop it asks once more, which says that all were handled
            api.faults.slow_down(0.5, method="getUpdates", times=None)

    with pytest.raises(RuntimeError, match="nobody foresaw it"):
        await answer_and_end()
    assert not [record for record in caplog.records if record.name.startswith("telegram")], "it could ask that"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot asks all the time how Telegram fares."""
    monkeypatch.setattr(registering, "LOOK_S", 0.05)


@pytest.mark.usefixtures("impatient")
async def test_a_webhook_that_somebody_removed_is_set_anew_and_said(alone, api, settings_for, caplog):
    async def is_set() -> bool:
        return bool((await call(api, "getWebhookInfo"))["url"])

    async with running(settings_for(alone)), User(api.base_url) as reader:
        await until(is_set)
        await call(api, "deleteWebhook")
        await until(lambda: said(caplog, "Another program with the same bot token removed the webhook"))
        await reader.send("/help")
        assert "/latest" in (await reader.next_message(PATIENCE_S)).text


@pytest.mark.usefixtures("impatient")
async def test_that_telegram_cant_reach_it_is_said_with_telegrams_reason(alone, api, balancer, settings_for, caplog):
    caplog.set_level(logging.INFO)
    async with running(settings_for(alone)), User(api.base_url) as reader:
        await reader.send("/help")
        await reader.next_message(PATIENCE_S)
        ports, balancer.ports = balancer.ports, []
        await reader.send("/help")
        await until(lambda: said(caplog, "(Wrong response from the webhook: 502 Bad Gateway): look at the proxy"))
        balancer.ports = ports
        assert "/latest" in (await reader.next_message(PATIENCE_S)).text
        await until(lambda: said(caplog, "/telegram again"))


async def said(caplog: pytest.LogCaptureFixture, words: str) -> bool:
    return words in caplog.text


async def call(api: LocalBotApi, method: str) -> Any:
    """As another program would that knows the token."""
    address = f"{api.base_url}/bot{api.token}/{method}"
    async with aiohttp.ClientSession() as session, session.post(address) as answer:
        return (await answer.json())["result"]


async def test_one_that_ended_as_many_processes_as_it_may_is_given_up(alone, api, settings_for, caplog):
    async with User(api.base_url) as reader:
        with alone.write() as session:
            body = json.dumps({"update_id": 1, "message": written(reader.id, "/help")})
            updates.take_in(
                session,
                NewUpdate(update_id=1, lane=reader.id, body=body, not_before=utc_now()),
                claim=None,
                now=utc_now(),
            )
            for attempt in range(MOST_ATTEMPTS):
                past = utc_now() - timedelta(minutes=MOST_ATTEMPTS - attempt)
                claim = Claim(by="killed", until=past)
                assert updates.claim_updates(session, claim, now=utc_now(), limit=1)
        async with running(settings_for(alone)):
            await waiting(alone, 0)
            await reader.send("/privacy")
            assert "/latest" not in (await reader.next_message(PATIENCE_S)).text
    assert "Update 1 is given up: it was begun 3 times" in caplog.text


async def test_who_writes_faster_than_a_person_is_answered_later_and_in_the_end_not_to_everything(
    alone, api, settings_for, monkeypatch
):
    pace = Pace(burst=2, per_second=0.001, longest_s=1500)
    monkeypatch.setattr(desk, "Patience", lambda: Patience(pace))
    settings = settings_for(alone)
    async with running(settings) as bot, User(api.base_url) as reader:
        await reader.send("/help")
        await reader.next_message(PATIENCE_S)
        for number in range(9):
            update = {"update_id": 100 + number, "message": written(reader.id, "/help")}
            assert await post(bot.port, update, settings.posted_with()) == 200
        with alone.read() as session:
            later = session.scalar(text("SELECT count(*) FROM updates WHERE not_before > received_at"))
            aside = session.scalar(text("SELECT count(*) FROM updates WHERE attempts = 0 AND done_at IS NOT NULL"))
        assert (later, aside) == (1, 7)
