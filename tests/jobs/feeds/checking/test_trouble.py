"""Admins hear once when feeds fail for good, and once when they are back; many feeds are one message."""

import pytest

from jobs.feeds.checking.trouble import BETWEEN_NOTICES, FAILING_FOR, FAILURES, Notice, Trouble, tell_admins
from storage import chats, roles
from storage.chats import Chat
from storage.deliveries import claim, count_deliveries
from storage.feeds import Check, add_feed, record_check
from storage.topics import add_topic, link_feed

ADMIN, OTHER = 71, 72


def words(trouble: Trouble, _: Chat) -> Notice:
    names = [" ".join(feed.title for feed in feeds) for feeds in (trouble.failing, trouble.well)]
    return Notice(html=" / ".join(names), buttons=[[("Show", "data")]])


@pytest.fixture
def failing_feeds(database, now):
    """Two feeds that failed as long and as often as it takes, and one that has only begun to."""
    with database.write() as session:
        roles.set_owners(session, [ADMIN, OTHER], now=now)
        chats.meet_chat(session, telegram_id=ADMIN, kind="private", title="Ada", now=now)
        topic = add_topic(session, slug="sea", name="Sea", now=now)
        found = [add_feed(session, url=f"https://{n}.example", title=n, language=None, now=now) for n in "abc"]
        for feed in found:
            link_feed(session, topic.id, feed.id)
        for feed, since in zip(found, (FAILING_FOR, FAILING_FOR, FAILING_FOR / 2), strict=True):
            for at in (now - since, *[now] * (FAILURES - 1)):
                record_check(session, feed.id, Check(at=at, next_check_at=now, problem="404"))
    return [feed.id for feed in found]


def heard(database, now):
    """What goes out, with the chats it goes to."""
    told = []
    while True:
        with database.write() as session:
            delivery = claim(session, now=now)
        if delivery is None:
            return told
        told.append((delivery.telegram_id, delivery.html, delivery.buttons))


def works_again(database, now, *feed_ids):
    with database.write() as session:
        for feed_id in feed_ids:
            record_check(session, feed_id, Check(at=now, next_check_at=now))


def test_the_admins_who_can_be_written_to_hear_of_all_in_one_message_once(database, now, failing_feeds):
    assert tell_admins(database, now=now, write=words) == 1
    assert heard(database, now) == [(ADMIN, "a b / ", ((("Show", "data"),),))]
    later = now + BETWEEN_NOTICES
    assert tell_admins(database, now=later, write=words) == 0
    works_again(database, later, failing_feeds[1])
    assert tell_admins(database, now=later, write=words) == 1
    assert tell_admins(database, now=later + BETWEEN_NOTICES, write=words) == 0
    assert [html for _, html, _ in heard(database, later)] == [" / b"]


def test_what_follows_soon_after_is_told_together_and_later(database, now, failing_feeds):
    tell_admins(database, now=now, write=words)
    works_again(database, now, *failing_feeds)
    assert tell_admins(database, now=now + BETWEEN_NOTICES / 2, write=words) == 0
    assert tell_admins(database, now=now + BETWEEN_NOTICES, write=words) == 1
    assert heard(database, now + BETWEEN_NOTICES)[-1][1] == " / a b"


def test_while_no_admin_can_be_written_to_it_stays_to_be_told(database, now, failing_feeds):
    with database.write() as session:
        chats.deactivate_chat(session, ADMIN, reason="blocked")
    assert tell_admins(database, now=now, write=words) == 0
    with database.write() as session:
        assert count_deliveries(session) == {}
        chats.meet_chat(session, telegram_id=OTHER, kind="private", title="Bo", now=now)
    assert tell_admins(database, now=now, write=words) == 1
    assert [telegram_id for telegram_id, _, _ in heard(database, now)] == [OTHER]
