"""answerCallbackQuery, setMessageReaction: what a bot says back to a tap, and to a message."""

from demo.botapi.emoji import EMOJI
from demo.botapi.errors import bad_request
from demo.botapi.methods.call import Call
from demo.botapi.records import Query
from demo.botapi.shapes import Json
from demo.botapi.targets import open_chat

ANSWER_SECONDS = 15 * 60
MAX_ANSWER = 200
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def answer_callback_query(call: Call) -> object:
    """https://core.telegram.org/bots/api#answercallbackquery; a query is answered once."""
    query = open_query(call, "callback_query_id", callback=True)
    text = call.args.text("text")
    if len(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    answer: Json = {
        "query_id": query.id,
        "text": text,
        "show_alert": call.args.flag("show_alert"),
        "url": call.args.text("url"),
    }
    query.answer = answer
    call.state.events.publish("answer", frozenset({query.user}), **answer)
    return True


def open_query(call: Call, name: str, *, callback: bool) -> Query:
    """A query that waits for its answer. Raises ApiError 400 for one that is too old, answered or made up."""
    query = call.state.queries.get(call.args.text(name))
    if (
        query is None
        or (query.chat is not None) is not callback
        or query.answer is not None
        or int(call.now.timestamp()) - query.date > ANSWER_SECONDS
    ):
        raise bad_request(TOO_OLD)
    return query


def set_message_reaction(call: Call) -> object:
    """https://core.telegram.org/bots/api#setmessagereaction; one emoji, as bots may."""
    reactions = call.args.records("reaction", "ReactionType") or []
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if reactions and (reactions[0].get("type") != "emoji" or reactions[0].get("emoji") not in EMOJI):
        raise bad_request("REACTION_INVALID")
    chat = open_chat(call.state, call.args.chat())
    message = chat.messages.get(call.args.integer("message_id"))
    if message is None:
        raise bad_request("message to react not found")
    message.reactions.pop(call.state.me.id, None)
    if reactions:
        message.reactions[call.state.me.id] = reactions[0]["emoji"]
    call.state.tell_reactions(chat, message)
    return True
