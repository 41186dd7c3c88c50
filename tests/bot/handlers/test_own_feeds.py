"""Feeds of a chat's own: a site's address, what is found there, and what becomes of it."""

import asyncio

import pytest
from aiohttp import web

from bot.searches import MOST
from bot.taps.own_feeds import FollowFeed, LookForFeed, RemoveOwnFeed, ShowOwnFeed
from storage import feeds, own_topics, topics
from storage.chats import meet_chat
from storage.feeds import Check
from storage.own_topics import add_own_feed
from storage.preferences import set_preferences


@pytest.fixture
def own(world):
    """The titles of a chat's own feeds."""

    def titles(telegram_id, thread=0):
        chat = world.chat(telegram_id, thread)
        if chat is None:
            return []
        with world.database.read() as session:
            return [feed.title for feed in own_topics.own_feeds(session, chat.id)]

    return titles


@pytest.fixture
def give(world):
    """Let somebody have so many own feeds."""

    def give(person, count, title="Feed {:02}"):
        with world.database.write() as session:
            chat, _ = meet_chat(session, telegram_id=person.id, kind="private", title="", now=world.clock())
            return [
                add_own_feed(
                    session,
                    chat.id,
                    url=f"https://feeds.example/{number:02}.xml",
                    title=title.format(number),
                    language="en",
                    most=1000,
                    topic_name="Own feeds",
                    now=world.clock(),
                ).feed
                for number in range(1, count + 1)
            ]

    return give


@pytest.fixture
def allow(world):
    def allow(person, most):
        with world.database.write() as session:
            chat, _ = meet_chat(session, telegram_id=person.id, kind="private", title="", now=world.clock())
            set_preferences(session, chat.id, own_feeds=most)

    return allow


async def looked_at(person, written, chat=None, **how):
    """What the message that says "Looking at" becomes."""
    shown = await person.ask(written, chat, **how)
    assert shown.text.startswith("Looking at ")
    assert shown.buttons == ["Cancel"]
    return await person.next_edit()


async def test_a_bare_address_shows_the_newest_titles_and_is_followed_by_a_tap(world, sam, own, feed_server):
    preview = await looked_at(sam, f"{feed_server}/news.xml")
    assert "Harbour Post\n" in preview.text
    assert "• Harbour Post reports 1 (1 hour ago)\n• Harbour Post reports 2" in preview.text
    assert preview.text.endswith("Follow it?")
    assert preview.buttons == ["➕ Follow", "Cancel"]
    done = await sam.press(preview, "➕ Follow")
    assert done.text == (
        "You now follow Harbour Post. Its first stories are read in a few minutes.\n"
        "Your digest comes every day at 08:00 (Kyiv time); next tomorrow at 08:00."
    )
    assert own(sam.id) == ["Harbour Post"]
    assert world.followed(sam.id) == ["Own feeds"]


async def test_a_site_with_several_feeds_lets_choose_one_after_the_other(sam, own, feed_server):
    several = await looked_at(sam, f"/sub {feed_server}/front")
    assert "has 2 feeds. Which one?" in several.text
    first = several.buttons[0]
    done = await sam.press(several, first)
    assert done.text.endswith("The site's other feeds:")
    assert len(done.buttons) == 2
    last = await sam.press(done, done.buttons[0])
    assert last.buttons == ["📡 Own feeds"]
    assert sorted(own(sam.id)) == ["Harbour Post", "Vale Wire & Sons"]


async def test_a_second_tap_and_a_second_search_find_it_followed(sam, own, feed_server):
    preview = await looked_at(sam, f"{feed_server}/news.xml")
    follow = preview.button("➕ Follow")["callback_data"]
    await sam.press(preview, "➕ Follow")
    await sam.forge(preview, follow)
    again = await looked_at(sam, f"/add {feed_server}/news.xml")
    assert again.text.endswith("You follow it already.")
    assert again.buttons == ["📡 Own feeds"]
    assert own(sam.id) == ["Harbour Post"]


async def test_a_card_can_be_followed_though_something_else_was_asked_since(world, sam, own, feed_server):
    preview = await looked_at(sam, f"{feed_server}/news.xml")
    await sam.ask("/list")
    await sam.press(preview, "➕ Follow")
    assert len(own(sam.id)) == 1


async def test_a_feed_that_a_topic_brings_is_said_to_be_there_unless_the_topic_is_none_of_ones_business(
    world, sam, feed_server
):
    known, secret = world.add_topics("Harbour", "Rumours")
    with world.database.write() as session:
        topics.change_topic(session, secret.id, visibility=topics.Visibility.HIDDEN)
        feed = feeds.add_feed(session, url=f"{feed_server}/news.xml", title="", language=None, now=world.clock())
        for topic in (known, secret):
            topics.link_feed(session, topic.id, feed.id)
    preview = await looked_at(sam, f"{feed_server}/news.xml")
    assert "Its news are in Harbour, too." in preview.text
    assert preview.buttons == ["➕ Harbour", "➕ Follow", "Cancel"]
    await sam.press(preview, "➕ Harbour")
    again = await looked_at(sam, f"{feed_server}/news.xml")
    assert "You get its news in Harbour already." in again.text
    assert again.buttons == ["➕ Follow", "Cancel"]


@pytest.mark.parametrize("path", ["/page", "/missing"])
async def test_where_no_feed_is_found_that_is_said_with_the_reason(sam, feed_server, path):
    answer = await looked_at(sam, f"{feed_server}{path}")
    assert answer.text.startswith(f"I found no feed at {feed_server}{path}.\n")
    assert answer.text.endswith("Try another address of the site, or the same again later.")
    assert answer.buttons == ["📡 Own feeds"]


async def test_an_address_among_other_words_is_asked_about_first(sam, own, feed_server):
    asked = await sam.ask(f"have you seen {feed_server}/news.xml yet?")
    assert asked.text.startswith("Shall I look for a feed at")
    await sam.tap(asked, "Look for it")
    preview = await sam.wait_for(lambda message: "➕ Follow" in message.buttons)
    await sam.press(preview, "➕ Follow")
    assert own(sam.id) == ["Harbour Post"]
    assert await sam.forge(asked, LookForFeed("0" * 16)) == "That was too long ago. Please send the address again."


async def test_the_add_button_asks_for_an_address(sam, own, feed_server):
    card = await sam.press(await sam.ask("/list"), "Topics")
    card = await sam.press(card, "📡 Own feeds")
    assert card.text == "Own feeds\nNone yet. They come in your digest, beside your topics."
    await sam.press(card, "➕ Add a feed")
    assert (await sam.ask("good morning")).text.startswith("That is no web address.")
    await sam.send(f"{feed_server}/news.xml")
    preview = await sam.wait_for(lambda message: "➕ Follow" in message.buttons)
    await sam.press(preview, "➕ Follow")
    assert own(sam.id) == ["Harbour Post"]


@pytest.mark.parametrize("written", ["https://user:secret@harbour.example/feed", "/sub user:secret@harbour.example"])
async def test_an_address_with_a_login_is_not_followed_and_not_repeated(sam, written):
    answer = await sam.ask(written)
    assert answer.text.startswith("I can't follow addresses with a name and a password in them")
    assert "secret" not in answer.text


async def test_a_feed_that_is_read_with_somebodys_login_is_closed(world, sam, own, feed_server):
    with world.database.write() as session:
        address = f"{feed_server}/news.xml".replace("//", "//user:secret@")
        feeds.add_feed(session, url=address, title="Theirs", language=None, now=world.clock())
    preview = await looked_at(sam, f"{feed_server}/news.xml")
    assert await sam.toast(preview, "➕ Follow") == (
        "This feed is read with somebody's login, so it can't be followed."
    )
    assert own(sam.id) == []


async def test_who_has_as_many_as_there_may_be_is_shown_them(sam, give, allow, own, feed_server):
    allow(sam, 3)
    preview = await looked_at(sam, f"{feed_server}/news.xml")
    give(sam, 3)
    assert await sam.toast(preview, "➕ Follow") == "3 feeds are as many as you may have. Remove one first."
    answer = await sam.ask(f"{feed_server}/other.xml")
    assert answer.text == "You have 3 feeds of your own, which is as many as there may be. Remove one first:"
    assert answer.buttons == ["… Feed 01", "… Feed 02", "… Feed 03", "Topics"]
    assert len(own(sam.id)) == 3


async def test_where_there_are_none_readers_are_told_politely(world, sam, allow, feed_server):
    world.add_topics("Harbour")
    allow(sam, 0)
    for written in (f"{feed_server}/news.xml", "/sub example.org", f"see {feed_server}/news.xml", "/import"):
        assert (await sam.ask(written)).text.startswith("I can't follow a page by its address"), written
    assert (await sam.ask("/topics")).buttons == ["Harbour", "Done"]


async def test_cancel_ends_the_search(sam, own):
    gate, server = asyncio.Event(), web.Application()

    async def slow(_):
        await gate.wait()
        return web.Response(text="late")

    server.router.add_get("/slow", slow)
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        shown = await sam.ask(f"http://127.0.0.1:{runner.addresses[0][1]}/slow")
        stopped = await sam.press(shown, "Cancel")
        assert stopped.text in {"All right, nothing was changed.", "Left aside: you went on to something else."}
        assert (await sam.ask("/list")).text.startswith("You follow no topics yet.")
    finally:
        gate.set()
        await runner.cleanup()
    assert own(sam.id) == []


async def test_who_sends_address_after_address_is_slowed_down_politely(world, sam, feed_server):
    for _ in range(MOST):
        assert world.deps.searches.allows(sam.id, now=world.clock())
    assert (await sam.ask(f"{feed_server}/news.xml")).text.startswith("Those were many addresses.")
    world.clock.forward(minutes=11)
    await looked_at(sam, f"{feed_server}/news.xml")


async def test_own_feeds_come_in_pages_with_their_health(world, sam, give):
    first, *_ = give(sam, 14)
    with world.database.write() as session:
        feeds.record_check(
            session, first.id, Check(at=world.clock(), next_check_at=world.clock(), problem="it answers 500")
        )
    await sam.ask("/schedule 8")
    listed = await sam.ask("/list")
    assert "📡 14 feeds of your own, 1 in trouble" in listed.text
    card = await sam.press(listed, "📡 Own feeds: 14")
    assert card.text == "Own feeds\n14 of 20. Tap one to see how it is.\n1 is in trouble."
    assert card.buttons[0] == "⚠️ Feed 01"
    assert card.buttons[12:] == ["·", "1 / 2", "›", "➕ Add a feed", "🔍 Search", "Topics"]
    second = await sam.press(card, "›")
    assert second.buttons[:2] == ["… Feed 13", "… Feed 14"]
    feed = await sam.press(await sam.press(second, "‹"), "⚠️ Feed 01")
    assert feed.text == (
        "Feed 01\nhttps://feeds.example/01.xml\n\n⚠️ it answers 500\n1 failure in a row.\n\n"
        "Only some of its stories? /filter -football"
    )
    assert (await sam.press(feed, "‹ Back")).buttons == card.buttons


async def test_an_own_feed_is_removed_after_a_question(sam, give, own):
    give(sam, 2)
    card = await sam.press(await sam.ask("/unsub"), "✕ Feed 01")
    assert card.text == "Remove Feed 01?\nIts address brings it back: https://feeds.example/01.xml"
    sure = card.button("Yes, remove it")["callback_data"]
    kept = await sam.press(card, "No, keep it")
    assert len(own(sam.id)) == 2
    asked = await sam.press(kept, "🗑 Remove")
    assert await sam.toast(asked, "Yes, remove it") == "Feed 01 is removed."
    assert own(sam.id) == ["Feed 02"]
    assert await sam.forge(asked, sure) == "This feed is no longer among yours."


@pytest.mark.parametrize("written", ["feed 01", "feeds.example/01.xml", "https://feeds.example/01.xml"])
async def test_an_own_feed_is_removed_by_its_title_or_address(sam, give, own, written):
    give(sam, 2)
    answer = await sam.ask(f"/unsub {written}")
    assert answer.text == "You don't follow Feed 01 any more.\nIt comes back with: /sub https://feeds.example/01.xml"
    assert own(sam.id) == ["Feed 02"]


async def test_words_that_fit_several_feeds_let_choose(sam, give, own):
    give(sam, 2)
    assert (await sam.ask("/unsub feed")).buttons == ["… Feed 01", "… Feed 02", "‹ Back"]
    assert (await sam.ask("/list 02")).buttons == ["… Feed 02", "‹ Back"]
    assert (await sam.ask("/list <b>x</b>")).text == "You follow nothing that fits “<b>x</b>”."
    assert len(own(sam.id)) == 2


async def test_a_long_list_can_be_searched(sam, give):
    give(sam, 14)
    card = await sam.press(await sam.ask("/list"), "📡 Own feeds: 14")
    await sam.press(card, "🔍 Search")
    assert (await sam.ask("zzz")).text == "You follow nothing that fits “zzz”."
    assert (await sam.ask("feed 13")).buttons == ["… Feed 13", "‹ Back"]
    assert (await sam.ask("feed 13")).text.startswith("I understand commands best.")


async def test_nobody_sees_or_removes_anothers_feed_by_its_number(sam, robin, give, own):
    (feed,) = give(sam, 1)
    card = await robin.ask("/topics")
    for tap in (ShowOwnFeed(feed.id, 0), RemoveOwnFeed(feed.id, 0, True)):
        assert await robin.forge(card, tap) == "This feed is no longer among yours."
    assert await robin.forge(card, FollowFeed("0" * 16)) == "That was too long ago. Please send the address again."
    assert own(sam.id) == ["Feed 01"]


async def test_a_group_has_feeds_of_its_own_by_its_admins_also_anonymous_ones(world, sam, robin, own, feed_server):
    group = await sam.create_group("Rowers", "supergroup", members=[robin.id])
    await sam.next_message()
    assert (await robin.ask(f"/sub {feed_server}/news.xml", group)).text.startswith("Only this group's admins")
    preview = await looked_at(sam, f"/sub {feed_server}/news.xml", group, as_chat=True)
    assert await robin.toast(preview, "➕ Follow") == "Only this group's admins may change that."
    await sam.press(preview, "➕ Follow")
    assert (own(group), own(sam.id)) == (["Harbour Post"], [])
    card = await sam.press(await robin.ask("/list", group), "📡 Own feeds: 1")
    assert await sam.toast(card, "➕ Add a feed") == "Here, please write it like this: /sub example.org"
    assert await robin.toast(card, "✓ Harbour Post" if "✓ Harbour Post" in card.buttons else card.buttons[0]) == (
        "Only this group's admins may change that."
    )


async def test_in_a_group_addresses_that_people_talk_about_are_left_alone(sam, feed_server):
    group = await sam.create_group("Rowers", "supergroup")
    await sam.next_message()
    await sam.send(f"{feed_server}/news.xml", group)
    await sam.silence()


async def test_a_channel_and_a_forum_topic_have_feeds_of_their_own(world, sam, own, feed_server):
    channel = await sam.create_channel("Harbour news")
    await sam.press(await looked_at(sam, f"/sub {feed_server}/news.xml", channel), "➕ Follow")
    forum = await sam.create_forum("Club")
    await sam.next_message()
    thread = await sam.open_topic(forum, "News")
    await sam.press(await looked_at(sam, f"/sub {feed_server}/other.xml", forum, thread=thread), "➕ Follow")
    assert own(channel) == ["Harbour Post"]
    assert (own(forum, thread), own(forum)) == (["Vale Wire & Sons"], [])


async def test_an_admin_may_want_an_address_for_themselves_alone(world, robin, own, feed_server):
    world.add_topics("Harbour")
    asked = await robin.ask(f"{feed_server}/news.xml")
    assert asked.buttons == ["📡 For me alone", "Harbour", "Cancel"]
    await robin.tap(asked, "📡 For me alone")
    preview = await robin.wait_for(lambda message: "➕ Follow" in message.buttons)
    await robin.press(preview, "➕ Follow")
    assert own(robin.id) == ["Harbour Post"]


async def test_an_old_button_of_own_feeds_shows_them(sam, give):
    give(sam, 1)
    card = await sam.ask("/list")
    await sam.forge(card, "v0:own.list:1:2")
    assert (await sam.next_edit()).buttons[0] == "… Feed 01"


async def test_who_removed_the_last_one_follows_nothing(world, sam, give):
    world.add_topics("Harbour")
    give(sam, 1)
    await sam.ask("/schedule 8")
    await sam.ask("/unsub feed 01")
    assert (await sam.ask("/list")).text.startswith("You follow no topics yet.")
    assert (await sam.ask("/start")).text.startswith("Hello!")
