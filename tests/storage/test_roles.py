"""Who may configure what."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from storage import roles
from storage.removed_topics import remove_topic, restore_topic
from storage.roles import Rights, Role

OWNER, ADMIN, EDITOR, STRANGER = 1, 2, 3, 4


def test_owners_may_all_admins_nearly_all_editors_their_topics_and_strangers_nothing(database, rows, now):
    sea, sky = rows.topic("sea"), rows.topic("sky")
    with database.write() as session:
        roles.set_owners(session, [OWNER], now=now)
        assert roles.grant(session, ADMIN, Role.ADMIN, now=now)
        assert not roles.grant(session, ADMIN, Role.ADMIN, now=now)
        assert roles.let_edit(session, EDITOR, sea.id, now=now)
        assert not roles.let_edit(session, EDITOR, sea.id, now=now)
        rights = {user: roles.rights_of(session, user) for user in (OWNER, ADMIN, EDITOR, STRANGER)}
    assert rights == {
        OWNER: Rights(owner=True, admin=True),
        ADMIN: Rights(admin=True),
        EDITOR: Rights(edits=frozenset({sea.id})),
        STRANGER: Rights(),
    }
    assert [rights[user].may_edit(sea.id) for user in rights] == [True, True, True, False]
    assert [rights[user].may_edit(sky.id) for user in rights] == [True, True, False, False]
    assert [rights[user].any for user in rights] == [True, True, True, False]


def test_what_was_given_is_taken(database, rows, now):
    sea = rows.topic("sea")
    with database.write() as session:
        roles.grant(session, ADMIN, Role.ADMIN, now=now)
        roles.let_edit(session, EDITOR, sea.id, now=now)
        assert roles.revoke(session, ADMIN, Role.ADMIN)
        assert not roles.revoke(session, ADMIN, Role.ADMIN)
        assert roles.stop_editing(session, EDITOR, sea.id)
        assert not roles.stop_editing(session, EDITOR, sea.id)
        assert roles.rights_of(session, ADMIN) == roles.rights_of(session, EDITOR) == Rights()
        assert roles.holders(session) == []


def test_all_who_have_rights_are_listed_those_with_most_first(database, rows, now):
    sea, sky = rows.topic("sea"), rows.topic("sky")
    later = now + timedelta(days=1)
    with database.write() as session:
        roles.let_edit(session, EDITOR, sea.id, now=now)
        roles.let_edit(session, EDITOR, sky.id, now=later)
        roles.grant(session, ADMIN, Role.ADMIN, now=later)
        roles.set_owners(session, [OWNER], now=later)
        found = roles.holders(session)
        assert [(one.user_id, one.since) for one in found] == [(OWNER, later), (ADMIN, later), (EDITOR, now)]
        assert found[2].rights.edits == {sea.id, sky.id}
        assert roles.editors_of(session, sea.id) == [EDITOR]
        assert roles.edited_topics(session, EDITOR) == [sea, sky]


def test_a_removed_topic_has_no_editors_until_it_is_back(database, rows, now):
    sea = rows.topic("sea")
    with database.write() as session:
        roles.let_edit(session, EDITOR, sea.id, now=now)
        remove_topic(session, sea.id, now=now)
        assert roles.rights_of(session, EDITOR) == Rights()
        assert roles.holders(session) == roles.edited_topics(session, EDITOR) == []
        restore_topic(session, sea.id)
        assert roles.rights_of(session, EDITOR).may_edit(sea.id)


def test_owners_are_those_in_the_settings_and_admins_stay(database, now):
    with database.write() as session:
        roles.set_owners(session, [1, 2, 2], now=now)
        roles.grant(session, 3, Role.ADMIN, now=now)
        roles.set_owners(session, [2], now=now)
        assert [roles.may_configure(session, user) for user in (1, 2, 3, 4)] == [False, True, True, False]


def test_processes_that_start_together_agree_on_the_owners(database, now):
    together = threading.Barrier(4)

    def start(_: int) -> None:
        together.wait()
        with database.write() as session:
            roles.set_owners(session, [1, 2], now=now)

    with ThreadPoolExecutor(4) as pool:
        for _ in range(5):
            list(pool.map(start, range(4)))
            with database.write() as session:
                assert sorted(one.user_id for one in roles.holders(session)) == [1, 2]
                roles.set_owners(session, [], now=now)
