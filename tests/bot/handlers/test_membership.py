"""Coming and going, and groups: who may change what there."""

import asyncio
from datetime import UTC, datetime

import pytest

from storage import chats
from storage.chats import ChatState


@pytest.fixture
async def group(world, sam, robin):
    """A group of Sam's with the bot in it, and Robin as an ordinary member."""
    world.add_topics("Harbour", "Science")
    number = await sam.create_group("Rowers", "supergroup", members=[robin.id])
    assert (await sam.next_message()).text.startswith("Hello! I send this group a news digest")
    return number


async def test_a_blocked_chat_is_left_alone_until_it_comes_back(world, sam):
    world.add_topics("World")
    await sam.ask("/sub world")
    await sam.block()
    await until(lambda: world.chat(sam.id).state == ChatState.INACTIVE)
    assert world.chat(sam.id).reason == "blocked by the user"
    world.clock.forward(days=3)
    await sam.unblock()
    await until(lambda: world.chat(sam.id).state == ChatState.ACTIVE)
    assert world.followed(sam.id) == ["World"]
    assert world.schedule(sam.id).next_run_at == datetime(2031, 3, 7, 6, 0, tzinfo=UTC)


async def test_whoever_writes_again_is_back_though_the_news_of_it_was_missed(world, sam):
    world.add_topics("World")
    await sam.ask("/sub world")
    with world.database.write() as session:
        chats.deactivate_chat(session, sam.id, reason="Forbidden: bot was blocked by the user")
    world.clock.forward(days=3)
    assert "tomorrow at 08:00" in (await sam.ask("/list")).text
    assert world.chat(sam.id).state == ChatState.ACTIVE
    assert world.schedule(sam.id).next_run_at == datetime(2031, 3, 7, 6, 0, tzinfo=UTC)


async def test_a_forum_that_takes_the_bot_back_gets_the_digests_of_its_topics_again(world, sam):
    world.add_topics("Harbour")
    forum = await sam.create_group("Club", "supergroup", forum=True)
    await sam.next_message()
    thread = await sam.open_topic(forum, "News")
    await sam.ask("/sub harbour", forum, thread=thread)
    await sam.remove_bot(forum)
    await until(lambda: world.chat(forum, thread).state == ChatState.INACTIVE)
    await sam.add_bot(forum)
    await until(lambda: world.chat(forum, thread).state == ChatState.ACTIVE)
    assert world.followed(forum, thread) == ["Harbour"]


async def test_a_group_is_left_quietly_when_the_bot_is_removed(world, sam, group):
    await sam.remove_bot(group)
    await until(lambda: world.chat(group).state == ChatState.INACTIVE)
    assert world.chat(group).reason == "removed from the chat"
    await sam.add_bot(group)
    assert (await sam.next_message()).text.startswith("Hello! I send this group")
    assert world.chat(group).state == ChatState.ACTIVE


async def test_a_groups_admin_chooses_its_topics_and_hours(world, sam, group):
    card = await sam.ask("/topics@newsdigest_demo_bot", group)
    await sam.press(card, "Harbour")
    await sam.ask("/schedule 18:00", group)
    assert world.followed(group) == ["Harbour"]
    assert world.chat(group).title == "Rowers"
    assert world.followed(sam.id) == []


@pytest.mark.parametrize("command", ["/topics", "/sub harbour", "/unsub harbour", "/schedule 9", "/pause", "/resume"])
async def test_members_may_not_change_a_group(world, robin, group, command):
    assert (await robin.ask(command, group)).text.startswith("Only this group's admins may change that.")
    assert world.followed(group) == []


async def test_members_taps_are_refused_at_the_button(world, sam, robin, group):
    card = await sam.ask("/topics", group)
    assert await robin.toast(card, "Harbour") == "Only this group's admins may change that."
    assert world.followed(group) == []


async def test_members_may_ask_what_there_is(sam, robin, group):
    await sam.ask("/sub harbour", group)
    assert "• Harbour" in (await robin.ask("/list", group)).text
    assert "Nothing new" in (await robin.ask("/latest", group)).text
    assert (await robin.ask("/start", group)).text.startswith("I send this group a news digest. Ask for /latest")


async def test_an_anonymous_admin_speaks_for_the_group(world, sam, group):
    await sam.ask("/sub science", group, as_chat=True)
    assert world.followed(group) == ["Science"]


async def test_in_a_group_only_what_is_meant_for_the_bot_is_answered(sam, group):
    for talk in ("good morning", "/weather", "/weather@another_bot", "/latest@another_bot"):
        await sam.send(talk, group)
    await sam.silence()
    assert "I don't know /wether" in (await sam.ask("/wether@newsdigest_demo_bot", group)).text


async def test_the_admin_card_is_not_for_groups(robin, group):
    assert "in our private chat" in (await robin.ask("/admin", group)).text


async def test_each_forum_topic_has_its_own_topics(world, sam, robin):
    world.add_topics("Harbour", "Science")
    forum = await sam.create_group("Club", "supergroup", forum=True)
    await sam.next_message()
    thread = await sam.open_topic(forum, "News")
    answer = await sam.ask("/sub harbour", forum, thread=thread)
    assert answer.raw["message_thread_id"] == thread
    assert (world.followed(forum, thread), world.followed(forum)) == (["Harbour"], [])


async def test_a_group_that_moves_keeps_what_it_has(world, sam):
    world.add_topics("Harbour")
    group = await sam.create_group("Rowers")
    await sam.next_message()
    await sam.ask("/sub harbour", group)
    moved = await sam.migrate(group)
    await until(lambda: world.chat(moved) is not None and world.followed(moved) == ["Harbour"])
    assert world.chat(group) is None
    assert (world.chat(moved).kind, world.chat(moved).state) == ("supergroup", ChatState.ACTIVE)


async def test_a_channel_is_set_up_by_what_is_posted_there(world, sam):
    world.add_topics("Harbour")
    channel = await sam.create_group("Harbour news", "channel")
    answer = await sam.ask("/sub harbour", channel)
    assert answer.text.startswith("You now follow Harbour.")
    assert world.chat(channel).kind == "channel"


async def test_a_group_where_the_bot_may_not_write_is_left_in_peace(world, sam):
    world.api.faults.refuse("not enough rights to send text messages to the chat", method="sendMessage")
    group = await sam.create_group("Silent")
    await until(lambda: world.chat(group) is not None)
    await sam.silence()


async def until(condition):
    """Wait for what the bot does without telling anybody."""
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - the database rings no bell
            await asyncio.sleep(0.02)
