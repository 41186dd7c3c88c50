"""/lang: the language that a chat is spoken to in."""

import asyncio

import pytest

from bot.i18n.languages import NAMES
from bot.i18n.texts import texts_in
from bot.taps.admin.menu import RevokeRoles
from bot.taps.language import SetLanguage
from bot.texts import commands
from bot.texts.language import language_card
from demo.botapi.text.html import parse


def shown(html):
    return parse(html)[0]


async def test_languages_stand_under_their_own_names(sam):
    card = await sam.ask("/lang")
    assert card.buttons == ["✓ As Telegram", *NAMES.values(), "‹ Back"]


async def test_the_card_answers_in_the_new_language_and_the_menu_follows(world, sam):
    card = await sam.press(await sam.ask("/lang"), "Українська")
    assert world.preferences(sam.id).language == "uk"
    assert card.text == shown(language_card(texts_in("uk"), "uk"))
    assert await sam.commands() == dict(commands.reader(texts_in("uk")))
    await sam.press(card, card.buttons[0])
    assert world.preferences(sam.id).language is None
    assert await sam.commands() == dict(commands.reader(texts_in("en")))


async def test_an_admins_menu_stays_an_admins(world, robin):
    await robin.ask("/lang fr")
    assert await robin.commands() == dict(commands.admin(texts_in("fr")))
    await robin.ask("/lang auto")
    assert await robin.commands() == dict(commands.admin(texts_in("en")))


@pytest.mark.parametrize(
    ("written", "code"), [("de", "de"), ("pt-br", "pt"), ("Deutsch", "de"), ("ukrainian", "uk"), ("немецкий", "de")]
)
async def test_a_language_may_be_named(world, sam, written, code):
    await sam.ask(f"/lang {written}")
    assert world.preferences(sam.id).language == code


async def test_one_that_is_not_spoken_brings_those_that_are(world, sam):
    card = await sam.ask("/lang <b>Klingon</b>\u202e")
    assert card.text.startswith("I don't speak “<b>Klingon</b>” yet. These I speak:")
    assert "Italiano" in card.buttons
    assert await sam.forge(card, SetLanguage("tlh")) == "I don't speak this language. Please choose another."
    assert world.chat(sam.id) is None


async def test_a_group_is_spoken_to_as_its_admins_chose(world, sam, robin):
    group = await sam.create_group("Rowers", "supergroup", members=[robin.id])
    await sam.next_message()
    assert (await robin.ask("/lang de", group)).text.startswith("Only this group's admins may change that.")
    await sam.ask("/lang de", group, as_chat=True)
    assert (world.preferences(group).language, world.chat(sam.id)) == ("de", None)
    assert await robin.commands(group) == dict(commands.group(texts_in("de")))
    await sam.ask("/lang auto", group)
    assert await robin.commands(group) == dict(commands.group(texts_in("en")))


async def test_a_forum_topic_without_a_choice_speaks_as_its_group(world, sam):
    forum = await sam.create_forum("Club")
    await sam.next_message()
    thread = await sam.open_topic(forum, "News")
    await sam.ask("/lang it", forum)
    await sam.ask("/lang fr", forum, thread=thread)
    card = await sam.ask("/lang auto", forum, thread=thread)
    assert card.text == shown(language_card(texts_in("it"), None))


async def test_what_is_chosen_for_a_channel_from_afar_changes_nothing_here(world, sam):
    world.add_topics("Harbour")
    channel = await sam.create_channel("Harbour news")
    await sam.ask("/sub harbour", channel)
    world.aim_at(sam.id, channel)
    card = await sam.press(await sam.ask("/lang"), "Deutsch")
    assert card.text.startswith("⚙️ For Harbour news\n\nLanguage\nI speak Deutsch here.")
    assert world.preferences(channel).language == "de"
    assert await sam.commands() == dict(commands.reader(texts_in("en")))


async def test_who_is_erased_has_telegrams_own_menu_again(sam):
    await sam.ask("/lang uk")
    question = await sam.ask("/delete_me")
    await sam.press(question, question.buttons[-1])
    assert await sam.commands() == dict(commands.reader(texts_in("en")))


async def test_who_switches_telegram_is_answered_in_the_new_language_at_once(world, sam):
    world.add_topics("Harbour")
    await sam.ask("/sub harbour")
    await sam.switch_language("uk")
    assert (await sam.ask("/settings")).text.startswith("Налаштування")
    assert world.chat(sam.id).language == "uk", "what comes unasked speaks it too"
    await sam.ask("/lang de")
    await sam.switch_language("fr")
    assert (await sam.ask("/settings")).text.startswith("Einstellungen"), "what was chosen stays"


async def test_who_is_not_known_yet_is_not_kept_for_a_language(world, sam):
    await sam.switch_language("uk")
    await sam.ask("/settings")
    assert world.chat(sam.id) is None


async def test_an_editor_has_a_menu_of_what_an_editor_may_and_a_readers_once_that_is_over(world, robin, sam):
    world.add_topics("Sea")
    await sam.ask("/lang uk")
    await robin.ask("/lang de")
    await robin.ask(f"/admin add editor {sam.id} to sea")
    assert await sam.commands() == dict(commands.editor(texts_in("uk"))), "in Sam's language, not in Robin's"
    assert "stats" not in await sam.commands()
    await sam.ask("/lang fr")
    assert await sam.commands() == dict(commands.editor(texts_in("fr")))
    await robin.forge(await robin.ask("/admin"), RevokeRoles(sam.id, True))
    assert await sam.commands() == dict(commands.reader(texts_in("fr")))


async def test_a_group_that_moves_takes_its_menus_language_along(world, sam):
    group = await sam.create_group("Rowers")
    await sam.next_message()
    await sam.ask("/lang de", group)
    moved = await sam.migrate(group)
    async with asyncio.timeout(30):
        while await sam.commands(moved) != dict(commands.group(texts_in("de"))):  # noqa: ASYNC110 - nobody is told
            await asyncio.sleep(0.02)
