"""sendMessage and its kin: what arrives, and what is refused with Telegram's exact words."""

from typing import Any

import pytest

from demo.botapi.client import User


async def test_a_message_arrives_with_its_entities_and_buttons(bot: Any, reader: User) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Why?", "callback_data": "v1:why:1"}]]}
    sent = await bot.say("<b>Hello</b> #vale", parse_mode="HTML", reply_markup=keyboard)
    got = await reader.next_message()
    assert got.raw == sent
    assert got.text == "Hello #vale"
    assert got.entities == [
        {"type": "bold", "offset": 0, "length": 5},
        {"type": "hashtag", "offset": 6, "length": 5},
    ]
    assert got.buttons == ["Why?"]
    assert sent["chat"] == {"id": reader.id, "type": "private", "first_name": "Robin", "username": "robin"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "message text is empty"),
        (None, "message text is empty"),
        ("  \n ", "text must be non-empty"),
        ("x" * 4097, "message is too long"),
        ("x" * 32769, "text is too long"),
        ("<b>x", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("\ud800", "strings must be encoded in UTF-8"),
    ],
)
async def test_texts_that_are_refused(bot: Any, reader: User, text: str | None, reason: str) -> None:
    assert await bot.refused("sendMessage", chat_id=reader.id, text=text, parse_mode="HTML") == f"Bad Request: {reason}"


async def test_4096_characters_fit_and_more_utf16_units_are_noted(bot: Any, reader: User) -> None:
    assert len((await bot.say("x" * 4096))["text"]) == 4096
    assert not bot.api.state.violations
    await bot.say("😀" * 4096)
    assert bot.api.state.violations == {"over 4096 UTF-16 units": 1}


async def test_the_limit_counts_what_is_left_after_parsing(bot: Any, reader: User) -> None:
    assert len((await bot.say(f"<b>{'x' * 4096}</b>   ", parse_mode="HTML"))["text"]) == 4096


async def test_what_telegram_drops_in_silence_is_counted(bot: Any, reader: User) -> None:
    sent = await bot.say("".join(f"<b>{n}</b> " for n in range(101)), parse_mode="HTML")
    assert len(sent["entities"]) == 100
    await bot.say('<a href="http://localhost/x">x</a>', parse_mode="HTML")
    assert bot.api.state.violations == {
        "101 entities: only the first 100 are kept": 1,
        "link dropped: 'http://localhost/x'": 1,
    }


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        ({"text": "x", "callback_data": "x" * 65}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": "é" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "x"}, "text buttons are unallowed in the inline keyboard"),
        ({"text": "x", "callback_data": ""}, "text buttons are unallowed in the inline keyboard"),
        ({"text": " ", "callback_data": "x"}, "inline keyboard button text must be non-empty"),
        (
            {"text": "x", "url": "http://localhost"},
            "inline keyboard button URL 'http://localhost' is invalid: Wrong HTTP URL",
        ),
        ({"callback_data": "x"}, 'can\'t parse inline keyboard button: Field "text" must be of type String'),
        ("x", "can't parse inline keyboard button: expected an Object"),
    ],
)
async def test_buttons_that_are_refused(bot: Any, reader: User, button: object, reason: str) -> None:
    markup = {"inline_keyboard": [[button]]}
    answer = await bot.refused("sendMessage", chat_id=reader.id, text="x", reply_markup=markup)
    assert answer == f"Bad Request: {reason}"


async def test_64_bytes_of_callback_data_fit(bot: Any, reader: User) -> None:
    await bot.say(reply_markup={"inline_keyboard": [[{"text": "x", "callback_data": "é" * 32}]]})


async def test_an_inline_keyboard_has_at_most_a_hundred_buttons(bot: Any, reader: User) -> None:
    row = [{"text": "x", "callback_data": "x"}] * 8
    await bot.say(reply_markup={"inline_keyboard": [row] * 12})
    answer = await bot.refused("sendMessage", chat_id=reader.id, text="x", reply_markup={"inline_keyboard": [row] * 13})
    assert answer == "Bad Request: reply markup is too long"


@pytest.mark.parametrize("markup", ["{", '{"inline_keyboard": 1}', "[]", '{"x": 1}'])
async def test_a_broken_keyboard_is_refused(bot: Any, reader: User, markup: str) -> None:
    answer = await bot.refused("sendMessage", chat_id=reader.id, text="x", reply_markup=markup)
    assert answer.startswith("Bad Request: ")


async def test_a_reply_keyboard_stands_under_the_field_until_it_is_removed(bot: Any, reader: User) -> None:
    keyboard = {"keyboard": [["Yes", {"text": "No"}]], "resize_keyboard": True}
    sent = await bot.say("sure?", reply_markup=keyboard)
    assert "reply_markup" not in sent
    event = await reader.next_event("message", fits=lambda event: "keyboard" in event)
    expected = {"keyboard": [[{"text": "Yes"}, {"text": "No"}]], "resize_keyboard": True}
    assert event["keyboard"] == expected
    assert (await reader.state())["keyboard"] == expected
    await bot.say("thanks", reply_markup={"remove_keyboard": True})
    assert (await reader.next_event("message"))["keyboard"] is None
    assert (await reader.state())["keyboard"] is None


async def test_who_never_wrote_cannot_be_written_to(bot: Any, robin: User) -> None:
    answer = await bot.refused("sendMessage", chat_id=robin.id, text="x")
    assert answer == "Forbidden: bot can't initiate conversation with a user"


@pytest.mark.parametrize("chat", [999, -100999, "@nobody_here", "nobody"])
async def test_an_unknown_chat_is_not_found(bot: Any, chat: object) -> None:
    assert await bot.refused("sendMessage", chat_id=chat, text="x") == "Bad Request: chat not found"


async def test_a_chat_must_be_named(bot: Any) -> None:
    assert await bot.refused("sendMessage", text="x") == "Bad Request: chat_id is empty"


async def test_a_blocked_and_a_deactivated_user(bot: Any, reader: User) -> None:
    await reader.block()
    assert await bot.refused("sendMessage", chat_id=reader.id, text="x") == "Forbidden: bot was blocked by the user"
    await reader.unblock()
    await bot.say()
    await reader.deactivate()
    assert await bot.refused("sendMessage", chat_id=reader.id, text="x") == "Forbidden: user is deactivated"


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_a_bot_that_was_removed_or_has_left(bot: Any, robin: User, kind: str) -> None:
    chat = await robin.create_group("Vale", kind)
    await robin.remove_bot(chat)
    answer = await bot.refused("sendMessage", chat_id=chat, text="x")
    assert answer == f"Forbidden: bot was kicked from the {kind} chat"
    await robin.add_bot(chat)
    await bot("leaveChat", chat_id=chat)
    answer = await bot.refused("sendMessage", chat_id=chat, text="x")
    assert answer == f"Forbidden: bot is not a member of the {kind} chat"


async def test_a_bot_without_rights(bot: Any, robin: User) -> None:
    channel = await robin.create_group("Vale", "channel")
    await bot("sendMessage", chat_id=channel, text="as admin")
    await robin.promote(channel, bot.id, "member")
    answer = await bot.refused("sendMessage", chat_id=channel, text="x")
    assert answer == "Bad Request: need administrator rights in the channel chat"
    group = await robin.create_group("Vale", "supergroup")
    await robin.promote(group, bot.id, "restricted")
    answer = await bot.refused("sendMessage", chat_id=group, text="x")
    assert answer == "Bad Request: not enough rights to send text messages to the chat"


async def test_a_group_that_moved_names_its_new_id(bot: Any, robin: User) -> None:
    group = await robin.create_group("Vale")
    new = await robin.migrate(group)
    status, body = await bot.raw("sendMessage", chat_id=group, text="x")
    assert status == 400
    assert body == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": new},
    }
    await bot("sendMessage", chat_id=new, text="x")


async def test_replies(bot: Any, reader: User) -> None:
    mine = await reader.send("what is new?")
    sent = await bot.say("this", reply_parameters={"message_id": mine.id})
    assert sent["reply_to_message"]["text"] == "what is new?"
    legacy = await bot.say("and this", reply_to_message_id=sent["message_id"])
    assert legacy["reply_to_message"]["message_id"] == sent["message_id"]
    assert "reply_to_message" not in legacy["reply_to_message"]


async def test_a_reply_to_nothing(bot: Any, reader: User) -> None:
    gone = {"message_id": 999}
    answer = await bot.refused("sendMessage", chat_id=reader.id, text="x", reply_parameters=gone)
    assert answer == "Bad Request: message to be replied not found"
    sent = await bot.say(reply_parameters=gone | {"allow_sending_without_reply": True})
    assert "reply_to_message" not in sent


async def test_forum_topics(bot: Any, robin: User) -> None:
    forum = await robin.create_group("Vale", "supergroup", forum=True)
    thread = await robin.open_topic(forum, "Harbour")
    sent = await bot("sendMessage", chat_id=forum, text="x", message_thread_id=thread)
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (thread, True)
    reply = await bot("sendMessage", chat_id=forum, text="y", reply_parameters={"message_id": sent["message_id"]})
    assert reply["message_thread_id"] == thread
    answer = await bot.refused("sendMessage", chat_id=forum, text="x", message_thread_id=999)
    assert answer == "Bad Request: message thread not found"
    await robin.close_topic(forum, thread)
    answer = await bot.refused("sendMessage", chat_id=forum, text="x", message_thread_id=thread)
    assert answer == "Bad Request: TOPIC_CLOSED"
    await robin.promote(forum, bot.id)
    await bot("sendMessage", chat_id=forum, text="x", message_thread_id=thread)


async def test_link_previews_and_protection_are_told(bot: Any, reader: User) -> None:
    sent = await bot.say(link_preview_options={"is_disabled": True}, protect_content=True)
    assert sent["link_preview_options"] == {"is_disabled": True}
    assert sent["has_protected_content"] is True
    assert (await bot.say(disable_web_page_preview=True))["link_preview_options"] == {"is_disabled": True}


async def test_a_copy_carries_the_content_but_not_the_keyboard(bot: Any, reader: User, robin: User) -> None:
    keyboard = {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}
    sent = await bot.say("<b>news</b>", parse_mode="HTML", reply_markup=keyboard)
    copy = await bot("copyMessage", chat_id=reader.id, from_chat_id=reader.id, message_id=sent["message_id"])
    copied = (await reader.messages())[-1]
    assert copied.id == copy["message_id"]
    assert (copied.text, copied.entities, copied.buttons) == ("news", sent["entities"], [])
    answer = await bot.refused("copyMessage", chat_id=reader.id, from_chat_id=reader.id, message_id=999)
    assert answer == "Bad Request: message to copy not found"


async def test_a_service_message_is_not_copied(bot: Any, robin: User) -> None:
    group = await robin.create_group("Vale")
    (joined,) = await robin.messages(group)
    answer = await bot.refused("copyMessage", chat_id=group, from_chat_id=group, message_id=joined.id)
    assert answer == "Bad Request: message can't be copied"


async def test_chat_actions_are_seen(bot: Any, reader: User) -> None:
    await bot("sendChatAction", chat_id=reader.id, action="typing")
    assert await reader.next_event("action") == {
        "type": "action",
        "chat_id": reader.id,
        "action": "typing",
        "thread": None,
    }
    answer = await bot.refused("sendChatAction", chat_id=reader.id, action="dancing")
    assert answer == "Bad Request: wrong parameter action in request"


async def test_deleting(bot: Any, reader: User, clock: Any) -> None:
    sent = await bot.say()
    await bot("deleteMessage", chat_id=reader.id, message_id=sent["message_id"])
    event = await reader.next_event("delete")
    assert event == {"type": "delete", "chat_id": reader.id, "message_ids": [sent["message_id"]]}
    answer = await bot.refused("deleteMessage", chat_id=reader.id, message_id=sent["message_id"])
    assert answer == "Bad Request: message to delete not found"
    old = await bot.say()
    clock.move(hours=49)
    answer = await bot.refused("deleteMessage", chat_id=reader.id, message_id=old["message_id"])
    assert answer == "Bad Request: message can't be deleted for everyone"


async def test_deleting_what_others_wrote_in_a_group_takes_an_admin(bot: Any, robin: User) -> None:
    group = await robin.create_group("Vale", "supergroup")
    theirs = await robin.send("/spam", group)
    answer = await bot.refused("deleteMessage", chat_id=group, message_id=theirs.id)
    assert answer == "Bad Request: message can't be deleted for everyone"
    await robin.promote(group, bot.id)
    await bot("deleteMessage", chat_id=group, message_id=theirs.id)


async def test_deleting_several_skips_what_is_gone(bot: Any, reader: User) -> None:
    numbers = [(await bot.say())["message_id"] for _ in range(3)]
    await bot("deleteMessages", chat_id=reader.id, message_ids=[*numbers, 999])
    assert (await reader.next_event("delete"))["message_ids"] == numbers
    for wrong in ([], list(range(1, 102)), "x", None):
        answer = await bot.refused("deleteMessages", chat_id=reader.id, message_ids=wrong)
        assert answer.startswith("Bad Request: ")


async def test_pinning(bot: Any, reader: User) -> None:
    sent = await bot.say("keep this")
    await bot("pinChatMessage", chat_id=reader.id, message_id=sent["message_id"])
    assert (await reader.next_event("pin"))["message"]["text"] == "keep this"
    assert (await reader.next_message()).raw["pinned_message"]["text"] == "keep this"
    assert (await bot("getChat", chat_id=reader.id))["pinned_message"]["text"] == "keep this"
    assert (await reader.state())["chat"]["pinned_message"]["text"] == "keep this"
    await bot("unpinChatMessage", chat_id=reader.id)
    assert (await reader.next_event("pin"))["message"] is None
    answer = await bot.refused("pinChatMessage", chat_id=reader.id, message_id=999)
    assert answer == "Bad Request: message to pin not found"


async def test_pinning_in_a_group_takes_an_admin_and_a_deleted_pin_is_gone(bot: Any, robin: User) -> None:
    group = await robin.create_group("Vale", "supergroup")
    sent = await bot("sendMessage", chat_id=group, text="rules")
    answer = await bot.refused("pinChatMessage", chat_id=group, message_id=sent["message_id"])
    assert answer == "Bad Request: not enough rights to manage pinned messages in the chat"
    await robin.promote(group, bot.id)
    await bot("pinChatMessage", chat_id=group, message_id=sent["message_id"])
    await bot("deleteMessage", chat_id=group, message_id=sent["message_id"])
    assert (await robin.state(group))["chat"]["pinned_message"] is None


async def test_private_chats_share_a_sequence_and_supergroups_have_their_own(bot: Any, reader: User, kim: User) -> None:
    await kim.send("/start")
    first, second = await bot.say(), await bot("sendMessage", chat_id=kim.id, text="x")
    assert second["message_id"] == first["message_id"] + 1
    group = await reader.create_group("Vale", "supergroup")
    sent = await bot("sendMessage", chat_id=group, text="x")
    assert sent["message_id"] < first["message_id"]


async def test_a_mention_names_a_known_user_and_an_unknown_one_is_plain_text(bot: Any, reader: User) -> None:
    known = await bot.say(f'<a href="tg://user?id={reader.id}">you</a>', parse_mode="HTML")
    assert known["entities"][0]["user"]["first_name"] == "Robin"
    unknown = await bot.say('<a href="tg://user?id=5">who</a>', parse_mode="HTML")
    assert not unknown.get("entities")
