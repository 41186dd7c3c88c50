"""A handler that fails: the user hears that it was noted, the log gets everything under the same reference."""

import logging
import re
from datetime import UTC, datetime

import pytest
from telegram import CallbackQuery, Chat, Message, Update, User
from telegram.error import BadRequest, ChatMigrated, Forbidden, TimedOut
from telegram.ext import Application, CallbackContext, ExtBot

from bot.errors import on_error

SENT = 200, {"ok": True, "result": {"message_id": 1, "date": 0, "chat": {"id": 7, "type": "private"}}}
DONE = 200, {"ok": True, "result": True}


def written(bot: ExtBot[None]) -> Update:
    message = Message(
        message_id=5, date=datetime(2024, 5, 1, tzinfo=UTC), chat=Chat(7, "private"), text="my secret plan"
    )
    message.set_bot(bot)
    return Update(1, message=message)


def tapped(bot: ExtBot[None]) -> Update:
    query = CallbackQuery(id="9", from_user=User(7, "Ada", is_bot=False), chat_instance="1", data="x")
    query.set_bot(bot)
    return Update(2, callback_query=query)


async def fail(bot: ExtBot[None], update: object, error: Exception) -> None:
    application = Application.builder().bot(bot).updater(None).job_queue(None).build()
    await on_error(update, CallbackContext.from_error(update, error, application))


async def test_the_user_gets_a_polite_line_with_the_reference_that_stands_in_the_log(bot, bot_api, caplog):
    bot_api.answers(SENT)
    with caplog.at_level(logging.ERROR):
        await fail(bot, written(bot), ZeroDivisionError("told apart"))
    [(method, sent)] = bot_api.requests
    assert method == "sendMessage"
    reference = re.search(r"Reference: ([0-9A-F]{6})", sent["text"])
    assert reference
    assert f"Reference {reference[1]}: update 1 of chat 7 failed" in caplog.text
    assert "ZeroDivisionError: told apart" in caplog.text


async def test_what_people_wrote_stays_out_of_the_log(bot, bot_api, caplog):
    bot_api.answers(SENT)
    await fail(bot, written(bot), ZeroDivisionError())
    assert "my secret plan" not in caplog.text


async def test_a_tap_is_answered_with_an_alert(bot, bot_api):
    bot_api.answers(DONE)
    await fail(bot, tapped(bot), ZeroDivisionError())
    [(method, sent)] = bot_api.requests
    assert method == "answerCallbackQuery"
    assert sent["show_alert"] is True
    assert len(sent["text"]) <= 200


async def test_an_apology_that_cannot_be_sent_is_logged_and_that_is_all(bot, bot_api, caplog):
    bot_api.breaks(TimedOut())
    await fail(bot, written(bot), ZeroDivisionError())
    assert "nor could the user be told" in caplog.text


@pytest.mark.parametrize(
    "error",
    [
        BadRequest("Message is not modified: specified new message content and reply markup are exactly the same"),
        BadRequest("Query is too old and response timeout expired or query id is invalid"),
        Forbidden("Forbidden: bot was blocked by the user"),
        TimedOut(),
        ChatMigrated(-1001),
    ],
    ids=str,
)
async def test_what_is_nobodys_fault_bothers_nobody(bot, bot_api, caplog, error):
    with caplog.at_level(logging.ERROR):
        await fail(bot, written(bot), error)
    assert bot_api.requests == []
    assert caplog.text == ""


@pytest.mark.parametrize(
    "reason",
    [
        "chat not found",
        "not enough rights to send text messages to the chat",
        "need administrator rights in the channel chat",
        "CHAT_WRITE_FORBIDDEN",
        "TOPIC_CLOSED",
        "message thread not found",
    ],
)
async def test_what_telegram_refuses_is_no_failure_of_the_bots(bot, bot_api, caplog, monkeypatch, reason):
    told = []
    monkeypatch.setattr("bot.errors._tell_owners", lambda *those: told.append(those))
    bot_api.answers((400, {"ok": False, "error_code": 400, "description": f"Bad Request: {reason}"}))
    with caplog.at_level(logging.INFO, "bot"):
        # as python-telegram-bot writes it
        await fail(bot, written(bot), BadRequest(reason.capitalize()))
    assert told == []
    assert {record.levelname for record in caplog.records} == {"INFO"}
    assert "an answer to update 1 of chat 7 could not be sent" in caplog.text


async def test_who_taps_where_the_bot_may_not_write_is_told_so_by_an_alert(bot, bot_api):
    bot_api.answers(DONE)
    await fail(bot, tapped(bot), BadRequest("Not enough rights to send documents to the chat"))
    [(method, sent)] = bot_api.requests
    assert (method, sent["show_alert"]) == ("answerCallbackQuery", True)


async def test_a_failure_without_an_update_is_logged(bot, bot_api, caplog):
    await fail(bot, None, ZeroDivisionError())
    assert "ZeroDivisionError" in caplog.text
    assert bot_api.requests == []
