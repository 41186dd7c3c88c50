"""/latest: what is new now, through the outbox, or an honest word that there is nothing. And /list."""

import pytest

from bot.taps.latest import Latest

QUAY = (
    "The harbour council voted on Monday to rebuild the old quay. "
    "Work begins in May and will cost nine million crowns. "
    "Fishing boats move to the northern basin until the autumn."
)
GLACIER = (
    "Researchers at the Vale station measured the glacier for the thirtieth year. "
    "It has lost eleven metres since spring. "
    "The station will publish its figures in June."
)


@pytest.fixture
async def reader(world, sam):
    """Sam follows the first of two topics."""
    world.add_topics("Harbour", "Science")
    await sam.ask("/sub harbour")
    return sam


async def test_what_is_new_comes_at_once_and_only_once(world, reader):
    world.publish(world.topics()[0], "Council votes for a new quay", QUAY)
    digest = await reader.ask("/latest")
    assert "Council votes for a new quay" in digest.text
    assert digest.links
    world.clock.forward(seconds=5)
    again = await reader.ask("/digest")
    assert again.text == (
        "Nothing new in your topics at the moment.\n"
        "Your digest comes every day at 08:00 (Kyiv time); next tomorrow at 08:00."
    )


async def test_it_shows_that_it_is_at_work(reader):
    await reader.send("/latest")
    assert (await reader.next_event("action"))["action"] == "typing"


async def test_a_topic_can_be_named_also_one_that_is_not_followed(world, reader):
    world.publish(world.topics()[1], "Glacier shrinks again", GLACIER)
    assert "Nothing new in your topics" in (await reader.ask("/latest")).text
    assert "Nothing new about Harbour" in (await reader.ask("/latest harbour")).text
    assert "Glacier shrinks again" in (await reader.ask("/latest science")).text


async def test_a_misspelled_topic_brings_buttons(world, reader):
    world.publish(world.topics()[1], "Glacier shrinks again", GLACIER)
    answer = await reader.ask("/latest sience")
    assert answer.buttons == ["🔎 Look for it", "Science"]
    await reader.tap(answer, "Science")
    assert "Glacier shrinks again" in (await reader.next_message()).text


async def test_an_unknown_topic_brings_all_there_are(reader):
    assert (await reader.ask("/latest knitting")).buttons == ["🔎 Look for it", "Harbour", "Science"]


async def test_who_follows_nothing_gets_the_topics(world, sam):
    world.add_topics("Harbour")
    answer = await sam.ask("/latest")
    assert answer.text.startswith("You follow no topics yet")
    assert answer.buttons == ["Harbour", "📡 Own feeds", "Done"]


async def test_the_button_brings_it_too(world, reader):
    world.publish(world.topics()[0], "Council votes for a new quay", QUAY)
    card = await reader.ask("/list")
    await reader.tap(card, "Digest now")
    assert (await reader.next_event("action"))["action"] == "typing"
    assert "Council votes for a new quay" in (await reader.next_message()).text


async def test_a_forged_topic_is_refused(reader):
    card = await reader.ask("/list")
    assert await reader.forge(card, Latest(999)) == "This topic is no longer there."


async def test_a_paused_chat_hears_that_nothing_comes_by_itself(reader):
    await reader.ask("/pause")
    assert "Your digest is paused" in (await reader.ask("/latest")).text


async def test_the_list_has_topics_hours_and_the_next_digest(reader):
    answer = await reader.ask("/list")
    assert answer.text == (
        "You follow\n• Harbour\n\nYour digest comes every day at 08:00 (Kyiv time); next tomorrow at 08:00."
    )
    assert answer.buttons == ["📰 Digest now", "Topics", "When it comes", "📡 Own feeds"]
    assert (await reader.press(answer, "When it comes")).buttons[0] == "🕗 Hours"


async def test_the_list_of_who_follows_nothing_leads_to_the_topics(world, sam):
    world.add_topics("Harbour")
    answer = await sam.ask("/list")
    assert answer.buttons == ["Topics"]
    assert (await sam.press(answer, "Topics")).buttons == ["Harbour", "📡 Own feeds", "Done"]
