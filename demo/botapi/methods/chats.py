"""getChat, getChatMember, getChatAdministrators, leaveChat."""

from demo.botapi.errors import bad_request
from demo.botapi.methods.call import Call
from demo.botapi.people import PERMISSIONS, member_wire, move
from demo.botapi.records import ADMINS, MEMBERS
from demo.botapi.shapes import Json
from demo.botapi.state import ANONYMOUS_ADMIN
from demo.botapi.targets import known_chat, open_chat


def get_chat(call: Call) -> object:
    """https://core.telegram.org/bots/api#getchat"""
    chat = known_chat(call.state, call.args.chat())
    if chat.type != "private":
        chat = open_chat(call.state, chat.id)
    full: Json = call.state.chat_wire(chat) | {
        "accent_color_id": chat.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
        ),
    }
    if chat.pinned:
        full["pinned_message"] = call.state.pinned(chat)
    if chat.type in ("group", "supergroup"):
        full["permissions"] = dict.fromkeys(PERMISSIONS, True) | chat.permissions
    return full


def get_chat_member(call: Call) -> object:
    """https://core.telegram.org/bots/api#getchatmember; whoever was never there has left."""
    chat = open_chat(call.state, call.args.chat())
    user = call.args.integer("user_id")
    if user not in call.state.people and user not in (call.state.me.id, ANONYMOUS_ADMIN.id):
        raise bad_request("PARTICIPANT_ID_INVALID")
    return member_wire(call.state, chat, user)


def get_chat_administrators(call: Call) -> object:
    """https://core.telegram.org/bots/api#getchatadministrators; bots other than this one are left out."""
    chat = open_chat(call.state, call.args.chat())
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    return [member_wire(call.state, chat, user) for user, status in chat.members.items() if status in ADMINS]


def get_chat_member_count(call: Call) -> object:
    """https://core.telegram.org/bots/api#getchatmembercount"""
    chat = open_chat(call.state, call.args.chat())
    return sum(status in MEMBERS for status in chat.members.values())


def leave_chat(call: Call) -> object:
    """https://core.telegram.org/bots/api#leavechat"""
    chat = open_chat(call.state, call.args.chat())
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    me = call.state.me
    if chat.type != "channel":
        call.state.new_message(chat, me.id, {"left_chat_member": me.wire()}, call.now, author=me.id)
    move(call.state, chat, me.id, "left", by=me.id, now=call.now, rights={})
    return True
