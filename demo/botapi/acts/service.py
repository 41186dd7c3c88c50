"""Service messages: what a chat says about itself."""

from demo.botapi.acts.act import Act
from demo.botapi.people import anonymous
from demo.botapi.records import Message
from demo.botapi.shapes import Json


def service(act: Act, body: Json, *, thread: int | None = None) -> Message:
    """Write that somebody did something; the bot hears of it where it is in the chat."""
    state, chat = act.state, act.chat
    sender = None if chat.type == "channel" or anonymous(chat, act.user) else act.user
    message = state.new_message(chat, sender, body, act.now, author=act.user, thread=thread)
    if not state.blocked(chat):
        state.updates.add("channel_post" if chat.type == "channel" else "message", state.wire(message))
    return message
