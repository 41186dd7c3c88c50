"""Chats and their members, and what the bot hears of them."""

from typing import Any

import pytest

from demo.botapi.client import RefusedError, User


async def test_a_bot_added_to_a_group_hears_of_it(bot: Any, robin: User) -> None:
    group = await robin.create_group("Vale neighbours")
    joined, welcome = await bot.updates()
    change = joined["my_chat_member"]
    assert (change["chat"]["id"], change["chat"]["type"], change["from"]["id"]) == (group, "group", robin.id)
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("left", "member")
    assert welcome["message"]["new_chat_members"][0]["id"] == bot.id


async def test_ids_tell_groups_and_supergroups_apart(robin: User) -> None:
    assert -1_000_000_000_000 < await robin.create_group("a") < 0
    assert await robin.create_group("b", "supergroup") < -1_000_000_000_000
    assert await robin.create_group("c", "channel") < -1_000_000_000_000


async def test_a_channel_makes_the_bot_an_admin(bot: Any, robin: User) -> None:
    channel = await robin.create_group("Vale", "channel")
    assert (await bot.update())["my_chat_member"]["new_chat_member"]["status"] == "administrator"
    post = await robin.send("posted by hand", channel)
    assert "from" not in post.raw
    assert (await bot.update())["channel_post"]["sender_chat"]["id"] == channel


async def test_getting_chats(bot: Any, reader: User) -> None:
    private = await bot("getChat", chat_id=reader.id)
    assert (private["type"], private["first_name"]) == ("private", "Robin")
    forum = await reader.create_group("Vale", "supergroup", forum=True)
    got = await bot("getChat", chat_id=forum)
    assert (got["type"], got["title"], got["is_forum"]) == ("supergroup", "Vale", True)
    await reader.remove_bot(forum)
    assert await bot.refused("getChat", chat_id=forum) == "Forbidden: bot was kicked from the supergroup chat"
    assert await bot.refused("getChat", chat_id=1) == "Bad Request: chat not found"


async def test_members_and_admins(bot: Any, robin: User, kim: User) -> None:
    group = await robin.create_group("Vale", "supergroup", members=[kim.id])
    assert (await bot("getChatMember", chat_id=group, user_id=robin.id))["status"] == "creator"
    assert (await bot("getChatMember", chat_id=group, user_id=kim.id))["status"] == "member"
    assert (await bot("getChatMember", chat_id=group, user_id=bot.id))["status"] == "member"
    assert await bot("getChatMemberCount", chat_id=group) == 3
    for status in ("restricted", "kicked", "left", "administrator"):
        await robin.promote(group, kim.id, status)
        assert (await bot("getChatMember", chat_id=group, user_id=kim.id))["status"] == status
    await robin.promote(group, bot.id)
    admins = await bot("getChatAdministrators", chat_id=group)
    assert {admin["user"]["id"]: admin["status"] for admin in admins} == {
        robin.id: "creator",
        kim.id: "administrator",
        bot.id: "administrator",
    }
    answer = await bot.refused("getChatMember", chat_id=group, user_id=5)
    assert answer == "Bad Request: PARTICIPANT_ID_INVALID"
    answer = await bot.refused("getChatAdministrators", chat_id=robin.id)
    assert answer.startswith("Forbidden") or "private chat" in answer


async def test_others_changes_reach_an_admin_bot_that_asks(bot: Any, robin: User, kim: User) -> None:
    await bot.updates(allowed_updates=["chat_member"])
    group = await robin.create_group("Vale", "supergroup", members=[kim.id])
    await robin.promote(group, kim.id)
    assert await bot.updates() == []
    await robin.promote(group, bot.id)
    await robin.promote(group, kim.id, "member")
    assert (await bot.update())["chat_member"]["new_chat_member"]["user"]["id"] == kim.id


async def test_blocking_and_unblocking_are_told(bot: Any, reader: User) -> None:
    await reader.block()
    change = (await bot.update())["my_chat_member"]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("member", "kicked")
    assert (await reader.next_event("chat"))["chat"]["blocked"] is True
    with pytest.raises(RefusedError, match="unblock it first"):
        await reader.send("hello?")
    await reader.unblock()
    assert (await bot.update())["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert (await reader.state())["chat"]["blocked"] is False


async def test_leaving(bot: Any, robin: User) -> None:
    group = await robin.create_group("Vale")
    await bot.updates()
    await bot("leaveChat", chat_id=group)
    assert (await bot.update())["my_chat_member"]["new_chat_member"]["status"] == "left"
    assert await bot.refused("leaveChat", chat_id=group) == "Forbidden: bot is not a member of the group chat"


async def test_a_removed_bot_hears_nothing_more(bot: Any, robin: User) -> None:
    group = await robin.create_group("Vale")
    await bot.updates()
    await robin.remove_bot(group)
    left, change = await bot.updates()
    assert left["message"]["left_chat_member"]["id"] == bot.id
    assert change["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    await robin.send("/start", group)
    assert await bot.updates() == []


async def test_a_migration_is_told_on_both_sides(bot: Any, robin: User) -> None:
    group = await robin.create_group("Vale")
    await bot.updates()
    new = await robin.migrate(group)
    old_message, new_message = (update["message"] for update in await bot.updates())
    assert (old_message["chat"]["id"], old_message["migrate_to_chat_id"]) == (group, new)
    assert (new_message["chat"]["id"], new_message["migrate_from_chat_id"]) == (new, group)
    assert (await bot("getChatMember", chat_id=new, user_id=robin.id))["status"] == "creator"
    assert group not in [chat["id"] for chat in (await robin.state())["chats"]]
    with pytest.raises(RefusedError, match="not moved yet"):
        await robin.migrate(group)


async def test_privacy_mode_hides_what_is_not_for_the_bot(bot: Any, robin: User) -> None:
    group = await robin.create_group("Vale", "supergroup")
    sent = await bot("sendMessage", chat_id=group, text="hello")
    await bot.updates()
    for text in ("good morning", "/start@other_bot", "and/or"):
        await robin.send(text, group)
    assert await bot.updates() == []
    for text in ("/start", "/start@NewsDigest_demo_bot", "thanks @newsdigest_demo_bot"):
        await robin.send(text, group)
    await robin.send("a reply", group, reply_to=sent["message_id"])
    assert len(await bot.updates()) == 4
    await robin.promote(group, bot.id)
    await bot.updates()
    await robin.send("good night", group)
    assert (await bot.update())["message"]["text"] == "good night"


async def test_an_anonymous_admin_speaks_as_the_chat(bot: Any, robin: User, kim: User) -> None:
    group = await robin.create_group("Vale", "supergroup", members=[kim.id])
    await bot.updates()
    await robin.send("/admin", group, as_chat=True)
    message = (await bot.update())["message"]
    assert message["sender_chat"]["id"] == group
    assert message["from"]["username"] == "GroupAnonymousBot"
    with pytest.raises(RefusedError, match="admins"):
        await kim.send("/admin", group, as_chat=True)


async def test_what_people_cannot_do(robin: User, kim: User) -> None:
    group = await robin.create_group("Vale")
    refusals = [
        (kim.send("let me in", group), "not in this chat"),
        (robin.send(""), "text is empty"),
        (robin.send("x" * 4097), "too long"),
        (robin.send("x", reply_to=99), "replied not found"),
        (robin.send("x", 5), "chat not found"),
        (robin.send("x", thread=5), "thread not found"),
        (robin.create_group(" "), "title is empty"),
        (robin.create_group("x", "party"), "'party'; it can be group, supergroup or channel"),
        (robin.create_group("x", "group", forum=True), "only a supergroup"),
        (robin.promote(group, kim.id, "king"), "'king'; it can be one of creator"),
        (robin.promote(robin.id, kim.id), "no admins"),
        (robin.open_topic(group, "x"), "not a forum"),
        (robin.remove_bot(robin.id), "blocked in a private chat"),
    ]
    for doing, reason in refusals:
        with pytest.raises(RefusedError, match=reason):
            await doing
