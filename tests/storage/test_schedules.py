"""Schedules, digests and the ledger of what was told."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event, insert, select

from storage import articles, chats, digests, schedules
from storage.articles import NewArticle
from storage.database import Database, Session
from storage.digests import DigestKind, ToldStory
from storage.tables import ChatRow, DigestRow, ScheduleRow
from tests.storage.due import due_now

DAY = timedelta(days=1)
EVERY_DAY = frozenset(range(7))


def scheduled_chat(session: Session, now: datetime, telegram_id: int = 1) -> int:
    chat, _ = chats.meet_chat(session, telegram_id=telegram_id, kind="private", title="", now=now)
    schedules.set_schedule(
        session, chat.id, times=(time(18), time(7, 30)), weekdays=EVERY_DAY, zone="Europe/Vienna", next_run_at=now
    )
    return chat.id


def test_a_schedule_comes_back_as_it_was_set(database: Database, now: datetime) -> None:
    with database.write() as session:
        chat = scheduled_chat(session, now)
        found = schedules.schedule(session, chat)
    assert found is not None
    assert (found.times, found.weekdays, found.zone) == ((time(7, 30), time(18)), EVERY_DAY, "Europe/Vienna")


def test_only_one_of_two_workers_moves_a_due_schedule_on(database: Database, now: datetime) -> None:
    with database.write() as session:
        chat = scheduled_chat(session, now)
        moves = [
            schedules.move_schedule_on(session, chat, due_at=now, next_run_at=now + DAY, covered_until=now)
            for _ in range(2)
        ]
        assert moves == [True, False]
        assert due_now(session, now) == []
        assert due_now(session, now + DAY) == [chat]


def test_paused_and_unreachable_chats_are_not_due(database: Database, now: datetime) -> None:
    with database.write() as session:
        paused, gone, well = (scheduled_chat(session, now, n) for n in (1, 2, 3))
        schedules.pause(session, paused)
        chats.deactivate_chat(session, 2, reason="blocked")
        assert due_now(session, now) == [well]
        schedules.resume(session, paused, next_run_at=now)
        chats.meet_chat(session, telegram_id=2, kind="private", title="", now=now)
        assert due_now(session, now) == [paused, gone, well]


def test_a_pause_has_its_end_until_it_is_resumed(database: Database, now: datetime) -> None:
    with database.write() as session:
        chat = scheduled_chat(session, now)
        schedules.pause(session, chat, until=now + DAY)
        held = schedules.schedule(session, chat)
        schedules.resume(session, chat, next_run_at=now)
        running = schedules.schedule(session, chat)
    assert held is not None
    assert running is not None
    assert (held.paused, held.resume_at) == (True, now + DAY)
    assert (running.paused, running.resume_at) == (False, None)


def test_pauses_that_have_ended_are_found_and_those_without_an_end_are_not(database: Database, now: datetime) -> None:
    with database.write() as session:
        later, open_end, ended, long_ended, _ = (scheduled_chat(session, now, number) for number in range(1, 6))
        schedules.pause(session, later, until=now + DAY)
        schedules.pause(session, open_end, until=now)
        schedules.pause(session, open_end)
        schedules.pause(session, ended, until=now)
        schedules.pause(session, long_ended, until=now - DAY)
        assert [held.chat_id for held in schedules.ended_pauses(session, now=now, limit=9)] == [long_ended, ended]
        assert [held.chat_id for held in schedules.ended_pauses(session, now=now, limit=1)] == [long_ended]


def test_a_pause_that_was_prolonged_meanwhile_does_not_end(database: Database, now: datetime) -> None:
    with database.write() as session:
        chat = scheduled_chat(session, now)
        schedules.pause(session, chat, until=now)
        schedules.pause(session, chat, until=now + DAY)
        assert not schedules.end_pause(session, chat, resume_at=now, next_run_at=now)
        assert schedules.end_pause(session, chat, resume_at=now + DAY, next_run_at=now)
        assert not schedules.end_pause(session, chat, resume_at=now + DAY, next_run_at=now), "it has ended already"
        assert due_now(session, now) == [chat]


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (schedules.due_shares, "ix_schedules_next_run_at"),
        (partial(schedules.ended_pauses, limit=99), "ix_schedules_resume_at"),
    ],
)
def test_no_tick_looks_at_every_schedule(
    database: Database, now: datetime, asked: Callable[..., list[Any]], index: str
) -> None:
    """With 100,000 chats that would take the longer the more of them there are, several times a minute."""
    fill(database, now, chats=5000)
    said: list[tuple[str, Any]] = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: said.append((call[2], call[3])))
    with database.read() as session:
        assert asked(session, now=now)
        statement, values = said[-1]
        explain = "EXPLAIN QUERY PLAN" if database.engine.dialect.name == "sqlite" else "EXPLAIN"
        plan = session.connection().exec_driver_sql(f"{explain} {statement}", values).all()
    assert index in str(plan), plan


def fill(database: Database, now: datetime, *, chats: int) -> None:
    """Chats with a digest in the days to come; of every thousand one is due, and one other's pause has ended."""
    numbers = range(1, chats + 1)
    meant = [(number, number % 1000 == 1, number % 1000 == 2) for number in numbers]
    with database.engine.begin() as connection:
        connection.execute(
            insert(ChatRow),
            [
                {"id": n, "telegram_id": n, "thread_id": 0, "kind": "private", "title": "", "state": "active"}
                | {"created_at": now}
                for n in numbers
            ],
        )
        connection.execute(
            insert(ScheduleRow),
            [
                {"chat_id": n, "times": (time(8),), "weekdays": EVERY_DAY, "zone": "UTC", "paused": ended}
                | {"next_run_at": now if is_due else now + n * DAY / 999, "resume_at": now if ended else None}
                for n, is_due, ended in meant
            ],
        )
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def test_a_changed_schedule_keeps_its_window_and_its_pause(database: Database, now: datetime) -> None:
    with database.write() as session:
        chat = scheduled_chat(session, now)
        schedules.move_schedule_on(session, chat, due_at=now, next_run_at=now + DAY, covered_until=now)
        schedules.pause(session, chat)
        changed = schedules.set_schedule(
            session, chat, times=(time(9),), weekdays=EVERY_DAY, zone="UTC", next_run_at=now + DAY
        )
    assert (changed.covered_until, changed.paused) == (now, True)


def test_the_ledger_knows_when_a_chat_was_told_a_story_and_how_big_it_was(database: Database, now: datetime) -> None:
    new = NewArticle(url="u", title="t", text="x", source="s", published_at=now, fetched_at=now)
    with database.write() as session:
        chat, other = scheduled_chat(session, now, 1), scheduled_chat(session, now, 2)
        story = articles.put_in_story(session, articles.add_article(session, new)[0].id, None, now=now)
        for day, sources in ((0, 2), (1, 5)):
            at = now + day * DAY
            told = [ToldStory(story_id=story, sources=sources, score={"sources": 1.5}, matches=("Sea",))]
            digests.add_digest(
                session, chat_id=chat, kind=DigestKind.SCHEDULED, since=at - DAY, until=at, stories=told, now=at
            )
        found = digests.told_stories(session, chat, [story])
        assert (found[story].at, found[story].sources) == (now + DAY, 5)
        assert digests.told_stories(session, other, [story]) == {}


def test_a_digest_for_the_same_end_is_made_once(database: Database, now: datetime) -> None:
    with database.write() as session:
        chat = scheduled_chat(session, now)
        made = [
            digests.add_digest(
                session, chat_id=chat, kind=DigestKind.SCHEDULED, since=now - DAY, until=now, stories=[], now=now
            )
            for _ in range(2)
        ]
        assert made[0] is not None
        assert made[1] is None
        assert len(session.scalars(select(DigestRow)).all()) == 1


def test_the_due_chats_fall_into_shares_each_into_one(database: Database, now: datetime) -> None:
    with database.write() as session:
        well = {scheduled_chat(session, now, number) for number in range(1, 60)}
        schedules.pause(session, scheduled_chat(session, now, 60))
        shares = schedules.due_shares(session, now=now)
        found = [chat_id for share in shares for _, chat_id in schedules.due_chats(session, share, now=now)]
        assert schedules.due_shares(session, now=now - DAY) == []
    assert sorted(found) == sorted(well)
    assert len(shares) > schedules.SHARES / 2, "neighbours are in different ones"


def test_a_share_is_one_workers_at_a_time_and_free_when_it_is_done(database: Database) -> None:
    other = Database(database.url.render_as_string(hide_password=False))
    with schedules.having_share(database, 3) as mine:
        assert mine
        with schedules.having_share(other, 3) as theirs, schedules.having_share(other, 4) as another:
            assert theirs is not database.shared, "an SQLite database has one process that makes digests"
            assert another
    with schedules.having_share(other, 3) as theirs:
        assert theirs
    other.close()


def test_who_is_due_soon_is_counted_no_further_than_asked(database: Database, now: datetime) -> None:
    with database.write() as session:
        chats_due = [scheduled_chat(session, now, number) for number in range(1, 6)]
        schedules.pause(session, chats_due[0])
        counted = [schedules.count_due(session, after=now - DAY, until=now, at_most=most) for most in (3, 9)]
        assert counted == [3, 4]
        assert schedules.count_due(session, after=now, until=now + DAY, at_most=9) == 0
        assert set(schedules.some_due(session, after=now - DAY, until=now, at_most=9)) == set(chats_due[1:])


def test_what_is_put_off_again_and_again_is_due_since_the_first_time(database: Database, now: datetime) -> None:
    minutes = timedelta(minutes=5)
    with database.write() as session:
        chat = scheduled_chat(session, now)
        for number in range(3):
            schedules.put_off(session, chat, now=now + number * minutes, until=now + (number + 1) * minutes)
    with database.read() as session:
        found = schedules.schedule(session, chat)
    assert found is not None
    assert (found.due_since, found.next_run_at) == (now, now + 3 * minutes)


def test_who_is_given_another_hour_is_due_since_that_one(database: Database, now: datetime) -> None:
    """Whoever gives it, an older version too, which knows of no first hour."""
    with database.write() as session:
        chat = scheduled_chat(session, now)
        schedules.put_off(session, chat, now=now, until=now + DAY)
        schedules.bring_forward(session, chat, now=now + DAY / 2)
        brought = schedules.schedule(session, chat)
        schedules.put_off(session, chat, now=now + DAY, until=now + 2 * DAY)
    with database.read() as session:
        found = schedules.schedule(session, chat)
    assert brought is not None
    assert found is not None
    assert (brought.due_since, found.due_since) == (now + DAY / 2, now + DAY / 2)
