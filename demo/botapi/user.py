"""What people do: write, tap, react, block, make groups. Each act changes the state and tells the bot of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from demo.botapi.errors import bad_request
from demo.botapi.markup import callback_data
from demo.botapi.people import move
from demo.botapi.records import ADMINS, MEMBERS, Chat, Message, Query, Topic
from demo.botapi.shapes import Json
from demo.botapi.state import State
from demo.botapi.text.format import MAX_CAPTION, MAX_TEXT, formatted


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something, where and when."""

    state: State
    chat: Chat
    user: int
    now: datetime


def send(act: Act, body: Json, *, reply_to: int = 0, thread: int = 0, as_chat: bool = False) -> Message:
    """Write a message; `as_chat` speaks as the chat itself, as an anonymous admin does. Raises ApiError 400."""
    state, chat = act.state, act.chat
    _check_member(act)
    if as_chat and (chat.type == "private" or chat.status(act.user) not in ADMINS):
        raise bad_request("only a chat's admins speak as the chat")
    if reply_to and reply_to not in chat.messages:
        raise bad_request("message to be replied not found")
    if thread and thread not in chat.topics:
        raise bad_request("message thread not found")
    chat.started = True
    sender = None if as_chat or chat.type == "channel" else act.user
    message = state.new_message(chat, sender, body, act.now, reply_to=reply_to or None, thread=thread or None)
    chat.read[act.user] = message.id
    if _bot_sees(state, chat, message):
        state.updates.add("channel_post" if chat.type == "channel" else "message", state.wire(message))
    return message


def text_body(source: str) -> Json:
    """What a typed text becomes. Raises ApiError 400 for an empty or an overlong one."""
    text = formatted(source)
    if not text.text:
        raise bad_request("message text is empty")
    if len(text.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return text.wire("text", "entities")


def caption_body(source: str) -> Json:
    """What a typed caption becomes; an empty one is none. Raises ApiError 400 for an overlong one."""
    text = formatted(source)
    if len(text.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return text.wire("caption", "caption_entities")


def _check_member(act: Act) -> None:
    if act.state.user(act.user).deactivated:
        raise bad_request("this account was deactivated")
    if act.chat.status(act.user) not in MEMBERS:
        raise bad_request("the user is not in this chat")
    if act.chat.type == "private" and act.state.blocked(act.chat):
        raise bad_request("the bot is blocked; unblock it first")
    if act.chat.type == "channel" and act.chat.status(act.user) not in ADMINS:
        raise bad_request("only admins write to a channel")


def _bot_sees(state: State, chat: Chat, message: Message) -> bool:
    """Privacy mode: in groups a bot that is no admin sees commands, mentions, replies to it and service messages.

    https://core.telegram.org/bots/features#privacy-mode
    """
    if state.blocked(chat):
        return False
    if chat.type in ("private", "channel") or chat.status(state.me.id) in ADMINS:
        return True
    replied = chat.messages.get(message.reply_to or 0)
    if replied and replied.sender == state.me.id:
        return True
    text = str(message.body.get("text", message.body.get("caption", "")))
    if text.startswith("/"):
        addressee = text.split(maxsplit=1)[0].partition("@")[2]
        return not addressee or addressee.lower() == state.me.username.lower()
    return f"@{state.me.username}".lower() in text.lower()


def tap(act: Act, message_id: int, data: str, *, forged: bool = False) -> str:
    """Tap an inline button; the query's id. `forged` data needs no such button, as a changed client would send it."""
    _check_member(act)
    state, message = act.state, act.chat.messages.get(message_id)
    if message is None:
        raise bad_request("message to tap not found")
    if not forged and data not in callback_data(message.markup):
        raise bad_request("the message has no such button")
    query = Query(
        id=str(4_000_000_000_000_000_000 + state.serial()),
        user=act.user,
        date=int(act.now.timestamp()),
        chat=act.chat.id,
    )
    state.queries[query.id] = query
    state.updates.add(
        "callback_query",
        {
            "id": query.id,
            "from": state.user(act.user).wire(),
            "message": state.wire(message),
            "chat_instance": str(7_000_000_000_000 + act.chat.id),
            "data": data,
        },
    )
    return query.id


def ask_inline(act: Act, text: str, offset: str = "") -> str:
    """Type an inline query; its id, under which `State.queries` gets the answer."""
    state = act.state
    query = Query(id=str(5_000_000_000_000_000_000 + state.serial()), user=act.user, date=int(act.now.timestamp()))
    state.queries[query.id] = query
    content = {
        "id": query.id,
        "from": state.user(act.user).wire(),
        "query": text,
        "offset": offset,
        "chat_type": "sender" if act.chat.type == "private" else act.chat.type,
    }
    state.updates.add("inline_query", content)
    return query.id


def react(act: Act, message_id: int, emoji: str) -> None:
    """Set or, with "", take back one's reaction; the bot hears of it where it asked and may."""
    _check_member(act)
    state, chat, message = act.state, act.chat, act.chat.messages.get(message_id)
    if message is None:
        raise bad_request("message to react not found")
    before = message.reactions.pop(act.user, "")
    if emoji:
        message.reactions[act.user] = emoji
    state.tell_reactions(chat, message)
    if chat.type == "private" or chat.status(state.me.id) in ADMINS:
        change = {
            "chat": state.chat_wire(chat),
            "message_id": message_id,
            "user": state.user(act.user).wire(),
            "date": int(act.now.timestamp()),
            "old_reaction": [{"type": "emoji", "emoji": before}] if before else [],
            "new_reaction": [{"type": "emoji", "emoji": emoji}] if emoji else [],
        }
        state.updates.add("message_reaction", change)


def edit(act: Act, message_id: int, text: str) -> Message:
    """Edit one's own text."""
    _check_member(act)
    message = act.chat.messages.get(message_id)
    if message is None or message.sender != act.user or "text" not in message.body:
        raise bad_request("message can't be edited")
    message.body = text_body(text)
    act.state.edited(act.chat, message, act.now)
    if _bot_sees(act.state, act.chat, message):
        act.state.updates.add("edited_message", act.state.wire(message))
    return message


def set_blocked(act: Act, *, blocked: bool) -> None:
    """Block the bot in one's private chat, or let it write again."""
    chat = act.state.chats[act.user]
    move(act.state, chat, act.state.me.id, "kicked" if blocked else "member", by=act.user, now=act.now)


def create_group(act: Act, title: str, kind: str, *, forum: bool = False, members: Iterable[int] = ()) -> Chat:
    """Make a group, supergroup or channel and add the bot; in a channel it becomes an admin, as bots must."""
    state = act.state
    if kind not in ("group", "supergroup", "channel"):
        raise bad_request(f"type is {kind!r}; it can be group, supergroup or channel")
    if not title.strip():
        raise bad_request("title is empty")
    if forum and kind != "supergroup":
        raise bad_request("only a supergroup can be a forum")
    chat = Chat(id=_new_chat_id(state, kind), type=kind, title=title.strip(), forum=forum)
    chat.members = {act.user: "creator"} | {state.user(member).id: "member" for member in members if member != act.user}
    state.chats[chat.id] = chat
    state.tell_chat(chat)
    add_bot(replace(act, chat=chat))
    return chat


def add_bot(act: Act) -> None:
    """Add the bot, or bring it back."""
    status = "administrator" if act.chat.type == "channel" else "member"
    move(act.state, act.chat, act.state.me.id, status, by=act.user, now=act.now)
    if act.chat.type != "channel":
        _service(act, {"new_chat_members": [act.state.me.wire()]})


def remove_bot(act: Act) -> None:
    """Take the bot out of a group or channel."""
    if act.chat.type == "private":
        raise bad_request("the bot can be blocked in a private chat, not removed")
    if act.chat.type != "channel":
        _service(act, {"left_chat_member": act.state.me.wire()})
    move(act.state, act.chat, act.state.me.id, "kicked", by=act.user, now=act.now)


def promote(act: Act, user: int, status: str) -> None:
    """Give a user, or the bot, another status in a group or channel."""
    if status not in (*MEMBERS, "left", "kicked"):
        raise bad_request(f"status is {status!r}; it can be one of {', '.join((*MEMBERS, 'left', 'kicked'))}")
    if act.chat.type == "private":
        raise bad_request("a private chat has no admins")
    move(act.state, act.chat, act.state.user(user).id, status, by=act.user, now=act.now)


def migrate(act: Act) -> Chat:
    """Turn a basic group into a supergroup, with a new id; the old one answers with it from now on."""
    state, chat = act.state, act.chat
    if chat.type != "group" or chat.migrated_to is not None:
        raise bad_request("only a group that has not moved yet becomes a supergroup")
    new = Chat(id=_new_chat_id(state, "supergroup"), type="supergroup", title=chat.title, members=dict(chat.members))
    state.chats[new.id] = new
    _service(act, {"migrate_to_chat_id": new.id})
    chat.migrated_to = new.id
    state.tell_chat(new)
    _service(replace(act, chat=new), {"migrate_from_chat_id": chat.id})
    return new


def open_topic(act: Act, name: str) -> Topic:
    """Open a topic in a forum."""
    if not act.chat.forum:
        raise bad_request("the chat is not a forum")
    message = _service(act, {"forum_topic_created": {"name": name, "icon_color": 7322096}})
    topic = Topic(id=message.id, name=name)
    message.thread = topic.id
    act.chat.topics[topic.id] = topic
    return topic


def close_topic(act: Act, thread: int, *, closed: bool = True) -> None:
    """Close a forum topic, or open it again."""
    if thread not in act.chat.topics:
        raise bad_request("message thread not found")
    act.chat.topics[thread].closed = closed
    _service(act, {"forum_topic_closed" if closed else "forum_topic_reopened": {}}, thread=thread)


def mark_read(act: Act) -> None:
    act.chat.read[act.user] = max(act.chat.messages, default=0)


def _service(act: Act, body: Json, *, thread: int | None = None) -> Message:
    message = act.state.new_message(act.chat, act.user, body, act.now, thread=thread)
    if not act.state.blocked(act.chat):
        act.state.updates.add("message", act.state.wire(message))
    return message


def _new_chat_id(state: State, kind: str) -> int:
    number = 5_000_000 + state.serial()
    return -number if kind == "group" else -1_000_000_000_000 - number
