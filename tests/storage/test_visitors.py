"""Who comes, as the database knows them."""

from datetime import timedelta

from storage import bans, chats, preferences, remotes, roles
from storage.roles import Rights, Role
from storage.visitors import visitor

GROUP, ROBIN, SAM = -7, 11, 12
HOUR = timedelta(hours=1)


def come(session, now, *, user: int = ROBIN, chat: int = ROBIN, thread: int = 0, theirs: str | None = None):
    return visitor(session, telegram_id=chat, thread_id=thread, user_id=user, theirs=theirs, remote_since=now - HOUR)


def test_a_stranger_is_nobody_and_is_answered_in_telegrams_language(database, now):
    with database.read() as session:
        known = come(session, now, theirs="uk")
        assert known.language == "uk"
        assert known.rights == Rights()
        assert not known.banned
        assert not known.away
        assert {known.kept, known.asked_at, known.remote} == {None}


def test_somebody_is_known_with_what_they_chose_were_asked_and_control(database, rows, now):
    private, group, sea = rows.chat(ROBIN, language="uk"), rows.chat(GROUP, kind="supergroup"), rows.topic("sea")
    with database.write() as session:
        preferences.set_preferences(session, private, language="de")
        roles.grant(session, ROBIN, Role.ADMIN, now=now)
        roles.let_edit(session, ROBIN, sea.id, now=now)
        chats.ask(session, telegram_id=ROBIN, user_id=ROBIN, step="search", data={}, now=now)
        remotes.set_remote(session, ROBIN, group, now=now)
        known = come(session, now, theirs="fr")
        assert (known.language, known.kept) == ("de", "uk")
        assert known.rights == roles.rights_of(session, ROBIN) == Rights(admin=True, edits=frozenset({sea.id}))
        assert known.asked_at == now
        assert known.remote == group
        assert come(session, now + HOUR).remote is None, "it was begun too long ago"
        assert come(session, now, user=SAM).asked_at is None, "somebody else's question"


def test_an_owner_is_an_admin_without_topics_of_their_own(database, now):
    with database.write() as session:
        roles.set_owners(session, [ROBIN], now=now)
        assert come(session, now).rights == Rights(owner=True, admin=True)


def test_a_forum_topic_speaks_as_its_group_and_is_away_with_any_other(database, rows, now):
    group = rows.chat(GROUP, kind="supergroup", language="")
    rows.chat(GROUP, kind="supergroup", language="", thread_id=4)
    with database.write() as session:
        preferences.set_preferences(session, group, language="fr")
        assert come(session, now, chat=GROUP, thread=4).language == "fr"
        assert come(session, now, chat=GROUP, thread=9).language == "fr", "one that was never met"
        assert not come(session, now, chat=GROUP).away
        chats.deactivate_chat(session, GROUP, reason="kicked")
        assert come(session, now, chat=GROUP, thread=9).away


def test_a_ban_of_the_person_or_of_the_chat_holds(database, rows, now):
    with database.write() as session:
        bans.ban(session, SAM, reason="spam", by=ROBIN, now=now)
        bans.ban(session, GROUP, reason="spam", by=ROBIN, now=now)
        banned = [
            (user, chat)
            for user in (ROBIN, SAM)
            for chat in (ROBIN, GROUP)
            if come(session, now, user=user, chat=chat).banned
        ]
    assert banned == [(ROBIN, GROUP), (SAM, ROBIN), (SAM, GROUP)]
