"""What one person sees: their chats, the messages of one of them, and the bot's own card."""

from collections import Counter
from collections.abc import Mapping

from demo.botapi.methods.account import commands_for, described
from demo.botapi.records import MEMBERS, Chat, Message
from demo.botapi.shapes import Json
from demo.botapi.state import State


def chat_view(state: State, chat: Chat, viewer: int) -> Json:
    """The Chat's condition with `last_message`, `unread`, the viewer's `status` and the `pinned_message`."""
    last = max(chat.messages, default=0)
    seen = chat.read.get(viewer, 0)
    return state.condition(chat) | {
        "last_message": message_view(state, chat.messages[last], viewer) if last else None,
        "unread": sum(number > seen and message.sender != viewer for number, message in chat.messages.items()),
        "status": chat.status(viewer),
        "pinned_message": state.pinned(chat),
    }


def message_view(state: State, message: Message, viewer: int) -> Json:
    """The Message, with `"out": true` where the viewer wrote it and `reactions` where there are any."""
    return _as_seen(state.wire(message), message.reactions, viewer)


def event_view(data: Json, viewer: int) -> Json:
    """An event as one person gets it: their own messages marked, reactions counted."""
    if data["type"] in ("message", "edit"):
        reactions = data.get("reactions", {})
        rest = {name: value for name, value in data.items() if name != "reactions"}
        return rest | {"message": _as_seen(data["message"], reactions, viewer)}
    if data["type"] == "reaction":
        return data | {"reactions": _counted(data["reactions"], viewer)}
    return data


def _as_seen(wire: Json, reactions: Mapping[int, str], viewer: int) -> Json:
    seen = wire | ({"out": True} if wire.get("from", {}).get("id") == viewer else {})
    return seen | ({"reactions": _counted(reactions, viewer)} if reactions else {})


def _counted(reactions: Mapping[int, str], viewer: int) -> list[Json]:
    counts = Counter(reactions.values())
    chosen = reactions.get(viewer)
    return [{"emoji": emoji, "count": count, "chosen": emoji == chosen} for emoji, count in counts.items()]


def page_state(state: State, chat: Chat, viewer: int) -> Json:
    """The answer of `GET /user/state`; `events` is the number of the last event in it, where the stream goes on."""
    person = state.user(viewer)
    chats = [item for item in state.chats.values() if item.migrated_to is None and _in(item, viewer)]
    return {
        "me": state.me.wire(),
        "user": person.wire(),
        "chats": [chat_view(state, item, viewer) for item in sorted(chats, key=_latest, reverse=True)],
        "chat": chat_view(state, chat, viewer),
        "commands": commands_for(state, chat, viewer),
        "description": described(state.descriptions, person.language),
        "short_description": described(state.short_descriptions, person.language),
        "menu_button": chat.menu_button or state.menu_button,
        "messages": [message_view(state, chat.messages[number], viewer) for number in sorted(chat.messages)],
        "keyboard": chat.keyboard,
        "events": state.events.last,
    }


def _in(chat: Chat, viewer: int) -> bool:
    return chat.status(viewer) in MEMBERS


def _latest(chat: Chat) -> int:
    return max((message.date for message in chat.messages.values()), default=0)
