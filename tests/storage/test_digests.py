"""The ledger: what a chat was told, in which message, and how to come back from the message to its stories."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from storage import articles, chats, deliveries, digests, entries, feeds, topics
from storage.articles import NewArticle
from storage.database import Database
from storage.deliveries import NewDelivery
from storage.digests import DigestKind, ToldStory
from storage.entries import NewEntry

HOUR = timedelta(hours=1)


@pytest.fixture
def chat(database: Database, now: datetime) -> int:
    with database.write() as session:
        return chats.meet_chat(session, telegram_id=4242, kind="group", title="", now=now)[0].id


@pytest.fixture
def stories(database: Database, now: datetime) -> list[int]:
    return [a_story(database, number, now) for number in range(3)]


def a_story(database: Database, number: int, now: datetime) -> int:
    new = NewArticle(
        url=f"https://post.example/{number}", title="", text="", source="Post", published_at=now, fetched_at=now
    )
    with database.write() as session:
        made, _ = articles.add_article(session, new)
        return articles.put_in_story(session, made.id, None, now=now)


def told(story_id: int, part: int = 0) -> ToldStory:
    return ToldStory(
        story_id=story_id,
        sources=2,
        score={"sources": 0.7},
        matches=("Sea",),
        part=part,
        headline=f"Headline {story_id}",
        url=f"https://post.example/{story_id}",
    )


def tell(
    database: Database,
    chat_id: int,
    stories: Sequence[ToldStory],
    now: datetime,
    *,
    messages: Sequence[int | None] = (),
    kind: DigestKind = DigestKind.SCHEDULED,
) -> int:
    """A digest with a message for each number in `messages`; None for one that isn't sent yet."""
    with database.write() as session:
        digest_id = digests.add_digest(
            session, chat_id=chat_id, kind=kind, since=now - HOUR, until=now, stories=stories, now=now
        )
        assert digest_id is not None
        for part, message_id in enumerate(messages):
            key = f"{digest_id}:{part}"
            deliveries.enqueue(
                session,
                [NewDelivery(dedup_key=key, chat_id=chat_id, html=key, digest_id=digest_id, part=part)],
                now=now,
            )
            if message_id is not None:
                claimed = deliveries.claim(session, now=now)
                assert claimed is not None
                assert claimed.html == key
                deliveries.mark_sent(session, claimed.id, now=now, message_id=message_id)
    return digest_id


def test_a_place_of_a_digest_says_what_stood_there_and_for_whom(database, chat, stories, now) -> None:
    digest_id = tell(database, chat, [told(stories[0]), told(stories[1], part=1)], now)
    with database.read() as session:
        found = digests.ledger_story(session, digest_id, 1)
        assert digests.ledger_story(session, digest_id, 2) is None
        assert digests.ledger_story(session, digest_id + 1, 0) is None
    assert found is not None
    assert (found.chat_id, found.story_id, found.at, found.part) == (chat, stories[1], now, 1)
    assert (found.headline, found.url) == (f"Headline {stories[1]}", f"https://post.example/{stories[1]}")
    assert (found.score, found.matches, found.sources) == ({"sources": 0.7}, ("Sea",), 2)


def test_a_message_names_its_own_stories_in_their_order(database, chat, stories, now) -> None:
    tell(database, chat, [told(stories[2]), told(stories[0]), told(stories[1], part=1)], now, messages=[70, 71])
    with database.read() as session:
        in_first = digests.stories_in_message(session, chat, 70)
        assert [story.story_id for story in in_first] == [stories[2], stories[0]]
        assert [story.position for story in in_first] == [0, 1]
        assert [story.story_id for story in digests.stories_in_message(session, chat, 71)] == [stories[1]]
        assert digests.stories_in_message(session, chat, 72) == []


def test_another_chats_message_of_the_same_number_says_nothing(database, chat, stories, now) -> None:
    with database.write() as session:
        other = chats.meet_chat(session, telegram_id=7, kind="private", title="", now=now)[0].id
    tell(database, chat, [told(stories[0])], now, messages=[70])
    with database.read() as session:
        assert digests.stories_in_message(session, other, 70) == []
        assert digests.telling_messages(session, other, stories) == {}


def test_a_story_knows_the_message_that_told_it_first(database, chat, stories, now) -> None:
    tell(database, chat, [told(stories[0]), told(stories[1], part=1)], now, messages=[70, 71])
    tell(database, chat, [told(stories[0])], now + HOUR, messages=[80])
    tell(database, chat, [told(stories[0]), told(stories[2])], now + 2 * HOUR, messages=[None])
    with database.read() as session:
        assert digests.telling_messages(session, chat, stories) == {stories[0]: 70, stories[1]: 71}


def test_each_telling_of_a_story_is_known_with_its_message(database, chat, stories, now) -> None:
    first = tell(database, chat, [told(stories[0]), told(stories[1], part=1)], now, messages=[70, 71])
    second = tell(database, chat, [told(stories[0])], now + HOUR, messages=[80])
    with database.read() as session:
        found = digests.tellings_by_chat(session, [chat], since=now)
        later = digests.tellings_by_chat(session, [chat], since=now + HOUR)
        sent = digests.sent_messages(session, [first, second])
    assert {story: [(each.digest_id, each.part) for each in tellings] for story, tellings in found[chat].items()} == {
        stories[0]: [(first, 0), (second, 0)],
        stories[1]: [(first, 1)],
    }
    assert digests.told(found[chat][stories[0]]).at == now + HOUR
    assert list(later[chat]) == [stories[0]]
    assert sent == {(first, 0): 70, (first, 1): 71, (second, 0): 80}


def test_a_group_that_became_a_supergroup_answers_none_of_the_old_messages(database, chat, stories, now) -> None:
    tell(database, chat, [told(stories[0])], now, messages=[70])
    with database.write() as session:
        answer = NewDelivery(dedup_key="answer", chat_id=chat, html="more", reply_to=70)
        deliveries.enqueue(session, [answer], now=now)
        chats.rekey_chat(session, 4242, -1004242)
        assert digests.telling_messages(session, chat, stories) == {}
        claimed = deliveries.claim(session, now=now)
    assert claimed is not None
    assert (claimed.telegram_id, claimed.reply_to) == (-1004242, None)


def test_digests_of_a_kind_are_counted_since_a_moment(database, chat, now) -> None:
    for hours in range(3):
        tell(database, chat, [], now - hours * HOUR, kind=DigestKind.INSTANT)
    tell(database, chat, [], now, kind=DigestKind.SCHEDULED)
    with database.read() as session:
        assert digests.count_digests(session, chat, DigestKind.INSTANT, since=now - HOUR) == 2
        assert digests.last_told_at(session, chat) == now
        assert digests.last_told_at(session, chat + 1) is None


def test_how_a_message_is_to_be_sent_is_kept_with_it(database, chat, now) -> None:
    new = NewDelivery(
        dedup_key="a", chat_id=chat, html="hi", reply_to=7, preview="https://post.example/a.jpg", silent=True
    )
    with database.write() as session:
        deliveries.enqueue(session, [new], now=now)
        claimed = deliveries.claim(session, now=now)
    assert claimed is not None
    assert (claimed.reply_to, claimed.preview, claimed.silent) == (7, "https://post.example/a.jpg", True)


def test_of_too_many_stories_those_of_most_outlets_are_looked_at_and_then_the_newest(database, now) -> None:
    with database.write() as session:
        topic = topics.add_topic(session, slug="sea", name="Sea", now=now)
        assert topic is not None
    carried = [("Post", 0, 5), ("Wire", 0, 4), ("Post", 1, 3), ("Post", 1, 2), ("Quay", 2, 1)]
    numbers: dict[int, int] = {}
    for place, (source, story, ago) in enumerate(carried):
        at = now - ago * HOUR
        url = f"https://{source.lower()}.example/{place}"
        with database.write() as session:
            feed = feeds.add_feed(session, url=f"https://{source}.example/feed", title=source, language=None, now=at)
            topics.link_feed(session, topic.id, feed.id)
            entries.add_entries(session, feed.id, [NewEntry(guid=url, url=url, title="", content="")], now=at)
            new = NewArticle(url=url, title="", text="", source=source, published_at=at, fetched_at=at)
            article, _ = articles.add_article(session, new)
            (entry,) = entries.due_entries(session, now=at, limit=9)
            entries.finish_entry(session, entry.id, article_id=article.id)
            numbers[story] = articles.put_in_story(session, article.id, numbers.get(story), now=at)

    def found(most: int | None) -> set[int]:
        with database.read() as session:
            window = {"since": now - 9 * HOUR, "until": now}
            return set(articles.topic_stories(session, topic_ids=[topic.id], **window, most=most))

    assert found(None) == found(3) == {numbers[0], numbers[1], numbers[2]}
    assert found(2) == {numbers[0], numbers[2]}
    assert found(1) == {numbers[0]}
