"""Taps, inline queries, reactions, and the bot's answers to them."""

from typing import Any

import pytest

from demo.botapi.client import RefusedError, User

KEYBOARD = {"inline_keyboard": [[{"text": "Harbour", "callback_data": "v1:topic:1"}, {"text": "Site", "url": "v.com"}]]}
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


async def test_a_tap_reaches_the_bot_and_its_answer_comes_back(bot: Any, reader: User) -> None:
    sent = await bot.say("topics", reply_markup=KEYBOARD)
    query_id = await reader.tap(await reader.next_message(), "harbour")
    query = (await bot.update())["callback_query"]
    assert (query["id"], query["data"], query["from"]["id"]) == (query_id, "v1:topic:1", reader.id)
    assert query["message"] == sent
    await bot("answerCallbackQuery", callback_query_id=query_id, text="Subscribed", show_alert=True)
    assert await reader.answer_to(query_id) == {
        "type": "answer",
        "query_id": query_id,
        "text": "Subscribed",
        "show_alert": True,
        "url": "",
    }


async def test_a_query_is_answered_once_and_in_time(bot: Any, reader: User, clock: Any) -> None:
    await bot.say("topics", reply_markup=KEYBOARD)
    message = await reader.next_message()
    query_id = await reader.tap(message, "Harbour")
    await bot("answerCallbackQuery", callback_query_id=query_id)
    assert await bot.refused("answerCallbackQuery", callback_query_id=query_id) == TOO_OLD
    assert await bot.refused("answerCallbackQuery", callback_query_id="1") == TOO_OLD
    late = await reader.tap(message, "Harbour")
    clock.move(minutes=16)
    assert await bot.refused("answerCallbackQuery", callback_query_id=late) == TOO_OLD


async def test_an_answer_has_at_most_200_characters(bot: Any, reader: User) -> None:
    await bot.say("topics", reply_markup=KEYBOARD)
    query_id = await reader.tap(await reader.next_message(), "Harbour")
    answer = await bot.refused("answerCallbackQuery", callback_query_id=query_id, text="x" * 201)
    assert answer == "Bad Request: MESSAGE_TOO_LONG"
    await bot("answerCallbackQuery", callback_query_id=query_id, text="x" * 200)


async def test_only_buttons_that_are_there_can_be_tapped_unless_forged(bot: Any, reader: User) -> None:
    await bot.say("topics", reply_markup=KEYBOARD)
    message = await reader.next_message()
    with pytest.raises(LookupError, match="Harbour"):
        await reader.tap(message, "Mountains")
    with pytest.raises(LookupError, match="without callback data"):
        await reader.tap(message, "Site")
    with pytest.raises(RefusedError, match="no such button"):
        await reader.tap_data(message, "v1:topic:2", forged=False)
    await bot.updates()
    await reader.tap_data(message, "v1:topic:2")
    assert (await bot.update())["callback_query"]["data"] == "v1:topic:2"


async def test_reactions_go_both_ways(bot: Any, reader: User) -> None:
    await bot.updates(allowed_updates=["message_reaction"])
    sent = await bot.say("news")
    message = await reader.next_message()
    await reader.react(message, "🔥")
    assert (await reader.next_event("reaction"))["reactions"] == [{"emoji": "🔥", "count": 1, "chosen": True}]
    update = (await bot.update())["message_reaction"]
    assert (update["old_reaction"], update["new_reaction"]) == ([], [{"type": "emoji", "emoji": "🔥"}])
    mine = {"chat_id": reader.id, "message_id": sent["message_id"]}
    await bot("setMessageReaction", **mine, reaction=[{"type": "emoji", "emoji": "👍"}])
    event = await reader.next_event("reaction")
    assert event["reactions"] == [
        {"emoji": "🔥", "count": 1, "chosen": True},
        {"emoji": "👍", "count": 1, "chosen": False},
    ]
    await reader.react(message, "")
    assert (await bot.update())["message_reaction"]["new_reaction"] == []
    await bot("setMessageReaction", **mine, reaction=[])
    (seen,) = [message for message in await reader.messages() if message.id == sent["message_id"]]
    assert "reactions" not in seen.raw


async def test_reactions_that_are_refused(bot: Any, reader: User) -> None:
    sent = await bot.say("news")
    mine = {"chat_id": reader.id, "message_id": sent["message_id"]}
    cat = [{"type": "emoji", "emoji": "🐈"}]
    thumb = [{"type": "emoji", "emoji": "👍"}]
    assert await bot.refused("setMessageReaction", **mine, reaction=cat) == "Bad Request: REACTION_INVALID"
    assert await bot.refused("setMessageReaction", **mine, reaction=thumb * 2) == "Bad Request: REACTIONS_TOO_MANY"
    answer = await bot.refused("setMessageReaction", **mine | {"message_id": 999}, reaction=thumb)
    assert answer == "Bad Request: message to react not found"


async def test_reactions_come_only_to_who_asked_for_them(bot: Any, reader: User) -> None:
    await bot.say("news")
    await reader.react(await reader.next_message(), "🔥")
    assert await bot.updates() == []


async def test_in_groups_only_an_admin_bot_hears_who_reacts(bot: Any, robin: User, kim: User) -> None:
    await bot.updates(allowed_updates=["message_reaction"])
    group = await robin.create_group("Vale", "supergroup", members=[kim.id])
    sent = await bot("sendMessage", chat_id=group, text="news")
    message = next(message for message in await kim.messages(group) if message.id == sent["message_id"])
    await kim.react(message, "👎")
    assert await bot.updates() == []
    await robin.promote(group, bot.id)
    await kim.react(message, "👍")
    change = (await bot.update())["message_reaction"]
    assert (change["user"]["id"], change["chat"]["id"]) == (kim.id, group)
    assert [kind["emoji"] for kind in change["old_reaction"] + change["new_reaction"]] == ["👎", "👍"]
    await robin.be_anonymous(group)
    await robin.react(message, "🔥")
    change = (await bot.update())["message_reaction"]
    assert change["actor_chat"]["id"] == group
    assert "user" not in change


async def test_a_channel_counts_reactions_and_names_nobody(bot: Any, robin: User, kim: User) -> None:
    await bot.updates(allowed_updates=["message_reaction", "message_reaction_count"])
    channel = await robin.create_channel("Vale", members=[kim.id])
    sent = await bot("sendMessage", chat_id=channel, text="news")
    (message,) = [message for message in await kim.messages(channel) if message.id == sent["message_id"]]
    await kim.react(message, "👍")
    counts = (await bot.update())["message_reaction_count"]
    assert counts["reactions"] == [{"type": {"type": "emoji", "emoji": "👍"}, "total_count": 1}]
    with pytest.raises(RefusedError, match="REACTION_INVALID"):
        await kim.react(message, "🐈")


async def test_a_subscriber_of_a_channel_taps_but_does_not_write(bot: Any, robin: User, kim: User) -> None:
    channel = await robin.create_channel("Vale", members=[kim.id])
    await bot("sendMessage", chat_id=channel, text="topics", reply_markup=KEYBOARD)
    await bot.updates()
    await bot.updates()
    await kim.tap(await kim.next_message(chat=channel), "Harbour")
    assert (await bot.update())["callback_query"]["from"]["id"] == kim.id
    with pytest.raises(RefusedError, match="only admins write"):
        await kim.send("hello", channel)


async def test_a_tap_on_a_deleted_message_comes_with_what_is_left_of_it(bot: Any, reader: User) -> None:
    await bot.say("topics", reply_markup=KEYBOARD)
    message = await reader.next_message()
    await reader.delete(message)
    await reader.tap_data(message, "v1:topic:1")
    query = (await bot.update())["callback_query"]
    assert query["message"] == {"chat": query["message"]["chat"], "message_id": message.id, "date": 0}
    answer = await bot.refused("editMessageText", chat_id=reader.id, message_id=message.id, text="x")
    assert answer == "Bad Request: message to edit not found"
    with pytest.raises(RefusedError, match="not found"):
        await reader.tap(message, "Harbour")
