"""Topics: who sees which, how a link leads to one, their order."""

import pytest

from storage import chats, topics
from storage.topics import Visibility

INVITATION = "Zm9yIGEgZmV3IG9ubHk"


def slugs(found):
    return [topic.slug for topic in found]


@pytest.fixture
def four(database, rows):
    """A topic of each visibility that admins give, and one that is listed and last."""
    made = {name: rows.topic(name) for name in ("listed", "hidden", "private", "last")}
    with database.write() as session:
        topics.change_topic(session, made["hidden"].id, visibility=Visibility.HIDDEN)
        topics.change_topic(session, made["private"].id, visibility=Visibility.PRIVATE)
        topics.renew_invitation(session, made["private"].id, INVITATION)
    return made


def test_admins_see_all_and_others_what_is_listed_or_what_they_follow(database, rows, now, four):
    stranger, follower = rows.chat(1), rows.chat(2)
    with database.write() as session:
        chats.subscribe(session, follower, four["private"].id, now=now)
    with database.read() as session:
        assert slugs(topics.list_topics(session)) == ["listed", "hidden", "private", "last"]
        assert slugs(topics.visible_topics(session, None)) == ["listed", "last"]
        assert slugs(topics.visible_topics(session, stranger)) == ["listed", "last"]
        assert slugs(topics.visible_topics(session, follower)) == ["listed", "private", "last"]
        assert topics.visible_topic(session, stranger, four["private"].id) is None
        assert topics.visible_topic(session, None, four["hidden"].id) is None
        assert topics.visible_topic(session, follower, four["private"].id) == topics.topic(session, four["private"].id)


def test_a_link_leads_to_a_hidden_topic_but_only_an_invitation_to_a_private_one(database, four):
    with database.write() as session:
        found = [topics.topic_called(session, slug) for slug in ("listed", "hidden", "private", "nothing")]
        assert [topic and topic.slug for topic in found] == ["listed", "hidden", None, None]
        invited = topics.topic_invited(session, INVITATION)
        assert invited is not None
        assert (invited.slug, invited.visibility) == ("private", Visibility.PRIVATE)
        topics.renew_invitation(session, invited.id, "another")
        assert topics.topic_invited(session, INVITATION) is None, "the old link is void"
        assert topics.topic_invited(session, "another") is not None


def test_each_field_changes_alone_and_the_slug_stays(database, four):
    with database.write() as session:
        before = topics.topic(session, four["listed"].id)
        changed = topics.change_topic(session, before.id, name="Harbour", weight_floor=1.5, pictures=False)
    assert (changed.name, changed.weight_floor, changed.pictures) == ("Harbour", 1.5, False)
    assert (changed.slug, changed.sentences, changed.visibility) == ("listed", before.sentences, Visibility.LISTED)
    with database.write() as session:
        assert topics.change_topic(session, 4711, name="Nowhere") is None


def test_a_topic_is_put_at_a_place_of_the_list(database, four):
    with database.write() as session:
        assert topics.place_topic(session, four["private"].id, 2)
        assert slugs(topics.list_topics(session)) == ["listed", "private", "hidden", "last"]
        assert topics.place_topic(session, four["hidden"].id, 4)
        assert slugs(topics.list_topics(session)) == ["listed", "private", "last", "hidden"]
        assert topics.place_topic(session, four["hidden"].id, 0)
        assert slugs(topics.list_topics(session)) == ["hidden", "listed", "private", "last"]
        assert topics.place_topic(session, four["hidden"].id, 10**9)
        assert slugs(topics.list_topics(session)) == ["listed", "private", "last", "hidden"]
        assert not topics.place_topic(session, 4711, 1)


def test_a_slug_is_taken_once(database, rows, now):
    rows.topic("sea")
    with database.write() as session:
        assert topics.add_topic(session, slug="sea", name="Other", now=now) is None
        assert slugs(topics.list_topics(session)) == ["sea"]
