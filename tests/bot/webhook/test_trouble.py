"""What Telegram says of its posts, judged: what is whose fault, and when it is over."""

from datetime import UTC, datetime, timedelta

import pytest
from telegram import WebhookInfo

from bot.watch.signs import Signs
from bot.webhook.registering import newest_known
from bot.webhook.trouble import RECENT, trouble_of
from storage import updates
from storage.database import Database

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def info(*, waiting: int = 1, failed: timedelta = MINUTE) -> WebhookInfo:
    return WebhookInfo(
        url="https://news.example.org/telegram",
        has_custom_certificate=False,
        pending_update_count=waiting,
        last_error_date=NOW - failed,
        last_error_message="Read timeout expired",
    )


def test_the_way_to_this_process_is_to_be_looked_at_where_messages_wait_and_none_came_since():
    for came_at in (None, NOW - MINUTE - SECOND):
        assert "(Read timeout expired): look at the proxy" in trouble_of(info(), NOW, came_at=came_at)


@pytest.mark.parametrize(
    ("said", "came_at"),
    [
        (info(), NOW - MINUTE),
        (info(waiting=300), NOW - SECOND),
        (info(waiting=0), None),
        (info(failed=RECENT + SECOND), None),
    ],
)
def test_it_is_over_once_one_came_or_none_waits_or_after_some_time(said, came_at):
    assert not trouble_of(said, NOW, came_at=came_at)


def test_what_was_not_taken_for_want_of_the_database_is_not_the_proxys_fault():
    said = trouble_of(info(), NOW, without_database=(NOW - 3 * MINUTE, NOW - SECOND))
    assert "while the database fails (Read timeout expired)" in said
    assert "proxy" not in said
    before = trouble_of(info(), NOW, without_database=(NOW - 30 * SECOND, NOW))
    assert "look at the proxy" in before


def test_what_came_before_the_database_failed_is_still_known_while_it_fails(alone, tmp_path):
    signs = Signs()
    assert newest_known(alone, signs) is None
    with alone.write() as session:
        updates.leave_aside(session, 1, now=NOW)
    assert newest_known(alone, signs) == NOW
    assert newest_known(Database(f"sqlite:///{tmp_path}/none/there.sqlite3"), signs) == NOW
