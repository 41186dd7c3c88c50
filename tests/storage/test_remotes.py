"""The group or channel that somebody controls from their private chat."""

from datetime import timedelta

from storage import chats, remotes

HOUR = timedelta(hours=1)
ROBIN, SAM = 11, 12


def test_somebody_controls_one_chat_at_a_time(database, rows, now):
    group, channel = rows.chat(-7, kind="group"), rows.chat(-8, kind="channel")
    with database.write() as session:
        assert remotes.remote_of(session, ROBIN, now=now, valid_for=HOUR) is None
        remotes.set_remote(session, ROBIN, group, now=now)
        remotes.set_remote(session, ROBIN, channel, now=now)
        remotes.set_remote(session, SAM, group, now=now)
        assert remotes.remote_of(session, ROBIN, now=now, valid_for=HOUR) == chats.chat(session, channel)
        assert remotes.clear_remote(session, ROBIN)
        assert not remotes.clear_remote(session, ROBIN)
        assert remotes.remote_of(session, SAM, now=now, valid_for=HOUR) == chats.chat(session, group)


def test_control_ends_by_itself(database, rows, now):
    group = rows.chat(-7, kind="group")
    with database.write() as session:
        remotes.set_remote(session, ROBIN, group, now=now)
        assert remotes.remote_of(session, ROBIN, now=now + HOUR, valid_for=HOUR) is None


def test_control_stays_with_a_group_that_becomes_a_supergroup(database, rows, now):
    group = rows.chat(-7, kind="group")
    with database.write() as session:
        remotes.set_remote(session, ROBIN, group, now=now)
        chats.rekey_chat(session, -7, -1007)
        controlled = remotes.remote_of(session, ROBIN, now=now, valid_for=HOUR)
        assert controlled is not None
        assert controlled.telegram_id == -1007
