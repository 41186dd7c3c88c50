"""Who may do what in groups, channels and forum topics, and what the bot is told and refused."""

from typing import Any

import pytest

from demo.botapi.client import RefusedError, User

NO_RIGHTS = "Bad Request: need administrator rights in the channel chat"


async def test_a_channel_admin_without_the_right_to_post(bot: Any, robin: User) -> None:
    channel = await robin.create_channel("Vale")
    sent = await bot("sendMessage", chat_id=channel, text="news")
    await bot.updates()
    await bot.updates()
    await robin.promote(channel, bot.id, can_post_messages=False)
    change = (await bot.update())["my_chat_member"]
    assert change["old_chat_member"]["can_post_messages"] is True
    assert change["new_chat_member"]["can_post_messages"] is False
    assert (await bot("getChatMember", chat_id=channel, user_id=bot.id))["can_post_messages"] is False
    assert await bot.refused("sendMessage", chat_id=channel, text="x") == NO_RIGHTS
    assert await bot.refused("sendChatAction", chat_id=channel, action="typing") == NO_RIGHTS
    mine = {"chat_id": channel, "message_id": sent["message_id"]}
    assert await bot.refused("editMessageText", **mine, text="x") == "Bad Request: message can't be edited"
    await robin.promote(channel, bot.id)
    await bot("editMessageText", **mine, text="x")


async def test_posts_of_others_are_edited_and_deleted_by_right(bot: Any, robin: User) -> None:
    channel = await robin.create_channel("Vale")
    post = await robin.send("by hand", channel)
    theirs = {"chat_id": channel, "message_id": post.id}
    await bot("editMessageText", **theirs, text="by the bot")
    await robin.promote(channel, bot.id, can_edit_messages=False, can_delete_messages=False)
    assert await bot.refused("editMessageText", **theirs, text="x") == "Bad Request: message can't be edited"
    assert await bot.refused("deleteMessage", **theirs) == "Bad Request: message can't be deleted for everyone"
    answer = await bot.refused("pinChatMessage", **theirs)
    assert answer == "Bad Request: not enough rights to manage pinned messages in the chat"


async def test_an_admin_edits_a_post_and_the_bot_hears_of_it(bot: Any, robin: User) -> None:
    channel = await robin.create_channel("Vale")
    post = await robin.send("/tpoics", channel)
    await bot.updates()
    await robin.edit(post, "/topics")
    assert (await bot.updates())[-1]["edited_channel_post"]["text"] == "/topics"


async def test_a_group_that_only_admins_write_to(bot: Any, robin: User, kim: User) -> None:
    group = await robin.create_group("Vale", "supergroup", members=[kim.id])
    await robin.permit(group, can_send_messages=False, can_send_photos=False)
    assert (await bot("getChat", chat_id=group))["permissions"]["can_send_messages"] is False
    answer = await bot.refused("sendMessage", chat_id=group, text="x")
    assert answer == "Bad Request: not enough rights to send text messages to the chat"
    with pytest.raises(RefusedError, match="may not write"):
        await kim.send("x", group)
    answer = await bot.refused("sendPhoto", chat_id=group, photo="x")
    assert answer == "Bad Request: not enough rights to send photos to the chat"
    await robin.promote(group, bot.id)
    await bot("sendMessage", chat_id=group, text="x")
    with pytest.raises(RefusedError, match="only admins"):
        await kim.permit(group, can_send_messages=True)


async def test_a_restricted_bot_has_only_what_it_is_given(bot: Any, robin: User) -> None:
    group = await robin.create_group("Vale", "supergroup")
    await robin.promote(group, bot.id, "restricted", can_send_messages=True)
    await bot("sendMessage", chat_id=group, text="x")
    answer = await bot.refused("sendDocument", chat_id=group, document="x")
    assert answer == "Bad Request: not enough rights to send documents to the chat"


async def test_rights_that_are_none(robin: User) -> None:
    group = await robin.create_group("Vale", "supergroup")
    with pytest.raises(RefusedError, match="no right 'can_fly'"):
        await robin.promote(group, robin.bot_id, can_fly=True)


async def test_people_come_and_go(bot: Any, robin: User, kim: User) -> None:
    group = await robin.create_group("Vale", "supergroup")
    await bot.updates()
    await bot.updates()
    await robin.promote(group, kim.id, "member")
    assert (await bot.update())["message"]["new_chat_members"][0]["id"] == kim.id
    await kim.leave(group)
    left = (await bot.update())["message"]
    assert (left["left_chat_member"]["id"], left["from"]["id"]) == (kim.id, kim.id)
    assert (await bot("getChatMember", chat_id=group, user_id=kim.id))["status"] == "left"
    assert group not in [chat["id"] for chat in (await kim.state())["chats"]]


async def test_the_bot_is_kicked_and_comes_back(bot: Any, robin: User) -> None:
    group = await robin.create_group("Vale", "supergroup")
    await robin.remove_bot(group)
    answer = await bot.refused("sendMessage", chat_id=group, text="x")
    assert answer == "Forbidden: bot was kicked from the supergroup chat"
    await bot.updates()
    await bot.updates()
    await robin.add_bot(group)
    change = (await bot.updates())[0]["my_chat_member"]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("kicked", "member")
    await bot("sendMessage", chat_id=group, text="x")


async def test_an_anonymous_admin_is_the_chat_wherever_they_write(bot: Any, robin: User) -> None:
    group = await robin.create_group("Vale", "supergroup")
    await robin.be_anonymous(group)
    await bot.updates()
    await bot.updates()
    await robin.send("/topics", group)
    message = (await bot.update())["message"]
    assert (message["sender_chat"]["id"], message["from"]["username"]) == (group, "GroupAnonymousBot")
    assert (await bot("getChatMember", chat_id=group, user_id=robin.id))["is_anonymous"] is True
    (owner,) = await bot("getChatAdministrators", chat_id=group)
    assert owner["is_anonymous"] is True
    assert (await bot("getChatMember", chat_id=group, user_id=message["from"]["id"]))["status"] == "left"
    await robin.be_anonymous(group, anonymous=False)
    await robin.send("/topics", group)
    assert (await bot.update())["message"]["from"]["id"] == robin.id


# forum topics


async def test_what_stands_in_a_topic_looks_like_a_reply_to_its_first_message(bot: Any, robin: User) -> None:
    forum = await robin.create_forum("Vale")
    await bot.updates()
    await bot.updates()
    harbour = await robin.open_topic(forum, "Harbour")
    opened = (await bot.update())["message"]
    assert (opened["message_thread_id"], opened["is_topic_message"]) == (harbour, True)
    asked = await robin.send("/topics", forum, thread=harbour)
    message = (await bot.update())["message"]
    assert message["message_thread_id"] == harbour
    assert message["reply_to_message"]["forum_topic_created"]["name"] == "Harbour"
    parameters = {"message_id": asked.id}
    answer = await bot("sendMessage", chat_id=forum, text="here", reply_parameters=parameters)
    assert (answer["message_thread_id"], answer["reply_to_message"]["message_id"]) == (harbour, asked.id)


async def test_a_chain_of_replies_is_a_thread_but_no_topic(bot: Any, robin: User) -> None:
    group = await robin.create_group("Vale", "supergroup")
    await bot.updates()
    await bot.updates()
    first = await robin.send("/topics", group)
    second = await robin.reply_to(first, "/latest")
    third = await robin.reply_to(second, "/search harbour")
    assert [message.raw.get("message_thread_id") for message in (first, second, third)] == [None, first.id, first.id]
    assert "is_topic_message" not in third.raw
    answer = await bot.refused("sendMessage", chat_id=group, text="x", message_thread_id=first.id)
    assert answer == "Bad Request: message thread not found"
    parameters = {"message_id": third.id}
    await bot("sendMessage", chat_id=group, text="x", reply_parameters=parameters)


async def test_a_closed_topic_is_for_who_may_manage_topics(bot: Any, robin: User, kim: User) -> None:
    forum = await robin.create_group("Vale", "supergroup", forum=True, members=[kim.id])
    harbour = await robin.open_topic(forum, "Harbour")
    sent = await bot("sendMessage", chat_id=forum, message_thread_id=harbour, text="x")
    await robin.close_topic(forum, harbour)
    there = {"chat_id": forum, "message_thread_id": harbour}
    assert await bot.refused("sendMessage", **there, text="x") == "Bad Request: TOPIC_CLOSED"
    assert await bot.refused("sendChatAction", **there, action="typing") == "Bad Request: TOPIC_CLOSED"
    replying = {"chat_id": forum, "reply_parameters": {"message_id": sent["message_id"]}}
    assert await bot.refused("sendMessage", **replying, text="x") == "Bad Request: TOPIC_CLOSED"
    await bot("editMessageText", chat_id=forum, message_id=sent["message_id"], text="still mine")
    with pytest.raises(RefusedError, match="topic is closed"):
        await kim.send("x", forum, thread=harbour)
    with pytest.raises(RefusedError, match="only admins"):
        await kim.reopen_topic(forum, harbour)
    await robin.promote(forum, bot.id, can_manage_topics=False)
    assert await bot.refused("sendMessage", **there, text="x") == "Bad Request: TOPIC_CLOSED"
    await robin.promote(forum, bot.id)
    await bot("sendMessage", **there, text="x")
    await robin.reopen_topic(forum, harbour)
    await kim.send("x", forum, thread=harbour)


async def test_a_topic_is_renamed_and_deleted(bot: Any, robin: User) -> None:
    forum = await robin.create_forum("Vale")
    harbour = await robin.open_topic(forum, "Harbour")
    await bot("sendMessage", chat_id=forum, message_thread_id=harbour, text="x")
    await bot.updates()
    await bot.updates()
    await robin.rename_topic(forum, harbour, "The port")
    renamed = (await bot.update())["message"]
    assert (renamed["forum_topic_edited"]["name"], renamed["message_thread_id"]) == ("The port", harbour)
    await robin.delete_topic(forum, harbour)
    assert await bot.updates() == []
    answer = await bot.refused("sendMessage", chat_id=forum, message_thread_id=harbour, text="x")
    assert answer == "Bad Request: message thread not found"
    assert [message.text for message in await robin.messages(forum) if message.text] == []


async def test_chat_actions_name_their_topic(bot: Any, robin: User) -> None:
    forum = await robin.create_forum("Vale")
    harbour = await robin.open_topic(forum, "Harbour")
    await bot("sendChatAction", chat_id=forum, message_thread_id=harbour, action="typing")
    assert (await robin.next_event("action"))["thread"] == harbour


# links and profiles


async def test_a_startgroup_link_brings_the_bot_with_its_parameter(bot: Any, robin: User) -> None:
    group = await robin.create_group("Vale", with_bot=False)
    await robin.follow("https://t.me/newsdigest_demo_bot?startgroup=topic_harbour", group)
    joined, welcome, started = await bot.updates()
    assert joined["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert welcome["message"]["new_chat_members"][0]["id"] == bot.id
    assert started["message"]["text"] == "/start@newsdigest_demo_bot topic_harbour"
    await robin.follow("https://t.me/newsdigest_demo_bot?startgroup=again", group)
    assert (await bot.update())["message"]["text"] == "/start@newsdigest_demo_bot again"


async def test_a_start_link_writes_to_the_bot(bot: Any, robin: User) -> None:
    await robin.follow("https://t.me/NewsDigest_demo_bot?start=topic_harbour")
    assert (await bot.update())["message"]["text"] == "/start topic_harbour"
    with pytest.raises(LookupError, match="no link to @newsdigest_demo_bot"):
        await robin.follow("https://t.me/other_bot?start=x")


async def test_the_menu_speaks_the_persons_language(bot: Any, robin: User) -> None:
    await bot("setMyCommands", commands=[{"command": "topics", "description": "Topics"}])
    portuguese = [{"command": "topics", "description": "Assuntos"}]
    await bot("setMyCommands", commands=portuguese, language_code="pt")
    assert await robin.commands() == {"topics": "Topics"}
    await robin.switch_language("pt-br")
    assert await robin.commands() == {"topics": "Assuntos"}
    await robin.send("/topics")
    assert (await bot.update())["message"]["from"]["language_code"] == "pt-br"


async def test_a_person_takes_another_name(bot: Any, robin: User) -> None:
    await robin.rename("<b>Robin", last_name="</i>", username="robin_2")
    await robin.send("hello")
    sender = (await bot.update())["message"]["from"]
    assert (sender["first_name"], sender["last_name"], sender["username"]) == ("<b>Robin", "</i>", "robin_2")


async def test_messages_are_deleted_by_their_authors_and_admins(bot: Any, robin: User, kim: User) -> None:
    group = await robin.create_group("Vale", "supergroup", members=[kim.id])
    mine, theirs = await robin.send("mine", group), await kim.send("theirs", group)
    with pytest.raises(RefusedError, match="can't be deleted"):
        await kim.delete(mine)
    await kim.delete(theirs)
    await robin.delete(mine)
    texts = [message.text for message in await robin.messages(group)]
    assert "mine" not in texts
    assert "theirs" not in texts
