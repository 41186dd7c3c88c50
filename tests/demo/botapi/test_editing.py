"""Edits in place."""

from typing import Any

from demo.botapi.client import User

KEYBOARD = {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}


async def test_an_edit_changes_the_text_and_drops_the_keyboard(bot: Any, reader: User, clock: Any) -> None:
    sent = await bot.say("one", reply_markup=KEYBOARD)
    clock.move(minutes=1)
    edited = await bot(
        "editMessageText", chat_id=reader.id, message_id=sent["message_id"], text="<i>two</i>", parse_mode="HTML"
    )
    assert edited["text"] == "two"
    assert edited["edit_date"] == sent["date"] + 60
    assert "reply_markup" not in edited
    assert (await reader.next_edit()).raw == edited


async def test_the_same_again_is_not_modified(bot: Any, reader: User) -> None:
    sent = await bot.say("one", reply_markup=KEYBOARD)
    same = {"chat_id": reader.id, "message_id": sent["message_id"], "reply_markup": KEYBOARD}
    reason = (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
        " as a current content and reply markup of the message"
    )
    assert await bot.refused("editMessageText", **same, text="one") == reason
    assert await bot.refused("editMessageReplyMarkup", **same) == reason
    await bot("editMessageText", **same | {"reply_markup": None}, text="one")


async def test_only_the_keyboard(bot: Any, reader: User) -> None:
    sent = await bot.say("one")
    edited = await bot(
        "editMessageReplyMarkup", chat_id=reader.id, message_id=sent["message_id"], reply_markup=KEYBOARD
    )
    assert (edited["text"], edited["reply_markup"]) == ("one", KEYBOARD)


async def test_edits_that_are_refused(bot: Any, reader: User) -> None:
    sent, theirs = await bot.say("one"), await reader.send("mine")
    here = {"chat_id": reader.id, "message_id": sent["message_id"]}
    cases = [
        ({**here, "message_id": 999, "text": "x"}, "message to edit not found"),
        ({**here, "message_id": theirs.id, "text": "x"}, "message can't be edited"),
        ({"chat_id": reader.id, "text": "x"}, "message identifier is not specified"),
        ({**here, "text": ""}, "message text is empty"),
        ({**here, "text": "x" * 4097}, "message is too long"),
        ({**here, "text": "x", "reply_markup": {"keyboard": [["x"]]}}, "inline keyboard expected"),
        ({"inline_message_id": "abc", "text": "x"}, "MESSAGE_ID_INVALID"),
    ]
    for arguments, reason in cases:
        assert await bot.refused("editMessageText", **arguments) == f"Bad Request: {reason}"
    answer = await bot.refused("editMessageCaption", **here, caption="x")
    assert answer == "Bad Request: there is no caption in the message to edit"


async def test_a_blocked_user_is_not_edited(bot: Any, reader: User) -> None:
    sent = await bot.say("one")
    await reader.block()
    answer = await bot.refused("editMessageText", chat_id=reader.id, message_id=sent["message_id"], text="x")
    assert answer == "Forbidden: bot was blocked by the user"


async def test_a_channel_post_is_edited_by_an_admin(bot: Any, robin: User) -> None:
    channel = await robin.create_group("Vale", "channel")
    sent = await bot("sendMessage", chat_id=channel, text="one")
    assert "from" not in sent
    edited = await bot("editMessageText", chat_id=channel, message_id=sent["message_id"], text="two")
    assert edited["sender_chat"]["id"] == channel
