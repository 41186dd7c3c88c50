"""The log: lines for people, without secrets."""

import logging
import re
from io import StringIO

import httpx
import pytest
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.logs import redact, set_up_logs

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


class Screen(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_line_says_when_how_grave_and_who(log_stream):
    logging.getLogger("jobs.deliver").warning("Delivery %d failed", 3)
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} WARNING jobs\.deliver: Delivery 3 failed\n", log_stream.getvalue()
    )


def test_debug_lines_are_left_out_at_info(log_stream):
    logging.getLogger("jobs.deliver").debug("detail")
    assert log_stream.getvalue() == ""


def test_whatever_looks_like_a_token_is_taken_out_also_of_tracebacks(log_stream):
    try:
        raise ValueError(f"https://api.telegram.org/bot{TOKEN}/getMe")
    except ValueError:
        logging.getLogger("bot").exception("It failed for %s", TOKEN)
    said = log_stream.getvalue()
    assert TOKEN not in said
    assert said.count("[token]") == 2
    assert "Traceback" in said


def test_known_secrets_are_taken_out_wherever_they_stand(log_stream):
    logging.getLogger("storage").error("no connection to postgresql://news:hunter2@db/news")
    assert "hunter2" not in log_stream.getvalue()


def test_times_and_numbers_are_no_tokens():
    line = "2026-11-23 04:37:31 article 123456:7 at 10:15:22"
    assert redact(line) == line


async def test_requests_to_the_bot_api_are_not_logged_at_info(log_stream):
    transport = httpx.MockTransport(lambda _: httpx.Response(200))
    async with httpx.AsyncClient(transport=transport) as client:
        await client.get(f"https://api.telegram.org/bot{TOKEN}/getMe")
    assert log_stream.getvalue() == ""


def test_a_bad_gateways_page_brings_no_traceback(log_stream):
    with pytest.raises(TelegramError):
        HTTPXRequest.parse_json_payload(b"<html>502 Bad Gateway</html>")
    assert log_stream.getvalue() == ""


def test_a_terminal_gets_short_lines_and_colour_for_what_is_wrong(log_stream):
    screen = Screen()
    set_up_logs("info", secrets=[], stream=screen)
    logging.getLogger("bot").info("ready")
    logging.getLogger("bot").error("away")
    plain, red = screen.getvalue().splitlines()
    assert re.search(r"\d\d:\d\d:\d\d\x1b\[0m ready$", plain)
    assert red.startswith("\x1b[31m")
    assert red.endswith("away\x1b[0m")
