"""/topics, /sub, /unsub, and topics by their names in free text."""

import pytest

from bot.taps.core import LARGEST
from bot.taps.latest import Latest
from bot.taps.topics import Follow, LeaveTopic, LeaveUnlisted, SetFound, SetTopic, TakeBack
from storage import topics
from storage.removed_topics import remove_topic
from storage.topics import Visibility


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
    assert answer.buttons == ["Technology", "World", "📡 Own feeds", "Done"]


async def test_without_a_name_one_brings_what_there_is_and_the_other_what_is_followed(world, sam):
    world.add_topics("Technology")
    assert (await sam.ask("/sub")).buttons == ["Technology", "📡 Own feeds", "Done"]
    await sam.ask("/sub technology")
    assert (await sam.ask("/unsub")).buttons == ["✕ Technology", "Done"]


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
    assert (await sam.next_edit()).buttons == ["World", "📡 Own feeds", "Done"]
    assert await sam.forge(card, Follow(gone.id, True)) == "This topic is no longer there."


async def test_a_forged_topic_does_no_harm(world, sam):
    world.add_topics("World")
    card = await sam.ask("/topics")
    assert await sam.forge(card, SetTopic(LARGEST, True, LARGEST, False)) == "This topic is no longer there."
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
    assert (await sam.next_message()).buttons == ["✓ World", "📡 Own feeds", "Done"]


async def test_a_flood_of_taps_is_answered_when_telegram_allows_it(world, sam):
    world.add_topics("World")
    card = await sam.ask("/topics")
    world.api.faults.flood(1, method="editMessageText")
    assert (await sam.press(card, "World")).buttons == ["✓ World", "📡 Own feeds", "Done"]


def hide(world, topic, visibility=Visibility.HIDDEN):
    with world.database.write() as session:
        topics.change_topic(session, topic.id, visibility=visibility)


@pytest.mark.parametrize("visibility", [Visibility.HIDDEN, Visibility.PRIVATE])
async def test_what_is_in_no_list_is_found_by_no_name_slug_search_or_button(world, sam, visibility):
    _, secret = world.add_topics("Technology", "Rumours")
    hide(world, secret, visibility)
    world.publish(secret, "Nobody may know", "Something happened that nobody may know. It was on Monday.")
    card = await sam.ask("/topics")
    for written in ("/sub rumours", "/sub rumour", "/topics rumours", "rumours", "/unsub rumours", "/latest rumours"):
        answer = await sam.ask(written)
        assert "Rumours" not in "".join(answer.buttons) + answer.text, written
        assert "Nobody may know" not in answer.text
    taps = (SetTopic(secret.id, True, 0, False), SetFound(secret.id, True, False), Follow(secret.id, True))
    for tap in (*taps, Follow(secret.id, False), LeaveTopic(secret.id, 0), TakeBack(secret.id, 0), Latest(secret.id)):
        assert await sam.forge(card, tap) == "This topic is no longer there.", tap
    await sam.forge(card, LeaveUnlisted(secret.id))
    assert world.followed(sam.id) == []
    assert not any("Nobody may know" in message.text for message in await sam.messages())


async def test_a_topic_that_only_its_link_leads_to_is_not_left_by_one_tap(world, sam):
    _, hidden = world.add_topics("Technology", "Rumours")
    hide(world, hidden)
    await sam.ask("/start topic_rumours")
    asked = await sam.press(await sam.ask("/topics"), "✓ Rumours")
    assert asked.text == "Leave Rumours?\nIt is in no list: only its link brings it back."
    assert "✓ Rumours" in (await sam.press(asked, "No, keep it")).buttons
    for written in ("/unsub rumours", "/unsub"):
        answer = await sam.ask(written)
        if written == "/unsub":
            answer = await sam.press(answer, "✕ Rumours")
        assert answer.text.startswith("Leave Rumours?")
    assert world.followed(sam.id) == ["Rumours"]
    assert (await sam.press(answer, "Yes, leave it")).buttons[0] == "Technology"
    assert world.followed(sam.id) == []


async def test_words_find_topics_by_name_and_by_what_they_are_about(world, sam):
    first, second, _ = world.add_topics("Technology", "Sea and ports", "World")
    with world.database.write() as session:
        topics.describe_topic(session, first.id, name="Technology", description="Chips, ports & code", keywords=())
        topics.describe_topic(session, second.id, name="Sea and ports", description="", keywords=())
    assert (await sam.ask("/topics PÓRTS")).buttons == ["Sea and ports", "Technology", "‹ All topics", "Done"]
    assert (await sam.ask("/topics ports chips")).buttons[0] == "Technology"
    assert (await sam.ask("/topics tecnology")).buttons[0] == "Technology"


async def test_what_was_found_stays_while_it_is_tapped(world, sam):
    world.add_topics("Sea", "Seals", "World")
    found = await sam.ask("/topics sea")
    assert found.text == "Found\nTap to follow, tap again to leave.\nNothing chosen yet."
    chosen = await sam.press(found, "Seals")
    assert chosen.buttons == ["Sea", "✓ Seals", "‹ All topics", "Done"]
    assert (await sam.press(chosen, "✓ Seals")).buttons == found.buttons
    assert (await sam.press(chosen, "All topics")).buttons[:3] == ["Sea", "Seals", "World"]


async def test_a_topic_removed_meanwhile_leaves_what_was_found(world, sam):
    gone, _ = world.add_topics("Sea", "Seals")
    found = await sam.ask("/topics sea")
    with world.database.write() as session:
        remove_topic(session, gone.id, now=world.clock())
    assert await sam.toast(found, "Sea") == "This topic is no longer there."
    assert (await sam.next_edit()).buttons == ["Seals", "‹ All topics", "Done"]


async def test_too_much_that_fits_asks_for_another_word(world, sam):
    world.add_topics(*(f"Port {number}" for number in range(1, 16)))
    found = await sam.ask("/topics port")
    assert len(found.buttons) == 14
    assert "3 more fit. Another word narrows it down." in found.text


async def test_the_search_button_asks_for_words_until_something_is_found(world, sam):
    world.add_topics(*(f"Topic {number}" for number in range(1, 12)), "Gardening")
    await sam.press(await sam.ask("/topics"), "🔍 Search")
    assert (await sam.ask("<b>zzz</b>")).text == "I found no topic for “<b>zzz</b>”."
    assert (await sam.ask("garden")).buttons[0] == "Gardening"
    assert (await sam.ask("good morning!")).text.startswith("I understand commands best.")


async def test_a_search_that_was_left_takes_no_more_words(world, sam):
    world.add_topics(*(f"Topic {number}" for number in range(1, 12)))
    asked = await sam.press(await sam.ask("/topics"), "🔍 Search")
    await sam.press(asked, "‹ All topics")
    assert (await sam.ask("good morning!")).text.startswith("I understand commands best.")


async def test_in_a_group_the_search_button_says_how_to_search_there(world, sam):
    world.add_topics(*(f"Topic {number}" for number in range(1, 12)))
    group = await sam.create_group("Rowers", "supergroup")
    await sam.next_message()
    card = await sam.ask("/topics", group)
    assert await sam.toast(card, "🔍 Search") == "Here, please write it like this: /topics science"
    assert (await sam.ask("/topics 11", group)).buttons[0] == "Topic 11"


async def test_what_is_followed_can_be_tapped_away_and_taken_back(world, sam):
    world.add_topics("Sea", "World")
    await sam.ask("/sub sea")
    await sam.ask("/sub world")
    card = await sam.ask("/unsub")
    assert card.buttons == ["✕ Sea", "✕ World", "Done"]
    left = await sam.press(card, "✕ Sea")
    assert left.text == "You don't follow Sea any more.\nWhat do you want to leave?"
    assert left.buttons == ["↩ Sea again", "✕ World", "Done"]
    assert (await sam.press(left, "↩ Sea again")).buttons == card.buttons
    assert world.followed(sam.id) == ["Sea", "World"]


async def test_who_left_everything_is_told_so_and_can_take_it_back(world, sam):
    world.add_topics("Sea")
    await sam.ask("/sub sea")
    left = await sam.press(await sam.ask("/unsub"), "✕ Sea")
    assert left.text == "You don't follow Sea any more.\nYou follow nothing now, so nothing will come."
    assert left.buttons == ["↩ Sea again", "Done"]
    assert (await sam.ask("/unsub")).text == "You follow nothing yet. Choose some: /topics"


async def test_a_long_list_of_what_is_followed_has_pages(world, sam):
    world.add_topics(*(f"Topic {number:02}" for number in range(1, 15)))
    for number in range(1, 15):
        await sam.ask(f"/sub topic {number:02}")
    card = await sam.ask("/unsub")
    assert card.buttons[11:] == ["✕ Topic 12", "·", "1 / 2", "›", "Done"]
    second = await sam.press(card, "›")
    assert second.buttons[:2] == ["✕ Topic 13", "✕ Topic 14"]
    assert (await sam.press(second, "✕ Topic 13")).buttons[:2] == ["↩ Topic 13 again", "✕ Topic 14"]


async def test_a_name_that_is_not_followed_brings_what_is(world, sam):
    world.add_topics("Sea")
    await sam.ask("/sub sea")
    answer = await sam.ask("/unsub <i>gardening</i>")
    assert answer.text == "You follow nothing called “<i>gardening</i>”.\n\nWhat do you want to leave?"
    assert answer.buttons == ["✕ Sea", "Done"]


async def test_members_can_neither_search_nor_leave_for_a_group(world, sam, robin):
    world.add_topics("Sea")
    group = await sam.create_group("Rowers", "supergroup", members=[robin.id])
    await sam.next_message()
    await sam.ask("/sub sea", group)
    card = await sam.ask("/unsub", group)
    for tap in (LeaveTopic(world.topics()[0].id, 0), SetFound(world.topics()[0].id, False, False)):
        assert await robin.forge(card, tap) == "Only this group's admins may change that."
    assert world.followed(group) == ["Sea"]
