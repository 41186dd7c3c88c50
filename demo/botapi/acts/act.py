"""Who does something, where and when; who may; and what of it the bot hears."""

from dataclasses import dataclass
from datetime import datetime

from demo.botapi.errors import bad_request
from demo.botapi.people import may, may_write
from demo.botapi.records import ADMINS, MEMBERS, Chat, Message
from demo.botapi.state import State


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something, where and when."""

    state: State
    chat: Chat
    user: int
    now: datetime


def check_member(act: Act) -> None:
    """Raises ApiError 400 for who is not in the chat, and so sees nothing of it."""
    if act.state.user(act.user).deactivated:
        raise bad_request("this account was deactivated")
    if act.chat.status(act.user) not in MEMBERS:
        raise bad_request("the user is not in this chat")


def check_writer(act: Act, *, thread: int = 0) -> None:
    """Raises ApiError 400 for who may not write to the chat, or to its topic `thread`."""
    check_member(act)
    chat = act.chat
    if chat.type == "private" and act.state.blocked(chat):
        raise bad_request("the bot is blocked; unblock it first")
    if chat.type == "channel" and chat.status(act.user) not in ADMINS:
        raise bad_request("only admins write to a channel")
    if not may_write(chat, act.user):
        raise bad_request("this user may not write to the chat")
    if thread and thread not in chat.topics:
        raise bad_request("message thread not found")
    if thread and chat.topics[thread].closed and not may(chat, act.user, "can_manage_topics"):
        raise bad_request("the topic is closed")


def check_admin(act: Act, doing: str) -> None:
    """Raises ApiError 400 for who is no admin of the chat."""
    check_member(act)
    if act.chat.status(act.user) not in ADMINS:
        raise bad_request(f"only admins {doing}")


def find(act: Act, number: int, doing: str) -> Message:
    """A message of the chat. Raises ApiError 400 "message to `doing` not found"."""
    message = act.chat.messages.get(number)
    if message is None:
        raise bad_request(f"message to {doing} not found")
    return message


def bot_sees(state: State, chat: Chat, message: Message) -> bool:
    """Privacy mode: in groups a bot that is no admin sees commands, mentions, replies to it and what was sent with it.

    https://core.telegram.org/bots/features#privacy-mode
    """
    if state.blocked(chat):
        return False
    if chat.type in ("private", "channel") or chat.status(state.me.id) in ADMINS or message.via_bot:
        return True
    replied = chat.messages.get(message.reply_to or 0)
    if replied and replied.author == state.me.id:
        return True
    text = str(message.body.get("text", message.body.get("caption", "")))
    if text.startswith("/"):
        addressee = text.split(maxsplit=1)[0].partition("@")[2]
        return not addressee or addressee.lower() == state.me.username.lower()
    return f"@{state.me.username}".lower() in text.lower()
