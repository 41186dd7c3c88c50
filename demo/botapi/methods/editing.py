"""editMessageText, editMessageCaption, editMessageMedia, editMessageReplyMarkup."""

from demo.botapi.errors import bad_request
from demo.botapi.markup import edited_keyboard
from demo.botapi.methods.call import Call
from demo.botapi.methods.media import media_item
from demo.botapi.methods.sending import link_preview
from demo.botapi.methods.texts import call_caption, measured_caption, measured_text, message_text
from demo.botapi.records import Chat, Message
from demo.botapi.shapes import Json
from demo.botapi.targets import inline_message, open_chat, own_message

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
MEDIA = ("photo", "document")


def edit_message_text(call: Call) -> object:
    """https://core.telegram.org/bots/api#editmessagetext"""
    text, markup = message_text(call), edited_keyboard(call.args)
    chat, message = _target(call)
    if "text" not in message.body:
        raise bad_request("there is no text in the message to edit")
    body = measured_text(call.state, text) | link_preview(call)
    return _change(call, chat, message, body, markup)


def edit_message_caption(call: Call) -> object:
    """https://core.telegram.org/bots/api#editmessagecaption"""
    text, markup = call_caption(call), edited_keyboard(call.args)
    chat, message = _target(call)
    if not any(kind in message.body for kind in MEDIA):
        raise bad_request("there is no caption in the message to edit")
    body = {key: value for key, value in message.body.items() if not key.startswith(("caption", "show_caption"))}
    above = {"show_caption_above_media": True} if call.args.flag("show_caption_above_media") else {}
    return _change(call, chat, message, body | measured_caption(call.state, text) | above, markup)


def edit_message_media(call: Call) -> object:
    """https://core.telegram.org/bots/api#editmessagemedia; a text becomes a photo or document too."""
    item, markup = call.args.record("media", "InputMedia"), edited_keyboard(call.args)
    if item is None:
        raise bad_request('parameter "media" is required')
    chat, message = _target(call)
    if not any(kind in message.body for kind in ("text", *MEDIA)):
        raise bad_request("there is no media in the message to edit")
    if call.args.has("inline_message_id") and call.args.files:
        raise bad_request("can't upload a new file to an inline message")
    kept = {key: message.body[key] for key in ("media_group_id", "has_protected_content") if key in message.body}
    if "media_group_id" in kept and item.get("type") not in message.body:
        raise bad_request("can't change the type of an album's media")
    return _change(call, chat, message, media_item(call, item) | kept, markup)


def edit_message_reply_markup(call: Call) -> object:
    """https://core.telegram.org/bots/api#editmessagereplymarkup"""
    markup = edited_keyboard(call.args)
    chat, message = _target(call)
    return _change(call, chat, message, message.body, markup)


def _target(call: Call) -> tuple[Chat, Message]:
    if call.args.has("inline_message_id"):
        return inline_message(call.state, call.args.text("inline_message_id"))
    chat = open_chat(call.state, call.args.chat())
    return chat, own_message(call.state, chat, call.args.integer("message_id"), "edit")


def _change(call: Call, chat: Chat, message: Message, body: Json, markup: Json | None) -> object:
    """The message as it is then; of an inline message, in a chat that the bot may not see, only True."""
    if (body, markup) == (message.body, message.markup):
        raise bad_request(NOT_MODIFIED)
    message.body, message.markup = body, markup
    call.state.edited(chat, message, call.now)
    return True if message.inline_id and call.args.has("inline_message_id") else call.state.wire(message)
