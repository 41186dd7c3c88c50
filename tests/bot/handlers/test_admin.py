"""/admin: topics and feeds, for those who run the bot and nobody else."""

import pytest

from bot.handlers.admin.new_feed import key_of
from bot.taps.admin.feeds import AskFeedAddress, CheckFeedFor, LinkFeed, SaveFeed, ShowFeed
from bot.taps.admin.packs import AddPack
from bot.taps.admin.topics import AdminTopic
from bot.taps.core import Tap
from storage import feed_options, feeds, roles, topics
from storage.feed_options import Login
from storage.feeds import Check
from storage.roles import Role


@pytest.fixture
def add_feed(world):
    """A feed in these topics."""

    def adding(title, *carrying):
        with world.database.write() as session:
            feed = feeds.add_feed(
                session, url=f"https://{title.lower()}.example/news.xml", title=title, language="en", now=world.clock()
            )
            for topic in carrying:
                topics.link_feed(session, topic.id, feed.id)
        return feed

    return adding


@pytest.fixture
def feeds_of(world):
    """The titles of a topic's feeds."""

    def listing(topic):
        with world.database.read() as session:
            return [feed.title for feed in feeds.list_feeds(session, topic_id=topic.id)]

    return listing


async def test_a_stranger_gets_a_polite_no(sam):
    assert (await sam.ask("/admin")).text == "Sorry, that is for the people who run this bot. What you can do: /help"
    assert "Sorry" in (await sam.ask("/admin add topic Cats")).text


TAPS = {kind.code: kind for kind in Tap.__subclasses__()}


@pytest.mark.parametrize("code", sorted(code for code in TAPS if code.startswith("admin.")))
async def test_a_stranger_is_refused_at_every_button(world, sam, code, add_feed):
    (world_news,) = world.add_topics("World")
    feed = add_feed("Harbour", world_news)
    card = await sam.ask("/topics")
    values = {int: "1", bool: "1", str: "name"}
    hints = TAPS[code].__annotations__
    data = ":".join(["v1", code, *(values[kind] for kind in hints.values())])
    assert await sam.forge(card, data) == "Sorry, that is for the people who run this bot."
    with world.database.read() as session:
        assert topics.topic(session, world_news.id) is not None
        assert feeds.feed(session, feed.id) is not None


async def test_who_loses_the_role_in_the_middle_is_refused(world, robin):
    await robin.press(await robin.ask("/admin"), "Add a topic")
    with world.database.write() as session:
        roles.set_owners(session, [], now=world.clock())
    assert "Sorry" in (await robin.ask("Technology")).text
    assert world.topics() == []


async def test_who_was_given_the_role_may(world, sam):
    with world.database.write() as session:
        roles.grant(session, sam.id, Role.ADMIN, now=world.clock())
    assert (await sam.ask("/admin")).buttons[0] == "➕ Add a topic"


async def test_a_topic_is_made_with_a_description_keywords_and_its_first_feed(world, robin, feed_server, feeds_of):
    asked = await robin.press(await robin.ask("/admin"), "Add a topic")
    assert "What shall it be called?" in asked.text
    asked = await robin.ask("Technology")
    assert "A line about it" in asked.text
    assert [topic.slug for topic in world.topics()] == ["technology"]
    asked = await robin.ask("Chips, software\nand people")
    assert "certain words" in asked.text
    asked = await robin.ask("chip, open source,chip,")
    assert "which feed?" in asked.text
    await robin.send(f"{feed_server}/news.xml")
    preview = await robin.wait_for(lambda message: "✓ Save" in message.buttons)
    assert preview.text.startswith("Harbour Post (RSS 2.0, en)")
    assert "It brings about 4 entries a day." in preview.text
    assert [line for line in preview.text.splitlines() if line.startswith("•")] == [
        "• Harbour Post reports 1 (1 hour ago)",
        "• Harbour Post reports 2 (2 hours ago)",
        "• Harbour Post reports 3 (3 hours ago)",
    ]
    (topic,) = world.topics()
    assert (topic.description, topic.keywords) == ("Chips, software and people", ("chip", "open source"))
    assert feeds_of(topic) == []
    saved = await robin.press(preview, "Save")
    assert saved.text.startswith("Harbour Post is now in Technology.")
    assert feeds_of(topic) == ["Harbour Post"]


async def test_what_may_be_left_out_is_skipped(world, robin):
    await robin.press(await robin.ask("/admin"), "Add a topic")
    asked = await robin.press(await robin.ask("Technology"), "Skip")
    asked = await robin.press(asked, "Skip")
    assert "which feed?" in asked.text
    card = await robin.press(asked, "Later")
    assert "Feeds: none yet" in card.text
    assert "https://t.me/newsdigest_demo_bot?start=topic_technology" in card.text
    assert (await robin.ask("Chips")).text.startswith("I understand commands best.")


@pytest.mark.parametrize("name", ["???", "🙂", "world", "WORLD"])
async def test_a_name_that_will_not_do_is_asked_for_again(world, robin, name):
    world.add_topics("World")
    await robin.press(await robin.ask("/admin"), "Add a topic")
    assert "Please write another" in (await robin.ask(name)).text
    assert "A line about it" in (await robin.ask("Technology")).text


async def test_names_are_cleaned_and_get_slugs_of_their_own(world, robin):
    for name in ("Світ", "Технології", "A  &\u202e <b>", "a-b"):
        await robin.ask(f"/admin add topic {name}")
    assert [(topic.name, topic.slug) for topic in world.topics()] == [
        ("Світ", "topic"),
        ("Технології", "topic-2"),
        ("A & <b>", "a-b"),
        ("a-b", "a-b-2"),
    ]


async def test_a_question_waits_for_an_hour(world, robin):
    await robin.press(await robin.ask("/admin"), "Add a topic")
    world.clock.forward(minutes=61)
    assert (await robin.ask("Technology")).text.startswith("I understand commands best.")
    assert world.topics() == []


async def test_cancel_and_other_commands_leave_the_question(world, robin):
    card = await robin.press(await robin.ask("/admin"), "Add a topic")
    assert (await robin.ask("/cancel")).text == "All right, nothing was changed."
    await robin.press(card, "Cancel")
    card = await robin.press(await robin.ask("/admin"), "Add a topic")
    await robin.ask("/list")
    assert (await robin.ask("Technology")).text.startswith("I understand commands best.")
    assert world.topics() == []


async def test_help_leaves_the_question_open(world, robin):
    await robin.press(await robin.ask("/admin"), "Add a topic")
    await robin.ask("/help")
    await robin.ask("Technology")
    assert [topic.name for topic in world.topics()] == ["Technology"]


async def test_a_page_without_a_feed_is_explained_and_another_address_may_follow(world, robin, feed_server, feeds_of):
    (topic,) = world.add_topics("World")
    await robin.press(await robin.press(await robin.ask("/admin"), "World"), "Add a feed")
    await robin.send(f"{feed_server}/page")
    problem = await robin.wait_for(lambda message: "can't be used" in message.text)
    assert problem.buttons == ["Cancel"]
    await robin.send(f"{feed_server}/other.xml")
    preview = await robin.wait_for(lambda message: "✓ Save" in message.buttons)
    assert preview.text.startswith("Vale Wire & Sons (")
    await robin.press(preview, "Save")
    assert feeds_of(topic) == ["Vale Wire & Sons"]


async def test_a_sites_address_offers_its_feeds_with_their_freshness_and_a_tap_saves_one(
    world, robin, feed_server, feeds_of
):
    (topic,) = world.add_topics("World")
    await robin.press(await robin.press(await robin.ask("/admin"), "World"), "Add a feed")
    await robin.send(f"{feed_server}/front")
    offer = await robin.wait_for(lambda message: "Which one for World?" in message.text)
    assert offer.text.splitlines()[2:5] == [
        "1. Harbour Post",
        f"{feed_server}/news.xml",
        "Newest 1 hour ago, about 4 entries a day.",
    ]
    assert offer.buttons == ["1. Harbour Post · 1 hour ago", "2. Vale Wire & Sons · 1 hour ago", "Cancel"]
    assert "Tap a button above" in (await robin.ask("the second")).text
    saved = await robin.press(offer, "2. Vale")
    assert saved.text.startswith("Vale Wire & Sons is now in World.")
    assert feeds_of(topic) == ["Vale Wire & Sons"]
    assert await robin.forge(offer, SaveFeed(topic.id, key_of(f"{feed_server}/news.xml"))) == (
        "This question is from an older message. Please start it again."
    )
    assert feeds_of(topic) == ["Vale Wire & Sons"]


async def test_a_feed_that_the_topic_has_is_not_offered_again(world, robin, feed_server):
    (topic,) = world.add_topics("World")
    with world.database.write() as session:
        feed = feeds.add_feed(session, url=f"{feed_server}/news.xml", title="x", language=None, now=world.clock())
        topics.link_feed(session, topic.id, feed.id)
    await robin.send(f"/admin add feed {feed_server}/front to World")
    offer = await robin.wait_for(lambda message: "Which one for World?" in message.text)
    assert "✓ World carries it already." in offer.text
    assert [label[:2] for label in offer.buttons] == ["2.", "Ca"]


async def test_a_login_in_an_address_is_kept_for_the_feed_and_shown_to_nobody(world, robin, feed_server):
    (topic,) = world.add_topics("World")
    await robin.send(f"/admin add feed {feed_server.replace('//', '//sam:pw-42@')}/news.xml to World")
    preview = await robin.wait_for(lambda message: "✓ Save" in message.buttons)
    saved = await robin.press(preview, "Save")
    assert "pw-42" not in preview.text + saved.text
    with world.database.read() as session:
        (feed,) = feeds.list_feeds(session, topic_id=topic.id)
        assert feed.url == f"{feed_server}/news.xml"
        assert feed_options.feed_options(session, feed.id).login == Login(user="sam", password="pw-42")


async def test_who_begins_with_nothing_is_offered_a_starter_pack_in_their_language(world, robin, feeds_of):
    card = await robin.ask("/admin")
    assert card.buttons == ["➕ Add a topic", "📦 Starter pack: English", "Packs in other languages"]
    assert (await robin.ask("/start")).buttons == card.buttons
    shown = await robin.press(card, "Starter pack")
    assert "Technology: Ars Technica, The Verge" in shown.text
    assert world.topics() == []
    assert await robin.toast(shown, "Add all of it") == "Added: 5 topics, 26 feeds."
    assert [topic.name for topic in world.topics()] == ["World", "Technology", "Science", "Business", "Sport"]
    assert "BBC Sport" in feeds_of(world.topics()[4])
    assert await robin.forge(shown, AddPack("en", True)) == "All of it was there already."
    assert len(world.topics()) == 5


async def test_a_person_with_telegram_in_ukrainian_is_offered_the_ukrainian_pack(world, robin):
    viter = await robin.new_user("Вітер", language_code="uk")
    with world.database.write() as session:
        roles.grant(session, viter, Role.ADMIN, now=world.clock())
    async with type(robin)(world.api.base_url, viter) as person:
        assert "📦 Стартовий набір: Українська" in (await person.ask("/admin")).buttons


async def test_packs_of_all_languages_can_be_chosen_and_one_that_is_not_there_is_said(world, robin):
    world.add_topics("World")
    card = await robin.ask("/admin packs")
    assert {"Deutsch", "日本語", "العربية", "‹ Back"} <= set(card.buttons)
    assert "tagesschau" in (await robin.press(card, "Deutsch")).text
    assert await robin.forge(card, AddPack("etc/passwd", True)) == "That is no longer there."
    assert [topic.name for topic in world.topics()] == ["World"]


async def test_words_are_no_address(world, robin):
    world.add_topics("World")
    await robin.press(await robin.press(await robin.ask("/admin"), "World"), "Add a feed")
    assert "no web address" in (await robin.ask("the harbour post")).text


async def test_a_feed_that_was_cancelled_is_not_saved(world, robin, feed_server, feeds_of):
    (topic,) = world.add_topics("World")
    await robin.press(await robin.press(await robin.ask("/admin"), "World"), "Add a feed")
    await robin.send(f"{feed_server}/news.xml")
    preview = await robin.wait_for(lambda message: "✓ Save" in message.buttons)
    save = preview.button("Save")["callback_data"]
    await robin.press(preview, "Cancel")
    assert await robin.forge(preview, save) == "This question is from an older message. Please start it again."
    assert feeds_of(topic) == []


async def test_a_double_tap_on_save_keeps_one_feed(world, robin, feed_server, feeds_of):
    (topic,) = world.add_topics("World")
    await robin.press(await robin.press(await robin.ask("/admin"), "World"), "Add a feed")
    await robin.send(f"{feed_server}/news.xml")
    preview = await robin.wait_for(lambda message: "✓ Save" in message.buttons)
    await robin.press(preview, "Save")
    assert await robin.forge(preview, SaveFeed(topic.id, key_of(f"{feed_server}/news.xml"))) == ""
    assert feeds_of(topic) == ["Harbour Post"]


async def test_a_feed_that_is_there_already_says_so_and_can_join_a_second_topic(world, robin, feed_server, feeds_of):
    first, second = world.add_topics("Harbour", "World")
    for topic, expected in ((first, "Save it to Harbour?"), (second, "It stays in Harbour.")):
        await robin.send(f"/admin add feed {feed_server}/news.xml to {topic.name}")
        preview = await robin.wait_for(lambda message: "✓ Save" in message.buttons)
        assert expected in preview.text
        await robin.press(preview, "Save")
    assert (feeds_of(first), feeds_of(second)) == (["Harbour Post"], ["Harbour Post"])
    await robin.send(f"/admin add feed {feed_server}/news.xml to World")
    again = await robin.wait_for(lambda message: "carries it already" in message.text)
    assert again.buttons == ["➕ Another feed", "‹ Back"]


async def test_an_address_out_of_the_blue_is_offered_as_a_feed(world, robin, feed_server, feeds_of):
    first, _ = world.add_topics("Harbour", "World")
    asked = await robin.ask(f"look at {feed_server}/news.xml please")
    assert asked.buttons == ["📡 For me alone", "Harbour", "World", "Cancel"]
    await robin.tap(asked, "Harbour")
    preview = await robin.wait_for(lambda message: "✓ Save" in message.buttons)
    await robin.press(preview, "Save")
    assert feeds_of(first) == ["Harbour Post"]
    assert await robin.forge(asked, CheckFeedFor(first.id, "0" * 16)) == (
        "This question is from an older message. Please start it again."
    )


async def test_the_health_of_feeds_is_told_with_the_reason(world, robin, add_feed):
    (topic,) = world.add_topics("World")
    well, ill, _ = add_feed("Well", topic), add_feed("Ill", topic), add_feed("Fresh", topic)
    with world.database.write() as session:
        feeds.record_check(session, well.id, Check(at=world.clock(), next_check_at=world.clock()))
        problem = "the server says <404>"
        feeds.record_check(session, ill.id, Check(at=world.clock(), next_check_at=world.clock(), problem=problem))
    home = await robin.ask("/admin")
    assert home.buttons[0] == "⚠️ World · 3 feeds"
    card = await robin.press(await robin.press(home, "World"), "Feeds (3)")
    assert card.text == "World\n3 feeds, 1 in trouble.\n\n⚠️ Ill: the server says <404>"
    assert card.buttons[:3] == ["⚠️ Ill", "… Fresh", "✓ Well"]
    card = await robin.press(card, "Ill")
    assert "the server says <404>.\n1 failure in a row." in card.text
    assert await robin.toast(card, "Check now") == "It is looked at within a minute."


async def test_all_feeds_are_listed_over_pages(world, robin, add_feed):
    (topic,) = world.add_topics("World")
    for number in range(10):
        add_feed(f"Feed{number}", topic)
    card = await robin.ask("/admin feeds")
    assert card.text == "All feeds\n10 feeds, all well."
    assert len(card.buttons) == 8 + 3 + 2
    card = await robin.press(card, "›")
    assert card.buttons == ["… Feed8", "… Feed9", "‹", "2 / 2", "·", "🔎 Search", "‹ Back"]


async def test_a_feed_is_carried_by_the_topics_that_are_tapped(world, robin, add_feed, feeds_of):
    first, second = world.add_topics("Harbour", "World")
    feed = add_feed("Post", first)
    card = await robin.ask("/admin feeds")
    card = await robin.press(await robin.press(card, "Post"), "In which topics")
    assert card.buttons == ["✓ Harbour", "World", "‹ Back"]
    await robin.press(card, "World")
    assert feeds_of(second) == ["Post"]
    await robin.forge(card, LinkFeed(feed.id, 0, first.id, False, 0))
    assert feeds_of(first) == []
    await robin.forge(card, LinkFeed(feed.id, 0, 999, True, 0))
    assert await robin.forge(card, ShowFeed(999, 0)) == "That is no longer there."


async def test_a_feed_leaves_one_topic_and_is_forgotten_with_the_last(world, robin, add_feed, feeds_of):
    first, second = world.add_topics("Harbour", "World")
    add_feed("Post", first, second)
    card = await robin.press(await robin.press(await robin.ask("/admin"), "Harbour"), "Feeds (1)")
    asked = await robin.press(await robin.press(card, "Post"), "Remove")
    assert asked.text == "Remove Post from Harbour?\nIt stays in World."
    card = await robin.press(asked, "Yes, remove")
    assert card.text == "Harbour\nNo feeds yet."
    assert (feeds_of(first), feeds_of(second)) == ([], ["Post"])
    card = await robin.press(await robin.press(await robin.ask("/admin"), "World"), "Feeds (1)")
    asked = await robin.press(await robin.press(card, "Post"), "Remove")
    assert "No other topic has it." in asked.text
    await robin.press(asked, "Yes, remove")
    with world.database.read() as session:
        assert feeds.list_feeds(session) == []


async def test_a_feed_that_is_gone_says_so(world, robin, add_feed):
    (topic,) = world.add_topics("World")
    feed = add_feed("Post", topic)
    with world.database.write() as session:
        gone = Check(at=world.clock(), next_check_at=world.clock(), problem="410 Gone", ended=True)
        feeds.record_check(session, feed.id, gone)
    card = await robin.press(await robin.ask("/admin feeds"), "Post")
    assert "⏸ It is gone.\n410 Gone" in card.text


async def test_typed_forms_that_may_have_been_meant_are_shown(world, robin):
    world.add_topics("World")
    assert "/admin add topic Technology" in (await robin.ask("/admin add coffee")).text
    answer = await robin.ask("/admin add feed https://example.org/x.xml to Sprot")
    assert "no topic called “Sprot”" in answer.text
    asked = await robin.ask("/admin remove topic world")
    assert asked.buttons == ["Yes, remove", "No, keep"]


async def test_a_card_of_a_topic_that_is_gone_leads_home(world, robin):
    card = await robin.ask("/admin")
    assert await robin.forge(card, AdminTopic(999)) == "That is no longer there."
    assert await robin.forge(card, AskFeedAddress(999)) == "That is no longer there."


async def test_the_menu_of_an_admin_has_the_admin_card(world, robin):
    admins = [commands for commands in world.api.state.commands if commands.scope.get("type") == "chat"]
    assert [commands.scope["chat_id"] for commands in admins] == [robin.id]
    assert admins[0].commands[0]["command"] == "admin"
