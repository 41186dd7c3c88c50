"""What Telegram finds in plain text by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.botapi.text.detect import detected
from demo.botapi.text.spans import units


def found(text: str) -> list[tuple[str, str]]:
    raw = text.encode("utf-16-le")
    return [(span.type, raw[2 * span.offset : 2 * span.end].decode("utf-16-le")) for span in detected(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/start", [("bot_command", "/start")]),
        ("/start topic_vale", [("bot_command", "/start")]),
        ("try /sub@vale_bot now", [("bot_command", "/sub@vale_bot")]),
        ("and/or a/b //x", []),
        ("/été", []),
        ("😀 /help", [("bot_command", "/help")]),
        ("@vale_wire said", [("mention", "@vale_wire")]),
        ("a@b @x", []),
        ("#harbour #2 #порт", [("hashtag", "#harbour"), ("hashtag", "#порт")]),
        ("a#b c#", []),
        ("$USD and $usd", [("cashtag", "$USD")]),
        ("write to desk@vale.example.com.", [("email", "desk@vale.example.com")]),
    ],
)
def test_commands_mentions_tags_and_mail(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://vale.example/feed.xml", ["https://vale.example/feed.xml"]),
        ("http://127.0.0.1:8080/feed", ["http://127.0.0.1:8080/feed"]),
        ("see vale.com, or news.vale.org/a.", ["vale.com", "news.vale.org/a"]),
        ("(https://vale.example/a_(b))", ["https://vale.example/a_(b)"]),
        ("«https://vale.example/a»", ["https://vale.example/a"]),
        ("https://vale.example/#:~:text=pier", ["https://vale.example/#:~:text=pier"]),
        ("новости.рф", ["новости.рф"]),
        ("http://localhost:8080/feed", []),
        ("e.g. 3.14 at 8.30, main.py", ["main.py"]),
        ("version 1.2.3.4", []),
        ("http://300.1.1.1/", []),
    ],
)
def test_addresses(text: str, expected: list[str]) -> None:
    assert [part for kind, part in found(text) if kind == "url"] == expected


@given(st.text(alphabet=st.sampled_from("/@#$.:ab1_ -é😀\n<>()«"), max_size=60))
def test_finds_are_in_order_apart_and_inside_the_text(text: str) -> None:
    spans = detected(text)
    end = 0
    for span in spans:
        assert span.offset >= end
        assert span.length > 0
        end = span.end
    assert end <= units(text)


def test_a_long_line_of_near_misses_is_read_quickly() -> None:
    assert detected("a." * 16000) == []
    assert detected("a@" * 16000) == []
    assert detected("/" * 32000) == []
