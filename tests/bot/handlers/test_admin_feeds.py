"""Feeds in the chat: how they are and why, found by words, paused, renamed, moved, kept to their own texts."""

from datetime import timedelta

import pytest

from bot.taps.admin.feeds import MoveFeed, PauseFeed, SetFullArticle
from storage import audit, entries, feeds, roles, topics, websub
from storage.entries import NewEntry
from storage.feeds import Check, FeedState


@pytest.fixture
def add_feed(world):
    """A feed in these topics."""

    def adding(title, *carrying, url=None):
        with world.database.write() as session:
            feed = feeds.add_feed(
                session,
                url=url or f"https://{title.lower().split()[0]}.example/news.xml",
                title=title,
                language="en",
                now=world.clock(),
            )
            for topic in carrying:
                topics.link_feed(session, topic.id, feed.id)
        return feed

    return adding


@pytest.fixture
def check(world):
    """What a check of a feed leaves on its row."""

    def checking(feed, **how):
        now = world.clock()
        with world.database.write() as session:
            feeds.record_check(session, feed.id, Check(at=now, next_check_at=now + timedelta(hours=1), **how))

    return checking


@pytest.fixture
def feed_now(world):
    """A feed as its row is."""

    def reading(feed):
        with world.database.read() as session:
            return feeds.feed(session, feed.id)

    return reading


async def card_of(robin, title):
    return await robin.ask(f"/admin feed {title}")


async def test_failing_feeds_come_first_with_why_in_plain_words(world, robin, add_feed, check):
    (sea,) = world.add_topics("Sea")
    add_feed("Alpha Wire", sea)
    check(add_feed("Zulu <b>Post</b>", sea), problem="nothing is at this address any more (404)")
    listed = await robin.ask("/admin feeds")
    assert listed.buttons[0] == "⚠️ Zulu <b>Post</b>"
    assert "2 feeds, 1 in trouble." in listed.text
    assert "⚠️ Zulu <b>Post</b>: nothing is there any more" in listed.text
    card = await robin.press(listed, "Zulu")
    assert "⚠️ In trouble: nothing is there any more." in card.text
    assert "(404)" in card.text
    assert "1 failure in a row." in card.text
    assert "Look on the site for its new address" in card.text


async def test_what_has_no_plainer_words_is_said_once(world, robin, add_feed, check):
    (sea,) = world.add_topics("Sea")
    check(add_feed("Alpha Wire", sea), problem="HTTP 418: a teapot.")
    card = await card_of(robin, "Alpha Wire")
    assert card.text.count("HTTP 418: a teapot") == 1


async def test_many_feeds_are_found_by_words(world, robin, add_feed):
    (sea,) = world.add_topics("Sea")
    for number in range(12):
        add_feed(f"Wire{number} Élan", sea)
    add_feed("Harbour Post", sea)
    listed = await robin.ask("/admin feeds")
    asked = await robin.press(listed, "Search")
    assert "Which feed?" in asked.text
    assert "No feed has “nothing <i>”" in (await robin.ask("nothing <i>")).text
    several = await robin.ask("elan wire1")
    assert several.text.startswith("3 feeds have")
    assert "Harbour" not in str(several.buttons)
    assert (await robin.press(several, "Wire10")).text.startswith("Wire10 Élan")
    card = await robin.ask("/admin feeds harbour")
    assert card.text.startswith("Harbour Post")


async def test_a_feed_is_paused_and_resumed(world, robin, add_feed, feed_now):
    (sea,) = world.add_topics("Sea")
    feed = add_feed("Harbour Post", sea)
    card = await robin.press(await card_of(robin, "harbour"), "⏸ Pause")
    assert "It is paused." in card.text
    assert feed_now(feed).state == FeedState.PAUSED
    assert "↻ Check now" not in card.buttons
    card = await robin.press(card, "▶️ Resume")
    assert feed_now(feed).state == FeedState.ACTIVE
    card = await robin.ask("/admin pause harbour post")
    assert "It is paused." in card.text
    await robin.ask("/admin resume harbour post")
    assert feed_now(feed).state == FeedState.ACTIVE
    with world.database.read() as session:
        actions = [change.action for change in audit.last_changes(session)]
    assert actions == ["feed.resume", "feed.pause"] * 2


async def test_a_title_stays_whatever_the_feed_calls_itself(world, robin, add_feed, check, feed_now):
    (sea,) = world.add_topics("Sea")
    feed = add_feed("HARBOUR POST - ALL NEWS", sea)
    await robin.press(await card_of(robin, "harbour"), "Title")
    assert "no letter" in (await robin.ask("\u200b ...")).text
    card = await robin.ask("Harbour <b>Post</b>\u202e")
    assert card.text.startswith("Harbour <b>Post</b>")
    check(feed, title="HARBOUR POST - ALL NEWS")
    assert feed_now(feed).title == "Harbour <b>Post</b>"
    asked = await robin.press(card, "Title")
    await robin.press(asked, "↺ Its own title")
    check(feed, title="HARBOUR POST - ALL NEWS")
    assert feed_now(feed).title == "HARBOUR POST - ALL NEWS"


async def test_an_address_is_looked_at_before_the_feed_moves_there(world, robin, add_feed, feed_server, feed_now):
    (sea,) = world.add_topics("Sea")
    feed = add_feed("Old Post", sea)
    await robin.press(await card_of(robin, "old"), "Address")
    assert "no web address" in (await robin.ask("over there")).text
    await robin.send(f"{feed_server}/page")
    await robin.wait_for(lambda message: "can't be used" in message.text)
    assert feed_now(feed).url == feed.url
    await robin.send(f"{feed_server}/news.xml")
    found = await robin.wait_for(lambda message: "Shall Old Post be read from there?" in message.text)
    assert "• Harbour Post reports 1" in found.text
    card = await robin.press(found, "Read it from there")
    assert f"{feed_server}/news.xml" in card.text
    moved = feed_now(feed)
    assert (moved.url, moved.state) == (f"{feed_server}/news.xml", FeedState.ACTIVE)
    assert await robin.forge(found, MoveFeed(feed.id, 0, "0" * 16)) == (
        "This question is from an older message. Please start it again."
    )


async def test_two_feeds_at_one_address_become_one(world, robin, add_feed, feed_server, feed_now):
    sea, land = world.add_topics("Sea", "Land")
    old, there = add_feed("Old Post", sea), add_feed("Harbour Post", land, url=f"{feed_server}/news.xml")
    await robin.press(await card_of(robin, "old"), "Address")
    await robin.send(f"{feed_server}/news.xml")
    found = await robin.wait_for(lambda message: "the two become one" in message.text)
    card = await robin.press(found, "Read it from there")
    assert "Topics: Sea and Land" in card.text
    assert feed_now(old) is None
    assert feed_now(there) is not None


async def test_a_move_under_way_is_shown_and_followed_at_once(world, robin, add_feed, check, feed_now):
    (sea,) = world.add_topics("Sea")
    feed = add_feed("Harbour Post", sea)
    check(feed, moved_to="https://new.example/<b>", moved_since=world.clock(), moved_checks=1)
    card = await card_of(robin, "harbour")
    assert "it moved to https://new.example/<b>, first just now" in card.text
    await robin.press(card, "Move it now")
    assert feed_now(feed).url == "https://new.example/<b>"


async def test_what_could_not_be_read_is_counted_with_the_newest_reason(world, robin, add_feed):
    (sea,) = world.add_topics("Sea")
    feed = add_feed("Harbour Post", sea)
    with world.database.write() as session:
        new = [NewEntry(guid=str(n), url=f"https://x.example/{n}", title=str(n), content="") for n in range(3)]
        entries.add_entries(session, feed.id, new, now=world.clock())
        for entry in entries.due_entries(session, now=world.clock(), limit=2):
            entries.fail_entry(session, entry.id, problem=f"the page is <empty> {entry.guid}")
        websub.name_hubs(
            session, feed.id, hubs=("https://hub.example/x",), topic="https://harbour.example/", now=world.clock()
        )
    card = await card_of(robin, "harbour")
    assert "2 entries couldn't be read." in card.text
    assert "the page is <empty> 1" in card.text
    assert "It names the hub hub.example" in card.text


async def test_a_feed_is_kept_to_its_own_texts(world, robin, add_feed, feed_now):
    (sea,) = world.add_topics("Sea")
    feed = add_feed("Harbour Post", sea)
    card = await robin.press(await card_of(robin, "harbour"), "Whole articles: yes")
    assert "Only the feed's own texts are told" in card.text
    assert not feed_now(feed).full_article
    await robin.press(card, "Whole articles: no")
    assert feed_now(feed).full_article


async def test_an_editor_sees_a_topics_feed_and_changes_nothing_of_it_for_others(world, robin, sam, add_feed, feed_now):
    (sea,) = world.add_topics("Sea")
    feed = add_feed("Harbour Post", sea)
    with world.database.write() as session:
        roles.let_edit(session, sam.id, sea.id, now=world.clock())
    topic = await sam.press(await sam.ask("/admin"), "Sea")
    card = await sam.press(await sam.press(topic, "Feeds"), "Harbour Post")
    assert card.buttons == ["↻ Check now", "In which topics", "🗑 Remove", "‹ Back"]
    for tap in (PauseFeed(feed.id, sea.id, True), SetFullArticle(feed.id, sea.id, False)):
        assert "Sorry" in await sam.forge(card, tap)
    assert (feed_now(feed).state, feed_now(feed).full_article) == (FeedState.ACTIVE, True)
