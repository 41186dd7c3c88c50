"""The first minute: /start, topics tapped, when the digest comes; and the links that lead to a topic."""

from datetime import time

from storage import schedules


async def test_start_welcomes_and_offers_the_topics_two_a_row(world, sam):
    world.add_topics("Technology", "World", "Sport")
    welcome = await sam.ask("/start")
    assert welcome.text.startswith("Hello! I bring you the news")
    assert [[button["text"] for button in row] for row in welcome.rows] == [
        ["Technology", "World"],
        ["Sport"],
        ["Done"],
    ]


async def test_a_tap_follows_a_topic_and_begins_the_hours_of_the_settings(world, sam):
    world.add_topics("Technology", "World")
    chosen = await sam.press(await sam.ask("/start"), "Technology")
    assert chosen.buttons[:2] == ["✓ Technology", "World"]
    assert chosen.text.startswith("Hello!")
    assert world.followed(sam.id) == ["Technology"]
    schedule = world.schedule(sam.id)
    assert (schedule.times, schedule.zone) == ((time(8),), "Europe/Kyiv")


async def test_a_second_tap_leaves_the_topic_again(world, sam):
    world.add_topics("Technology")
    chosen = await sam.press(await sam.ask("/start"), "Technology")
    assert (await sam.press(chosen, "✓ Technology")).buttons[0] == "Technology"
    assert world.followed(sam.id) == []


async def test_a_double_tap_on_the_same_button_follows_once(world, sam):
    world.add_topics("Technology")
    welcome = await sam.ask("/start")
    assert await sam.toast(welcome, "Technology") == ""
    assert await sam.forge(welcome, welcome.button("Technology")["callback_data"]) == ""
    assert world.followed(sam.id) == ["Technology"]


async def test_done_says_when_the_digest_comes(world, sam):
    world.add_topics("Technology", "World")
    chosen = await sam.press(await sam.ask("/start"), "World")
    done = await sam.press(chosen, "Done")
    assert done.text == (
        "You follow World.\n\n"
        "Your digest comes every day at 08:00 (Kyiv time); next tomorrow at 08:00.\nChange it: /schedule\n"
        "Want one now? /latest"
    )
    assert done.buttons == ["📰 Digest now", "🕗 Hours", "🌍 Time zone"]


async def test_done_without_a_choice_says_that_nothing_will_come(world, sam):
    world.add_topics("Technology")
    done = await sam.press(await sam.ask("/start"), "Done")
    assert done.text.startswith("Nothing chosen")
    assert done.buttons == ["Topics"]


async def test_many_topics_come_in_pages(world, sam):
    world.add_topics(*(f"Topic {number}" for number in range(1, 13)))
    first = await sam.ask("/start")
    assert first.buttons[9:] == ["Topic 10", "·", "1 / 2", "›", "Done"]
    second = await sam.press(first, "›")
    assert second.buttons == ["Topic 11", "Topic 12", "‹", "2 / 2", "·", "Done"]
    chosen = await sam.press(second, "Topic 12")
    assert chosen.buttons[:3] == ["Topic 11", "✓ Topic 12", "‹"]


async def test_who_comes_back_finds_the_topics_as_they_were(world, sam):
    world.add_topics("Technology", "World")
    await sam.press(await sam.ask("/start"), "World")
    again = await sam.ask("/start")
    assert again.text.startswith("Good to see you again.")
    assert again.buttons[:2] == ["Technology", "✓ World"]


async def test_a_link_to_a_topic_greets_and_follows_it(world, sam):
    world.add_topics("Technology", "World")
    answer = await sam.ask("/start topic_world")
    assert answer.text.startswith("Hello! I bring you the news, short and true.\n\nYou now follow World.")
    assert world.followed(sam.id) == ["World"]
    assert (await sam.ask("/start topic_technology")).text.startswith("You now follow Technology.")


async def test_a_link_to_a_topic_that_is_gone_offers_those_there_are(world, sam):
    world.add_topics("Technology")
    answer = await sam.ask("/start topic_<b>'; DROP")
    assert answer.text.startswith("The topic of this link is no longer there.")
    assert answer.buttons == ["Technology", "Done"]
    assert world.followed(sam.id) == []


async def test_any_other_parameter_is_an_ordinary_start(world, sam):
    world.add_topics("Technology")
    assert (await sam.ask("/start from_a_friend")).text.startswith("Hello!")


async def test_without_topics_a_reader_is_asked_to_come_back_and_the_owner_to_make_one(world, sam, robin):
    assert "no topics to choose from yet" in (await sam.ask("/start")).text
    welcome = await robin.ask("/start")
    assert welcome.buttons == ["➕ Add a topic", "📦 Starter pack: English", "Packs in other languages"]


async def test_hostile_topic_names_are_shown_as_they_are(world, sam):
    world.add_topics("<b>&amp; \u202eevil")
    answer = await sam.press(await sam.ask("/start"), "evil")
    assert "<b>&amp;" in answer.buttons[0]
    assert "<b>&amp;" in (await sam.press(answer, "Done")).text


async def test_a_schedule_chosen_before_the_first_topic_stays(world, sam):
    world.add_topics("World")
    await sam.ask("/schedule 21 Lisbon")
    await sam.press(await sam.ask("/start"), "World")
    assert (world.schedule(sam.id).times, world.schedule(sam.id).zone) == ((time(21),), "Europe/Lisbon")


async def test_a_paused_chat_is_told_so_when_it_chooses(world, sam):
    world.add_topics("World")
    chosen = await sam.press(await sam.ask("/start"), "World")
    with world.database.write() as session:
        schedules.pause(session, world.chat(sam.id).id)
    assert "paused" in (await sam.press(chosen, "Done")).text
