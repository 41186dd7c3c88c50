"""People write, edit and delete."""

from dataclasses import dataclass

from demo.botapi.acts.act import Act, bot_sees, check_member, check_writer, find
from demo.botapi.errors import bad_request
from demo.botapi.people import anonymous, may
from demo.botapi.records import ADMINS, Message
from demo.botapi.shapes import Json
from demo.botapi.text.format import MAX_CAPTION, MAX_TEXT, formatted


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in the chat a message goes: what it answers, which forum topic it is for, whether the chat itself speaks.

    A reply goes to its message's topic. `as_chat` None means: as the writer has it set, who may be an anonymous admin.
    """

    reply_to: int = 0
    thread: int = 0
    as_chat: bool | None = None


HERE = Place()


def send(act: Act, body: Json, place: Place = HERE, *, markup: Json | None = None, via_bot: bool = False) -> Message:
    """Write a message. Raises ApiError 400."""
    state, chat = act.state, act.chat
    if place.reply_to:
        replied = find(act, place.reply_to, "be replied")
        thread = place.thread or (replied.thread if replied.thread in chat.topics else 0) or 0
    else:
        thread = place.thread
    check_writer(act, thread=thread)
    as_chat = anonymous(chat, act.user) if place.as_chat is None else place.as_chat
    if as_chat and (chat.type == "private" or chat.status(act.user) not in ADMINS):
        raise bad_request("only a chat's admins speak as the chat")
    chat.started = True
    message = state.new_message(
        chat,
        None if as_chat or chat.type == "channel" else act.user,
        body,
        act.now,
        author=act.user,
        reply_to=place.reply_to or None,
        thread=thread or None,
        markup=markup,
        via_bot=via_bot,
    )
    chat.read[act.user] = message.id
    if bot_sees(state, chat, message):
        state.updates.add("channel_post" if chat.type == "channel" else "message", state.wire(message))
    return message


def text_body(source: str, *, parse_mode: str = "") -> Json:
    """What a typed text becomes; with a parse mode, what apps make of their Bold and Link buttons.

    Raises ApiError 400 for an empty or an overlong one.
    """
    text = formatted(source, parse_mode=parse_mode)
    if not text.text:
        raise bad_request("message text is empty")
    if len(text.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return text.wire("text", "entities")


def origin_body(act: Act, sender: int, *, hidden: bool) -> Json:
    """Where a forwarded message is from; without the sender's number where they hide it."""
    person = act.state.user(sender)
    when = {"date": int(act.now.timestamp())}
    if hidden:
        return {"forward_origin": {"type": "hidden_user", "sender_user_name": person.first_name, **when}}
    return {"forward_origin": {"type": "user", "sender_user": person.wire(), **when}}


def caption_body(source: str) -> Json:
    """What a typed caption becomes; an empty one is none. Raises ApiError 400 for an overlong one."""
    text = formatted(source)
    if len(text.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return text.wire("caption", "caption_entities")


def edit(act: Act, message_id: int, text: str) -> Message:
    """Edit one's own text."""
    check_writer(act)
    message = act.chat.messages.get(message_id)
    if message is None or message.author != act.user or "text" not in message.body:
        raise bad_request("message can't be edited")
    message.body = text_body(text)
    act.state.edited(act.chat, message, act.now)
    if bot_sees(act.state, act.chat, message):
        kind = "edited_channel_post" if act.chat.type == "channel" else "edited_message"
        act.state.updates.add(kind, act.state.wire(message))
    return message


def delete(act: Act, message_id: int) -> None:
    """Delete a message for everybody: in a private chat any, elsewhere one's own, an admin any. No bot hears of it."""
    check_member(act)
    message = find(act, message_id, "delete")
    own = message.author == act.user or act.chat.type == "private"
    if not own and not (act.chat.status(act.user) in ADMINS and may(act.chat, act.user, "can_delete_messages")):
        raise bad_request("message can't be deleted for everyone")
    act.state.delete(act.chat, [message_id])
