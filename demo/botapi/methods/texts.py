"""The texts and captions of calls: parsed, measured, refused in Telegram's words."""

from demo.botapi.errors import bad_request
from demo.botapi.methods.call import Call
from demo.botapi.shapes import Json
from demo.botapi.state import State
from demo.botapi.text.format import MAX_CAPTION, MAX_TEXT, Formatted, formatted
from demo.botapi.text.spans import units


def message_text(call: Call) -> Formatted:
    """The call's text, parsed but not measured. Raises ApiError 400."""
    if not call.args.text("text"):
        raise bad_request("message text is empty")
    return formatted(
        call.args.text("text"),
        parse_mode=call.args.text("parse_mode"),
        entities=call.args.records("entities", "MessageEntity"),
    )


def caption(source: str, parse_mode: str, entities: list[Json] | None) -> Formatted:
    """A caption, which may be empty. Raises ApiError 400."""
    return formatted(source, parse_mode=parse_mode, entities=entities)


def call_caption(call: Call) -> Formatted:
    """The call's caption, which may be missing. Raises ApiError 400."""
    entities = call.args.records("caption_entities", "MessageEntity")
    return caption(call.args.text("caption"), call.args.text("parse_mode"), entities)


def measured_text(state: State, text: Formatted) -> Json:
    """`{"text": ..., "entities"?: ...}` of a text within the limit. Raises ApiError 400."""
    if not text.text:
        raise bad_request("text must be non-empty")
    if len(text.text) > MAX_TEXT:
        raise bad_request("message is too long")
    _note(state, text, MAX_TEXT)
    return text.wire("text", "entities")


def measured_caption(state: State, text: Formatted) -> Json:
    """`{"caption": ..., "caption_entities"?: ...}`, or nothing. Raises ApiError 400."""
    if len(text.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    _note(state, text, MAX_CAPTION)
    return text.wire("caption", "caption_entities")


def _note(state: State, text: Formatted, limit: int) -> None:
    state.violations.update(text.dropped)
    if units(text.text) > limit:
        # accepted here as by TDLib, which counts code points; other counts are documented nowhere
        state.violations[f"over {limit} UTF-16 units"] += 1
