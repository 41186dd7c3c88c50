"""Which failures and recoveries admins have still to hear of, and which admins can be written to."""

from datetime import timedelta

from storage import chats, roles
from storage.feed_trouble import chats_of_admins, mark_told, troubled_feeds, untold_failures, untold_recoveries
from storage.feeds import Check, add_feed, feed, make_due, pause_feed, record_check
from storage.topics import add_topic, link_feed, topic_called

DAY = timedelta(days=1)


def followed(session, name, now):
    made = add_feed(session, url=f"https://{name}.example/feed", title=name, language=None, now=now)
    topic = topic_called(session, "sea") or add_topic(session, slug="sea", name="Sea", now=now)
    link_feed(session, topic.id, made.id)
    return made.id


def fail(session, feed_id, *times, ended=False):
    for at in times:
        record_check(session, feed_id, Check(at=at, next_check_at=at, problem="404", ended=ended))


def names(found):
    return [shown.title for shown in found]


def test_a_feed_is_told_of_when_it_failed_often_enough_and_long_enough(database, now):
    with database.write() as session:
        fail(session, followed(session, "long", now), *(now + n * DAY for n in range(3)))
        fail(session, followed(session, "brief", now), *[now + 2 * DAY] * 9)
        fail(session, followed(session, "seldom", now), now)
        fail(session, followed(session, "ended", now), now + 2 * DAY, ended=True)
        paused = followed(session, "paused", now)
        fail(session, paused, *(now + n * DAY for n in range(3)))
        pause_feed(session, paused)
        unused = add_feed(session, url="https://unused.example", title="unused", language=None, now=now)
        fail(session, unused.id, *(now + n * DAY for n in range(3)))
        found = untold_failures(session, since=now, failures=3)
        assert names(found) == ["long", "ended"]
        assert found[0].failing_since == now
        make_due(session, paused, now=now)
        assert names(untold_failures(session, since=now, failures=3)) == ["long", "paused", "ended"]


def test_all_that_fail_are_listed_the_longest_failing_first_but_those_of_no_topic_and_those_paused(database, now):
    with database.write() as session:
        made = {name: followed(session, name, now) for name in ("brief", "long", "well", "paused")}
        for name, feed_id in made.items():
            fail(session, feed_id, now + DAY if name == "brief" else now)
        unused = add_feed(session, url="https://unused.example", title="unused", language=None, now=now)
        fail(session, unused.id, now)
        record_check(session, made["well"], Check(at=now, next_check_at=now))
        pause_feed(session, made["paused"])
        assert names(troubled_feeds(session, limit=9)) == ["long", "brief"]
        assert names(troubled_feeds(session, limit=1)) == ["long"]


def test_each_is_told_once_and_once_more_when_it_is_back(database, now):
    with database.write() as session:
        feed_id = followed(session, "long", now)
        fail(session, feed_id, now, now + DAY)
        assert untold_recoveries(session) == []
        mark_told(session, failing=[feed_id], well=[], now=now)
        assert untold_failures(session, since=now, failures=2) == []
        record_check(session, feed_id, Check(at=now + 2 * DAY, next_check_at=now))
        assert feed(session, feed_id).failing_since is None
        assert names(untold_recoveries(session)) == ["long"]
        mark_told(session, failing=[], well=[feed_id], now=now)
        assert untold_recoveries(session) == []


def test_admins_who_began_a_chat_and_did_not_block_the_bot_can_be_written_to(database, now):
    with database.write() as session:
        roles.set_owners(session, [1, 2, 3], now=now)
        roles.grant(session, 1, roles.Role.ADMIN, now=now)
        for user in (1, 3, 4):
            chats.meet_chat(session, telegram_id=user, kind="private", title="", now=now)
        chats.deactivate_chat(session, 3, reason="blocked")
        assert [chat.telegram_id for chat in chats_of_admins(session)] == [1]
