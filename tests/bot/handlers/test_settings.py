"""/settings: one card for how a chat is told."""

import pytest

from bot.taps.settings import SetInstant, SetLength
from storage.preferences import Length, WhenNothing


async def test_each_row_says_what_holds_now(sam):
    card = await sam.ask("/settings")
    assert card.text == "Settings\nEach row shows what holds now. Tap it to change it."
    assert card.buttons == [
        "🕗 Digest: every day, 08:00",
        "🌙 Quiet hours: off",
        "📏 Stories: as topics have it",
        "🖼 Picture on top: no",
        "🍃 Nothing new: say so",
        "⚡ As it happens: off",
        "🔎 Filters: none",
        "🌐 Language: as Telegram",
    ]


async def test_looking_writes_nothing(world, sam):
    await sam.ask("/settings")
    assert world.chat(sam.id) is None


async def test_a_row_goes_through_its_values(world, sam):
    card = await sam.ask("/settings")
    for label, length in (
        ("headlines only", Length.HEADLINES),
        ("short", Length.SHORT),
        ("long", Length.LONG),
        ("as topics have it", None),
    ):
        card = await sam.press(card, "📏")
        assert f"📏 Stories: {label}" in card.buttons
        assert world.preferences(sam.id).length == length


async def test_switches_go_there_and_back(world, sam):
    card = await sam.ask("/settings")
    card = await sam.press(await sam.press(card, "🖼"), "🍃")
    assert {"🖼 Picture on top: yes", "🍃 Nothing new: stay silent"} <= set(card.buttons)
    chosen = world.preferences(sam.id)
    assert (chosen.pictures, chosen.when_nothing) == (True, WhenNothing.SILENT)
    await sam.press(await sam.press(card, "🖼"), "🍃")
    chosen = world.preferences(sam.id)
    assert (chosen.pictures, chosen.when_nothing) == (False, WhenNothing.SAY)


async def test_a_double_tap_means_what_the_button_said(world, sam):
    card = await sam.ask("/settings")
    await sam.press(card, "🖼 Picture on top: no")
    await sam.forge(card, card.raw["reply_markup"]["inline_keyboard"][3][0]["callback_data"])
    assert world.preferences(sam.id).pictures


async def test_as_it_happens_says_what_it_means(world, sam):
    card = await sam.press(await sam.ask("/settings"), "⚡")
    assert "Important: 3 outlets or more\nVery important: 5 outlets or more" in card.text
    assert "At most 12 times a day, and never in your quiet hours." in card.text
    assert card.buttons == ["✓ Off", "Important", "Very important", "‹ Back"]
    card = await sam.press(card, "Very important")
    assert world.preferences(sam.id).instant == 5
    card = await sam.press(card, "Important")
    assert world.preferences(sam.id).instant == 3
    assert "⚡ As it happens: important" in (await sam.press(card, "Back")).buttons
    assert world.preferences(sam.id).instant == 3


@pytest.mark.parametrize(
    ("row", "begins"),
    [
        ("🕗", "Your digest comes"),
        ("🌙", "Quiet hours"),
        ("⚡", "As it happens"),
        ("🔎", "Filters"),
        ("🌐", "Language"),
    ],
)
async def test_what_a_row_opens_leads_back(sam, row, begins):
    card = await sam.press(await sam.ask("/settings"), row)
    assert card.text.startswith(begins)
    while not card.text.startswith("Settings"):
        card = await sam.press(card, "‹ Back")


async def test_a_break_stands_in_the_row_of_hours(world, sam):
    world.add_topics("World")
    await sam.ask("/sub world")
    await sam.ask("/pause")
    assert "🕗 Digest: paused" in (await sam.ask("/settings")).buttons


async def test_forged_choices_change_nothing(world, sam):
    card = await sam.ask("/settings")
    await sam.press(card, "🖼")
    for tap in (SetLength("endless"), SetInstant("always")):
        assert await sam.forge(card, tap) == "I don't know this choice. Here is what there is."
    chosen = world.preferences(sam.id)
    assert (chosen.length, chosen.instant) == (None, None)


async def test_an_old_button_brings_the_card(sam):
    card = await sam.ask("/settings")
    assert "Here is the current card" in await sam.forge(card, "v1:settings.shape:round")


async def test_in_a_group_its_admins_choose_and_anonymous_ones_too(world, sam, robin):
    group = await sam.create_group("Rowers", "supergroup", members=[robin.id])
    await sam.next_message()
    assert (await robin.ask("/settings", group)).text.startswith("Only this group's admins may change that.")
    card = await sam.ask("/settings", group, as_chat=True)
    assert await robin.toast(card, "🖼") == "Only this group's admins may change that."
    await sam.press(card, "🖼")
    assert world.preferences(group).pictures
    assert world.chat(sam.id) is None


async def test_a_forum_topic_has_its_own(world, sam):
    forum = await sam.create_forum("Club")
    await sam.next_message()
    thread = await sam.open_topic(forum, "News")
    await sam.press(await sam.ask("/settings", forum, thread=thread), "🖼")
    assert world.preferences(forum, thread).pictures
    assert world.chat(forum) is None or not world.preferences(forum).pictures


async def test_a_channel_is_set_up_from_afar(world, sam, robin):
    channel = await sam.create_channel("Harbour <news>")
    await sam.ask("/list", channel)
    world.add_topics("Harbour")
    await sam.ask("/sub harbour", channel)
    world.aim_at(sam.id, channel)
    card = await sam.ask("/settings")
    assert card.text.startswith("⚙️ For Harbour <news>\n\nSettings")
    card = await sam.press(card, "🍃")
    await sam.press(await sam.press(await sam.press(card, "⚡"), "Important"), "Back")
    chosen = world.preferences(channel)
    assert (chosen.when_nothing, chosen.instant) == (WhenNothing.SILENT, 3)
    world.aim_at(robin.id, channel)
    assert "Only this group's admins may change that." in (await robin.ask("/settings")).text
