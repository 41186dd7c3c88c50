"""Schedules, digests and the ledger of what was told."""

from datetime import datetime, time, timedelta

from sqlalchemy import select

from storage import articles, chats, digests, roles, schedules, topics
from storage.articles import NewArticle
from storage.database import Database, Session
from storage.digests import DigestKind, ToldStory
from storage.roles import Role
from storage.tables import DigestRow

DAY = timedelta(days=1)
EVERY_DAY = frozenset(range(7))


def scheduled_chat(session: Session, now: datetime, telegram_id: int = 1) -> int:
    chat, _ = chats.meet_chat(session, telegram_id=telegram_id, kind="private", title="", now=now)
    schedules.set_schedule(
        session, chat.id, times=(time(18), time(7, 30)), weekdays=EVERY_DAY, zone="Europe/Vienna", next_run_at=now
    )
    return chat.id


def due(session: Session, now: datetime) -> list[int]:
    return [schedule.chat_id for schedule in schedules.due_schedules(session, now=now, limit=9)]


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
        assert due(session, now) == []
        assert due(session, now + DAY) == [chat]


def test_paused_and_unreachable_chats_are_not_due(database: Database, now: datetime) -> None:
    with database.write() as session:
        paused, gone, well = (scheduled_chat(session, now, n) for n in (1, 2, 3))
        schedules.pause(session, paused)
        chats.deactivate_chat(session, 2, reason="blocked")
        assert due(session, now) == [well]
        schedules.resume(session, paused, next_run_at=now)
        chats.meet_chat(session, telegram_id=2, kind="private", title="", now=now)
        assert due(session, now) == [paused, gone, well]


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


def test_owners_are_those_in_the_settings_and_admins_stay(database: Database, now: datetime) -> None:
    with database.write() as session:
        roles.set_owners(session, [1, 2, 2], now=now)
        roles.grant(session, 3, Role.ADMIN, now=now)
        roles.grant(session, 3, Role.ADMIN, now=now)
        roles.set_owners(session, [2], now=now)
        assert [roles.may_configure(session, user) for user in (1, 2, 3, 4)] == [False, True, True, False]
        roles.revoke(session, 3, Role.ADMIN)
        assert not roles.may_configure(session, 3)


def test_a_topics_name_is_taken_once_and_deleting_it_ends_its_subscriptions(database: Database, now: datetime) -> None:
    with database.write() as session:
        chat = scheduled_chat(session, now)
        topic = topics.add_topic(session, slug="sea", name="Sea", now=now)
        assert topic is not None
        assert topics.add_topic(session, slug="sea", name="Other", now=now) is None
        chats.subscribe(session, chat, topic.id, now=now)
        assert topics.count_subscribers(session, topic.id) == 1
        topics.remove_topic(session, topic.id)
        assert chats.subscribed_topics(session, chat) == []
        assert topics.list_topics(session) == []
