"""`newsdigest outbox`: what waits, and what didn't arrive."""

import json
import re
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from storage.chats import meet_chat
from storage.database import Database
from storage.deliveries import DeliveryState, NewDelivery, claim, enqueue, mark_ended, mark_pending, mark_sent
from storage.schema import upgrade

NOW = datetime(2024, 5, 1, 8, tzinfo=UTC)


@pytest.fixture
def database(no_settings, monkeypatch):
    monkeypatch.setenv("NEWSDIGEST_DATABASE_URL", "sqlite:///news.sqlite3")
    made = Database("sqlite:///news.sqlite3")
    upgrade(made)
    yield made
    made.close()


@pytest.fixture
def filled(database):
    """One of each: sent, in doubt, refused, tried and to be tried again, and two that wait."""
    with database.write() as session:
        chat, _ = meet_chat(session, telegram_id=4242, kind="private", title="Ada", now=NOW)
        group, _ = meet_chat(session, telegram_id=-100, thread_id=7, kind="supergroup", title="Rowers", now=NOW)
        new = [NewDelivery(dedup_key=str(n), chat_id=chat.id, html="Ferry strike ends") for n in range(4)]
        enqueue(session, new, now=NOW)
        mark_sent(session, claim(session, now=NOW).id, now=NOW, message_id=1)
        mark_ended(session, claim(session, now=NOW).id, DeliveryState.UNKNOWN, problem="the answer was lost")
        mark_pending(session, claim(session, now=NOW).id, not_before=NOW, problem="answered with status 502")
        enqueue(session, [NewDelivery(dedup_key="g", chat_id=group.id, html="…", priority=-1)], now=NOW)
        mark_ended(session, claim(session, now=NOW).id, DeliveryState.FAILED, problem="TOPIC_CLOSED\x1b]0;x\x07")
        enqueue(session, [NewDelivery(dedup_key="d", chat_id=chat.id, html="…", priority=10)], now=NOW)
    return database


def outbox(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["outbox", *arguments])


def test_it_counts_what_waits_and_names_what_did_not_arrive_with_the_reason(filled):
    shown = outbox().stdout
    assert "1 unknown may have arrived: twice no answer came" in " ".join(shown.split())
    assert "digests" in shown
    assert "answers" in shown
    for reason in ("the answer was lost", "answered with status 502", "TOPIC_CLOSED"):
        assert reason in shown
    assert "-100/7 supergroup" in shown
    # as the log names it
    assert re.search(r"^5 +failed .* 2 +-100/7 supergroup", shown, re.MULTILINE)
    assert not [line for line in shown.splitlines() if line != line.rstrip()], "in a pipe nothing is filled up"
    assert "Ferry" not in shown, "what people are sent is theirs"
    assert "\x1b" not in shown


def test_programs_get_it_as_json_and_may_ask_for_one_state(filled):
    found = json.loads(outbox("--json").stdout)
    assert found["states"] == {"failed": 1, "pending": 3, "sent": 1, "unknown": 1}
    assert [(each["priority"], each["due"], each["retried"]) for each in found["queues"]] == [(0, 2, 1), (10, 1, 0)]
    assert [each["state"] for each in found["messages"]] == ["failed", "pending", "unknown"]
    only = json.loads(outbox("--json", "--state", "unknown", "--limit", "5").stdout)["messages"]
    assert [(each["telegram_id"], each["problem"], each["attempts"]) for each in only] == [
        (4242, "the answer was lost", 1)
    ]


def test_an_outbox_in_which_nothing_ever_was_says_so(database):
    assert "Nothing was ever to be sent." in outbox().stdout


def test_without_a_database_it_says_where_it_comes_from(no_settings):
    result = outbox()
    assert result.exit_code == 2
    assert "newsdigest db upgrade makes a new one" in result.stderr
