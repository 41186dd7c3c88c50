"""Groups and channels: the hello, setting up from the private chat, and what is said when it goes wrong."""

import pytest

from bot.taps.afar import Control
from bot.taps.core import aimed, encode
from bot.taps.topics import SetTopic
from bot.ticks import jobs_of
from storage import chat_admins, roles
from storage.digests import DigestKind


@pytest.fixture
async def group(world, robin, sam):
    """A group that Sam made, with the bot in it; Robin is a member."""
    world.add_topics("Harbour", "Science")
    await sam.ask("/start")
    group = await sam.create_group("Quay watch", members=[robin.id])
    await sam.wait_for(lambda message: message.chat == group and message.text.startswith("Hello!"))
    return group


async def test_the_hello_leads_to_the_groups_settings_in_private(world, sam, group):
    hello = next(message for message in await sam.messages(group) if message.buttons)
    assert hello.text.startswith("Hello! I send this group a news digest")
    await sam.follow(hello.raw["reply_markup"]["inline_keyboard"][0][0]["url"])
    card = await sam.wait_for(lambda message: message.text.startswith("⚙️ For Quay watch"))
    assert "You follow no topics yet" in card.text
    topics = await sam.ask("/topics")
    assert topics.text.startswith("⚙️ For Quay watch")
    chosen = await sam.press(topics, "Science")
    assert world.followed(group) == ["Science"]
    assert world.followed(sam.id) == []
    done = await sam.press(chosen, "Done")
    assert done.text.endswith("Change it: /schedule"), "a /latest that is written here would bring Sam's own"


async def test_a_card_stays_about_its_chat_when_another_is_set_up(world, sam, group):
    await sam.ask("/topics", group)
    await sam.press(await sam.ask("/chats"), "Quay watch")
    for_group = await sam.ask("/topics")
    await sam.forge(await sam.ask("/chats"), Control(0))
    own = await sam.ask("/topics")
    assert not own.text.startswith("⚙️")
    await sam.press(own, "Harbour")
    await sam.press(for_group, "Science")
    assert world.followed(group) == ["Science"]
    assert world.followed(sam.id) == ["Harbour"]


async def test_who_is_no_admin_there_gets_nowhere_also_with_a_forged_button(world, robin, sam, group):
    await sam.ask("/topics", group)
    row, card = world.chat(group), await robin.ask("/topics")
    assert "Only an admin of that chat" in await robin.forge(card, Control(row.id))
    topic = world.topics()[0]
    forged = aimed(encode(SetTopic(topic.id, True, 0, False)), row.id)
    assert await robin.forge(card, forged) == "Only this group's admins may change that."
    assert world.followed(group) == []
    assert "Only an admin of that chat" in (await robin.ask(f"/start chat_{row.id}")).text


@pytest.mark.parametrize("button", ["v1:admin.home:0", "v1:admin.find", "v1:admin.nosuch"])
async def test_a_forged_aim_tells_an_editor_no_groups_name(world, robin, sam, group, button):
    await sam.ask("/topics", group)
    with world.database.write() as session:
        roles.let_edit(session, robin.id, world.topics()[0].id, now=world.clock())
    card = await robin.ask("/admin")
    toast = await robin.forge(card, aimed(button, world.chat(group).id))
    assert toast.startswith(("Only this group's admins", "This button is from an older message"))
    assert not any("Quay watch" in message.text for message in await robin.messages())


async def test_who_stops_being_an_admin_loses_the_remote_control_at_once(world, robin, sam, group):
    await sam.promote(group, robin.id, "administrator")
    await robin.ask("/topics", group)
    card = await robin.press(await robin.ask("/chats"), "Quay watch")
    assert card.text.startswith("⚙️ For Quay watch")
    topics = await robin.ask("/topics")
    await sam.promote(group, robin.id, "member")
    assert await robin.toast(topics, "Science") == "Only this group's admins may change that."
    assert "Only this group's admins may change that." in (await robin.ask("/topics")).text


@pytest.mark.parametrize("written", ["chat_", "chat_0", "chat_999999", "chat_-1", "chat_" + "9" * 40, "chat_١"])
async def test_a_link_to_no_chat_is_answered_politely(sam, group, written):
    assert "Only an admin of that chat" in (await sam.ask(f"/start {written}")).text


async def test_remote_control_ends_after_an_hour(world, sam, group):
    await sam.ask("/topics", group)
    await sam.press(await sam.ask("/chats"), "Quay watch")
    assert (await sam.ask("/topics")).text.startswith("⚙️")
    world.clock.forward(hours=2)
    assert not (await sam.ask("/topics")).text.startswith("⚙️")


async def test_a_channel_is_not_greeted_and_who_added_the_bot_hears_how_to_set_it_up(world, sam):
    world.add_topics("Harbour")
    await sam.ask("/start")
    channel = await sam.create_channel("Quay news")
    note = await sam.wait_for(lambda message: message.text.startswith("I am in Quay news now."))
    assert note.chat == sam.id
    assert not await sam.messages(channel)


async def test_who_has_no_group_is_told_how_to_begin(robin):
    card = await robin.ask("/chats")
    assert "Add me to a group" in card.text
    assert card.buttons == ["➕ Add me to a group"]


async def test_a_group_that_refuses_is_told_of_once_a_day_to_who_set_it_up(world, sam, group):
    await sam.ask("/sub harbour", group)
    world.publish(world.topics()[0], "Council votes for a new quay", "The council voted. Work begins in May.")
    await sam.permit(group, can_send_messages=False)
    with world.database.write() as session:
        from storage import digests
        from storage.deliveries import NewDelivery, enqueue

        chat = world.chat(group)
        digests.add_digest(
            session,
            chat_id=chat.id,
            kind=DigestKind.SCHEDULED,
            since=world.clock(),
            until=world.clock(),
            stories=[],
            now=world.clock(),
        )
        enqueue(session, [NewDelivery(dedup_key="x", chat_id=chat.id, html="digest")], now=world.clock())
    world.deps.bell.ring()
    await world.all_sent()
    house = jobs_of(world.deps)["house"].go_round
    await house()
    await world.all_sent()
    assert any("couldn't write to Quay watch" in message.text for message in await sam.messages(sam.id))
    await house()
    await sam.silence()
    assert len([m for m in await sam.messages(sam.id) if "couldn't write" in m.text]) == 1


async def test_admins_are_forgotten_with_the_group(world, sam, group):
    await sam.ask("/topics", group)
    with world.database.read() as session:
        assert [chat.telegram_id for chat in chat_admins.chats_of_admin(session, sam.id, limit=9)] == [group]
    moved = await sam.migrate(group)
    with world.database.read() as session:
        assert {chat.telegram_id for chat in chat_admins.chats_of_admin(session, sam.id, limit=9)} <= {moved, group}


async def test_a_reaction_to_a_message_with_one_story_is_a_vote(world, sam):
    (harbour,) = world.add_topics("Harbour")
    await sam.ask("/sub harbour")
    world.publish(harbour, "Council votes for a new quay", "The council voted. Work begins in May.")
    digest = await sam.ask("/latest")
    await world.all_sent()
    await sam.react(digest, "👍")
    assert "More from\n• Harbour" in (await sam.ask("/taste")).text
    await sam.react(digest, "")
    assert "No votes yet" in (await sam.ask("/taste")).text


async def test_who_lets_a_group_have_its_digest_from_afar_hears_that_it_is_under_way(world, sam, group):
    world.publish(world.topics()[1], "Glacier shrinks again", "The glacier has lost eleven metres in thirty years.")
    await sam.ask("/topics", group)
    await sam.press(await sam.ask("/chats"), "Quay watch")
    done = await sam.press(await sam.press(await sam.ask("/topics"), "Science"), "Done")
    assert await sam.toast(done, "📰 Digest now") == "On its way to Quay watch."
    await sam.wait_for(lambda message: message.chat == group and "Glacier shrinks" in message.text)


async def test_in_a_group_it_is_said_where_chats_is_to_be_written(sam, group):
    assert (await sam.ask("/chats", group)).text.startswith("Please write /chats to me in our private chat")
