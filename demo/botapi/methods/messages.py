"""sendMessage, copyMessage, sendChatAction, pinning and deleting."""

from demo.botapi.errors import bad_request
from demo.botapi.methods.call import Call
from demo.botapi.methods.sending import identifiers, link_preview, markup_of, send, target
from demo.botapi.methods.texts import call_caption, measured_caption, measured_text, message_text
from demo.botapi.people import may
from demo.botapi.records import ADMINS, Chat
from demo.botapi.targets import open_chat, writable_chat, writable_thread

DELETABLE_SECONDS = 48 * 3600

ACTIONS = (
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
)


def send_message(call: Call) -> object:
    """https://core.telegram.org/bots/api#sendmessage"""
    text, markup = message_text(call), markup_of(call)
    where = target(call)
    body = measured_text(call.state, text) | link_preview(call)
    return call.state.wire(send(call, where, body, markup))


def copy_message(call: Call) -> object:
    """https://core.telegram.org/bots/api#copymessage"""
    markup = markup_of(call)
    where = target(call)
    source = open_chat(call.state, call.args.chat("from_chat_id"))
    original = source.messages.get(call.args.integer("message_id"))
    if original is None:
        raise bad_request("message to copy not found")
    content = {key: value for key, value in original.body.items() if key in COPIED}
    if not content:
        raise bad_request("message can't be copied")
    if "text" not in content and call.args.has("caption"):
        content = {key: value for key, value in content.items() if not key.startswith("caption")}
        content |= measured_caption(call.state, call_caption(call))
    return {"message_id": send(call, where, content, markup).id}


COPIED = ("text", "entities", "caption", "caption_entities", "photo", "document", "location", "link_preview_options")


def send_chat_action(call: Call) -> object:
    """https://core.telegram.org/bots/api#sendchataction"""
    action = call.args.text("action").strip().lower()
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = writable_chat(call.state, call.args.chat())
    thread = writable_thread(call.state, chat, call.args.integer("message_thread_id"))
    call.state.tell("action", chat, chat_id=chat.id, action=action, thread=thread)
    return True


def delete_message(call: Call) -> object:
    """https://core.telegram.org/bots/api#deletemessage"""
    chat = open_chat(call.state, call.args.chat())
    number = call.args.integer("message_id")
    if not number:
        raise bad_request("message identifier is not specified")
    if number not in chat.messages:
        raise bad_request("message to delete not found")
    if not _may_delete(call, chat, number):
        raise bad_request("message can't be deleted for everyone")
    call.state.delete(chat, [number])
    return True


def delete_messages(call: Call) -> object:
    """https://core.telegram.org/bots/api#deletemessages; what can't be found is skipped."""
    chat = open_chat(call.state, call.args.chat())
    present = [number for number in identifiers(call) if number in chat.messages]
    if not all(_may_delete(call, chat, number) for number in present):
        raise bad_request("message can't be deleted for everyone")
    call.state.delete(chat, present)
    return True


def _may_delete(call: Call, chat: Chat, number: int) -> bool:
    message, rank = chat.messages[number], chat.status(call.state.me.id)
    if rank in ADMINS and may(chat, call.state.me.id, "can_delete_messages"):
        return True
    if int(call.now.timestamp()) - message.date > DELETABLE_SECONDS:
        return False
    return message.author == call.state.me.id or chat.type == "private"


def pin_chat_message(call: Call) -> object:
    """https://core.telegram.org/bots/api#pinchatmessage; the newest pin comes first."""
    chat = _pinnable(call)
    number = call.args.integer("message_id")
    if number not in chat.messages:
        raise bad_request("message to pin not found")
    if number in chat.pinned:
        raise bad_request("CHAT_NOT_MODIFIED")
    chat.pinned.insert(0, number)
    call.state.tell_pins(chat)
    me = call.state.me.id
    sender, body = None if chat.type == "channel" else me, {"pinned_message": call.state.pinned(chat)}
    call.state.new_message(chat, sender, body, call.now, author=me)
    return True


def unpin_chat_message(call: Call) -> object:
    """https://core.telegram.org/bots/api#unpinchatmessage; the newest pin where none is named."""
    chat = _pinnable(call)
    number = call.args.integer("message_id") or (chat.pinned[0] if chat.pinned else 0)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    call.state.tell_pins(chat)
    return True


def _pinnable(call: Call) -> Chat:
    chat = open_chat(call.state, call.args.chat())
    right = "can_edit_messages" if chat.type == "channel" else "can_pin_messages"
    if chat.type != "private" and not may(chat, call.state.me.id, right):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat
