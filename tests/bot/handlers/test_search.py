"""/search: stories by their words, in pages, each at length; the words stand in the message that the card answers."""

from datetime import timedelta

import pytest

from bot.taps.search import AskWords, OpenHit, SaveHit, SearchPage
from storage import articles, saved, topics
from storage.topics import Visibility

QUAY = (
    "The harbour council voted on Monday to rebuild the old quay. "
    "Work begins in May and will cost nine million crowns. "
    "Fishing boats move to the northern basin until the autumn."
)
DAY = timedelta(days=1)
GLACIER = "Researchers at the Vale station measured the glacier for the thirtieth year. It has lost eleven metres."


@pytest.fixture
async def reader(world, sam):
    """Sam follows the first of two topics with a story each."""
    harbour, science = world.add_topics("Harbour", "Science")
    world.publish(harbour, "Council votes for a new quay", QUAY)
    world.publish(science, "Glacier shrinks again", GLACIER)
    await sam.ask("/sub harbour")
    return sam


def hide(world, name: str) -> None:
    with world.database.write() as session:
        topic = next(topic for topic in topics.list_topics(session) if topic.name == name)
        topics.change_topic(session, topic.id, visibility=Visibility.PRIVATE)


async def test_what_is_found_has_its_source_its_age_its_topic_and_a_sentence(reader):
    card = await reader.ask("/search nine million")
    assert card.text == (
        "🔎 nine million · 1 story\n\n"
        "1. Council votes for a new quay\n"
        "Work begins in May and will cost nine million crowns.\n"
        "Harbour Post · 5 minutes ago · Harbour\n\n"
        "Tap a number to read more."
    )
    assert card.links == ["https://harbour.example/council-votes-for-a-new-quay"]
    assert card.buttons == ["1"]


async def test_where_the_headline_shows_why_no_sentence_stands_below(world, reader):
    world.publish(world.topics()[0], "A quay for the ferry", "Quay and ferry are one now.", "Vale Wire")
    assert "Quay and ferry" not in (await reader.ask("/search ferry quay")).text


async def test_a_story_opens_at_length_and_gives_the_page_back(world, reader):
    card = await reader.ask("/search quay")
    story = await reader.press(card, "1")
    assert story.text.startswith("Council votes for a new quay\nThe harbour council voted on Monday")
    assert "Fishing boats move" in story.text
    assert story.buttons == ["🔖 Save", "📤 Share", "‹ Back"]
    assert (await reader.press(story, "‹ Back")).text == card.text


async def test_a_story_is_saved_and_taken_off_again(world, reader):
    story = await reader.press(await reader.ask("/search quay"), "1")
    kept = await reader.press(story, "🔖 Save")
    assert kept.buttons[0] == "✓ Saved"
    with world.database.read() as session:
        (mine,) = saved.all_saved(session, world.chat(reader.id).id)
    assert mine.headline == "Council votes for a new quay"
    assert await reader.toast(kept, "✓ Saved") == "Taken off your list."


async def test_pages_turn_in_place_and_each_card_has_its_own_words(world, reader):
    for number in range(12):
        world.publish(world.topics()[0], f"Storm number {number}", f"Storm number {number} hit the coast. Waves rose.")
    card = await reader.ask("/search storm")
    assert card.text.startswith("🔎 storm · 12 stories\n\n1. ")
    assert card.buttons == ["1", "2", "3", "4", "5", "·", "1 / 3", "›"]
    await reader.ask("/search glacier")
    second = await reader.press(card, "›")
    assert second.text.startswith("🔎 storm · 12 stories\n\n6. ")
    last = await reader.press(second, "›")
    assert last.buttons == ["11", "12", "‹", "3 / 3", "·"]
    lines = [line for page in (card, second, last) for line in page.text.splitlines()]
    assert len({line for line in lines if ". Storm number" in line}) == 12
    await reader.press(last, "‹")
    await reader.forge(last, SearchPage(10**9))
    assert (await reader.next_edit()).text == last.text


async def test_search_alone_asks_for_words(reader):
    question = await reader.ask("/search")
    assert question.text.startswith('What shall I look for?\nWrite some words: storm ferry, "night ferry"')
    card = await reader.ask("glacier")
    assert card.text.startswith("🔎 glacier · 1 story")
    assert "Glacier" in (await reader.press(await reader.press(card, "1"), "‹ Back")).text
    assert (await reader.ask("hello")).text.startswith("I understand commands best."), "the question is over"


async def test_plain_words_can_be_looked_for_with_a_tap(reader):
    talk = await reader.ask("million crowns")
    assert (await reader.press(talk, "🔎 Look for it")).text.startswith("🔎 million crowns · 1 story")


async def test_so_can_words_that_are_spelled_like_a_topic(reader):
    talk = await reader.ask("silence")
    assert talk.buttons == ["🔎 Look for it", "➕ Science", "Topics"]
    assert (await reader.press(talk, "🔎 Look for it")).text.startswith("Nothing about “silence”")


async def test_what_isnt_new_can_be_looked_for_with_a_tap(reader):
    await reader.ask("/latest million crowns")
    nothing = await reader.ask("/latest million crowns 3")
    assert nothing.buttons == ["🔎 Look for it", "Harbour", "Science"]
    assert (await reader.press(nothing, "🔎 Look for it")).text.startswith("🔎 million crowns · 1 story")


async def test_nothing_found_says_so_and_offers_a_topic_that_is_spelled_alike(reader):
    answer = await reader.ask("/search sience")
    assert answer.text.startswith("Nothing about “sience” in the topics that you may see.\nFewer words find more")
    assert answer.buttons == ["Science", "🔎 Other words"]
    await reader.tap(answer, "🔎 Other words")
    assert (await reader.next_message()).text.startswith("What shall I look for?")


@pytest.mark.parametrize(
    "words",
    [
        '"',
        '""" OR AND NOT (',
        "-quay",
        "* ^ : { } NEAR(a b)",
        "' & | ! <-> \\",
        "\u202e\u200b",
        "%",
        "a" * 4000,
        "<b>x",
    ],
)
async def test_nothing_that_is_typed_is_an_error(reader, words):
    answer = await reader.ask(f"/search {words}")
    assert answer.text.startswith(("Nothing about", "There is nothing to look for", "What shall I look for?"))


async def test_a_stranger_finds_what_is_listed_and_may_save_it(world, reader, robin):
    hide(world, "Science")
    assert (await robin.ask("/search glacier")).text.startswith("Nothing about “glacier”")
    story = await robin.press(await robin.ask("/search quay"), "1")
    assert "✓ Saved" in (await robin.press(story, "🔖 Save")).buttons


async def test_who_follows_a_private_topic_finds_its_stories_and_nobody_else_opens_them(world, reader, robin):
    hide(world, "Harbour")
    card = await reader.ask("/search quay")
    assert card.text.startswith("🔎 quay · 1 story")
    other = await robin.ask("/search glacier")
    for tap in (OpenHit(1, 0), SaveHit(1, 0, True)):
        assert await robin.forge(other, tap) == "This story is not to be found any more."
    assert await reader.toast(card, "1") == ""


async def test_a_card_whose_words_are_gone_says_so(reader):
    asked = await reader.send("/search quay")
    card = await reader.next_message()
    story = await reader.press(card, "1")
    await reader.delete(asked)
    assert await reader.toast(story, "‹ Back") == (
        "This card is too old: I no longer see what you looked for. Ask anew with /search"
    )
    help_card = await reader.ask("/help")
    assert (await reader.forge(help_card, SearchPage(0))).startswith("This card is too old")


async def test_a_group_finds_what_it_may_see_itself(world, robin, reader):
    hide(world, "Harbour")
    group = await robin.create_group("Crew", members=[reader.id])
    await robin.next_message()
    assert (await reader.ask("/search quay", group)).text.startswith("Nothing about “quay”")
    card = await reader.ask("/search glacier", group)
    assert card.text.startswith("🔎 glacier · 1 story")
    story = await robin.press(card, "1")
    assert await reader.toast(story, "🔖 Save") == "Saved. Your list: /saved"
    with world.database.read() as session:
        assert len(saved.all_saved(session, world.chat(reader.id).id)) == 1
    assert (await reader.ask("/search", group)).text == "Say what to look for: /search storm ferry"


async def test_a_forum_topic_and_a_channel_search_too(world, robin, reader):
    forum = await robin.create_forum("Club")
    await robin.next_message()
    thread = await robin.open_topic(forum, "News")
    card = await robin.ask("/search glacier", forum, thread=thread)
    assert card.raw["message_thread_id"] == thread
    assert (await robin.press(await robin.press(card, "1"), "‹ Back")).text == card.text
    channel = await robin.create_channel("Harbour news")
    posted = await robin.ask("/search quay", channel)
    assert (await robin.press(await robin.press(posted, "1"), "‹ Back")).text == posted.text


async def test_a_forged_button_that_asks_for_words_asks_for_none_in_a_group(robin, reader):
    group = await robin.create_group("Crew", members=[reader.id])
    await robin.next_message()
    answer = await reader.ask("/search nothing", group)
    assert "older message" in await reader.forge(answer, AskWords())


async def test_a_story_opens_under_the_headline_that_was_tapped(world, reader):
    harbour = world.topics()[0]
    world.publish(harbour, "Tugs strike: you won't believe why", "Tug crews laid down their work over pay on Monday.")
    with world.database.write() as session:
        (teaser,) = [each for each in articles.articles_since(session, world.clock() - DAY) if "Tugs" in each.title]
    world.publish(harbour, "Tug crews strike over pay", "Tug crews in the harbour strike over pay since noon.", "Wire")
    with world.database.write() as session:
        (plain,) = [each for each in articles.articles_since(session, world.clock() - DAY) if "crews" in each.title]
        articles.put_in_story(session, plain.id, teaser.story_id, now=world.clock())
    card = await reader.ask("/search believe")
    assert "Tugs strike: you won't believe why" in card.text
    assert (await reader.press(card, "1")).text.startswith("Tugs strike: you won't believe why")
