"""May the bot do this, in this chat? The refusals that a target can give, in Telegram's words."""

from demo.botapi.errors import bad_request, forbidden, not_served
from demo.botapi.people import may, may_write
from demo.botapi.records import MEMBERS, Chat, Message
from demo.botapi.shapes import Json
from demo.botapi.state import State


def known_chat(state: State, name: int | str) -> Chat:
    """The chat, whoever is in it. Raises ApiError 400 "chat not found", or where it has moved to."""
    chat = state.chat(name)
    if chat.migrated_to is not None:
        raise bad_request("group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": chat.migrated_to})
    return chat


def open_chat(state: State, name: int | str) -> Chat:
    """A chat the bot is in, or whose user has written to it. Raises ApiError 400 and 403."""
    chat = known_chat(state, name)
    status = chat.status(state.me.id)
    if chat.type == "private":
        if state.people[chat.id].deactivated:
            raise forbidden("user is deactivated")
        if status == "kicked":
            raise forbidden("bot was blocked by the user")
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
    elif status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.kind}")
    elif status not in MEMBERS:
        raise forbidden(f"bot is not a member of the {chat.kind}")
    return chat


def writable_chat(state: State, name: int | str, kind: str = "can_send_messages") -> Chat:
    """A chat the bot may send messages of a kind to now. Raises ApiError 400 and 403."""
    chat = open_chat(state, name)
    if not may_write(chat, state.me.id, kind):
        if chat.type == "channel":
            raise bad_request("need administrator rights in the channel chat")
        raise bad_request(f"not enough rights to send {_KINDS[kind]} to the chat")
    return chat


_KINDS = {
    "can_send_messages": "text messages",
    "can_send_photos": "photos",
    "can_send_documents": "documents",
}


def writable_thread(state: State, chat: Chat, thread: int) -> int | None:
    """The forum topic to write to, None for the chat itself. Raises ApiError 400."""
    if not thread:
        return None
    topic = chat.topics.get(thread)
    if topic is None:
        raise bad_request("message thread not found")
    if topic.closed and not may(chat, state.me.id, "can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")
    return thread


def replied_message(chat: Chat, parameters: Json | None) -> int | None:
    """The message that a ReplyParameters object names. Raises ApiError 400 "message to be replied not found"."""
    if not parameters:
        return None
    if parameters.get("quote") or parameters.get("chat_id", chat.id) not in (chat.id, str(chat.id)):
        raise not_served("replies with a quote, or to another chat's message")
    number = parameters.get("message_id")
    if isinstance(number, int) and number in chat.messages:
        return number
    if parameters.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def own_message(state: State, chat: Chat, number: int, doing: str) -> Message:
    """A message that the bot may edit. Raises ApiError 400 "message to `doing` not found" or "... can't be edited"."""
    if not number:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(number)
    if message is None:
        raise bad_request(f"message to {doing} not found")
    own = message.author == state.me.id and not message.via_bot
    if chat.type == "channel":
        own = may(chat, state.me.id, "can_post_messages" if own else "can_edit_messages")
    if not own:
        raise bad_request("message can't be edited")
    return message


def inline_message(state: State, inline_id: str) -> tuple[Chat, Message]:
    """A message that somebody sent as the bot's inline result. Raises ApiError 400 "MESSAGE_ID_INVALID"."""
    for chat in state.chats.values():
        for message in chat.messages.values():
            if message.inline_id == inline_id:
                return chat, message
    raise bad_request("MESSAGE_ID_INVALID")
