"""May the bot do this, in this chat? The refusals that a target can give, in Telegram's words."""

from demo.botapi.errors import bad_request, forbidden
from demo.botapi.records import ADMINS, MEMBERS, Chat, Message
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


def writable_chat(state: State, name: int | str) -> Chat:
    """A chat the bot may write to now. Raises ApiError 400 and 403."""
    chat = open_chat(state, name)
    status = chat.status(state.me.id)
    if chat.type == "channel" and status not in ADMINS:
        raise bad_request("need administrator rights in the channel chat")
    if status == "restricted":
        raise bad_request("not enough rights to send text messages to the chat")
    return chat


def writable_thread(state: State, chat: Chat, thread: int) -> int | None:
    """The forum topic to write to, None for the chat itself. Raises ApiError 400."""
    if not thread:
        return None
    topic = chat.topics.get(thread)
    if topic is None:
        raise bad_request("message thread not found")
    if topic.closed and chat.status(state.me.id) not in ADMINS:
        raise bad_request("TOPIC_CLOSED")
    return thread


def replied_message(chat: Chat, parameters: Json | None) -> int | None:
    """The message that a ReplyParameters object names. Raises ApiError 400 "message to be replied not found"."""
    if not parameters:
        return None
    number = parameters.get("message_id")
    if isinstance(number, int) and number in chat.messages:
        return number
    if parameters.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def own_message(state: State, chat: Chat, number: int, doing: str) -> Message:
    """A message of the bot's. Raises ApiError 400 "message to `doing` not found" or "message can't be edited"."""
    if not number:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(number)
    if message is None:
        raise bad_request(f"message to {doing} not found")
    channel_post = chat.type == "channel" and message.sender is None
    if message.sender != state.me.id and not (channel_post and chat.status(state.me.id) in ADMINS):
        raise bad_request("message can't be edited")
    return message
