"""The buttons under a digest: turning to a story, more of it, why, keeping, following, muting, votes."""

import pytest

from bot.taps.core import decode
from bot.taps.saved import EmptySaved, OpenSaved, ShowSaved
from bot.taps.search import OpenHit, SaveHit
from bot.taps.story import FollowStory, MuteStory, SaveStory, ShowMore, VoteStory
from storage import marks, preferences, saved, tastes
from storage.marks import Mark

QUAY = (
    "The harbour council voted on Monday to rebuild the old quay. "
    "Work begins in May and will cost nine million crowns. "
    "Fishing boats move to the northern basin until the autumn. "
    "The council expects the work to last three years. "
    "Traders on the quay fear for their summer season."
)
FERRY = (
    "A ferry ran aground off Selskerry on Monday morning with forty people on board. "
    "All of them were taken ashore by lifeboats before noon. "
    "The harbour master has closed the northern channel."
)


@pytest.fixture
async def digest(world, sam):
    """A digest of two stories that Sam asked for."""
    (harbour,) = world.add_topics("Harbour")
    await sam.ask("/sub harbour")
    world.publish(harbour, "Council votes for a new quay", QUAY)
    world.publish(harbour, "Ferry aground off Selskerry", FERRY)
    told = await sam.ask("/latest")
    await world.all_sent()
    return told


def told(world, sam):
    """The ids of the chat's row and of the story that stands first in its newest digest."""
    chat = world.chat(sam.id)
    with world.database.read() as session:
        from storage import digests

        story = digests.ledger_story(session, digests.last_digest(session, chat.id), 0)
    return chat.id, story.story_id


async def test_the_stories_turn_and_go_round(sam, digest):
    assert "1 / 2" in digest.buttons
    second = await sam.press(digest, "›")
    assert "2 / 2" in second.buttons
    assert second.text == digest.text
    assert "1 / 2" in (await sam.press(second, "›")).buttons


async def test_more_takes_the_place_of_the_digest_and_gives_it_back(sam, digest):
    longer = await sam.press(digest, "📖 More")
    assert len(longer.text) != len(digest.text)
    assert longer.buttons == ["‹ Back"]
    again = await sam.press(longer, "‹ Back")
    assert again.text == digest.text
    assert again.links == digest.links


async def test_more_of_the_second_story_is_about_the_second(sam, digest):
    second = await sam.press(digest, "›")
    first_line = (await sam.press(second, "📖 More")).text.splitlines()[0]
    assert first_line in digest.text


async def test_why_names_the_topic_the_sources_and_the_weight(sam, digest):
    why = await sam.press(digest, "❓ Why?")
    assert why.text.startswith("Why this story?")
    assert "It is in what you follow: Harbour" in why.text
    assert "1 source tells it in its own words" in why.text
    assert "how new it is" in why.text
    assert (await sam.press(why, "‹ Back")).text == digest.text


async def test_a_story_is_saved_once_and_taken_off_again(world, sam, digest):
    chat, story = told(world, sam)
    kept = await sam.press(digest, "🔖 Save")
    assert "✓ Saved" in kept.buttons
    assert await sam.forge(digest, SaveStory(1, 0, True)) == "Saved. Your list: /saved"
    with world.database.read() as session:
        (row,) = saved.all_saved(session, chat)
    assert (row.story_id, row.source) == (story, "Harbour Post")
    assert row.summary
    assert "🔖 Save" in (await sam.press(kept, "✓ Saved")).buttons
    with world.database.read() as session:
        assert not saved.all_saved(session, chat)


async def test_a_story_is_followed_and_muted(world, sam, digest):
    chat, story = told(world, sam)
    followed = await sam.press(digest, "🔔 Follow")
    with world.database.read() as session:
        assert marks.marks_of(session, chat, [story]) == {story: Mark.FOLLOWED}
    choice = await sam.press(followed, "🔕 Mute")
    assert choice.buttons == ["🔕 This story", "🔕 Harbour Post", "‹ Back"]
    muted = await sam.press(choice, "🔕 This story")
    assert muted.text == digest.text
    assert "✓ Muted" in muted.buttons
    with world.database.read() as session:
        assert marks.marks_of(session, chat, [story]) == {story: Mark.MUTED}
    assert "🔕 Mute" in (await sam.press(muted, "✓ Muted")).buttons


async def test_a_muted_source_goes_into_the_filter_and_out_of_the_next_digest(world, sam, digest):
    choice = await sam.press(digest, "🔕 Mute")
    await sam.press(choice, "🔕 Harbour Post")
    with world.database.read() as session:
        assert preferences.preferences(session, world.chat(sam.id).id).filter == '-source:"Harbour Post"'
    world.clock.forward(minutes=10)
    world.publish(world.topics()[0], "Quay opened by the mayor", FERRY)
    assert "Nothing new" in (await sam.ask("/latest")).text


async def test_votes_are_cast_changed_and_taken_back_in_the_open(world, sam, digest):
    liked = await sam.press(digest, "👍")
    assert "✓ 👍" in liked.buttons
    taste = await sam.ask("/taste")
    assert "More from\n• Harbour" in taste.text
    disliked = await sam.press(liked, "👎")
    assert "✓ 👎" in disliked.buttons
    assert "👍" in disliked.buttons
    assert "Less from\n• Harbour" in (await sam.ask("/taste")).text
    await sam.press(disliked, "✓ 👎")
    with world.database.read() as session:
        assert not tastes.tastes_of(session, world.chat(sam.id).id)


async def test_votes_are_forgotten_after_a_question(world, sam, digest):
    await sam.press(digest, "👍")
    card = await sam.ask("/taste")
    question = await sam.press(card, "↺ Forget my votes")
    assert "Forget all votes" in question.text
    assert "the same as for everybody" in (await sam.press(question, "↺ Forget my votes")).text
    assert "No votes yet" in (await sam.ask("/taste")).text


async def test_the_whole_last_day_is_told_again_when_asked(sam, digest):
    await sam.tap(digest, "🗓 The whole last day")
    day = await sam.next_message()
    assert "Council votes for a new quay" in day.text
    assert "Ferry aground off Selskerry" in day.text


@pytest.mark.parametrize(
    "tap",
    [ShowMore(1, 0), SaveStory(1, 0, True), MuteStory(1, 0, True), FollowStory(1, 0, True), VoteStory(1, 0, 2)],
    ids=lambda tap: tap.code,
)
async def test_a_strangers_forged_tap_at_another_chats_digest_does_nothing(world, sam, robin, digest, tap):
    chat, story = told(world, sam)
    own = await robin.ask("/help")
    assert await robin.forge(own, tap) == "This story is forgotten by now."
    with world.database.read() as session:
        assert not marks.marks_of(session, chat, [story])
        assert not tastes.tastes_of(session, chat)


async def test_a_digest_is_acted_on_by_answering_it(sam, digest):
    assert (await sam.ask("/save 2", reply_to=digest.id)).text == "Saved. Your list: /saved"
    assert (await sam.ask("/why", reply_to=digest.id)).text.startswith("Why this story?")
    question = await sam.ask("/mute 1", reply_to=digest.id)
    assert question.text.startswith("What shall I leave out?")
    assert "is left out from now on" in (await sam.press(question, "🔕 Harbour Post")).text


@pytest.mark.parametrize("command", ["/mute", "/more", "/save 99"])
async def test_without_a_digest_to_answer_it_is_said_how(sam, digest, command):
    how = {"reply_to": digest.id} if "99" in command else {}
    assert "Answer the message of a digest" in (await sam.ask(command, **how)).text


@pytest.mark.parametrize(
    "button", [ShowSaved(0), OpenSaved(1, 0), EmptySaved(True), OpenHit(1, 0), SaveHit(1, 0, True)]
)
async def test_no_forged_button_of_another_card_overwrites_a_groups_digest(world, robin, sam, digest, button):
    group = await robin.create_group("Crew", members=[sam.id])
    await robin.ask("/sub harbour", group)
    told = await sam.ask("/latest", group)
    await world.all_sent()
    await sam.forge(told, button)
    now = next(message for message in await sam.messages(group) if message.id == told.id)
    assert (now.text, now.buttons) == (told.text, told.buttons)


async def test_what_is_typed_is_answered_beside_the_digest_and_leads_to_no_second_copy_of_it(sam, digest):
    why = await sam.ask("/why 2", reply_to=digest.id)
    assert why.buttons == ["📖 More"]
    longer = await sam.press(why, "📖 More")
    assert longer.buttons == []
    assert (await sam.ask("/more 1", reply_to=digest.id)).buttons == []
    assert "‹ Back" not in (await sam.ask("/mute 1", reply_to=digest.id)).buttons


async def test_no_forged_button_of_the_digest_overwrites_another_card_of_the_group(world, robin, sam, digest):
    group = await robin.create_group("Crew", members=[sam.id])
    await robin.ask("/sub harbour", group)
    await sam.send("/latest", group)
    told = await sam.wait_for(lambda message: message.chat == group and "📖 More" in message.buttons)
    await world.all_sent()
    card = await robin.ask("/topics", group)
    story = decode(told.raw["reply_markup"]["inline_keyboard"][1][0]["callback_data"])
    assert isinstance(story, ShowMore)
    assert "older message" in await sam.forge(card, story)
    now = next(message for message in await sam.messages(group) if message.id == card.id)
    assert (now.text, now.buttons) == (card.text, card.buttons)
    assert await sam.forge(told, story) == "", "its own button, tapped where it stands"
