"""What a person can do over HTTP, by name: the request's fields to an act, and the act's outcome to JSON."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from demo.botapi.acts import answering, groups, inline, topics, writing
from demo.botapi.acts.act import Act
from demo.botapi.acts.writing import Place
from demo.botapi.arguments import Arguments
from demo.botapi.errors import bad_request
from demo.botapi.files import document_wire, keep_document, keep_photo, photo_wire
from demo.botapi.records import Message, Person
from demo.botapi.shapes import Json
from demo.botapi.view import chat_view, message_view

Doing: TypeAlias = Callable[[Act, Arguments], Json]

MAX_NAME = 64


def _place(args: Arguments) -> Place:
    return Place(
        reply_to=args.integer("reply_to"),
        thread=args.integer("thread"),
        as_chat=args.flag("as_chat") if args.has("as_chat") else None,
    )


def _sent(act: Act, message: Message) -> Json:
    return {"message": message_view(act.state, message, act.user)}


def _chat(act: Act) -> Json:
    return {"chat": chat_view(act.state, act.chat, act.user)}


def _done(act: Act, args: Arguments) -> Json:
    return {"ok": True}


# writing


def _send(act: Act, args: Arguments) -> Json:
    body = writing.text_body(args.text("text"), parse_mode="HTML" if args.flag("html") else "")
    if sender := args.integer("forwarded_from"):
        body |= writing.origin_body(act, sender, hidden=args.flag("hidden"))
    return _sent(act, writing.send(act, body, _place(args)))


def _document(act: Act, args: Arguments) -> Json:
    upload = next(iter(args.files.values()), None)
    if upload is None:
        raise bad_request("there is no file in the request")
    if args.flag("as_photo"):
        body = photo_wire(keep_photo(act.state, upload))
    else:
        body = document_wire(keep_document(act.state, upload))
    return _sent(act, writing.send(act, body | writing.caption_body(args.text("caption")), _place(args)))


def _location(act: Act, args: Arguments) -> Json:
    try:
        latitude, longitude = float(args.text("latitude")), float(args.text("longitude"))
    except ValueError:
        raise bad_request("latitude and longitude must be numbers") from None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_request("latitude or longitude is out of range")
    body = {"location": {"latitude": latitude, "longitude": longitude}}
    return _sent(act, writing.send(act, body, _place(args)))


def _edit(act: Act, args: Arguments) -> Json:
    return _sent(act, writing.edit(act, args.integer("message_id"), args.text("text")))


def _delete(act: Act, args: Arguments) -> Json:
    writing.delete(act, args.integer("message_id"))
    return _done(act, args)


def _read(act: Act, args: Arguments) -> Json:
    act.chat.read[act.user] = max(act.chat.messages, default=0)
    return _done(act, args)


# answering, asking


def _tap(act: Act, args: Arguments) -> Json:
    data, forged = args.text("data"), args.flag("forged")
    return {"query_id": answering.tap(act, args.integer("message_id"), data, forged=forged)}


def _react(act: Act, args: Arguments) -> Json:
    answering.react(act, args.integer("message_id"), args.text("emoji"))
    return _done(act, args)


def _choose(act: Act, args: Arguments) -> Json:
    return _sent(act, inline.choose(act, args.text("query_id"), args.text("result_id"), _place(args)))


# oneself


def _profile(act: Act, args: Arguments) -> Json:
    """What is given changes; an empty name or language does not."""
    person: Person = act.state.people[act.user]
    for name in ("first_name", "last_name", "username", "language_code"):
        if name in args.values:
            setattr(person, name, args.text(name)[:MAX_NAME] or ("" if name in _OPTIONAL else getattr(person, name)))
    act.state.tell_chat(act.state.chats[person.id])
    return {"user": person.wire()}


_OPTIONAL = ("last_name", "username")


def _block(act: Act, args: Arguments) -> Json:
    groups.set_blocked(act, blocked=True)
    return _done(act, args)


def _unblock(act: Act, args: Arguments) -> Json:
    groups.set_blocked(act, blocked=False)
    return _done(act, args)


def _deactivate(act: Act, args: Arguments) -> Json:
    act.state.people[act.user].deactivated = True
    return _done(act, args)


# groups


def _groups(act: Act, args: Arguments) -> Json:
    members: Any = args.document("members", "members") or []
    kind = args.text("type") or "group"
    bot = not args.has("bot") or args.flag("bot")
    chat = groups.create_group(act, args.text("title"), kind, forum=args.flag("forum"), members=members, bot=bot)
    return {"chat": chat_view(act.state, chat, act.user)}


def _add(act: Act, args: Arguments) -> Json:
    groups.add_bot(act)
    return _chat(act)


def _remove(act: Act, args: Arguments) -> Json:
    groups.remove_bot(act)
    return _chat(act)


def _start_group(act: Act, args: Arguments) -> Json:
    return _sent(act, groups.start_group(act, args.text("parameter")))


def _leave(act: Act, args: Arguments) -> Json:
    groups.leave(act)
    return _done(act, args)


def _promote(act: Act, args: Arguments) -> Json:
    # `user` is who gets the status; whoever made the chat gives it
    creator = next((user for user, status in act.chat.members.items() if status == "creator"), act.user)
    target = act.state.me.id if args.text("user") in ("", "bot") else args.integer("user")
    by = Act(act.state, act.chat, creator, act.now)
    groups.promote(by, target, args.text("status"), args.record("rights", "rights") or {})
    return {"chat": chat_view(act.state, act.chat, creator)}


def _permit(act: Act, args: Arguments) -> Json:
    groups.permit(act, args.record("permissions", "permissions") or {})
    return _chat(act)


def _anonymous(act: Act, args: Arguments) -> Json:
    groups.be_anonymous(act, anonymous=args.flag("anonymous"))
    return _chat(act)


def _migrate(act: Act, args: Arguments) -> Json:
    return {"chat": chat_view(act.state, groups.migrate(act, forum=args.flag("forum")), act.user)}


# forum topics


def _topic(act: Act, args: Arguments) -> Json:
    topic = topics.open_topic(act, args.text("name"))
    return {"topic": {"id": topic.id, "name": topic.name, "closed": topic.closed}}


def _rename_topic(act: Act, args: Arguments) -> Json:
    topics.rename_topic(act, args.integer("thread"), args.text("name"))
    return _chat(act)


def _close_topic(act: Act, args: Arguments) -> Json:
    topics.close_topic(act, args.integer("thread"), closed=not args.flag("reopen"))
    return _chat(act)


def _delete_topic(act: Act, args: Arguments) -> Json:
    topics.delete_topic(act, args.integer("thread"))
    return _chat(act)


DOINGS: Mapping[str, Doing] = {
    "send": _send,
    "document": _document,
    "location": _location,
    "edit": _edit,
    "delete": _delete,
    "read": _read,
    "tap": _tap,
    "react": _react,
    "choose": _choose,
    "profile": _profile,
    "block": _block,
    "unblock": _unblock,
    "deactivate": _deactivate,
    "groups": _groups,
    "add": _add,
    "remove": _remove,
    "start_group": _start_group,
    "leave": _leave,
    "promote": _promote,
    "permit": _permit,
    "anonymous": _anonymous,
    "migrate": _migrate,
    "topic": _topic,
    "rename_topic": _rename_topic,
    "close_topic": _close_topic,
    "delete_topic": _delete_topic,
}
