"""Chats, subscriptions and questions."""

from datetime import datetime, timedelta

from storage import chats, deliveries, feeds, own_topics, preferences, topics
from storage.database import Database
from storage.deliveries import NewDelivery

HOUR = timedelta(hours=1)


def meet(session: chats.Session, telegram_id: int, now: datetime, **more: str) -> chats.Chat:
    return chats.meet_chat(session, telegram_id=telegram_id, kind="private", title="Ada", now=now, **more)[0]


def test_a_chat_met_again_is_the_same_and_up_to_date(database: Database, now: datetime) -> None:
    with database.write() as session:
        first, new = chats.meet_chat(session, telegram_id=-7, kind="group", title="Old name", now=now)
        again, new_again = chats.meet_chat(session, telegram_id=-7, kind="group", title="New name", now=now)
    assert (new, new_again) == (True, False)
    assert (again.id, again.title) == (first.id, "New name")


def test_each_forum_topic_is_a_chat_of_its_own(database: Database, now: datetime) -> None:
    with database.write() as session:
        one, _ = chats.meet_chat(session, telegram_id=-7, thread_id=3, kind="supergroup", title="", now=now)
        two, _ = chats.meet_chat(session, telegram_id=-7, thread_id=4, kind="supergroup", title="", now=now)
        assert one.id != two.id
        assert chats.find_chat(session, -7, 4) == two
        assert chats.find_chat(session, -7) is None


def test_subscribing_and_unsubscribing_twice_is_harmless(database: Database, now: datetime) -> None:
    with database.write() as session:
        chat = meet(session, 1, now)
        topic = topics.add_topic(session, slug="sea", name="Sea", now=now)
        assert topic is not None
        assert [chats.subscribe(session, chat.id, topic.id, now=now) for _ in range(2)] == [True, False]
        assert chats.subscribed_topics(session, chat.id) == [topic]
        assert [chats.unsubscribe(session, chat.id, topic.id) for _ in range(2)] == [True, False]
        assert chats.subscribed_topics(session, chat.id) == []


def test_a_blocked_chat_gets_nothing_more_and_keeps_its_topics_for_its_return(
    database: Database, now: datetime
) -> None:
    with database.write() as session:
        chat = meet(session, 1, now)
        topic = topics.add_topic(session, slug="sea", name="Sea", now=now)
        assert topic is not None
        chats.subscribe(session, chat.id, topic.id, now=now)
        deliveries.enqueue(session, [NewDelivery(dedup_key="a", chat_id=chat.id, html="a")], now=now)
        chats.deactivate_chat(session, 1, reason="bot was blocked by the user")
        assert deliveries.claim(session, now=now) is None
        blocked = chats.find_chat(session, 1)
        assert blocked is not None
        assert (blocked.state, blocked.reason) == ("inactive", "bot was blocked by the user")
        assert deliveries.count_deliveries(session) == {"cancelled": 1}
        back = meet(session, 1, now)
        assert (back.state, back.reason) == ("active", None)
        assert chats.subscribed_topics(session, back.id) == [topic]


def test_a_group_that_became_a_supergroup_keeps_all_it_owns(database: Database, now: datetime) -> None:
    with database.write() as session:
        group, _ = chats.meet_chat(session, telegram_id=-7, kind="group", title="G", now=now)
        topic = topics.add_topic(session, slug="sea", name="Sea", now=now)
        assert topic is not None
        chats.subscribe(session, group.id, topic.id, now=now)
        # its first message under the new number came before the move was noticed
        chats.meet_chat(session, telegram_id=-1007, kind="supergroup", title="G", now=now)
        chats.rekey_chat(session, -7, -1007)
        moved = chats.find_chat(session, -1007)
        assert moved is not None
        assert (moved.id, moved.kind) == (group.id, "supergroup")
        assert chats.subscribed_topics(session, moved.id) == [topic]
        assert chats.find_chat(session, -7) is None


def test_a_command_that_waited_while_the_group_moved_takes_nothing_away_and_is_kept(
    database: Database, now: datetime
) -> None:
    with database.write() as session:
        group, _ = chats.meet_chat(session, telegram_id=-7, kind="group", title="G", now=now)
        sea, sky = (topics.add_topic(session, slug=slug, name=slug, now=now) for slug in ("sea", "sky"))
        assert sea is not None
        assert sky is not None
        chats.subscribe(session, group.id, sea.id, now=now)
        chats.rekey_chat(session, -7, -1007)
        # the command is handled only now
        late, _ = chats.meet_chat(session, telegram_id=-7, kind="group", title="G", now=now)
        for topic in (sea, sky):
            chats.subscribe(session, late.id, topic.id, now=now)
        chats.rekey_chat(session, -7, -1007)
        moved = chats.find_chat(session, -1007)
        assert moved is not None
        assert moved.id == group.id
        assert chats.subscribed_topics(session, moved.id) == [sea, sky]
        assert chats.find_chat(session, -7) is None


def test_a_new_question_replaces_the_old_and_both_expire(database: Database, now: datetime) -> None:
    with database.write() as session:
        chats.ask(session, telegram_id=1, user_id=2, step="name", data={}, now=now)
        chats.ask(session, telegram_id=1, user_id=2, step="feed", data={"topic": 3}, now=now)
        found = chats.pending_question(session, telegram_id=1, user_id=2, now=now, valid_for=HOUR)
        assert found is not None
        assert (found.step, found.data) == ("feed", {"topic": 3})
        assert chats.pending_question(session, telegram_id=1, user_id=9, now=now, valid_for=HOUR) is None
        late = now + 2 * HOUR
        assert chats.pending_question(session, telegram_id=1, user_id=2, now=late, valid_for=HOUR) is None
        chats.close_question(session, telegram_id=1, user_id=2)
        assert chats.pending_question(session, telegram_id=1, user_id=2, now=now, valid_for=HOUR) is None


def test_a_question_asked_in_a_group_is_answered_in_the_supergroup(database: Database, now: datetime) -> None:
    with database.write() as session:
        chats.meet_chat(session, telegram_id=-7, kind="group", title="G", now=now)
        for user, telegram_id in ((1, -7), (2, -7), (2, -1007)):
            chats.ask(session, telegram_id=telegram_id, user_id=user, step=str(telegram_id), data={}, now=now)
        chats.rekey_chat(session, -7, -1007)
        asked = [
            chats.pending_question(session, telegram_id=-1007, user_id=user, now=now, valid_for=HOUR) for user in (1, 2)
        ]
        assert [question and question.step for question in asked] == ["-7", "-1007"], "the newer question stands"
        assert chats.pending_question(session, telegram_id=-7, user_id=2, now=now, valid_for=HOUR) is None


def test_a_groups_forum_topics_are_listed_with_it(database: Database, rows) -> None:
    group, topic = rows.chat(-7, kind="supergroup"), rows.chat(-7, kind="supergroup", thread_id=4)
    rows.chat(-8, kind="supergroup", thread_id=4)
    with database.read() as session:
        assert [(chat.id, chat.thread_id) for chat in chats.threads_of(session, -7)] == [(group, 0), (topic, 4)]


def test_a_chat_speaks_the_language_it_chose_else_its_groups_else_telegrams(database: Database, rows) -> None:
    private, group = rows.chat(1, language="uk"), rows.chat(-7, kind="supergroup", language="")
    rows.chat(-7, kind="supergroup", thread_id=4, language="")
    with database.write() as session:
        assert chats.language_of(session, 1) == "uk"
        assert chats.language_of(session, -7, 4) is None
        assert chats.language_of(session, 4711) is None
        preferences.set_preferences(session, private, language="de")
        preferences.set_preferences(session, group, language="fr")
        assert chats.language_of(session, 1) == "de"
        assert chats.language_of(session, -7, 4) == "fr"
        assert chats.language_of(session, -7, 9) == "fr", "a forum topic that was never met"


def test_leaving_everything_leaves_the_own_feeds_too(database: Database, rows, now: datetime) -> None:
    chat, other = rows.chat(1), rows.chat(2)
    rows.topic("sea", chat, other)
    with database.write() as session:
        own_topics.add_own_feed(
            session, chat, url="https://a.example/", title="", language=None, most=5, topic_name="Own", now=now
        )
        assert chats.unsubscribe_all(session, chat) == 2
        assert chats.subscribed_topics(session, chat) == own_topics.own_feeds(session, chat) == []
        assert feeds.feed_at(session, "https://a.example/") is None
        assert len(chats.subscribed_topics(session, other)) == 1
        assert chats.unsubscribe_all(session, chat) == 0
