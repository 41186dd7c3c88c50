"""The log: lines for people, without secrets."""

import json
import logging
import re
from io import BytesIO, StringIO, TextIOWrapper

import httpx
import pytest
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.log_lines import PERSONAL
from bot.logs import set_up_logs

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


def test_no_half_of_a_secret_is_left_where_long_words_are_cut(log_stream):
    # as much as is remembered of what comes again and again, and as much as is written of anything
    for length in (300, 20_000):
        for number in range(30):
            logging.getLogger("jobs").error("%s%s", "." * (length - 10), TOKEN, extra={"number": number})
    assert TOKEN[:9] not in log_stream.getvalue()


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


HOSTILE = "Ada\n2026-01-01T00:00:00+0000 ERROR   bot: all is lost\r\x1b[2J\u202e\u2028\x00\x9b31m"


def lines_of(stream: StringIO) -> list[str]:
    return stream.getvalue().splitlines()


def test_no_words_can_look_like_another_line_or_command_a_terminal(log_stream):
    try:
        raise ValueError(HOSTILE)
    except ValueError:
        logging.getLogger("bot").exception("It failed for %s", HOSTILE)
    # StringIO splits where anything at all might
    first, *others = log_stream.getvalue().split("\n")[:-1]
    assert re.match(r"\d{4}-.* ERROR   bot: It failed for Ada\\n2026", first)
    assert all(line.startswith("    ") for line in others)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e]", log_stream.getvalue())


def test_words_that_no_encoding_has_are_written_out():
    binary = BytesIO()
    set_up_logs("info", secrets=[], stream=TextIOWrapper(binary, encoding="ascii"))
    logging.getLogger("bot").warning("half a pair \ud83d and a ferry ⛴")
    assert b"half a pair \\ud83d and a ferry \\u26f4\n" in binary.getvalue()


def test_an_exception_that_may_quote_somebody_shows_its_places_and_not_its_words(log_stream):
    try:
        try:
            raise KeyError("my address is Quay 7")
        except KeyError as cause:
            raise ValueError("he wrote: my address is Quay 7") from cause
    except ValueError as error:
        logging.getLogger("bot").error("Reference 1", exc_info=error, extra=PERSONAL)
    said = log_stream.getvalue()
    assert "builtins.KeyError, whose words are left out" in said
    assert "builtins.ValueError, whose words are left out" in said
    assert f'{__file__}", line' in said
    assert "he wrote: my" not in re.sub(r"raise .*", "", said)


def test_a_template_that_does_not_fit_names_its_line_and_no_words(log_stream, capsys):
    logging.getLogger("bot").warning("%d letters", "secret words")
    assert re.search(r"A record of line \d+ could not be written \(TypeError\)\n$", log_stream.getvalue())
    assert "secret words" not in log_stream.getvalue() + capsys.readouterr().err


def test_an_exception_that_cannot_be_shown_stops_nobody_who_logs(log_stream):
    class Unspeakable(Exception):
        def __str__(self) -> str:
            raise RuntimeError("secret words")

    try:
        raise Unspeakable
    except Unspeakable:
        logging.getLogger("bot").exception("It failed")
    assert re.search(r"A record of line \d+ could not be written \(RuntimeError\)\n$", log_stream.getvalue())
    assert "secret words" not in log_stream.getvalue()


def test_a_stream_that_takes_nothing_more_ends_nothing(capsys):
    class Full(StringIO):
        def write(self, _: str) -> int:
            raise OSError(28, "No space left on device")

    set_up_logs("info", secrets=[], stream=Full())
    logging.getLogger("bot").error("nobody reads this")
    assert capsys.readouterr().err == ""


def test_a_library_that_cant_read_what_somebody_wrote_does_not_quote_it(log_stream):
    logging.getLogger("telegram.ext.ExtBot").critical("Received data was %r", "private words")
    assert log_stream.getvalue() == ""


def test_libraries_say_no_details_even_where_all_details_are_wanted(log_stream):
    set_up_logs("debug", secrets=[], stream=log_stream)
    logging.getLogger("telegram.ext.ExtBot").debug("Calling sendMessage with parameters: private words")
    logging.getLogger("sqlalchemy.engine.Engine").debug("Row ('private words',)")
    logging.getLogger("bot.errors").debug("Left alone: message is not modified")
    assert "private words" not in log_stream.getvalue()
    assert "Left alone" in log_stream.getvalue()


def as_objects(stream: StringIO) -> list[dict]:
    return [json.loads(line) for line in stream.getvalue().split("\n")[:-1]]


@pytest.fixture
def json_stream(log_stream) -> StringIO:
    set_up_logs("info", secrets=["hunter2", 'quo"ted\\'], stream=log_stream, form="json")
    return log_stream


FIELDS = ["at", "level", "logger", "message", "error", "held", "process"]


def test_json_has_an_object_a_line_always_with_the_same_fields(json_stream):
    logging.getLogger("bot").info("ready")
    try:
        raise ValueError(HOSTILE)
    except ValueError:
        logging.getLogger("jobs.deliver").exception("It failed for %s", HOSTILE)
    plain, failed = as_objects(json_stream)
    assert list(plain) == list(failed) == FIELDS
    assert (plain["level"], plain["logger"], plain["message"], plain["error"]) == ("info", "bot", "ready", None)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", plain["at"])
    assert failed["message"] == f"It failed for {HOSTILE}"
    assert failed["error"]["kind"] == "ValueError"
    assert failed["error"]["says"] == HOSTILE
    assert failed["error"]["trace"][0] == "Traceback (most recent call last):"


def test_json_shows_no_secret_either_whatever_json_makes_of_its_letters(json_stream):
    try:
        raise ValueError(f'{TOKEN} hunter2 quo"ted\\ postgresql://news:sesame@db/news')
    except ValueError:
        logging.getLogger("bot").exception('%s hunter2 quo"ted\\', TOKEN)
    said = json_stream.getvalue()
    for secret in (TOKEN, "hunter2", "ted", "sesame"):
        assert secret not in said.replace("test_", "")


def test_a_line_of_json_is_one_line_for_every_program_that_reads_lines(json_stream):
    said = "a\u2028b\x85c\x9bd\u202ee"
    logging.getLogger("bot").warning(said)
    (line,) = json_stream.getvalue().splitlines()
    assert json.loads(line)["message"] == said
    assert not re.search("[\u2028\x85\x9b\u202e]", line)


def test_json_is_json_in_any_encoding():
    written = BytesIO()
    set_up_logs("info", secrets=[], stream=TextIOWrapper(written, encoding="ascii"), form="json")
    logging.getLogger("bot").warning("née")
    assert json.loads(written.getvalue())["message"] == "née"
