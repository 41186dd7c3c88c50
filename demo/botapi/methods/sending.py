"""What all send methods share: the target, the reply, the keyboard, and the message that comes of it."""

from dataclasses import dataclass

from demo.botapi.errors import bad_request
from demo.botapi.markup import reply_markup
from demo.botapi.methods.call import Call
from demo.botapi.records import Chat, Message
from demo.botapi.shapes import Json
from demo.botapi.targets import replied_message, writable_chat, writable_thread
from demo.botapi.text.links import checked


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes: the chat, the topic, the message it answers."""

    chat: Chat
    thread: int | None
    reply_to: int | None


def target(call: Call, kind: str = "can_send_messages") -> Target:
    """The call's target, for messages of a `kind` (a ChatPermissions' name). Raises ApiError 400 and 403."""
    chat = writable_chat(call.state, call.args.chat(), kind)
    thread = writable_thread(call.state, chat, call.args.integer("message_thread_id"))
    parameters = call.args.record("reply_parameters", "reply parameters")
    if parameters is None and call.args.has("reply_to_message_id"):
        parameters = {
            "message_id": call.args.integer("reply_to_message_id"),
            "allow_sending_without_reply": call.args.flag("allow_sending_without_reply"),
        }
    reply_to = replied_message(chat, parameters)
    if reply_to and thread is None and chat.messages[reply_to].thread in chat.topics:
        thread = writable_thread(call.state, chat, chat.messages[reply_to].thread or 0)
    return Target(chat, thread, reply_to)


def send(call: Call, where: Target, body: Json, markup: Json | None) -> Message:
    """Write the bot's message."""
    if call.args.flag("protect_content"):
        body = body | {"has_protected_content": True}
    chat = where.chat
    return call.state.new_message(
        chat,
        None if chat.type == "channel" else call.state.me.id,
        body,
        call.now,
        author=call.state.me.id,
        reply_to=where.reply_to,
        thread=where.thread,
        markup=markup,
    )


def markup_of(call: Call) -> Json | None:
    """The call's keyboard, checked. Raises ApiError 400."""
    return reply_markup(call.args)


def link_preview(call: Call) -> Json:
    """`{"link_preview_options": ...}` where the call sets any."""
    options = call.args.record("link_preview_options", "link preview options")
    if options is None and call.args.flag("disable_web_page_preview"):
        options = {"is_disabled": True}
    return preview_options(options)


def preview_options(options: Json | None) -> Json:
    """`{"link_preview_options": ...}` of what is set in these. Raises ApiError 400 for an address that is none."""
    kept = {key: value for key, value in (options or {}).items() if value}
    if "url" in kept:
        try:
            kept["url"] = checked(str(kept["url"]))
        except ValueError as error:
            raise bad_request(f"link preview URL is invalid: {error}") from None
    return {"link_preview_options": kept} if kept else {}


def identifiers(call: Call) -> list[int]:
    """The call's `message_ids`. Raises ApiError 400."""
    numbers = call.args.document("message_ids", "message identifiers")
    if not isinstance(numbers, list) or not all(isinstance(number, int) for number in numbers):
        raise bad_request("message identifiers are not specified")
    if not 1 <= len(numbers) <= 100:
        raise bad_request(
            "too many message identifiers specified" if numbers else "message identifiers are not specified"
        )
    return numbers
