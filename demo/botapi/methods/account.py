"""getMe, the commands and the bot's own texts."""

import re

from demo.botapi.errors import bad_request
from demo.botapi.methods.call import Call
from demo.botapi.records import ADMINS, Chat, CommandSet
from demo.botapi.shapes import Json
from demo.botapi.state import State
from demo.botapi.targets import known_chat

MAX_COMMANDS = 100
MAX_COMMAND_TEXT = 256
MAX_DESCRIPTION = 512
MAX_SHORT_DESCRIPTION = 120

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SCOPES = (
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
    "chat",
    "chat_administrators",
    "chat_member",
)


def get_me(call: Call) -> object:
    """https://core.telegram.org/bots/api#getme"""
    return call.state.me.wire() | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_my_commands(call: Call) -> object:
    """https://core.telegram.org/bots/api#setmycommands"""
    commands = call.args.records("commands", "BotCommand")
    if commands is None:
        raise bad_request("can't parse commands JSON object")
    checked = [_command(command) for command in commands]
    if len(checked) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    scope, language = _scope(call), _language(call)
    _forget(call.state, scope, language)
    if checked:
        call.state.commands.append(CommandSet(scope=scope, language=language, commands=checked))
    _tell(call.state)
    return True


def get_my_commands(call: Call) -> object:
    """https://core.telegram.org/bots/api#getmycommands"""
    scope, language = _scope(call), _language(call)
    found = (item.commands for item in call.state.commands if (item.scope, item.language) == (scope, language))
    return next(found, [])


def delete_my_commands(call: Call) -> object:
    """https://core.telegram.org/bots/api#deletemycommands"""
    _forget(call.state, _scope(call), _language(call))
    _tell(call.state)
    return True


def commands_for(state: State, chat: Chat, user: int) -> list[Json]:
    """What this user's menu shows in this chat: the most specific scope, then the user's language."""
    language = state.user(user).language
    for scope in _seen_scopes(chat, user):
        for wanted in (language, ""):
            for item in state.commands:
                if (item.scope, item.language) == (scope, wanted):
                    return item.commands
    return []


def _seen_scopes(chat: Chat, user: int) -> list[Json]:
    """https://core.telegram.org/bots/api#determining-list-of-commands"""
    if chat.type == "private":
        return [{"type": "chat", "chat_id": chat.id}, {"type": "all_private_chats"}, {"type": "default"}]
    admin = chat.status(user) in ADMINS
    return [
        {"type": "chat_member", "chat_id": chat.id, "user_id": user},
        *([{"type": "chat_administrators", "chat_id": chat.id}] if admin else []),
        {"type": "chat", "chat_id": chat.id},
        *([{"type": "all_chat_administrators"}] if admin else []),
        {"type": "all_group_chats"},
        {"type": "default"},
    ]


def _command(command: Json) -> Json:
    name = str(command.get("command", "")).removeprefix("/")
    description = str(command.get("description", "")).strip()
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 0 < len(description) <= MAX_COMMAND_TEXT:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _scope(call: Call) -> Json:
    scope = call.args.record("scope", "BotCommandScope") or {"type": "default"}
    kind = scope.get("type")
    if kind not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    if kind not in ("chat", "chat_administrators", "chat_member"):
        return {"type": kind}
    if "chat_id" not in scope:
        raise bad_request("can't parse BotCommandScope: Can't find field \"chat_id\"")
    chat = known_chat(call.state, scope["chat_id"])
    named = {"type": kind, "chat_id": chat.id}
    if kind == "chat_member":
        if not isinstance(scope.get("user_id"), int):
            raise bad_request("can't parse BotCommandScope: Can't find field \"user_id\"")
        named["user_id"] = scope["user_id"]
    return named


def _language(call: Call) -> str:
    language = call.args.text("language_code")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("invalid language code specified")
    return language


def _forget(state: State, scope: Json, language: str) -> None:
    state.commands = [item for item in state.commands if (item.scope, item.language) != (scope, language)]


def _tell(state: State) -> None:
    for person in state.people.values():
        commands = commands_for(state, state.chats[person.id], person.id)
        state.events.publish("commands", frozenset({person.id}), commands=commands)


def set_my_description(call: Call) -> object:
    """https://core.telegram.org/bots/api#setmydescription"""
    return _describe(call, call.state.descriptions, "description", MAX_DESCRIPTION)


def set_my_short_description(call: Call) -> object:
    """https://core.telegram.org/bots/api#setmyshortdescription"""
    return _describe(call, call.state.short_descriptions, "short_description", MAX_SHORT_DESCRIPTION)


def get_my_description(call: Call) -> object:
    """https://core.telegram.org/bots/api#getmydescription"""
    return {"description": described(call.state.descriptions, _language(call))}


def get_my_short_description(call: Call) -> object:
    """https://core.telegram.org/bots/api#getmyshortdescription"""
    return {"short_description": described(call.state.short_descriptions, _language(call))}


def described(texts: dict[str, str], language: str) -> str:
    """The text for a language, or the one for all others."""
    return texts.get(language) or texts.get("", "")


def _describe(call: Call, texts: dict[str, str], name: str, limit: int) -> bool:
    text = call.args.text(name)
    if len(text) > limit:
        raise bad_request(f"bot {name.replace('_', ' ')} is too long")
    texts[_language(call)] = text
    return True


def set_chat_menu_button(call: Call) -> object:
    """https://core.telegram.org/bots/api#setchatmenubutton"""
    button = call.args.record("menu_button", "menu button") or {"type": "default"}
    kind = button.get("type")
    if kind not in ("default", "commands", "web_app"):
        raise bad_request("can't parse MenuButton: Unsupported type specified")
    if kind == "web_app" and not (button.get("text") and isinstance(button.get("web_app"), dict)):
        raise bad_request("can't parse MenuButton: text and web_app must be specified")
    if not call.args.has("chat_id"):
        call.state.menu_button = {"type": "commands"} if kind == "default" else button
        return True
    chat = known_chat(call.state, call.args.chat())
    if chat.type != "private":
        raise bad_request("chat must be a private chat")
    chat.menu_button = None if kind == "default" else button
    return True


def get_chat_menu_button(call: Call) -> object:
    """https://core.telegram.org/bots/api#getchatmenubutton"""
    if not call.args.has("chat_id"):
        return call.state.menu_button
    return known_chat(call.state, call.args.chat()).menu_button or {"type": "default"}
