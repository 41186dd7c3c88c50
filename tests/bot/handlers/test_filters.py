"""/filter: which stories a chat wants, tried before it holds."""

import asyncio
from datetime import timedelta

import pytest

from bot.taps.core import LARGEST
from bot.taps.filters import MuteSource, RemoveTerm, SaveFilter, ShowFilter, TakeFilterOff, WriteFilter
from storage import chats
from storage.preferences import set_preferences

FERRY = "The night ferry stays in port. The storm is to pass by noon."
CUP = "The football cup goes to the rowers. Nobody had expected it."


@pytest.fixture
async def reader(world, sam):
    """Sam follows two topics, which told four stories."""
    harbour, science = world.add_topics("Harbour", "Science")
    world.publish(harbour, "Storm keeps the ferry in port", FERRY)
    world.publish(harbour, "Rowers win the cup", CUP, source="Vale Sport")
    world.publish(science, "A comet over the bay", "The comet can be seen by eye.")
    world.publish(science, "The moon hides a star", "It takes an hour.", source="Night & Sky")
    await sam.ask("/sub harbour")
    await sam.ask("/sub science")
    return sam


async def holding(reader, words):
    """Let a filter hold."""
    preview = await reader.ask(f"/filter {words}")
    return await reader.press(preview, "Save")


async def test_the_card_has_examples_and_a_row_for_everything_and_each_topic(reader):
    card = await reader.ask("/filter")
    assert card.text == (
        "Filters\n"
        "There are none: everything comes.\n"
        "\n"
        "Tap one to change it, or write it:\n"
        "/filter ferry -football – about ferries, without football\n"
        '/filter source:"Harbour Post" – what this source tells\n'
        "/filter science: comet -moon – for one topic"
    )
    assert card.buttons == ["Everything", "Harbour", "Science", "‹ Back"]
    assert (await reader.press(card, "Back")).text.startswith("Settings")


async def test_words_are_tried_on_the_last_week_before_they_hold(world, reader):
    preview = await reader.ask("/filter ferry comet -football")
    assert preview.text == (
        "Filter for everything\n"
        "With: ferry or comet\n"
        "Without: football\n"
        "\n"
        "Of 4 stories of the last week, it would have kept 2.\n"
        "\n"
        "Kept\n"
        "• A comet over the bay (Harbour Post): comet\n"
        "• Storm keeps the ferry in port (Harbour Post): ferry\n"
        "\n"
        "Left out\n"
        "• The moon hides a star (Night & Sky): none of the words\n"
        "• Rowers win the cup (Vale Sport): -football\n"
        "\n"
        "Save this filter?"
    )
    assert preview.buttons == ["Save", "Change", "Cancel"]
    assert world.filters(reader.id) == {}
    card = await reader.press(preview, "Save")
    assert card.buttons[:3] == ["✕ ferry", "✕ comet", "✕ -football"]
    assert world.filters(reader.id) == {0: "ferry comet -football"}
    assert "🔎 Filters: 1" in (await reader.ask("/settings")).buttons


async def test_what_holds_leaves_its_stories_out_of_the_digest(reader):
    await holding(reader, "-football")
    await reader.send("/latest")
    digest = await reader.wait_for(lambda message: "Storm keeps the ferry in port" in message.text)
    assert "Rowers win the cup" not in digest.text


async def test_a_topics_name_before_a_colon_is_about_that_topic(world, reader):
    preview = await reader.ask("/filter science: -moon")
    assert preview.text.startswith("Filter for Science\nWithout: moon\n\nOf 2 stories of the last week")
    await reader.press(preview, "Save")
    science = world.topics()[1].id
    assert world.filters(reader.id) == {science: "-moon"}
    card = await reader.ask("/filter")
    assert "1 topic has a filter of its own." in card.text
    assert "Science: 1" in card.buttons
    assert (await reader.ask("/filter science:")).text.startswith("Filter for Science\nWithout: moon")


async def test_nothing_left_and_nothing_left_out_are_said(reader):
    assert "it would have kept 0.\n⚠️ Nothing would come.\n\nLeft out" in (await reader.ask("/filter zebra")).text
    assert "Nothing would be left out." in (await reader.ask("/filter -zebra")).text


async def test_who_follows_nothing_is_told_why_nothing_was_tried(world, sam):
    preview = await sam.ask("/filter storm")
    assert "You follow no topics yet to try it on." in preview.text
    await sam.press(preview, "Save")
    assert world.filters(sam.id) == {0: "storm"}


async def test_without_stories_nothing_is_counted(world, sam):
    world.add_topics("World")
    await sam.ask("/sub world")
    assert "Your topics told nothing in the last week to try it on." in (await sam.ask("/filter storm")).text


async def test_cancel_leaves_what_was(world, reader):
    await holding(reader, "storm")
    preview = await reader.ask("/filter zebra")
    card = await reader.press(preview, "Cancel")
    assert "✕ storm" in card.buttons
    toast = await reader.forge(preview, SaveFilter(0, "0123456789", False))
    assert toast == "This preview is over. Here is the filter as it is."
    assert world.filters(reader.id) == {0: "storm"}


async def test_what_holds_is_replaced_or_added_to(world, reader):
    await holding(reader, "storm -cup")
    preview = await reader.ask("/filter comet cup")
    assert preview.buttons == ["Save instead", "Add to what holds", "Change", "Cancel"]
    more = await reader.press(preview, "Add to what holds")
    assert more.text.startswith("Filter for everything\nWith: storm, comet or cup\n\n")
    assert more.buttons == ["Save", "Change", "Cancel"]
    assert world.filters(reader.id) == {0: "storm -cup"}
    await reader.press(more, "Save")
    assert world.filters(reader.id) == {0: "storm comet cup"}
    await reader.press(await reader.ask("/filter moon"), "Save instead")
    assert world.filters(reader.id) == {0: "moon"}


async def test_a_draft_is_written_anew(world, reader):
    question = await reader.press(await reader.ask("/filter <b>storm</b>"), "Change")
    assert question.text == "Filter for everything\nWrite it anew.\nIt was: <b>storm</b>"
    preview = await reader.ask("storm")
    await reader.press(preview, "Save")
    assert world.filters(reader.id) == {0: "storm"}


async def test_words_are_added_in_a_dialog(world, reader):
    await holding(reader, "storm")
    card = await reader.press(await reader.press(await reader.ask("/filter"), "Everything"), "✏️ Add words")
    assert card.text.startswith("Filter for everything\nWhich words do you want, which not?")
    wrong = await reader.ask("-")
    assert wrong.text == "A word is missing after “-”.\nFor example: /filter ferry -football"
    assert wrong.buttons == ["Cancel"]
    preview = await reader.ask("comet -moon")
    assert preview.text.startswith("Filter for everything\nWith: storm or comet\nWithout: moon")
    await reader.press(preview, "Save")
    assert world.filters(reader.id) == {0: "storm comet -moon"}
    assert (await reader.ask("hello")).text.startswith("I understand commands best.")


async def test_a_command_leaves_the_dialog(world, reader):
    await reader.press(await reader.press(await reader.ask("/filter"), "Everything"), "✏️ Add words")
    await reader.ask("/list")
    assert (await reader.ask("zebra")).text.startswith("I understand commands best.")
    assert world.filters(reader.id) == {}


async def test_each_term_is_taken_off_by_its_button_and_once(world, reader):
    await holding(reader, "ferry -football")
    card = await reader.press(await reader.ask("/filter"), "Everything: 2")
    term = card.raw["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    left = await reader.press(card, "✕ ferry")
    assert left.buttons[0] == "✕ -football"
    await reader.forge(left, term)
    assert world.filters(reader.id) == {0: "-football"}
    empty = await reader.press(left, "✕ -football")
    assert empty.text.startswith("Filter for everything\nThere is none: everything comes.")
    assert world.filters(reader.id) == {}


async def test_many_terms_have_pages(reader):
    await holding(reader, " ".join(f"word{number}" for number in range(20)))
    card = await reader.press(await reader.ask("/filter"), "Everything: 20")
    assert "1 / 3" in card.buttons
    last = await reader.press(await reader.press(card, "›"), "›")
    assert last.buttons[:4] == ["✕ word16", "✕ word17", "✕ word18", "✕ word19"]


async def test_sources_are_muted_and_heard_again(world, reader):
    card = await reader.press(await reader.ask("/filter"), "Everything")
    sources = await reader.press(card, "🔕 Sources")
    assert sources.buttons == ["Harbour Post", "Night & Sky", "Vale Sport", "‹ Back"]
    sources = await reader.press(sources, "Vale Sport")
    assert sources.buttons[2] == "🔕 Vale Sport"
    assert world.filters(reader.id) == {0: '-source:"Vale Sport"'}
    await reader.press(sources, "🔕 Vale Sport")
    assert world.filters(reader.id) == {}


async def test_a_topics_sources_are_those_that_told_it(world, reader):
    card = await reader.press(await reader.ask("/filter"), "Science")
    sources = await reader.press(card, "🔕 Sources")
    assert sources.buttons == ["Harbour Post", "Night & Sky", "‹ Back"]
    await reader.press(sources, "Night & Sky")
    assert world.filters(reader.id) == {world.topics()[1].id: '-source:"Night & Sky"'}


async def test_a_full_filter_takes_no_source_more(world, reader):
    with world.database.write() as session:
        full = " ".join(f"w{number}" for number in range(50))
        set_preferences(session, world.chat(reader.id).id, filter=full)
    card = await reader.press(await reader.press(await reader.ask("/filter"), "Everything"), "🔕 Sources")
    assert await reader.toast(card, "Vale Sport") == "This filter is full. Take something off first."


async def test_off_takes_one_off_and_says_what_it_was(world, reader):
    await holding(reader, "storm")
    await holding(reader, "science: -moon")
    off = await reader.ask("/filter science: off")
    assert off.text == "Filter for Science\nIt is off: everything comes.\nIt was: -moon"
    assert world.filters(reader.id) == {0: "storm"}
    card = await reader.press(await reader.ask("/filter"), "Everything: 1")
    assert (await reader.press(card, "Take it off")).text.endswith("It was: storm")
    assert world.filters(reader.id) == {}


async def test_off_alone_takes_all_off(world, reader):
    await holding(reader, "storm")
    await holding(reader, "science: -moon")
    off = await reader.ask("/filter OFF")
    assert off.text == "All filters are off: everything comes.\nThey were:\nstorm\nScience: -moon"
    assert world.filters(reader.id) == {}
    assert (await reader.ask("/filter off")).text == "There was no filter: everything comes."


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('"night train', 'A quotation mark is missing at the end: "night train'),
        ("source:", "A word is missing after “source:”."),
        ("lang:<b>", "I know no language “<b>”."),
        ("fl*od", "“fl*od”: a star goes to the end"),
        ("storm -storm", "“storm” is asked for and left out at once."),
        ("x" * 101, "“" + "x" * 39 + "…” is too long: a term has room for 100 characters."),
        ("x " * 501, "That is too long: a filter has room for 1,000 characters."),
        (" ".join(f"w{number}" for number in range(51)), "That is too much: a filter has room for 50 terms."),
    ],
)
async def test_what_is_not_understood_is_named_with_a_way_out(world, sam, written, said):
    answer = await sam.ask(f"/filter {written}")
    assert answer.text.startswith(said)
    assert answer.text.endswith("For example: /filter ferry -football")
    assert answer.buttons == ["🔎 Filters"]
    assert world.filters(sam.id) == {}


async def test_a_topic_that_is_not_followed_is_named_with_those_that_are(reader):
    assert (await reader.ask("/filter sport: <cup>")).text == (
        "You follow no topic called “sport”.\n"
        "Before a colon may stand Harbour or Science; or title, source or lang.\n"
        'To look for the word itself, put it in quotes: "sport: …"'
    )


async def test_words_that_only_look_like_markup_stay_words(world, reader):
    preview = await reader.ask('/filter "<a href=x>" -&amp \u202eevil\u200b')
    assert 'With: "<a href=x>" or evil\nWithout: &amp' in preview.text
    await reader.press(preview, "Save")
    assert world.filters(reader.id) == {0: '"<a href=x>" -&amp evil'}


async def test_what_was_changed_meanwhile_is_shown_before_it_is_replaced(world, reader):
    preview = await reader.ask("/filter -moon")
    with world.database.write() as session:
        set_preferences(session, world.chat(reader.id).id, filter="-cup")
    assert await reader.toast(preview, "Save") == "The filter was changed meanwhile. Please look again."
    assert world.filters(reader.id) == {0: "-cup"}
    again = (await reader.messages())[-1]
    assert again.buttons == ["Save instead", "Add to what holds", "Change", "Cancel"]


async def test_a_second_tap_on_save_changes_nothing(world, reader):
    preview = await reader.ask("/filter storm")
    data = preview.raw["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await reader.press(preview, "Save")
    await reader.press(await reader.ask("/filter moon"), "Save instead")
    assert await reader.forge(preview, data) == "This preview is over. Here is the filter as it is."
    assert world.filters(reader.id) == {0: "moon"}


async def test_a_topic_left_meanwhile_is_said_to_be_gone(world, reader):
    science = world.topics()[1].id
    card = await reader.ask("/filter science:")
    await reader.ask("/unsub science")
    for tap in (
        ShowFilter(science, 0),
        WriteFilter(science),
        RemoveTerm(science, "x"),
        MuteSource(science, "x", True, 0),
        TakeFilterOff(science),
        ShowFilter(LARGEST, 5),
    ):
        assert await reader.forge(card, tap) == "You don't follow this topic any more."


async def test_an_answer_for_a_topic_left_meanwhile_brings_the_card(world, reader):
    await reader.press(await reader.ask("/filter science:"), "✏️ Add words")
    with world.database.write() as session:
        chats.unsubscribe(session, world.chat(reader.id).id, world.topics()[1].id)
    assert (await reader.ask("comet")).text.startswith("Filters")


async def test_an_old_button_brings_the_card(reader):
    card = await reader.ask("/list")
    assert "Here is the current card" in await reader.forge(card, "v0:filter.show:1")


async def test_a_groups_admins_answer_the_question_in_the_group_and_nobody_else(world, sam, robin):
    world.add_topics("Harbour")
    group = await sam.create_group("Rowers", "supergroup", members=[robin.id])
    await sam.next_message()
    await sam.ask("/sub harbour", group)
    card = await sam.press(await sam.ask("/filter", group, as_chat=True), "Everything")
    question = await sam.press(card, "✏️ Add words")
    assert question.text.splitlines()[1].startswith("Answer this message with the words that you want or not.")
    await sam.send("good morning", group)
    refusal = await robin.ask("comet", group, reply_to=question.id)
    assert refusal.text.startswith("Only this group's admins may change that.")
    preview = await sam.ask("storm", group, reply_to=question.id, as_chat=True)
    assert await robin.toast(preview, "Save") == "Only this group's admins may change that."
    await sam.press(preview, "Save")
    assert world.filters(group) == {0: "storm"}
    assert world.chat(sam.id) is None


async def test_a_question_in_a_group_is_dropped_by_its_admins(world, sam, robin):
    group = await sam.create_group("Rowers", "supergroup", members=[robin.id])
    await sam.next_message()
    question = await sam.press(await sam.press(await sam.ask("/filter", group), "Everything"), "✏️ Add words")
    assert (await robin.ask("/cancel", group)).text.startswith("There is nothing to cancel.")
    assert (await sam.ask("/cancel", group)).text == "All right, nothing was changed."
    await sam.send("storm", group, reply_to=question.id)
    await sam.silence()


async def test_a_member_may_not_filter_for_a_group(world, sam, robin):
    group = await sam.create_group("Rowers", "supergroup", members=[robin.id])
    await sam.next_message()
    refusal = await robin.ask("/filter storm", group)
    assert refusal.text.startswith("Only this group's admins may change that.")
    assert world.filters(group) == {}


async def test_an_answer_to_another_message_of_a_group_is_talk(world, sam):
    group = await sam.create_group("Rowers", "supergroup")
    await sam.next_message()
    other = await sam.ask("/list", group)
    await sam.press(await sam.press(await sam.ask("/filter", group), "Everything"), "✏️ Add words")
    await sam.send("storm", group, reply_to=other.id)
    await sam.silence()
    assert world.filters(group) == {}


async def test_a_channel_and_a_forum_topic_have_their_own(world, sam):
    world.add_topics("Harbour")
    channel = await sam.create_channel("Harbour news")
    await sam.press(await sam.ask("/filter -cup", channel), "Save")
    forum = await sam.create_forum("Club")
    await sam.next_message(chat=forum)
    thread = await sam.open_topic(forum, "News")
    await sam.press(await sam.ask("/filter -moon", forum, thread=thread), "Save")
    assert world.filters(channel) == {0: "-cup"}
    assert (world.filters(forum, thread), world.filters(forum)) == ({0: "-moon"}, {})


async def test_from_afar_the_answer_is_about_the_group_still(world, sam):
    world.add_topics("Harbour")
    group = await sam.create_group("Rowers", "supergroup")
    await sam.next_message()
    await sam.ask("/sub harbour", group)
    world.aim_at(sam.id, group)
    card = await sam.press(await sam.ask("/filter harbour:"), "✏️ Add words")
    assert card.text.startswith("⚙️ For Rowers\n\nFilter for Harbour")
    world.clock.time += timedelta(minutes=59)
    preview = await sam.ask("storm")
    assert preview.text.startswith("⚙️ For Rowers\n\nFilter for Harbour\nWith: storm")
    await sam.press(preview, "Save")
    assert world.filters(group) == {world.topics()[0].id: "storm"}
    assert world.filters(sam.id) == {}


async def test_two_taps_at_once_do_no_harm(world, reader):
    preview = await reader.ask("/filter storm")
    await asyncio.gather(reader.tap(preview, "Save"), reader.tap(preview, "Save"))
    await reader.next_edit()
    await reader.silence()
    assert world.filters(reader.id) == {0: "storm"}


async def test_sources_and_languages_are_said_in_words(reader):
    preview = await reader.ask('/filter source:"Harbour Post" lang:en -lang:de -source:vale title:ferry')
    assert preview.text.startswith(
        "Filter for everything\nWith: title:ferry\nFrom: Harbour Post\nIn: English\nWithout: lang:de or source:vale\n"
    )
