"""The menu of commands, and that each of them is answered and documented."""

import re
from pathlib import Path

import pytest
from telegram.ext import CommandHandler

from bot.commands import known_commands
from bot.handlers import all_handlers
from bot.i18n.languages import NAMES
from bot.i18n.texts import Texts, texts_in
from bot.texts import commands
from bot.texts.start import help_card

DOCS = Path(__file__).parents[2] / "docs" / "commands.md"


def answered() -> set[str]:
    return {name for handler in all_handlers() if isinstance(handler, CommandHandler) for name in handler.commands}


def test_every_command_that_is_known_is_answered_and_no_other() -> None:
    assert answered() == set(known_commands(admin=True))


LANGUAGES = [texts_in(code) for code in NAMES]


@pytest.mark.parametrize("t", LANGUAGES, ids=lambda t: t.code)
def test_the_menus_fit_telegrams_limits(t: Texts) -> None:
    for menu in (commands.reader(t), commands.group(t), commands.admin(t)):
        assert len(menu) <= 100
        for name, description in menu:
            assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
            assert 3 <= len(description) <= 256


@pytest.mark.parametrize("t", LANGUAGES, ids=lambda t: t.code)
def test_the_descriptions_fit_telegrams_limits(t: Texts) -> None:
    assert 0 < len(commands.description(t)) <= 512
    assert 0 < len(commands.short_description(t)) <= 120


def test_help_names_every_command_of_the_menu() -> None:
    named = set(re.findall(r"/([a-z_]+)", help_card(texts_in("en"), runs_it=True)))
    assert {name for name, _ in commands.admin(texts_in("en"))} - {"help"} <= named


def test_the_documentation_names_every_command_and_no_other() -> None:
    text = re.sub(r"https?://\S+", "", DOCS.read_text("utf-8"))
    named = set(re.findall(r"(?<![\w./])/([a-z_]+)\b", text))
    assert named == answered()
