"""Whom the bot doesn't serve."""

from datetime import time, timedelta

from storage import bans, chats, deliveries, remotes, roles, schedules
from storage.deliveries import NewDelivery
from tests.storage.due import due_now

OWNER, SAM, GROUP = 1, 2, -7


def ban(session, telegram_id, now):
    return bans.ban(session, telegram_id, reason="spam", by=OWNER, now=now)


def schedule(database, chat, now):
    with database.write() as session:
        schedules.set_schedule(
            session, chat, times=(time(8),), weekdays=frozenset(range(7)), zone="UTC", next_run_at=now
        )


def test_nothing_goes_to_the_banned_until_they_are_no_more(database, rows, now):
    chat = rows.chat(SAM)
    schedule(database, chat, now)
    with database.write() as session:
        deliveries.enqueue(session, [NewDelivery(dedup_key="a", chat_id=chat, html="a")], now=now)
        assert ban(session, SAM, now)
        assert not ban(session, SAM, now)
        assert bans.is_banned(session, SAM)
        assert bans.is_banned(session, 99, SAM), "a banned person in another chat"
        assert not bans.is_banned(session, 99)
        assert deliveries.claim(session, now=now) is None
        assert due_now(session, now) == []
        assert bans.unban(session, SAM, now=now)
        assert not bans.unban(session, SAM, now=now)
        assert len(due_now(session, now)) == 1


def test_a_ban_is_not_undone_by_writing_or_by_blocking_and_unblocking(database, rows, now):
    rows.chat(SAM)
    with database.write() as session:
        ban(session, SAM, now)
        ban(session, GROUP, now)
        chats.deactivate_chat(session, SAM, reason="bot was blocked by the user")
        assert chats.reactivate_chat(session, SAM, now=now) == []
    rows.chat(SAM)
    rows.chat(GROUP, kind="supergroup", thread_id=5)
    with database.read() as session:
        assert (chats.find_chat(session, SAM).state, chats.find_chat(session, SAM).reason) == ("inactive", "banned")
        assert chats.find_chat(session, GROUP, 5).state == "inactive", "a forum topic that is new belongs to it too"


def test_a_ban_goes_with_a_group_that_becomes_a_supergroup(database, rows, now):
    rows.chat(GROUP, kind="group")
    with database.write() as session:
        ban(session, GROUP, now)
        chats.rekey_chat(session, GROUP, -1007)
        assert bans.is_banned(session, -1007)
        assert not bans.is_banned(session, GROUP)
        assert chats.reactivate_chat(session, -1007, now=now) == []


def test_an_owner_cant_be_banned(database, now):
    with database.write() as session:
        roles.set_owners(session, [OWNER], now=now)
        assert not ban(session, OWNER, now)
        assert not bans.is_banned(session, OWNER)


def test_the_newest_bans_come_first_and_say_who_and_why(database, rows, now):
    with database.write() as session:
        for hours, telegram_id in enumerate((SAM, GROUP, 9)):
            ban(session, telegram_id, now + timedelta(hours=hours))
        assert [one.telegram_id for one in bans.list_bans(session, limit=2)] == [9, GROUP]
        assert [one.telegram_id for one in bans.list_bans(session, offset=2)] == [SAM]
        assert bans.count_bans(session) == 3
        (found,) = bans.bans_of(session, [SAM, 4711]).values()
        assert (found.reason, found.by, found.created_at) == ("spam", OWNER, now)


def test_the_banned_control_no_group_any_more(database, rows, now):
    group = rows.chat(GROUP, kind="supergroup")
    with database.write() as session:
        remotes.set_remote(session, SAM, group, now=now)
        ban(session, SAM, now)
        assert remotes.remote_of(session, SAM, now=now, valid_for=timedelta(hours=1)) is None
