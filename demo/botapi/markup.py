"""Keyboards: what Telegram accepts as reply_markup, and what it refuses."""

from typing import Any

from demo.botapi.arguments import Arguments
from demo.botapi.errors import bad_request
from demo.botapi.shapes import Json
from demo.botapi.text.links import checked

MAX_BUTTONS = 100
MAX_DATA_BYTES = 64

_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)


def reply_markup(args: Arguments) -> Json | None:
    """The call's `reply_markup`, checked; None where there is none or an empty one. Raises ApiError 400."""
    markup = args.record("reply_markup", "reply keyboard markup")
    if not markup:
        return None
    if "inline_keyboard" in markup:
        return inline_keyboard(markup)
    if "keyboard" in markup:
        return {**markup, "keyboard": [[_key(key) for key in row] for row in _rows(markup["keyboard"])]}
    if markup.get("remove_keyboard") or markup.get("force_reply"):
        return markup
    raise bad_request("object expected as reply markup")


def inline_keyboard(markup: Json) -> Json | None:
    """An InlineKeyboardMarkup, checked; None where it has no button. Raises ApiError 400."""
    rows = [[_button(button) for button in row] for row in _rows(markup.get("inline_keyboard"))]
    rows = [row for row in rows if row]
    if sum(len(row) for row in rows) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def edited_keyboard(args: Arguments) -> Json | None:
    """An edit's `reply_markup`, which can be an inline keyboard only. Raises ApiError 400."""
    markup = args.record("reply_markup", "reply keyboard markup")
    if markup and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return inline_keyboard(markup) if markup else None


def callback_data(markup: Json | None) -> set[str]:
    """Every callback_data of an inline keyboard."""
    rows = (markup or {}).get("inline_keyboard", [])
    return {button["callback_data"] for row in rows for button in row if "callback_data" in button}


def _rows(rows: Any) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse reply keyboard markup JSON object: expected an Array of Arrays")
    return rows


def _key(key: Any) -> Json:
    return {"text": key} if isinstance(key, str) else _named(key, "keyboard button")


def _button(source: Any) -> Json:
    button = _named(source, "inline keyboard button")
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    data = button.get("callback_data")
    if data is not None and (not isinstance(data, str) or len(data.encode()) > MAX_DATA_BYTES):
        raise bad_request("BUTTON_DATA_INVALID")
    if not any(button.get(action) not in (None, "", False) or _switches(button, action) for action in _ACTIONS):
        raise bad_request("text buttons are unallowed in the inline keyboard")
    if address := button.get("url"):
        try:
            button = {**button, "url": checked(str(address))}
        except ValueError as error:
            raise bad_request(f"inline keyboard button URL '{address}' is invalid: {error}") from None
    return button


def _switches(button: Json, action: str) -> bool:
    # an empty inline query is a real one
    return action.startswith("switch_inline_query") and action in button


def _named(source: Any, what: str) -> Json:
    if not isinstance(source, dict):
        raise bad_request(f"can't parse {what}: expected an Object")
    button: Json = source
    if not isinstance(button.get("text"), str):
        raise bad_request(f'can\'t parse {what}: Field "text" must be of type String')
    return button
