"""Everything that is kept about somebody is shown to them, and erased when they want it."""

import json
from datetime import time, timedelta

import pytest
from sqlalchemy import func, select

from storage import (
    audit,
    bans,
    broadcasts,
    chat_admins,
    chats,
    counters,
    deliveries,
    feeds,
    marks,
    options,
    own_topics,
    personal,
    preferences,
    remotes,
    roles,
    saved,
    schedules,
    tastes,
    throttles,
    topics,
)
from storage.deliveries import NewDelivery
from storage.marks import Mark
from storage.preferences import Length
from storage.roles import Role
from storage.saved import NewSaved
from storage.tables import Table
from storage.tastes import Taste, TasteKind
from storage.throttles import KeptThrottle

ROBIN, SAM, GROUP = 4242, 777, -4243

ABOUT_SOMEBODY = {"chat_id", "telegram_id", "user_id", "by", "created_by", "changed_by", "report_chat"}
"""Columns that say whom a row is about. A new one with another name belongs here."""

TABLES = {table.__tablename__: table for table in personal.EXPORTED}


def about_somebody(table):
    to_chats = any(key.column.table.name in {"chats", "own_topics"} for key in table.foreign_keys)
    return to_chats or ABOUT_SOMEBODY & set(table.columns.keys())


@pytest.mark.parametrize("table", [table for table in Table.metadata.sorted_tables if about_somebody(table)], ids=str)
def test_no_table_that_is_about_somebody_is_forgotten(table):
    assert table.name in TABLES


@pytest.fixture
def group(rows):
    return rows.chat(GROUP, kind="supergroup")


def fill(database, rows, person, group, now, *, blog):
    """Let a person have a row wherever somebody can have one."""
    chat = rows.chat(person)
    story = rows.story(chat, group)
    sea = rows.topic(f"sea-{person}", chat, group)
    saves = NewSaved(story_id=story, headline="Ferry", url=f"https://quay.example/{person}", source="Quay", summary="")
    with database.write() as session:
        preferences.set_preferences(session, chat, length=Length.LONG, quiet_from=time(22), quiet_until=time(7))
        preferences.set_subscription_filter(session, chat, sea.id, "-strike")
        own_topics.add_own_feed(
            session, chat, url=blog, title="Blog", language=None, most=9, topic_name="Own feeds", now=now
        )
        schedules.set_schedule(session, chat, times=(time(8),), weekdays=frozenset({0, 4}), zone="UTC", next_run_at=now)
        marks.mark_story(session, chat, story, Mark.MUTED, now=now)
        for voted_in in (chat, group):
            tastes.cast_vote(session, chat_id=voted_in, user_id=person, story_id=story, value=1, now=now)
        tastes.set_tastes(session, chat, [Taste(kind=TasteKind.TOPIC, name=sea.slug, weight=0.25)])
        saved.save_story(session, chat, saves, now=now)
        deliveries.enqueue(session, [NewDelivery(dedup_key=str(person), chat_id=chat, html="<b>Hi</b>")], now=now)
        remotes.set_remote(session, person, group, now=now)
        chat_admins.remember_admin(session, person, GROUP, now=now)
        for asked_in in (person, GROUP):
            chats.ask(session, telegram_id=asked_in, user_id=person, step="name", data={"a": 1}, now=now)
        roles.grant(session, person, Role.ADMIN, now=now)
        roles.let_edit(session, person, sea.id, now=now)
        audit.record(session, user_id=person, action="topic.add", subject="topic:1", now=now)
        audit.record(
            session,
            user_id=99,
            action="ban",
            subject=audit.person(person),
            details={"reason": f"spam of {person}"},
            now=now,
        )
        options.set_option(session, f"own_feeds_{person}", "5", by=person, now=now)
        draft = broadcasts.draft_broadcast(session, html="Hello", by=person, now=now)
        broadcasts.start_broadcast(session, draft.id, report_chat=person, report_message=5, now=now)
        bans.ban(session, person, reason="spam", by=99, now=now)
        throttle = KeptThrottle(telegram_id=person, until=now, seconds=20.0)
        throttles.keep_throttles(session, [throttle], now=now)
        remotes.set_remote(session, person, group, now=now)
        bans.ban(session, 1_000_000 + person, reason="spam", by=person, now=now)
    return chat


def everything(database):
    """Every row of every table."""
    with database.read() as session:
        return {
            table.name: [dict(row) for row in session.execute(select(table)).mappings()]
            for table in Table.metadata.sorted_tables
        }


def mentions(tables, person):
    """(table, column) of everything in which the person's number stands."""
    return {
        (name, column)
        for name, found in tables.items()
        for row in found
        for column, value in row.items()
        if str(person) in str(value)
    }


def test_somebody_is_shown_all_that_is_kept_about_them_and_nothing_about_others(database, rows, group, now):
    chat = fill(database, rows, ROBIN, group, now, blog="https://robin.example/feed")
    fill(database, rows, SAM, group, now, blog="https://sam.example/feed")
    with database.read() as session:
        found = personal.export_chat(session, telegram_id=ROBIN, user_id=ROBIN)
    assert set(found) == {*TABLES, "own_feeds"}
    text = json.dumps(found)
    assert "777" not in text
    assert "sam.example" not in text
    assert '"by"' not in text, "who banned them stays the bot's secret"
    assert [row["id"] for row in found["chats"]] == [chat]
    assert found["own_feeds"] == [{"chat_id": chat, "url": "https://robin.example/feed", "title": "Blog"}]
    assert [(row["topic"], row["filter"]) for row in found["subscriptions"]] == [
        ("Sea-4242", "-strike"),
        ("Own feeds", ""),
    ]
    (digest,) = found["digest_stories"]
    assert digest["story"] == "Ferry"
    (schedule,) = found["schedules"]
    assert (schedule["times"], schedule["weekdays"]) == (["08:00"], [0, 4])
    assert schedule["next_run_at"] == "2026-03-02T08:00:00+00:00"
    assert {row["chat_id"] for row in found["votes"]} == {chat, group}
    assert found["audit"][1].get("user_id") is None, "nor does it say which admin it was"


def test_a_group_is_shown_what_is_its_own_and_nothing_of_its_members(database, rows, group, now):
    thread = rows.chat(GROUP, kind="supergroup", thread_id=5)
    fill(database, rows, ROBIN, group, now, blog="https://robin.example/feed")
    with database.read() as session:
        found = personal.export_chat(session, telegram_id=GROUP, user_id=None)
    assert [row["id"] for row in found["chats"]] == [group, thread]
    assert set(found) == {"chats", "subscriptions", "digests", "digest_stories"}
    assert '"user_id"' not in json.dumps(found)


def test_nobody_is_found_again_after_being_erased_but_others_are_as_they_were(database, rows, group, now):
    fill(database, rows, SAM, group, now, blog="https://sam.example/feed")
    before = everything(database)
    chat = fill(database, rows, ROBIN, group, now, blog="https://robin.example/feed")
    with database.write() as session:
        erased = personal.erase_chat(session, telegram_id=ROBIN, user_id=ROBIN, now=now)
        assert erased == personal.Erased(chats=1, voted_in=(group,))
        assert feeds.feed_at(session, "https://robin.example/feed") is None
        assert session.scalar(select(func.count()).where(Table.metadata.tables["topics"].c.visibility == "own")) == 1
        assert counters.counters(session) == {personal.ERASED: 1}
    after = everything(database)
    assert mentions(after, ROBIN) <= {
        # the topic's own name, an option's own name: not whom they are about
        ("topics", "slug"),
        ("topics", "name"),
        ("options", "name"),
        ("bans", "telegram_id"),
    }
    assert not [row for name in TABLES for row in after[name] if row.get("chat_id") == chat]
    for name in TABLES:
        gone = [row for row in before[name] if row not in after[name]]
        assert gone == [], f"{name} lost rows of somebody else"


def test_a_ban_and_an_owner_outlive_it(database, rows, now):
    rows.chat(ROBIN)
    with database.write() as session:
        roles.set_owners(session, [ROBIN], now=now)
        roles.grant(session, ROBIN, Role.ADMIN, now=now)
        personal.erase_chat(session, telegram_id=ROBIN, user_id=ROBIN, now=now)
        assert roles.roles_of(session, ROBIN) == {Role.OWNER}
        bans.ban(session, SAM, reason="spam", by=ROBIN, now=now)
    rows.chat(SAM)
    with database.write() as session:
        personal.erase_chat(session, telegram_id=SAM, user_id=SAM, now=now)
        assert bans.is_banned(session, SAM)
    rows.chat(SAM)
    with database.read() as session:
        assert chats.find_chat(session, SAM).state == "inactive"


def test_erasing_a_group_forgets_all_its_forum_topics_and_leaves_its_members(database, rows, group, now):
    thread = rows.chat(GROUP, kind="supergroup", thread_id=5)
    chat = fill(database, rows, ROBIN, group, now, blog="https://robin.example/feed")
    with database.write() as session:
        own_topics.add_own_feed(
            session, thread, url="https://g.example/", title="", language=None, most=1, topic_name="Own", now=now
        )
        assert personal.erase_chat(session, telegram_id=GROUP, user_id=None, now=now).chats == 2
        assert chats.threads_of(session, GROUP) == []
        assert feeds.feed_at(session, "https://g.example/") is None
        assert remotes.remote_of(session, ROBIN, now=now, valid_for=timedelta(days=1)) is None
        assert chats.chat(session, chat) is not None
        assert len(chats.subscribed_topics(session, chat)) == 2
        assert chats.pending_question(session, telegram_id=ROBIN, user_id=ROBIN, now=now, valid_for=timedelta(1))
        assert not chats.pending_question(session, telegram_id=GROUP, user_id=ROBIN, now=now, valid_for=timedelta(1))


def test_erasing_somebody_of_whom_nothing_is_kept_counts_nobody(database, now):
    with database.write() as session:
        assert personal.erase_chat(session, telegram_id=5, user_id=5, now=now) == personal.Erased(chats=0, voted_in=())
        assert counters.counters(session) == {}
        assert personal.export_chat(session, telegram_id=5, user_id=5) == {}


def test_what_a_feed_of_somebody_is_carried_by_others_too_stays_with_them(database, rows, now):
    one, other = rows.chat(1), rows.chat(2)
    sea = rows.topic("sea")
    with database.write() as session:
        for chat in (one, other):
            own_topics.add_own_feed(
                session, chat, url="https://a.example/", title="", language=None, most=1, topic_name="Own", now=now
            )
        shared = feeds.feed_at(session, "https://a.example/")
        topics.link_feed(session, sea.id, shared.id)
        personal.erase_chat(session, telegram_id=1, user_id=1, now=now)
        assert own_topics.own_feeds(session, other) == [shared]
        personal.erase_chat(session, telegram_id=2, user_id=2, now=now)
        assert feeds.list_feeds(session, topic_id=sea.id) == [shared]
