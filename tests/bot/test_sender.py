"""What each answer of the Bot API means for a delivery."""

import logging
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from telegram.error import NetworkError, TimedOut

from bot.sender import TelegramSender
from bot.transport import NoConnection
from jobs.outcomes import ChatGone, ChatMoved, DeliveryProblem, MaybeSent, NotSent, Refused, Throttled
from storage.deliveries import Delivery
from tests.bot.conftest import TOKEN, ScriptedBotApi


def a_delivery(*, html: str = "<b>Ferry</b> &amp; tide", thread_id: int = 0) -> Delivery:
    return Delivery(
        id=1, chat_id=1, telegram_id=7, thread_id=thread_id, kind="private", html=html, attempts=1, resends=0
    )


def refused(status: int, description: str, **parameters: int) -> tuple[int, dict[str, Any]]:
    return status, {"ok": False, "error_code": status, "description": description, "parameters": parameters}


SENT = 200, {"ok": True, "result": {"message_id": 41, "date": 0, "chat": {"id": 7, "type": "private"}}}


async def send(bot_api: ScriptedBotApi, delivery: Delivery, *, paid: bool = False) -> int:
    return await TelegramSender(bot_api, f"https://api.telegram.org/bot{TOKEN}", paid=paid)(delivery)


async def test_a_message_goes_out_as_html_without_a_preview_and_its_number_comes_back(bot_api):
    bot_api.answers(SENT)
    assert await send(bot_api, a_delivery()) == 41
    method, sent = bot_api.requests[0]
    assert method == "sendMessage"
    assert sent["chat_id"] == 7
    assert sent["text"] == "<b>Ferry</b> &amp; tide"
    assert sent["parse_mode"] == "HTML"
    assert sent["link_preview_options"] == {"is_disabled": True}
    assert "message_thread_id" not in sent


async def test_a_messages_buttons_go_out_with_it_and_one_without_has_none(bot_api):
    bot_api.answers(SENT, SENT)
    await send(bot_api, a_delivery())
    await send(bot_api, replace(a_delivery(), buttons=((("Show", "v1:x"), ("All", "v1:y")),)))
    assert "reply_markup" not in bot_api.requests[0][1]
    assert bot_api.requests[1][1]["reply_markup"] == {
        "inline_keyboard": [[{"text": "Show", "callback_data": "v1:x"}, {"text": "All", "callback_data": "v1:y"}]]
    }


async def test_a_picture_stands_above_the_text_where_the_message_has_one(bot_api):
    bot_api.answers(SENT)
    await send(bot_api, replace(a_delivery(), preview="https://post.example/ferry"))
    assert bot_api.requests[0][1]["link_preview_options"] == {
        "url": "https://post.example/ferry",
        "prefer_large_media": True,
        "show_above_text": True,
    }


async def test_a_message_that_answers_another_stands_for_itself_where_that_one_was_deleted(bot_api):
    bot_api.answers(SENT, SENT)
    await send(bot_api, replace(a_delivery(), reply_to=17))
    await send(bot_api, a_delivery())
    assert bot_api.requests[0][1]["reply_parameters"] == {"message_id": 17, "allow_sending_without_reply": True}
    assert "reply_parameters" not in bot_api.requests[1][1]


async def test_only_a_silent_message_makes_no_sound(bot_api):
    bot_api.answers(SENT, SENT)
    await send(bot_api, replace(a_delivery(), silent=True))
    await send(bot_api, a_delivery())
    assert [sent.get("disable_notification") for _, sent in bot_api.requests] == [True, None]


async def test_a_message_for_a_forum_topic_names_it(bot_api):
    bot_api.answers(SENT)
    await send(bot_api, a_delivery(thread_id=12))
    assert bot_api.requests[0][1]["message_thread_id"] == 12


GONE = [
    "Forbidden: bot was blocked by the user",
    "Forbidden: user is deactivated",
    "Forbidden: bot was kicked from the supergroup chat",
    "Forbidden: bot is not a member of the channel chat",
    "Forbidden: bot can't initiate conversation with a user",
]
REFUSED = [
    "Bad Request: chat not found",
    "Bad Request: need administrator rights in the channel chat",
    "Bad Request: TOPIC_CLOSED",
    "Bad Request: message thread not found",
    "Bad Request: message is too long",
]


@pytest.mark.parametrize(
    ("reply", "kind"),
    [(refused(403, text), ChatGone) for text in GONE]
    + [(refused(400, text), Refused) for text in REFUSED]
    + [
        (refused(500, "Internal Server Error"), NotSent),
        ((502, "<html>Bad Gateway</html>"), NotSent),
        (refused(401, "Unauthorized"), NotSent),
        (refused(404, "Not Found"), NotSent),
        ((200, "<html>Log in to the hotel's network</html>"), MaybeSent),
    ],
)
async def test_an_answer_decides_what_becomes_of_the_delivery(bot_api, reply, kind):
    bot_api.answers(reply)
    with pytest.raises(kind):
        await send(bot_api, a_delivery())


@pytest.mark.parametrize("status", [301, 403, 405, 409, 451, 503])
async def test_a_page_of_something_in_between_is_no_word_of_telegrams(bot_api, status):
    bot_api.answers((status, "<html>This page is blocked by your administrator</html>"))
    with pytest.raises(NotSent):
        await send(bot_api, a_delivery())


@pytest.mark.parametrize("page", ["<html>nginx: not found</html>", {"message": "no Route matched"}])
async def test_only_telegram_itself_can_refuse_the_token(bot_api, page):
    bot_api.answers((404, page), refused(404, "Not Found"))
    with pytest.raises(NotSent, match=r"^answered with status 404$"):
        await send(bot_api, a_delivery())
    with pytest.raises(NotSent, match="the token was refused"):
        await send(bot_api, a_delivery())


@pytest.mark.parametrize("status", [400, 413])
async def test_a_request_that_no_web_server_takes_is_not_sent_for_ever(bot_api, status):
    bot_api.answers((status, "<html>Request too large</html>"))
    with pytest.raises(Refused):
        await send(bot_api, a_delivery())


async def test_a_gateway_that_waited_in_vain_knows_as_little_as_we(bot_api):
    bot_api.answers((504, "<html>Gateway Time-out</html>"))
    with pytest.raises(MaybeSent):
        await send(bot_api, a_delivery())


async def test_only_who_pays_lets_telegram_take_stars(bot_api):
    bot_api.answers(SENT, SENT)
    await send(bot_api, a_delivery())
    await send(bot_api, a_delivery(), paid=True)
    assert [sent.get("allow_paid_broadcast") for _, sent in bot_api.requests] == [None, True]


async def test_whether_telegram_answers_at_all_is_asked_by_what_does_no_harm(bot_api):
    bot_api.answers((200, {"ok": True, "result": {"id": 1}}), (502, "<html>Bad Gateway</html>"))
    bot_api.breaks(caused(TimedOut(), aiohttp.SocketTimeoutError))
    sender = TelegramSender(bot_api, "https://api.telegram.org/bot1:2")
    assert [await sender.answers() for _ in range(3)] == [True, False, False]
    assert {method for method, _ in bot_api.requests} == {"getMe"}


@pytest.mark.parametrize("kind", [NoConnection, aiohttp.ConnectionTimeoutError])
async def test_without_a_connection_the_message_surely_was_not_sent(bot_api, kind):
    bot_api.breaks(caused(NetworkError("…"), kind))
    with pytest.raises(NotSent):
        await send(bot_api, a_delivery())


@pytest.mark.parametrize(
    "kind",
    [aiohttp.SocketTimeoutError, aiohttp.ServerDisconnectedError, aiohttp.ClientOSError, aiohttp.ClientPayloadError],
)
async def test_a_connection_that_breaks_after_the_request_leaves_open_whether_it_was_sent(bot_api, kind):
    bot_api.breaks(caused(NetworkError("…"), kind))
    with pytest.raises(MaybeSent):
        await send(bot_api, a_delivery())


async def test_a_429_tells_how_long_everybody_waits(bot_api):
    bot_api.answers(refused(429, "Too Many Requests: retry after 17", retry_after=17))
    with pytest.raises(Throttled) as raised:
        await send(bot_api, a_delivery())
    assert raised.value.retry_after == 17


@pytest.mark.parametrize(
    ("reply", "seconds"),
    [(refused(429, "Too Many Requests: retry after 9"), 9), ((429, "<html>Slow down</html>"), 5)],
)
async def test_a_429_from_something_in_between_is_a_429_too(bot_api, reply, seconds):
    bot_api.answers(reply)
    with pytest.raises(Throttled) as raised:
        await send(bot_api, a_delivery())
    assert raised.value.retry_after == seconds


async def test_a_group_that_became_a_supergroup_names_its_new_number(bot_api):
    text = "Bad Request: group chat was upgraded to a supergroup chat"
    bot_api.answers(refused(400, text, migrate_to_chat_id=-1001234))
    with pytest.raises(ChatMoved) as raised:
        await send(bot_api, a_delivery())
    assert raised.value.new_telegram_id == -1001234


async def test_markup_that_telegram_cannot_read_goes_out_as_plain_text_and_is_logged(bot_api, caplog):
    unreadable = 'Bad Request: can\'t parse entities: Unsupported start tag "p" at byte offset 0'
    bot_api.answers(refused(400, unreadable), SENT)
    with caplog.at_level(logging.ERROR):
        assert await send(bot_api, a_delivery(html="<p>Ferry</p> &amp; tide")) == 41
    plain = bot_api.requests[1][1]
    assert plain["text"] == "Ferry & tide"
    assert "parse_mode" not in plain
    assert "Ferry" not in caplog.text, "what somebody reads is in their row, and in no log"


async def test_plain_text_that_is_refused_as_well_is_refused(bot_api):
    bot_api.answers(refused(400, "Bad Request: can't parse entities: …"), refused(403, GONE[0]))
    with pytest.raises(ChatGone):
        await send(bot_api, a_delivery())


async def test_no_reason_shows_the_token(bot_api):
    address = f"https://api.telegram.org/bot{TOKEN}/sendMessage"
    bot_api.breaks(caused(NetworkError(address), aiohttp.ServerDisconnectedError))
    with pytest.raises(DeliveryProblem) as raised:
        await send(bot_api, a_delivery())
    assert TOKEN not in str(raised.value)


def caused(error: NetworkError, kind: type[aiohttp.ClientError]) -> NetworkError:
    """The error as the transport raises it: with aiohttp's own as its cause."""
    error.__cause__ = kind("broken")
    return error
