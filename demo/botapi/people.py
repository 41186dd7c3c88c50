"""Who is what in a chat, and the updates when that changes."""

from datetime import datetime

from demo.botapi.records import ADMINS, Chat
from demo.botapi.shapes import Json
from demo.botapi.state import State

_GROUP_RIGHTS = (
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


def member_wire(state: State, chat: Chat, user: int, status: str | None = None) -> Json:
    """The ChatMember object of a user, or the one they would be with `status`."""
    status = status or chat.status(user)
    member: Json = {"status": status, "user": state.user(user).wire()}
    if status == "creator":
        member["is_anonymous"] = False
    elif status == "administrator":
        member |= {"can_be_edited": False, "is_anonymous": False} | dict.fromkeys(_GROUP_RIGHTS, True)
        if chat.type == "channel":
            member |= {"can_post_messages": True, "can_edit_messages": True}
        else:
            member |= {"can_pin_messages": True, "can_manage_topics": chat.forum}
    elif status == "restricted":
        member |= {"is_member": True, "until_date": 0} | dict.fromkeys(_RESTRICTIONS, False)
    elif status == "kicked":
        member["until_date"] = 0
    return member


def move(state: State, chat: Chat, user: int, status: str, *, by: int, now: datetime) -> None:
    """Give a user another status; the bot learns of its own always, of others' where it is an admin."""
    before = chat.status(user)
    if before == status:
        return
    change = {
        "chat": state.chat_wire(chat),
        "from": state.user(by).wire(),
        "date": int(now.timestamp()),
        "old_chat_member": member_wire(state, chat, user, before),
        "new_chat_member": member_wire(state, chat, user, status),
    }
    chat.members[user] = status
    if user == state.me.id:
        state.updates.add("my_chat_member", change)
    elif chat.status(state.me.id) in ADMINS:
        state.updates.add("chat_member", change)
    state.tell_chat(chat, also=[user] if user in state.people else [])
