"""Secrets in whatever they stand: known ones, and what looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.log_redaction import redact, spellings

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


@pytest.mark.parametrize(
    "text",
    [
        f"https://api.telegram.org/bot{TOKEN}/getMe",
        f"https://proxy.example/?to=https%3A%2F%2Fapi.telegram.org%2Fbot{TOKEN.replace(':', '%3A')}%2FgetMe",
        f"('{TOKEN}',)",
        f"{TOKEN}{TOKEN}",
    ],
)
def test_whatever_looks_like_a_token_goes(text):
    assert "AAHdqTcv" not in redact(text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("postgresql://news:sesame@db:5432/news", "postgresql://[login]@db:5432/news"),
        ("http://sesame@proxy.example:3128", "http://[login]@proxy.example:3128"),
        ("http://me:se/same@proxy.example", "http://me:se/same@proxy.example"),
        ("https://quay.example/feed?token=sesame&page=2", "https://quay.example/feed?token=[secret]&page=2"),
        ("https://quay.example/feed?a=1&api_key=sesame", "https://quay.example/feed?a=1&api_key=[secret]"),
        ("https://quay.example/feed?X-Amz-Signature=sesame'", "https://quay.example/feed?X-Amz-Signature=[secret]'"),
        (
            "{'Authorization': 'Basic c2VzYW1l', 'Accept': '*/*'}",
            "{'Authorization': 'Basic [secret]', 'Accept': '*/*'}",
        ),
        ("authorization: Bearer sesame", "authorization: Bearer [secret]"),
        ("X-Telegram-Bot-Api-Secret-Token: sesame", "X-Telegram-Bot-Api-Secret-Token: [secret]"),
    ],
)
def test_logins_and_values_that_are_called_secret_go_and_the_rest_stays(text, left):
    assert redact(text) == left


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-23 04:37:31 article 123456:7 at 10:15:22",
        "Feed 7 has moved for good, to https://quay.example/feed?page=2&lang=en",
        "mail me@example.org, see https://example.org/@ada",
        "Checking feed 3 failed: KeyError at jobs/feeds/tick.py:42",
    ],
)
def test_what_is_no_secret_stays(line):
    assert redact(line) == line


@pytest.mark.parametrize("secret", ["p@ss/word", "pass word", "pässwort", "100%", "a+b"])
def test_a_secret_goes_as_it_is_and_as_it_stands_in_an_address(secret):
    from urllib.parse import quote, quote_plus

    for spelled in (secret, quote(secret, safe=""), quote_plus(secret)):
        assert spelled not in redact(f"no connection for {spelled}: refused", spellings([secret]))


def test_of_a_secret_within_another_nothing_is_left_over():
    assert redact("abcdef", spellings(["abc", "abcdef"])) == "[secret]"


@given(st.text(), st.lists(st.text(min_size=3), max_size=3))
def test_no_text_makes_it_fail_and_no_known_secret_stays(text, secrets):
    known = spellings(secrets)
    said = redact(f"{text}{''.join(secrets)}{text}", known)
    marks = said.replace("[secret]", "").replace("[token]", "").replace("[login]@", "")
    assert not [secret for secret in secrets if secret in marks and secret not in text]
