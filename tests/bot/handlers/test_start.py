"""/start: topics to tap, and the links that lead to a topic. What comes after that is in test_first_steps.py."""

from datetime import time

import pytest

from storage import topics
from storage.topics import Visibility

KEY = "q7Zt_0-oPmL3xk9RvA1c8w"


@pytest.fixture
def private(world):
    """A private topic with an invitation."""
    topic = world.add_topics("Board room")[0]
    with world.database.write() as session:
        topics.change_topic(session, topic.id, visibility=Visibility.PRIVATE)
        return topics.renew_invitation(session, topic.id, KEY)


async def test_start_welcomes_and_offers_the_topics_two_a_row(world, sam):
    world.add_topics("Technology", "World", "Sport")
    welcome = await sam.ask("/start")
    assert welcome.text.startswith("Hello! I bring you the news")
    assert [[button["text"] for button in row] for row in welcome.rows] == [
        ["Technology", "World"],
        ["Sport"],
        ["Not now"],
    ]


async def test_a_tap_follows_a_topic_and_begins_the_hours_of_the_settings(world, sam):
    world.add_topics("Technology", "World")
    chosen = await sam.press(await sam.ask("/start"), "Technology")
    assert chosen.buttons == ["✓ Technology", "World", "Next ›"]
    assert chosen.text.startswith("Hello!")
    assert world.followed(sam.id) == ["Technology"]
    schedule = world.schedule(sam.id)
    assert (schedule.times, schedule.zone) == ((time(8),), "Europe/Kyiv")


async def test_a_second_tap_leaves_the_topic_again(world, sam):
    world.add_topics("Technology")
    chosen = await sam.press(await sam.ask("/start"), "Technology")
    assert (await sam.press(chosen, "✓ Technology")).buttons == ["Technology", "Not now"]
    assert world.followed(sam.id) == []


async def test_a_double_tap_on_the_same_button_follows_once(world, sam):
    world.add_topics("Technology")
    welcome = await sam.ask("/start")
    assert await sam.toast(welcome, "Technology") == ""
    assert await sam.forge(welcome, welcome.button("Technology")["callback_data"]) == ""
    assert world.followed(sam.id) == ["Technology"]


async def test_not_now_says_that_nothing_will_come(world, sam):
    world.add_topics("Technology")
    done = await sam.press(await sam.ask("/start"), "Not now")
    assert done.text.startswith("Nothing chosen")
    assert done.buttons == ["Topics"]


async def test_many_topics_come_in_pages_and_can_be_searched(world, sam):
    world.add_topics(*(f"Topic {number}" for number in range(1, 13)))
    first = await sam.ask("/start")
    assert first.buttons[9:] == ["Topic 10", "·", "1 / 2", "›", "🔍 Search", "Not now"]
    second = await sam.press(first, "›")
    assert second.buttons == ["Topic 11", "Topic 12", "‹", "2 / 2", "·", "🔍 Search", "Not now"]
    chosen = await sam.press(second, "Topic 12")
    assert chosen.buttons[:3] == ["Topic 11", "✓ Topic 12", "‹"]


async def test_a_search_among_the_first_topics_goes_on_to_the_hours(world, sam):
    world.add_topics(*(f"Topic {number}" for number in range(1, 12)), "Gardening")
    asked = await sam.press(await sam.ask("/start"), "🔍 Search")
    found = await sam.ask("GARDEN")
    assert found.buttons == ["Gardening", "‹ All topics", "Not now"]
    chosen = await sam.press(found, "Gardening")
    assert chosen.buttons == ["✓ Gardening", "‹ All topics", "Next ›"]
    assert (await sam.press(asked, "‹ All topics")).text.startswith("Hello!")


async def test_who_comes_back_finds_the_topics_as_they_were(world, sam):
    world.add_topics("Technology", "World")
    await sam.press(await sam.ask("/start"), "World")
    again = await sam.ask("/start")
    assert again.text.startswith("Good to see you again.")
    assert again.buttons == ["Technology", "✓ World", "📡 Own feeds", "Done"]


async def test_a_link_to_a_topic_greets_follows_it_and_asks_for_the_hour(world, sam):
    first, _ = world.add_topics("World", "Technology")
    with world.database.write() as session:
        topics.describe_topic(session, first.id, name="World", description="Near & far", keywords=())
    answer = await sam.follow("https://t.me/newsdigest_demo_bot?start=topic_world")
    answer = await sam.next_message()
    assert answer.text.startswith("Hello! I bring you the news, short and true.\nNear & far\n\nYou follow World.")
    assert "07:00" in answer.buttons
    assert world.followed(sam.id) == ["World"]
    assert (await sam.ask("/start topic_technology")).text.startswith("You now follow Technology.")
    assert (await sam.ask("/start topic_technology")).text.startswith("You follow Technology already.")


@pytest.mark.parametrize(
    "parameter",
    [
        "topic_gone",
        "topic_",
        "topic_<b>'; DROP",
        "topic_world%20news",
        "topic_" + "x" * 200,
        "topic_світ",
        "topic_own:1",
    ],
)
async def test_a_link_to_no_topic_offers_those_there_are(world, sam, parameter):
    world.add_topics("Technology")
    answer = await sam.ask(f"/start {parameter}")
    assert answer.text.startswith("The topic of this link is no longer there.")
    assert answer.buttons == ["Technology", "Not now"]
    assert world.followed(sam.id) == []


async def test_a_hidden_topic_is_followed_by_its_link_and_seen_by_nobody_else(world, sam, robin):
    _, hidden = world.add_topics("Technology", "Rumours")
    with world.database.write() as session:
        topics.change_topic(session, hidden.id, visibility=Visibility.HIDDEN)
    await sam.ask("/start topic_rumours")
    assert world.followed(sam.id) == ["Rumours"]
    assert "✓ Rumours" in (await sam.ask("/topics")).buttons
    assert (await robin.ask("/topics")).buttons == ["Technology", "📡 Own feeds", "Done"]


async def test_an_invitation_leads_to_a_private_topic(world, sam, private):
    answer = await sam.ask(f"/start join_{KEY}")
    assert "You follow Board room." in answer.text
    assert world.followed(sam.id) == ["Board room"]
    assert "✓ 🔒 Board room" in (await sam.ask("/topics")).buttons


@pytest.mark.parametrize(
    "parameter", ["topic_board-room", "join_" + KEY[:-1], "join_" + KEY.upper(), "join_", "join_%00"]
)
async def test_nothing_but_its_invitation_leads_to_a_private_topic(world, sam, private, parameter):
    world.add_topics("Technology")
    answer = await sam.ask(f"/start {parameter}")
    assert "no longer" in answer.text
    assert "Board room" not in answer.text + "".join(answer.buttons)
    assert world.followed(sam.id) == []


async def test_an_invitation_that_was_renewed_is_no_longer_good(world, sam, private):
    with world.database.write() as session:
        topics.renew_invitation(session, private.id, "another-key-that-is-long-enough")
    assert (await sam.ask(f"/start join_{KEY}")).text == (
        "There are no topics to choose from yet. Please look in again later: /topics\n"
        "Or follow a site of your own: /sub example.org"
    )
    world.add_topics("Technology")
    assert (await sam.ask(f"/start join_{KEY}")).text.startswith(
        "This invitation is no longer good; ask for a new one."
    )


async def test_any_other_parameter_is_an_ordinary_start(world, sam):
    world.add_topics("Technology")
    assert (await sam.ask("/start from_a_friend")).text.startswith("Hello!")


async def test_a_link_brings_the_bot_and_the_topic_into_a_group_for_its_admin(world, sam, robin):
    world.add_topics("Harbour")
    group = await sam.create_group("Rowers", "supergroup", members=[robin.id], with_bot=False)
    await sam.follow("https://t.me/newsdigest_demo_bot?startgroup=topic_harbour", group)
    answer = await sam.wait_for(lambda message: "07:00" in message.buttons)
    assert answer.text.startswith("Hello! I send this group a news digest, short and true.\n\nYou follow Harbour.")
    assert world.followed(group) == ["Harbour"]


async def test_a_member_can_bring_no_topic_into_a_group(world, sam, robin):
    world.add_topics("Harbour")
    group = await sam.create_group("Rowers", "supergroup", members=[robin.id])
    await sam.next_message()
    assert (await robin.ask("/start topic_harbour", group)).text.startswith("I send this group a news digest.")
    assert world.followed(group) == []


async def test_start_in_a_group_offers_its_admins_the_topics_also_anonymous_ones_and_channels(world, sam):
    world.add_topics("Harbour")
    group = await sam.create_group("Rowers", "supergroup")
    await sam.next_message()
    card = await sam.ask("/start", group, as_chat=True)
    assert "Which topics shall it tell?" in card.text
    assert (await sam.press(card, "Harbour")).buttons == ["✓ Harbour", "Next ›"]
    channel = await sam.create_channel("Harbour news")
    assert (await sam.ask("/start", channel)).buttons == ["Harbour", "Not now"]


async def test_without_topics_a_reader_is_asked_to_come_back_and_the_owner_to_make_one(world, sam, robin):
    assert "no topics to choose from yet" in (await sam.ask("/start")).text
    welcome = await robin.ask("/start")
    assert welcome.buttons == ["➕ Add a topic", "📦 Starter pack: English", "Packs in other languages"]


async def test_hostile_topic_names_are_shown_as_they_are(world, sam):
    world.add_topics("<b>&amp; \u202eevil")
    answer = await sam.press(await sam.ask("/start"), "evil")
    assert "<b>&amp;" in answer.buttons[0]
    assert "<b>&amp;" in (await sam.press(answer, "Next")).text
