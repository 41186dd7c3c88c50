"""What a person can do over HTTP, by name: the request's fields to an act, and the act's outcome to JSON."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from demo.botapi import user as acts
from demo.botapi.arguments import Arguments
from demo.botapi.errors import bad_request
from demo.botapi.files import document_wire, keep_document, keep_photo, photo_wire
from demo.botapi.shapes import Json
from demo.botapi.user import Act
from demo.botapi.view import chat_view, message_view

Doing: TypeAlias = Callable[[Act, Arguments], Json]


def _send(act: Act, args: Arguments) -> Json:
    message = acts.send(
        act,
        acts.text_body(args.text("text")),
        reply_to=args.integer("reply_to"),
        thread=args.integer("thread"),
        as_chat=args.flag("as_chat"),
    )
    return {"message": message_view(act.state, message, act.user)}


def _location(act: Act, args: Arguments) -> Json:
    try:
        latitude, longitude = float(args.text("latitude")), float(args.text("longitude"))
    except ValueError:
        raise bad_request("latitude and longitude must be numbers") from None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_request("latitude or longitude is out of range")
    body = {"location": {"latitude": latitude, "longitude": longitude}}
    return {"message": message_view(act.state, acts.send(act, body), act.user)}


def _tap(act: Act, args: Arguments) -> Json:
    data, forged = args.text("data"), args.flag("forged")
    return {"query_id": acts.tap(act, args.integer("message_id"), data, forged=forged)}


def _edit(act: Act, args: Arguments) -> Json:
    message = acts.edit(act, args.integer("message_id"), args.text("text"))
    return {"message": message_view(act.state, message, act.user)}


def _react(act: Act, args: Arguments) -> Json:
    acts.react(act, args.integer("message_id"), args.text("emoji"))
    return {"ok": True}


def _block(act: Act, args: Arguments) -> Json:
    acts.set_blocked(act, blocked=True)
    return {"ok": True}


def _unblock(act: Act, args: Arguments) -> Json:
    acts.set_blocked(act, blocked=False)
    return {"ok": True}


def _deactivate(act: Act, args: Arguments) -> Json:
    act.state.people[act.user].deactivated = True
    return {"ok": True}


def _groups(act: Act, args: Arguments) -> Json:
    members: Any = args.document("members", "members") or []
    kind = args.text("type") or "group"
    chat = acts.create_group(act, args.text("title"), kind, forum=args.flag("forum"), members=members)
    return {"chat": chat_view(act.state, chat, act.user)}


def _add(act: Act, args: Arguments) -> Json:
    acts.add_bot(act)
    return {"chat": chat_view(act.state, act.chat, act.user)}


def _remove(act: Act, args: Arguments) -> Json:
    acts.remove_bot(act)
    return {"chat": chat_view(act.state, act.chat, act.user)}


def _promote(act: Act, args: Arguments) -> Json:
    # `user` is who gets the status; whoever made the chat gives it
    creator = next((user for user, status in act.chat.members.items() if status == "creator"), act.user)
    target = act.state.me.id if args.text("user") in ("", "bot") else args.integer("user")
    acts.promote(Act(act.state, act.chat, creator, act.now), target, args.text("status"))
    return {"chat": chat_view(act.state, act.chat, creator)}


def _migrate(act: Act, args: Arguments) -> Json:
    return {"chat": chat_view(act.state, acts.migrate(act), act.user)}


def _topic(act: Act, args: Arguments) -> Json:
    topic = acts.open_topic(act, args.text("name"))
    return {"topic": {"id": topic.id, "name": topic.name, "closed": topic.closed}}


def _close_topic(act: Act, args: Arguments) -> Json:
    acts.close_topic(act, args.integer("thread"), closed=not args.flag("reopen"))
    return {"ok": True}


def _read(act: Act, args: Arguments) -> Json:
    acts.mark_read(act)
    return {"ok": True}


def _document(act: Act, args: Arguments) -> Json:
    upload = next(iter(args.files.values()), None)
    if upload is None:
        raise bad_request("there is no file in the request")
    if args.flag("as_photo"):
        body = photo_wire(keep_photo(act.state, upload))
    else:
        body = document_wire(keep_document(act.state, upload))
    body |= acts.caption_body(args.text("caption"))
    message = acts.send(act, body, reply_to=args.integer("reply_to"), thread=args.integer("thread"))
    return {"message": message_view(act.state, message, act.user)}


DOINGS: Mapping[str, Doing] = {
    "send": _send,
    "document": _document,
    "location": _location,
    "tap": _tap,
    "edit": _edit,
    "react": _react,
    "block": _block,
    "unblock": _unblock,
    "deactivate": _deactivate,
    "groups": _groups,
    "add": _add,
    "remove": _remove,
    "promote": _promote,
    "migrate": _migrate,
    "topic": _topic,
    "close_topic": _close_topic,
    "read": _read,
}
