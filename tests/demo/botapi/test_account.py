"""getMe, commands by scope and language, the bot's texts, the menu button."""

from typing import Any

import pytest

from demo.botapi.client import User

START = {"command": "start", "description": "Begin"}
ADMIN = {"command": "admin", "description": "Manage"}


async def test_the_bot_knows_itself(bot: Any) -> None:
    me = await bot("getMe")
    assert (me["is_bot"], me["username"], me["can_read_all_group_messages"]) == (True, "newsdigest_demo_bot", False)


async def test_commands_reach_the_menu(bot: Any, robin: User) -> None:
    await bot("setMyCommands", commands=[START])
    assert (await robin.next_event("commands"))["commands"] == [START]
    assert (await robin.state())["commands"] == [START]
    assert await bot("getMyCommands") == [START]
    await bot("deleteMyCommands")
    assert await bot("getMyCommands") == []


async def test_the_most_specific_scope_and_the_users_language_win(bot: Any, robin: User) -> None:
    french = {"command": "start", "description": "Commencer"}
    await bot("setMyCommands", commands=[START])
    await bot("setMyCommands", commands=[french], language_code="fr")
    await bot("setMyCommands", commands=[START, ADMIN], scope={"type": "chat", "chat_id": robin.id})
    assert (await robin.state())["commands"] == [START, ADMIN]
    amelie = await robin.new_user("Amélie", language_code="fr")
    async with User(robin.base_url, amelie) as user:
        assert (await user.state())["commands"] == [french]


async def test_group_admins_have_a_menu_of_their_own(bot: Any, robin: User, kim: User) -> None:
    group = await robin.create_group("Vale", "supergroup", members=[kim.id])
    await bot("setMyCommands", commands=[START], scope={"type": "all_group_chats"})
    await bot("setMyCommands", commands=[ADMIN], scope={"type": "all_chat_administrators"})
    assert (await robin.state(group))["commands"] == [ADMIN]
    assert (await kim.state(group))["commands"] == [START]
    await bot("setMyCommands", commands=[], scope={"type": "chat_member", "chat_id": group, "user_id": kim.id})
    assert (await kim.state(group))["commands"] == [START]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"commands": [{"command": "Start", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "a" * 33, "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "a", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [{"command": "a", "description": "x" * 257}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [{"command": f"c{n}", "description": "x"} for n in range(101)]}, "BOT_COMMANDS_TOO_MUCH"),
        ({}, "can't parse commands JSON object"),
        ({"commands": "{"}, "can't parse BotCommand JSON object"),
        ({"commands": [START], "scope": {"type": "moon"}}, "can't parse BotCommandScope: Unsupported type specified"),
        ({"commands": [START], "scope": {"type": "chat", "chat_id": 999}}, "chat not found"),
        ({"commands": [START], "language_code": "english"}, "invalid language code specified"),
    ],
)
async def test_commands_that_are_refused(bot: Any, arguments: dict[str, object], reason: str) -> None:
    assert await bot.refused("setMyCommands", **arguments) == f"Bad Request: {reason}"


async def test_descriptions_by_language(bot: Any, robin: User) -> None:
    await bot("setMyDescription", description="News, once a day")
    await bot("setMyDescription", description="Les nouvelles", language_code="fr")
    await bot("setMyShortDescription", short_description="Digests")
    assert await bot("getMyDescription", language_code="fr") == {"description": "Les nouvelles"}
    assert await bot("getMyDescription", language_code="de") == {"description": "News, once a day"}
    assert await bot("getMyShortDescription") == {"short_description": "Digests"}
    state = await robin.state()
    assert (state["description"], state["short_description"]) == ("News, once a day", "Digests")
    answer = await bot.refused("setMyDescription", description="x" * 513)
    assert answer == "Bad Request: bot description is too long"
    answer = await bot.refused("setMyShortDescription", short_description="x" * 121)
    assert answer == "Bad Request: bot short description is too long"


async def test_the_menu_button(bot: Any, robin: User) -> None:
    assert (await robin.state())["menu_button"] == {"type": "commands"}
    button = {"type": "web_app", "text": "Open", "web_app": {"url": "https://vale.example/"}}
    await bot("setChatMenuButton", chat_id=robin.id, menu_button=button)
    assert (await robin.state())["menu_button"] == button
    assert await bot("getChatMenuButton", chat_id=robin.id) == button
    await bot("setChatMenuButton", chat_id=robin.id, menu_button={"type": "default"})
    await bot("setChatMenuButton", menu_button={"type": "commands"})
    assert await bot("getChatMenuButton") == {"type": "commands"}
    assert await bot("getChatMenuButton", chat_id=robin.id) == {"type": "default"}
    answer = await bot.refused("setChatMenuButton", menu_button={"type": "lever"})
    assert answer == "Bad Request: can't parse MenuButton: Unsupported type specified"
    group = await robin.create_group("Vale")
    answer = await bot.refused("setChatMenuButton", chat_id=group, menu_button={"type": "commands"})
    assert answer == "Bad Request: chat must be a private chat"
