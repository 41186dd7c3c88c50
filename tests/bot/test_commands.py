"""The menu of commands, and that each of them is answered and documented."""

import re
from pathlib import Path

from telegram.ext import CommandHandler

from bot import texts
from bot.commands import ADMIN, DESCRIPTION, GROUP, READER, SHORT_DESCRIPTION, known_commands
from bot.handlers import all_handlers

DOCS = Path(__file__).parents[2] / "docs" / "commands.md"


def answered() -> set[str]:
    return {name for handler in all_handlers() if isinstance(handler, CommandHandler) for name in handler.commands}


def test_every_command_that_is_known_is_answered_and_no_other() -> None:
    assert answered() == set(known_commands(admin=True))


def test_the_menus_fit_telegrams_limits() -> None:
    for menu in (READER, GROUP, ADMIN):
        assert len(menu) <= 100
        for name, description in menu:
            assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
            assert 3 <= len(description) <= 256


def test_the_descriptions_fit_telegrams_limits() -> None:
    assert 0 < len(DESCRIPTION) <= 512
    assert 0 < len(SHORT_DESCRIPTION) <= 120


def test_help_names_every_command_of_the_menu() -> None:
    named = set(re.findall(r"/([a-z]+)", texts.HELP + texts.HELP_ADMIN))
    assert {name for name, _ in ADMIN} - {"help"} <= named


def test_the_documentation_names_every_command_and_no_other() -> None:
    text = re.sub(r"https?://\S+", "", DOCS.read_text("utf-8"))
    named = set(re.findall(r"(?<![\w./])/([a-z]+)\b", text))
    assert named == answered()
