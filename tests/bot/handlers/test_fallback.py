"""Whatever else somebody writes or taps gets a helpful answer."""

import pytest

from bot.commands import ELSEWHERE, known_commands


async def test_help_names_the_commands_and_admin_only_to_who_runs_it(robin, sam):
    answer = await sam.ask("/help")
    assert "/latest" in answer.text
    assert "/admin" not in answer.text
    assert "/admin" in (await robin.ask("/help")).text


async def test_privacy_says_what_is_kept_in_plain_words(sam):
    answer = await sam.ask("/privacy")
    assert answer.text.startswith("What I keep about you")
    assert "I don't keep your name" in answer.text


async def test_nobodys_name_is_kept(world, sam):
    world.add_topics("World")
    await sam.ask("/sub world")
    assert world.chat(sam.id).title == ""


@pytest.mark.parametrize(
    ("written", "meant"), [("/lates", "/latest"), ("/shedule", "/schedule"), ("/topic x", "/topics")]
)
async def test_a_misspelled_command_brings_the_one_that_was_meant(sam, written, meant):
    assert (await sam.ask(written)).text == f"I don't know {written.split()[0]}. Did you mean {meant}?"


@pytest.mark.parametrize("written", ELSEWHERE)
async def test_a_command_of_other_bots_brings_ours(sam, written):
    assert (await sam.ask(f"/{written}")).text == f"I don't know /{written}. Did you mean /{ELSEWHERE[written]}?"


def test_what_other_bots_call_a_command_leads_to_one_that_is_understood():
    assert set(ELSEWHERE.values()) <= set(known_commands(admin=False))
    assert not set(ELSEWHERE) & set(known_commands(admin=True))


async def test_an_unknown_command_leads_to_help(sam):
    assert (await sam.ask("/frobnicate")).text == "I don't know /frobnicate. What I can do: /help"


async def test_admin_is_not_suggested_to_a_reader(sam, robin):
    assert "/admin" not in (await sam.ask("/admn")).text
    assert "/admin" in (await robin.ask("/admn")).text


async def test_small_talk_is_told_what_works(sam):
    answer = await sam.ask("good morning!")
    assert answer.text.startswith("I understand commands best.")
    assert answer.buttons == ["🔎 Look for it", "📰 Digest now", "Topics", "When it comes"]


async def test_what_is_no_text_is_told_so(sam):
    await sam.send_document("news.pdf", b"%PDF")
    assert (await sam.next_message()).text == "I can only read text. What I can do: /help"


async def test_an_edited_message_is_left_alone(world, sam):
    written = await sam.send("hello")
    await sam.next_message()
    await sam.edit(written, "/latest")
    await sam.silence()


async def test_hostile_text_is_shown_as_it_was_written(sam):
    assert "/<b>x" not in (await sam.ask("/b<b>x</b>")).text
    assert (await sam.ask("<script>" * 400)).text.startswith("I understand commands best.")


@pytest.mark.parametrize("data", ["v0:topics.set:1:1", "v1:topics.set:1", "v1:topics.show:x:0"])
async def test_an_old_button_of_the_topics_shows_the_current_card(world, sam, data):
    world.add_topics("World")
    card = await sam.ask("/topics")
    assert await sam.forge(card, data) == "This button is from an older message. Here is the current card."


async def test_an_old_button_of_another_card_shows_that_card(world, sam):
    world.add_topics("World")
    card = await sam.ask("/topics")
    await sam.forge(card, "v0:schedule.hour:1")
    assert (await sam.next_edit()).buttons[0] == "🕗 Hours"
    await sam.forge(card, "v0:latest.all")
    assert (await sam.next_edit()).buttons == ["World", "📡 Own feeds", "Done"]


@pytest.mark.parametrize("data", ["x", "v1:nothing.known", "../../etc/passwd", "v0:admin.home:0", "🙂" * 16])
async def test_a_forged_button_is_answered_politely(world, sam, data):
    world.add_topics("World")
    card = await sam.ask("/topics")
    assert await sam.forge(card, data) == ("This button is from an older message. Write /help to see what I can do.")


async def test_the_number_of_the_page_can_be_tapped_in_peace(world, sam):
    world.add_topics(*(f"Topic {number}" for number in range(12)))
    card = await sam.ask("/topics")
    assert await sam.toast(card, "1 / 2") == ""


async def test_cancel_without_a_question_says_so(sam):
    assert (await sam.ask("/cancel")).text.startswith("There is nothing to cancel.")
