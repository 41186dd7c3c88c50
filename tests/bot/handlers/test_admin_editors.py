"""Editors: their own topics and the feeds of these, and nothing else, by button, by typed form and in writing."""

import pytest

from bot.taps.admin.feeds import AskFeedAddress, LinkFeed, ListFeeds, RemoveFeed, RetryFeed, ShowFeed, ShowFeedTopics
from bot.taps.admin.packs import AddPack, ShowPacks
from bot.taps.admin.topics import AdminTopic, AskTopicName, RemoveTopic
from storage import feed_options, feeds, own_topics, roles, topics
from storage.feed_options import FeedOptions, Login
from storage.removed_topics import remove_topic
from storage.topics import Visibility

NOT_THEIRS = "That isn't yours to change, or is no longer there."
NOT_RUNNER = "Sorry, that is for the people who run this bot."


@pytest.fixture
def sea(world, sam):
    """Sam's topic; "World" isn't."""
    other, sea = world.add_topics("World", "Sea")
    with world.database.write() as session:
        roles.let_edit(session, sam.id, sea.id, now=world.clock())
        topics.change_topic(session, other.id, visibility=Visibility.PRIVATE)
    return sea


@pytest.fixture
def other(world, sea):
    return world.topics()[0]


@pytest.fixture
def add_feed(world):
    def adding(title, *carrying):
        with world.database.write() as session:
            feed = feeds.add_feed(
                session, url=f"https://{title.lower()}.example/news.xml", title=title, language="en", now=world.clock()
            )
            for topic in carrying:
                topics.link_feed(session, topic.id, feed.id)
        return feed

    return adding


def carried(world, topic):
    with world.database.read() as session:
        return [feed.title for feed in feeds.list_feeds(session, topic_id=topic.id)]


async def test_an_editor_sees_their_own_topics_alone(sam, sea):
    card = await sam.ask("/admin")
    assert card.text == "Your topics\nYou edit 1 topic.\n\nTap a topic to change it."
    assert card.buttons == ["Sea · 0 feeds"]
    assert "/admin" in (await sam.ask("/help")).text
    offered = await sam.ask("/admin help")
    assert "/admin add feed" in offered.text
    assert "/admin add topic" not in offered.text


async def test_a_topic_of_others_is_refused_at_the_button_and_not_found_by_name(world, sam, sea, other, feed_server):
    card = await sam.ask("/admin")
    for tap in (AdminTopic(other.id), AskFeedAddress(other.id), ListFeeds(other.id, 0)):
        assert await sam.forge(card, tap) == NOT_THEIRS
    assert "no topic called" in (await sam.ask(f"/admin add feed {feed_server}/news.xml to World")).text
    for tap in (AskTopicName(), RemoveTopic(sea.id, True), ShowPacks(), AddPack("en", True)):
        assert await sam.forge(card, tap) == NOT_RUNNER
    for words in ("add topic Cats", "remove topic Sea", "packs", "more", "feeds", "roles", "settings", "changes"):
        assert "people who run this bot" in (await sam.ask(f"/admin {words}")).text
    assert [topic.name for topic in world.topics()] == ["World", "Sea"]


async def test_an_editor_adds_a_feed_and_takes_it_away_again(world, sam, sea, feed_server):
    await sam.press(await sam.press(await sam.ask("/admin"), "Sea"), "Add a feed")
    await sam.send(f"{feed_server}/news.xml")
    offer = await sam.wait_for(lambda message: "✓ Save" in message.buttons)
    await sam.press(offer, "Save")
    assert carried(world, sea) == ["Harbour Post"]
    card = await sam.press(await sam.press(await sam.press(await sam.ask("/admin"), "Sea"), "Feeds (1)"), "Harbour")
    card = await sam.press(await sam.press(card, "Remove"), "Yes, remove")
    assert card.text == "Sea\nNo feeds yet."


async def test_an_address_out_of_the_blue_is_for_a_topic_of_theirs(sam, sea, feed_server):
    asked = await sam.ask(f"{feed_server}/news.xml")
    assert "World" not in asked.buttons
    await sam.tap(asked, "Sea")
    offer = await sam.wait_for(lambda message: "✓ Save" in message.buttons)
    assert "Save it to Sea?" in offer.text


async def test_feeds_of_other_topics_are_out_of_reach(world, sam, sea, other, add_feed):
    feed = add_feed("Secret", other)
    card = await sam.ask("/admin")
    for tap in (ShowFeed(feed.id, 0), RetryFeed(feed.id, 0), RemoveFeed(feed.id, 0, True), ListFeeds(0, 0)):
        assert await sam.forge(card, tap) == NOT_THEIRS
    for tap in (ShowFeed(feed.id, sea.id), RemoveFeed(feed.id, sea.id, True), ShowFeedTopics(feed.id, sea.id, 0)):
        assert await sam.forge(card, tap) == "That is no longer there."
    await sam.forge(card, RetryFeed(feed.id, sea.id))
    await sam.forge(card, LinkFeed(feed.id, sea.id, sea.id, True, 0))
    assert (carried(world, sea), carried(world, other)) == ([], ["Secret"])


async def test_a_shared_feed_leaves_their_topic_and_stays_in_the_others(world, sam, sea, other, add_feed):
    feed = add_feed("Post", sea, other)
    card = await sam.press(await sam.press(await sam.press(await sam.ask("/admin"), "Sea"), "Feeds (1)"), "Post")
    assert "World" not in card.text, "a private topic's name is nobody's business"
    assert await sam.forge(card, LinkFeed(feed.id, sea.id, other.id, False, 0)) == NOT_THEIRS
    assert (await sam.press(card, "In which topics")).buttons == ["‹ Back"]
    await sam.press(await sam.press(await sam.ask("/admin"), "Sea"), "Feeds (1)")
    await sam.forge(card, RemoveFeed(feed.id, sea.id, True))
    assert (carried(world, sea), carried(world, other)) == ([], ["Post"])


async def test_a_feed_that_is_read_with_a_login_is_not_theirs_to_take(world, sam, sea, other, feed_server):
    with world.database.write() as session:
        feed = feeds.add_feed(session, url=f"{feed_server}/news.xml", title="Post", language=None, now=world.clock())
        topics.link_feed(session, other.id, feed.id)
        login = Login(user="robin", password="pw-42")
        feed_options.set_feed_options(session, feed.id, FeedOptions(login=login))
    await sam.send(f"/admin add feed {feed_server}/news.xml to Sea")
    offer = await sam.wait_for(lambda message: "✓ Save" in message.buttons)
    assert "World" not in offer.text
    assert "Only an admin" in (await sam.press(offer, "Save")).text
    assert carried(world, sea) == []


async def test_a_login_of_theirs_is_not_put_on_a_feed_of_others(world, sam, sea, other, feed_server):
    with world.database.write() as session:
        feed = feeds.add_feed(session, url=f"{feed_server}/news.xml", title="Post", language=None, now=world.clock())
        topics.link_feed(session, other.id, feed.id)
    await sam.send(f"/admin add feed {feed_server.replace('//', '//sam:pw@')}/news.xml to Sea")
    offer = await sam.wait_for(lambda message: "✓ Save" in message.buttons)
    assert "Only an admin" in (await sam.press(offer, "Save")).text
    with world.database.read() as session:
        assert not feed_options.feed_options(session, feed.id).own_request


async def test_the_own_feeds_of_chats_are_nobodys_business(world, robin, sam, sea, feed_server):
    await sam.ask("/sub sea")
    with world.database.write() as session:
        chat = world.chat(sam.id)
        added = own_topics.add_own_feed(
            session,
            chat.id,
            url="https://diary.example/feed",
            title="Diary",
            language=None,
            most=5,
            topic_name="Yours",
            now=world.clock(),
        )
        own = own_topics.own_topic(session, chat.id)
    card = await robin.ask("/admin")
    for topic_id in (0, own.id):
        assert await robin.forge(card, ShowFeed(added.feed.id, topic_id)) == "That is no longer there."
        await robin.forge(card, RemoveFeed(added.feed.id, topic_id, True))
    with world.database.read() as session:
        assert own_topics.count_own_feeds(session, chat.id) == 1


async def test_who_loses_the_role_or_the_topic_in_the_middle_is_refused(world, sam, sea):
    card = await sam.press(await sam.ask("/admin"), "Sea")
    await sam.press(card, "Add a feed")
    with world.database.write() as session:
        remove_topic(session, sea.id, now=world.clock())
    assert "Sorry" in (await sam.ask("https://example.org/feed")).text
    assert await sam.forge(card, AdminTopic(sea.id)) == NOT_RUNNER


async def test_an_answer_is_about_the_topic_that_was_asked_about(world, sam, sea, other):
    card = await sam.press(await sam.ask("/admin"), "Sea")
    await sam.press(await sam.press(card, "Name, words"), "Rename")
    with world.database.write() as session:
        roles.stop_editing(session, sam.id, sea.id)
        roles.let_edit(session, sam.id, other.id, now=world.clock())
    assert "isn't yours to change" in (await sam.ask("Ocean")).text
    assert [topic.name for topic in world.topics()] == ["World", "Sea"]
