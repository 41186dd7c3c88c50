"""Inline mode: stories to share in any chat, from what the asker may see."""

import pytest

from storage import bans, topics
from storage.topics import Visibility

QUAY = (
    "The harbour council voted on Monday to rebuild the old quay. "
    "Work begins in May and will cost nine million crowns. "
    "Fishing boats move to the northern basin until the autumn."
)
GLACIER = "Researchers at the Vale station measured the glacier for the thirtieth year. It has lost eleven metres."


@pytest.fixture
async def reader(world, sam):
    """Sam follows the first of two topics with a story each."""
    harbour, science = world.add_topics("Harbour", "Science")
    world.publish(harbour, "Council votes for a new quay", QUAY)
    world.publish(science, "Glacier shrinks again", GLACIER)
    await sam.ask("/sub harbour")
    return sam


async def test_words_find_stories_also_while_they_are_typed(reader):
    answer = await reader.inline("glac")
    (result,) = answer.results
    assert (result.title, result.description) == ("Glacier shrinks again", "Harbour Post · 5 minutes ago")
    assert answer.raw["is_personal"] is True
    assert answer.button is None


async def test_a_chosen_story_is_told_in_short_with_its_links(robin, reader):
    group = await robin.create_group("Friends", members=[reader.id], with_bot=False)
    sent = await reader.choose(await reader.inline("quay", chat=group), "Council votes")
    assert sent.chat == group
    assert sent.text.startswith("Council votes for a new quay\n")
    assert sent.text.count("①") == 3, "two sentences and their source"
    assert "Fishing boats" not in sent.text
    assert any("#:~:text=" in link for link in sent.links)
    assert sent.raw["link_preview_options"]["is_disabled"] is True


async def test_a_story_that_is_shared_with_the_bot_itself_is_no_question(reader):
    await reader.choose(await reader.inline("quay"), "Council votes")
    await reader.silence()


async def test_without_words_the_newest_of_ones_topics_come_and_for_a_stranger_of_all(world, robin, reader):
    assert (await reader.inline("")).titles == ["Council votes for a new quay"]
    world.clock.forward(hours=1)
    world.publish(world.topics()[0], "Quay opened", "The quay was opened on Monday. Hundreds came to see it.")
    assert (await reader.inline(" ")).titles == ["Quay opened", "Council votes for a new quay"]
    stranger = await robin.inline("")
    assert stranger.titles == ["Quay opened", "Glacier shrinks again", "Council votes for a new quay"]
    assert stranger.button == {"text": "Write to the bot", "start_parameter": "hello"}


async def test_a_stranger_is_led_to_the_welcome(robin, reader):
    button = (await robin.inline("quay")).button
    await robin.follow(f"https://t.me/{robin.bot_username}?start={button['start_parameter']}")
    assert (await robin.next_message()).text.startswith("Hello! I bring you the news")


async def test_private_topics_are_found_by_their_followers_alone(world, robin, reader):
    with world.database.write() as session:
        topics.change_topic(session, world.topics()[0].id, visibility=Visibility.PRIVATE)
    assert (await reader.inline("quay")).titles == ["Council votes for a new quay"]
    for words in ("quay", "", "#1"):
        assert "Council votes for a new quay" not in (await robin.inline(words)).titles


async def test_pages_follow_one_another_to_the_end(world, reader):
    for number in range(23):
        world.publish(world.topics()[0], f"Storm {number}", f"Storm {number} hit the coast. Waves rose.")
    titles, offset = [], ""
    while True:
        answer = await reader.inline("storm", offset)
        titles += answer.titles
        if not (offset := answer.next_offset):
            break
    assert len(titles) == len(set(titles)) == 23
    assert (await reader.inline("storm", "99999999999999")).titles == (await reader.inline("storm")).titles


async def test_nothing_found_leads_to_the_search(reader):
    answer = await reader.inline("knitting")
    assert (answer.titles, answer.next_offset) == ([], "")
    assert answer.button == {"text": "Nothing found. Other words?", "start_parameter": "search"}
    await reader.follow(f"https://t.me/{reader.bot_username}?start=search")
    assert (await reader.next_message()).text.startswith("What shall I look for?")


async def test_one_story_is_shared_from_where_it_was_read(reader):
    story = await reader.press(await reader.ask("/search quay"), "1")
    words = story.button("📤 Share")["switch_inline_query"]
    assert (await reader.inline(words)).titles == ["Council votes for a new quay"]


@pytest.mark.parametrize(
    "words", ['"', "NEAR( * ^ :", "' & | ! <->", "#999999999999999999", "#٣", "\u202e", "<b>&" * 60]
)
async def test_nothing_that_is_typed_is_an_error(reader, words):
    assert (await reader.inline(words)).titles in ([], ["Council votes for a new quay"])


async def test_who_is_banned_is_offered_nothing(world, reader, robin):
    with world.database.write() as session:
        bans.ban(session, reader.id, reason="spam", by=robin.id, now=world.clock())
    answer = await reader.inline("quay")
    assert (answer.titles, answer.button) == ([], None)


async def test_it_speaks_the_askers_language_and_knows_no_chat_to_do_so(world, robin, reader):
    await robin.switch_language("de")
    assert (await robin.inline("quay")).titles == ["Council votes for a new quay"]
    assert world.chat(robin.id) is None, "asking inline leaves no trace"
