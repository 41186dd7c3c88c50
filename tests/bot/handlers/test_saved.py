"""/saved: the list, a story of it, taking it off and putting it back, as a file, and emptied."""

from datetime import timedelta

import pytest

from bot.taps.saved import EmptySaved, OpenSaved, RemoveSaved, RestoreSaved, SendSaved, ShowSaved
from storage import saved
from storage.saved import NewSaved

EVIL = '</h2><script>alert("1")</script> \u202eevil & \u2067'


@pytest.fixture
def keep(world):
    """Save stories for somebody, the first one first."""

    def keep(person, *headlines: str, url: str = "") -> None:
        for number, headline in enumerate(headlines):
            story = NewSaved(
                story_id=None,
                headline=headline,
                url=url or f"https://harbour.example/{headline.lower().replace(' ', '-')}-{number}",
                source="Harbour Post",
                summary=f"{headline}, said the council. Work begins in May.",
            )
            with world.database.write() as session:
                at = world.clock() - timedelta(days=4) + timedelta(minutes=number)
                saved.save_story(session, world.chat(person.id).id, story, now=at)

    return keep


def kept(world, person) -> list[str]:
    with world.database.read() as session:
        return [story.headline for story in saved.all_saved(session, world.chat(person.id).id)]


@pytest.fixture
async def reader(world, sam):
    world.add_topics("Harbour")
    await sam.ask("/start")
    return sam


async def test_an_empty_list_says_how_it_is_filled(sam):
    answer = await sam.ask("/saved")
    assert answer.text == "Saved\nNothing yet. Tap 🔖 Save under a story, or answer a digest with /save."
    assert answer.buttons == []


async def test_the_list_has_pages_with_the_newest_first(reader, keep):
    keep(reader, *(f"Story {number}" for number in range(1, 8)))
    card = await reader.ask("/saved")
    assert card.text.startswith("Saved · 7 stories\n\n1. Story 7\nHarbour Post · saved 27 Feb\n\n2. Story 6")
    assert card.links[0] == "https://harbour.example/story-7-6"
    assert card.buttons == ["1", "2", "3", "4", "5", "·", "1 / 2", "›", "⬇️ As a file", "🗑 Empty"]
    second = await reader.press(card, "›")
    assert "6. Story 2" in second.text
    assert second.buttons[:2] == ["6", "7"]
    story = await reader.press(second, "7")
    assert story.text == ("Story 1\n\nStory 1, said the council. Work begins in May.\n\nHarbour Post · saved 27 Feb")
    assert (await reader.press(story, "‹ Back")).text == second.text


async def test_a_story_is_taken_off_and_put_back_where_it_was(world, reader, keep):
    keep(reader, "First", "Second")
    story = await reader.press(await reader.ask("/saved"), "2")
    removed = await reader.press(story, "🗑 Remove")
    assert removed.text == "Taken off your list\nFirst"
    assert kept(world, reader) == ["Second"]
    again = await reader.press(removed, "↩ Undo")
    assert again.text.startswith("Saved · 2 stories")
    assert kept(world, reader) == ["Second", "First"]


async def test_a_double_tap_leaves_the_way_back(world, reader, keep):
    keep(reader, "First")
    story = await reader.press(await reader.ask("/saved"), "1")
    await reader.tap(story, "🗑 Remove")
    await reader.forge(story, RemoveSaved(1, 0))
    removed = await reader.next_edit()
    await reader.press(removed, "↩ Undo")
    assert await reader.forge(removed, RestoreSaved(1, 0)) == "Too late: it can't be put back any more."
    assert kept(world, reader) == ["First"]


async def test_after_an_hour_it_is_gone_for_good(world, reader, keep):
    keep(reader, "First")
    story = await reader.press(await reader.ask("/saved"), "1")
    removed = await reader.press(story, "🗑 Remove")
    world.clock.forward(hours=2)
    assert await reader.toast(removed, "↩ Undo") == "Too late: it can't be put back any more."
    assert kept(world, reader) == []


async def test_the_list_goes_out_as_a_page_that_is_safe_anywhere(reader, keep):
    keep(reader, "Council votes", EVIL)
    keep(reader, "Bad address", url="javascript:alert(1)")
    card = await reader.ask("/saved")
    await reader.tap(card, "⬇️ As a file")
    file = await reader.next_message()
    assert file.raw["document"]["file_name"] == "saved-2031-03-03.html"
    assert file.text.startswith("Your 3 saved stories, to keep.")
    page = (await reader.download(file)).decode("utf-8")
    assert "default-src 'none'" in page
    assert page.count("<article") == 3
    assert '<a href="https://harbour.example/council-votes-0">Council votes</a>' in page
    assert "<script" not in page
    assert "javascript:" not in page
    assert "\u202e" not in page


async def test_the_list_is_emptied_after_a_question(world, reader, keep):
    keep(reader, "First", "Second")
    question = await reader.press(await reader.ask("/saved"), "🗑 Empty")
    assert question.text.startswith("Take all 2 stories off your list?")
    assert kept(world, reader) == ["Second", "First"]
    card = await reader.press(question, "‹ Back")
    question = await reader.press(card, "🗑 Empty")
    assert await reader.toast(question, "🗑 Yes, empty it") == "Your list is empty now."
    assert kept(world, reader) == []
    assert (await reader.ask("/saved")).buttons == []


async def test_hostile_words_come_as_words(reader, keep):
    keep(reader, EVIL * 40)
    card = await reader.ask("/saved")
    assert "<script>" in card.text
    assert "\u202e" not in card.text
    assert "<script>" in (await reader.press(card, "1")).text


async def test_in_a_group_the_list_stays_private(world, robin, reader, keep):
    keep(reader, "First")
    group = await robin.create_group("Crew", members=[reader.id])
    await robin.next_message()
    answer = await reader.ask("/saved", group)
    assert answer.text == "What you save is yours alone: your list is in our private chat."
    await reader.follow(answer.rows[0][0]["url"])
    assert "First" in (await reader.next_message()).text


@pytest.mark.parametrize(
    "tap", [OpenSaved(1, 0), RemoveSaved(1, 0), SendSaved(), EmptySaved(True), ShowSaved(9)], ids=lambda tap: tap.code
)
async def test_nobody_reaches_anothers_list(world, robin, reader, keep, tap):
    keep(reader, "First")
    card = await robin.ask("/saved")
    await robin.forge(card, tap)
    group = await robin.create_group("Crew", members=[reader.id])
    await robin.next_message()
    await reader.forge(await robin.ask("/saved", group), tap)
    assert kept(world, reader) == ["First"]
    for chat, person in ((None, robin), (group, reader)):
        assert not any("First" in message.text for message in await person.messages(chat))
