"""The bot's figures: pictures with captions that say the same, one in place of the other."""

from io import BytesIO

import pytest
from PIL import Image

from bot.taps.admin.stats import ShowStats
from storage import feeds, roles
from storage.feeds import Check


def size_of(png):
    with Image.open(BytesIO(png)) as image:
        return image.format, image.width


async def picture(person):
    return await person.wait_for(lambda message: "photo" in message.raw, timeout=30)


async def test_the_picture_comes_in_place_of_the_word_that_it_is_worked_on(world, robin):
    await robin.ask("/start")
    world.clock.forward(minutes=1)
    drawing = await robin.ask("/stats")
    assert drawing.text == "📊 Counting and drawing …"
    shown = await picture(robin)
    assert shown.id == drawing.id
    assert size_of(await robin.download(shown)) == ("PNG", 1080)
    assert "1 chat can be reached now." in shown.text
    assert "Over 30 days, with today." in shown.text


async def test_every_picture_is_drawn_for_every_span_in_light_and_dark(world, robin):
    (sea,) = world.add_topics("Sea")
    await robin.send("/sub sea")
    await robin.next_message()
    world.publish(
        sea, "Council votes for a new quay", "The council voted for a new quay on Monday. Work starts in May."
    )
    with world.database.write() as session:
        (feed,) = feeds.list_feeds(session)
        gone = Check(at=world.clock(), next_check_at=world.clock(), problem="nothing is at this address (404)")
        feeds.record_check(session, feed.id, gone)
    await robin.ask("/stats")
    shown = await picture(robin)
    said = {}
    for label in ("Chats", "Messages", "Feeds", "Stories", "Delay", "7 days", "90 days", "Dark", "All at once"):
        await robin.tap(shown, label)
        shown = await picture(robin)
        assert size_of(await robin.download(shown)) == ("PNG", 1080)
        assert 0 < len(shown.text) <= 1024
        said[label] = shown.text
    assert "In the last week" in said["Chats"]
    assert "0 messages were sent." in said["Messages"]
    assert "• in trouble: 1" in said["Feeds"]
    assert "• nothing is there any more: 1" in said["Feeds"]
    assert "• Sea: 1, the week before 0" in said["Stories"]
    assert "Nothing was told yet." in said["Delay"]
    assert "Over 90 days" in said["90 days"]
    assert "☀️ Light" in shown.buttons


async def test_a_tap_is_answered_while_it_is_drawn_and_nonsense_is_not_drawn(world, robin):
    await robin.ask("/stats")
    shown = await picture(robin)
    assert await robin.toast(shown, "Chats") == "Drawing …"
    for tap in (ShowStats("nonsense", 30, False), ShowStats("chats", 100000, False)):
        assert await robin.forge(shown, tap) == "That is no longer there."


@pytest.mark.parametrize("language", ["de", "ar"])
async def test_it_is_drawn_in_the_readers_language(world, robin, language):
    await robin.switch_language(language)
    world.add_topics("<b>Море</b>", "日本", "غزة", "\u202eevil")
    await robin.ask("/start")
    await robin.ask("/admin stats")
    shown = await picture(robin)
    await robin.tap(shown, shown.buttons[4])
    shown = await picture(robin)
    assert "<b>Море</b>" in shown.text
    assert size_of(await robin.download(shown)) == ("PNG", 1080)


async def test_who_does_not_run_the_bot_gets_a_polite_no(world, robin, sam):
    (sea,) = world.add_topics("Sea")
    for _ in range(2):
        assert "Sorry" in (await sam.ask("/stats")).text
        with world.database.write() as session:
            roles.let_edit(session, sam.id, sea.id, now=world.clock())


async def test_a_button_of_an_older_version_below_a_picture_brings_a_card(world, robin):
    await robin.ask("/stats")
    shown = await picture(robin)
    await robin.forge(shown, "v0:admin.old")
    assert "Welcome" in (await robin.next_message()).text
