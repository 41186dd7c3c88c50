"""Who is what in a chat, what they may do there, and the updates when that changes.

`Chat.rights` holds what differs from the usual: the usual admin may do everything and signs their messages, the usual
restricted person may do nothing. `Chat.permissions` holds what a group keeps from its members.
"""

from collections.abc import Mapping
from datetime import datetime

from demo.botapi.errors import bad_request
from demo.botapi.records import Chat
from demo.botapi.shapes import Json
from demo.botapi.state import State

_ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
_CHANNEL_RIGHTS = ("can_post_messages", "can_edit_messages")
_GROUP_RIGHTS = ("can_pin_messages", "can_manage_topics")
PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
"""What a group lets its members do."""

_RESTRICTIONS = (*PERMISSIONS, "can_react_to_messages", "can_edit_tag")

KNOWN_RIGHTS = frozenset((*_ADMIN_RIGHTS, *_CHANNEL_RIGHTS, *_GROUP_RIGHTS, *_RESTRICTIONS, "is_anonymous"))


def member_wire(state: State, chat: Chat, user: int) -> Json:
    """The ChatMember object of a user."""
    status, rights = chat.status(user), chat.rights.get(user, {})
    member: Json = {"status": status, "user": state.user(user).wire()}
    if status == "creator":
        member["is_anonymous"] = rights.get("is_anonymous", False)
    elif status == "administrator":
        usual = dict.fromkeys(_ADMIN_RIGHTS, True) | {"can_be_edited": False, "is_anonymous": False}
        if chat.type == "channel":
            usual |= dict.fromkeys(_CHANNEL_RIGHTS, True)
        else:
            usual |= {"can_pin_messages": True, "can_manage_topics": chat.forum}
        member |= usual | {name: rights[name] for name in usual if name in rights}
    elif status == "restricted":
        member |= {"is_member": True, "until_date": 0} | {name: rights.get(name, False) for name in _RESTRICTIONS}
    elif status == "kicked":
        member["until_date"] = 0
    return member


def may(chat: Chat, user: int, right: str) -> bool:
    """Whether the user is an admin with this right."""
    status = chat.status(user)
    return status == "creator" or (status == "administrator" and chat.rights.get(user, {}).get(right, True))


def may_write(chat: Chat, user: int, kind: str = "can_send_messages") -> bool:
    """Whether the user may send messages of this kind; in a channel that is an admin's right."""
    if chat.type == "private":
        return True
    if chat.type == "channel":
        return may(chat, user, "can_post_messages")
    match chat.status(user):
        case "creator" | "administrator":
            return True
        case "restricted":
            return chat.rights.get(user, {}).get(kind, False) and chat.permissions.get(kind, True)
        case _:
            return chat.permissions.get(kind, True)


def anonymous(chat: Chat, user: int) -> bool:
    """Whether the user is an admin who speaks as the chat."""
    admin = chat.status(user) in ("creator", "administrator")
    return admin and chat.type == "supergroup" and chat.rights.get(user, {}).get("is_anonymous", False)


def check_rights(rights: Mapping[str, object]) -> None:
    """Raises ApiError 400 for a name that is no right."""
    for name, given in rights.items():
        if name not in KNOWN_RIGHTS:
            raise bad_request(f"there is no right {name!r}")
        if not isinstance(given, bool):
            raise bad_request(f"the right {name} must be true or false")


def move(
    state: State,
    chat: Chat,
    user: int,
    status: str,
    *,
    by: int,
    now: datetime,
    rights: Mapping[str, bool] | None = None,
) -> None:
    """Give a user another status or other rights; the bot learns of its own always, of others' where it is an admin."""
    kept = {name: given for name, given in chat.rights.get(user, {}).items() if name == "is_anonymous"}
    wanted = kept if rights is None else dict(rights)
    old = member_wire(state, chat, user)
    chat.members[user] = status
    chat.rights.pop(user, None)
    if wanted:
        chat.rights[user] = wanted
    new = member_wire(state, chat, user)
    if new == old:
        return
    change = {
        "chat": state.chat_wire(chat),
        "from": state.user(by).wire(),
        "date": int(now.timestamp()),
        "old_chat_member": old,
        "new_chat_member": new,
    }
    if user == state.me.id:
        state.updates.add("my_chat_member", change)
    elif may(chat, state.me.id, "can_manage_chat"):
        state.updates.add("chat_member", change)
    state.tell_chat(chat, also=[user] if user in state.people else [])
