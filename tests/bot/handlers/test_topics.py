"""/topics, /sub, /unsub, and topics by their names in free text."""

import pytest

from bot.taps.topics import Follow, SetTopic
from storage import topics
from storage.removed_topics import remove_topic


async def test_the_card_explains_the_topics_that_have_a_description(world, sam):
    first, _ = world.add_topics("Technology", "World")
    with world.database.write() as session:
        topics.describe_topic(session, first.id, name="Technology", description="Chips & code", keywords=())
    card = await sam.ask("/topics")
    assert "Technology: Chips & code" in card.text
    assert "Nothing chosen yet." in card.text


@pytest.mark.parametrize("written", ["World news", "world news", "WORLD-NEWS", "world", "/"])
async def test_a_topic_is_followed_by_name_slug_or_beginning(world, sam, written):
    world.add_topics("Technology", "World news", "/ slash")
    answer = await sam.ask(f"/sub {written}")
    if written == "/":
        assert "no topic called “/”" in answer.text
    else:
        assert answer.text.startswith("You now follow World news.")
        assert world.followed(sam.id) == ["World news"]


async def test_following_twice_says_so(world, sam):
    world.add_topics("World")
    await sam.ask("/add world")
    assert (await sam.ask("/sub World")).text.startswith("You follow World already.")


async def test_a_misspelled_topic_brings_the_one_that_was_meant(world, sam):
    world.add_topics("Technology", "World")
    answer = await sam.ask("/sub tecnology")
    assert "Did you mean one of these?" in answer.text
    assert answer.buttons == ["➕ Technology", "Topics"]
    assert (await sam.press(answer, "➕ Technology")).text.startswith("You now follow Technology.")
    assert world.followed(sam.id) == ["Technology"]


async def test_an_unknown_topic_brings_the_card(world, sam):
    world.add_topics("Technology", "World")
    answer = await sam.ask("/sub <i>gardening</i>")
    assert answer.text.startswith("I know no topic called “<i>gardening</i>”.")
    assert answer.buttons == ["Technology", "World", "Done"]


async def test_without_a_name_both_bring_the_card(world, sam):
    world.add_topics("Technology")
    assert (await sam.ask("/sub")).buttons == ["Technology", "Done"]
    assert (await sam.ask("/unsub")).buttons == ["Technology", "Done"]


async def test_a_topic_is_left_by_name(world, sam):
    world.add_topics("Technology", "World")
    await sam.ask("/sub world")
    await sam.ask("/sub technology")
    assert "You still follow 1 topic." in (await sam.ask("/unsub world")).text
    assert "Nothing is left" in (await sam.ask("/remove technology")).text
    assert (await sam.ask("/unsub world")).text == "You don't follow World."


async def test_who_leaves_by_a_misspelled_name_is_offered_what_they_follow(world, sam):
    world.add_topics("Technology", "World")
    await sam.ask("/sub world")
    answer = await sam.ask("/unsub wrld")
    assert answer.buttons == ["Leave World", "Topics"]
    await sam.press(answer, "Leave World")
    assert world.followed(sam.id) == []


async def test_a_button_of_a_removed_topic_shows_what_is_there_now(world, sam):
    gone, _ = world.add_topics("Technology", "World")
    card = await sam.ask("/topics")
    with world.database.write() as session:
        remove_topic(session, gone.id, now=world.clock())
    assert await sam.toast(card, "Technology") == "This topic is no longer there."
    assert (await sam.next_edit()).buttons == ["World", "Done"]
    assert await sam.forge(card, Follow(gone.id, True)) == "This topic is no longer there."


async def test_a_forged_topic_does_no_harm(world, sam):
    world.add_topics("World")
    card = await sam.ask("/topics")
    assert await sam.forge(card, SetTopic(10**15, True, 10**15, False)) == "This topic is no longer there."
    assert world.followed(sam.id) == []


async def test_the_name_of_a_topic_in_plain_words_offers_it(world, sam):
    world.add_topics("Technology", "World")
    answer = await sam.ask("world")
    assert answer.text == "You don't follow it yet: World"
    assert answer.buttons == ["📰 Digest now", "➕ World"]
    await sam.press(answer, "➕ World")
    assert world.followed(sam.id) == ["World"]


async def test_a_card_that_can_no_longer_be_edited_comes_again_as_a_new_message(world, sam):
    world.add_topics("World")
    card = await sam.ask("/topics")
    world.api.faults.refuse("message to edit not found", method="editMessageText")
    await sam.tap(card, "World")
    assert (await sam.next_message()).buttons == ["✓ World", "Done"]


async def test_a_flood_of_taps_is_answered_when_telegram_allows_it(world, sam):
    world.add_topics("World")
    card = await sam.ask("/topics")
    world.api.faults.flood(1, method="editMessageText")
    assert (await sam.press(card, "World")).buttons == ["✓ World", "Done"]
