"""answerInlineQuery: what a bot offers to somebody who typed its name in any chat."""

import re

from demo.botapi.errors import bad_request, not_served
from demo.botapi.files import document_wire, photo_wire
from demo.botapi.markup import inline_keyboard
from demo.botapi.methods.answers import open_query
from demo.botapi.methods.call import Call
from demo.botapi.methods.sending import preview_options
from demo.botapi.methods.texts import caption, measured_caption, measured_text
from demo.botapi.records import InlineAnswer
from demo.botapi.shapes import Json
from demo.botapi.state import State
from demo.botapi.text.format import formatted

MAX_RESULTS = 50
MAX_ID_BYTES = MAX_OFFSET_BYTES = 64
CACHE_SECONDS = 300
MAX_KEPT = 200
"""How many answers are kept for the next who asks the same."""


def answer_inline_query(call: Call) -> object:
    """https://core.telegram.org/bots/api#answerinlinequery; articles, and photos and documents by file_id.

    The answer is kept for `cache_time` seconds for everybody who asks the same, or with `is_personal` for who asked.
    """
    results = call.args.records("results", "inline query results")
    if results is None:
        raise bad_request("can't parse results JSON object")
    sends = {str(result.get("id", "")): _parsed(call.state, result) for result in results}
    if len(results) > MAX_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    if not all(0 < len(name.encode()) <= MAX_ID_BYTES for name in sends):
        raise bad_request("RESULT_ID_INVALID")
    if len(sends) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    next_offset, button = call.args.text("next_offset"), _button(call)
    if len(next_offset.encode()) > MAX_OFFSET_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    query = open_query(call, "inline_query_id", callback=False)
    personal, seconds = call.args.flag("is_personal"), call.args.integer("cache_time", CACHE_SECONDS)
    query.answer = {
        "query_id": query.id,
        "results": [_shown(result, sends[str(result["id"])]) for result in results],
        "sends": sends,
        "next_offset": next_offset,
        "is_personal": personal,
        "button": button,
    }
    kept = InlineAnswer(
        text=query.text,
        offset=query.offset,
        user=query.user if personal else None,
        until=int(call.now.timestamp()) + seconds,
        answer=query.answer,
    )
    call.state.inline_answers = [*call.state.inline_answers[1 - MAX_KEPT :], kept]
    call.state.events.publish("inline", frozenset({query.user}), query_id=query.id)
    return True


def _parsed(state: State, result: Json) -> Json:
    """`{"body": ..., "markup": ...}`: the message that choosing the result sends."""
    try:
        markup = result.get("reply_markup")
        return {
            "body": _body(state, result),
            "markup": inline_keyboard(markup) if isinstance(markup, dict) else None,
        }
    except _ResultError as error:
        raise bad_request(f"can't parse inline query result: {error}") from None


class _ResultError(Exception):
    """A result that can't be read, in the words of the Bot API server."""


def _body(state: State, result: Json) -> Json:
    kind = str(result.get("type", "")).lower()
    content = result.get("input_message_content")
    if content is not None and not isinstance(content, dict):
        raise _ResultError('Field "input_message_content" must be of type Object')
    match kind:
        case "article":
            _required(result, "title")
            body = _text(state, content if content is not None else result)
            if not result["title"]:
                raise bad_request("ARTICLE_TITLE_EMPTY")
            return body
        case "photo" | "document":
            media = _media(state, result, kind)
            return _text(state, content) if content is not None else media
        case "":
            raise _ResultError('Can\'t find field "type"')
    raise not_served(f"inline results of type {kind}")


def _text(state: State, content: Json) -> Json:
    if "message_text" not in content:
        if {"latitude", "phone_number", "invoice", "rich_message"} & content.keys():
            raise not_served("inline results that send no text")
        raise _ResultError('Can\'t find field "message_text"')
    text = formatted(
        str(content["message_text"]),
        parse_mode=str(content.get("parse_mode") or ""),
        entities=content.get("entities"),
    )
    if not text.text:
        raise bad_request("message text is empty")
    options = content.get("link_preview_options")
    return measured_text(state, text) | preview_options(options if isinstance(options, dict) else None)


def _media(state: State, result: Json, kind: str) -> Json:
    if f"{kind}_url" in result:
        raise not_served(f"inline {kind}s by address; send them by file_id")
    _required(result, f"{kind}_file_id")
    file = state.files.get(str(result[f"{kind}_file_id"]))
    if file is None or bool(file.width) is not (kind == "photo"):
        raise bad_request("wrong file identifier/HTTP URL specified")
    words = caption(
        str(result.get("caption") or ""), str(result.get("parse_mode") or ""), result.get("caption_entities")
    )
    wire = photo_wire(file) if kind == "photo" else document_wire(file)
    return wire | measured_caption(state, words)


def _required(result: Json, name: str) -> None:
    if name not in result:
        raise _ResultError(f'Can\'t find field "{name}"')
    if not isinstance(result[name], str):
        raise _ResultError(f'Field "{name}" must be of type String')


def _shown(result: Json, sends: Json) -> Json:
    """The result as a person sees it, `sends` being the message that it would be."""
    shown = {key: value for key, value in result.items() if key not in ("input_message_content", "reply_markup")}
    return shown | {"message": sends["body"] | ({"reply_markup": sends["markup"]} if sends["markup"] else {})}


def _button(call: Call) -> Json | None:
    """https://core.telegram.org/bots/api#inlinequeryresultsbutton"""
    button = call.args.record("button", "inline query results button")
    if button is None:
        return None
    if not isinstance(button.get("text"), str) or not button["text"]:
        raise bad_request("can't parse inline query results button: Can't find field \"text\"")
    if "web_app" in button:
        raise not_served("buttons that open a web app")
    parameter = button.get("start_parameter")
    if not isinstance(parameter, str) or not parameter:
        raise bad_request("START_PARAM_EMPTY")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", parameter):
        raise bad_request("START_PARAM_INVALID")
    return button
