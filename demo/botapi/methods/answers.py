"""answerCallbackQuery, answerInlineQuery, setMessageReaction: what a bot says back to a tap, a query, a message."""

from demo.botapi.errors import bad_request
from demo.botapi.markup import inline_keyboard
from demo.botapi.methods.call import Call
from demo.botapi.records import Query
from demo.botapi.shapes import Json
from demo.botapi.targets import open_chat
from demo.botapi.text.format import MAX_TEXT, formatted

ANSWER_SECONDS = 15 * 60
MAX_ANSWER = 200
MAX_RESULTS = 50
MAX_RESULT_ID_BYTES = 64
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def answer_callback_query(call: Call) -> object:
    """https://core.telegram.org/bots/api#answercallbackquery; a query is answered once."""
    query = _open_query(call, "callback_query_id", callback=True)
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


def answer_inline_query(call: Call) -> object:
    """https://core.telegram.org/bots/api#answerinlinequery; articles are looked into."""
    results = call.args.records("results", "InlineQueryResult")
    if results is None:
        raise bad_request("can't parse results JSON object")
    if len(results) > MAX_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    query = _open_query(call, "inline_query_id", callback=False)
    identifiers = [str(result.get("id", "")) for result in results]
    if len(set(identifiers)) < len(identifiers):
        raise bad_request("RESULT_ID_DUPLICATE")
    if not all(0 < len(identifier.encode()) <= MAX_RESULT_ID_BYTES for identifier in identifiers):
        raise bad_request("RESULT_ID_INVALID")
    query.answer = {
        "query_id": query.id,
        "results": [_result(result) for result in results],
        "next_offset": call.args.text("next_offset"),
        "is_personal": call.args.flag("is_personal"),
        "button": call.args.record("button", "inline query results button"),
    }
    call.state.events.publish("inline", frozenset({query.user}), **query.answer)
    return True


def _result(result: Json) -> Json:
    """A result whose content is Telegram HTML gets the text and entities that sending it would write."""
    if result.get("type") == "article" and not result.get("title"):
        raise bad_request("ARTICLE_TITLE_EMPTY")
    content = result.get("input_message_content")
    if isinstance(result.get("reply_markup"), dict):
        inline_keyboard(result["reply_markup"])
    if not isinstance(content, dict) or "message_text" not in content:
        return result
    source = str(content["message_text"])
    text = formatted(source, parse_mode=str(content.get("parse_mode") or ""), entities=content.get("entities"))
    if not text.text:
        raise bad_request("message text is empty")
    if len(text.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return result | {"input_message_content": content | text.wire("message_text", "entities")}


def _open_query(call: Call, name: str, *, callback: bool) -> Query:
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


# https://core.telegram.org/bots/api#reactiontypeemoji
_LISTED = (
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆"
    " 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄"
    " 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡"
)
EMOJI = frozenset(_LISTED.split())
