"""People make groups and channels, bring others and the bot in, and say who may do what."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from demo.botapi.acts.act import Act, check_admin, check_member
from demo.botapi.acts.service import service
from demo.botapi.acts.writing import Place, send, text_body
from demo.botapi.errors import bad_request
from demo.botapi.people import PERMISSIONS, check_rights, move
from demo.botapi.records import MEMBERS, Chat, Message
from demo.botapi.state import State

KINDS = ("group", "supergroup", "channel")
STATUSES = (*MEMBERS, "left", "kicked")


def set_blocked(act: Act, *, blocked: bool) -> None:
    """Block the bot in one's private chat, or let it write again."""
    chat = act.state.chats[act.user]
    move(act.state, chat, act.state.me.id, "kicked" if blocked else "member", by=act.user, now=act.now)


def create_group(
    act: Act, title: str, kind: str, *, forum: bool = False, members: Iterable[int] = (), bot: bool = True
) -> Chat:
    """Make a group, supergroup or channel, with the `bot` or without; a channel makes it an admin, as bots must be."""
    state = act.state
    if kind not in KINDS:
        raise bad_request(f"type is {kind!r}; it can be group, supergroup or channel")
    if not title.strip():
        raise bad_request("title is empty")
    if forum and kind != "supergroup":
        raise bad_request("only a supergroup can be a forum")
    chat = Chat(id=_new_chat_id(state, kind), type=kind, title=title.strip(), forum=forum)
    chat.members = {act.user: "creator"} | {state.user(member).id: "member" for member in members if member != act.user}
    state.chats[chat.id] = chat
    state.tell_chat(chat)
    if bot:
        add_bot(replace(act, chat=chat))
    return chat


def add_bot(act: Act) -> None:
    """Add the bot, or bring it back."""
    _join(act, act.state.me.id, "administrator" if act.chat.type == "channel" else "member")


def remove_bot(act: Act) -> None:
    """Take the bot out of a group or channel."""
    if act.chat.type == "private":
        raise bad_request("the bot can be blocked in a private chat, not removed")
    _leave(act, act.state.me.id, "kicked")


def start_group(act: Act, parameter: str) -> Message:
    """Follow a `?startgroup=` link into this group: the bot comes in where it isn't yet, and reads the parameter.

    https://core.telegram.org/bots/features#deep-linking
    """
    if act.chat.type not in ("group", "supergroup"):
        raise bad_request("a startgroup link leads to a group")
    check_member(act)
    if act.state.blocked(act.chat):
        add_bot(act)
    text = f"/start@{act.state.me.username} {parameter}".strip()
    return send(act, text_body(text), Place(as_chat=False))


def promote(act: Act, user: int, status: str, rights: Mapping[str, bool]) -> None:
    """Give a user, or the bot, another status or other rights; who wasn't there comes in, who may not stay goes."""
    if status not in STATUSES:
        raise bad_request(f"status is {status!r}; it can be one of {', '.join(STATUSES)}")
    check_rights(rights)
    if act.chat.type == "private":
        raise bad_request("a private chat has no admins")
    user = act.state.user(user).id
    was_in = act.chat.status(user) in MEMBERS
    if status not in MEMBERS and was_in:
        _leave(act, user, status)
    elif status in MEMBERS and not was_in:
        _join(act, user, status, rights)
    else:
        move(act.state, act.chat, user, status, by=act.user, now=act.now, rights=rights)


def leave(act: Act) -> None:
    """Go, of one's own will."""
    check_member(act)
    if act.chat.type == "private":
        raise bad_request("nobody leaves a private chat")
    _leave(act, act.user, "left")


def permit(act: Act, permissions: Mapping[str, bool]) -> None:
    """Say what a group's members may do; what isn't named stays as it is."""
    check_admin(act, "change what members may do")
    check_rights(permissions)
    if act.chat.type not in ("group", "supergroup"):
        raise bad_request("only a group has permissions")
    act.chat.permissions |= {name: given for name, given in permissions.items() if name in PERMISSIONS}
    act.state.tell_chat(act.chat)


def be_anonymous(act: Act, *, anonymous: bool) -> None:
    """Speak as the chat from now on, or no longer."""
    check_admin(act, "stay anonymous")
    if act.chat.type != "supergroup":
        raise bad_request("only a supergroup's admins can be anonymous")
    rights = act.chat.rights.get(act.user, {}) | {"is_anonymous": anonymous}
    status = act.chat.status(act.user)
    move(act.state, act.chat, act.user, status, by=act.user, now=act.now, rights=rights)


def migrate(act: Act, *, forum: bool = False) -> Chat:
    """Turn a basic group into a supergroup, with a new id; the old one answers with it from now on."""
    state, chat = act.state, act.chat
    if chat.type != "group" or chat.migrated_to is not None:
        raise bad_request("only a group that has not moved yet becomes a supergroup")
    new = Chat(
        id=_new_chat_id(state, "supergroup"),
        type="supergroup",
        title=chat.title,
        forum=forum,
        members=dict(chat.members),
        rights=dict(chat.rights),
        permissions=dict(chat.permissions),
    )
    state.chats[new.id] = new
    service(act, {"migrate_to_chat_id": new.id})
    chat.migrated_to = new.id
    state.tell_chat(new)
    service(replace(act, chat=new), {"migrate_from_chat_id": chat.id})
    return new


def _join(act: Act, user: int, status: str, rights: Mapping[str, bool] | None = None) -> None:
    move(act.state, act.chat, user, status, by=act.user, now=act.now, rights=rights)
    if act.chat.type != "channel":
        service(act, {"new_chat_members": [act.state.user(user).wire()]})


def _leave(act: Act, user: int, status: str) -> None:
    if act.chat.type != "channel":
        # before the move: the bot hears of its own leaving
        service(act, {"left_chat_member": act.state.user(user).wire()})
    move(act.state, act.chat, user, status, by=act.user, now=act.now, rights={})


def _new_chat_id(state: State, kind: str) -> int:
    number = 5_000_000 + state.serial()
    return -number if kind == "group" else -1_000_000_000_000 - number
