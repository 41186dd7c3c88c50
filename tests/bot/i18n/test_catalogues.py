"""Every catalogue has every text, with the same fields, markup and commands as the original."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from markupsafe import Markup

from bot.i18n.extraction import CODE, KEYWORDS, LOCALE, extracted, read_catalogue
from bot.i18n.languages import NAMES, SOURCE
from bot.i18n.texts import texts_in

TRANSLATED = sorted(set(NAMES) - {SOURCE})
TEXTS = extracted()

FIELD = re.compile(r"\{(\w+)\}")
TAGS = re.compile(r"</?[a-z][^>]*>")
COMMAND = re.compile(r"(?<![\w<])/[a-z_]+")


def originals(message: Message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple | list) else (message.id,)


def translations(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple | list) else (message.string,)


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_text_is_missing_and_none_is_left_over(code: str) -> None:
    catalogue = read_catalogue(code)
    assert {originals(message) for message in catalogue if message.id} == {
        originals(message) for message in TEXTS if message.id
    }, "make texts brings the catalogues up to the code"
    untranslated = [message.id for message in catalogue if message.id and not all(translations(message))]
    assert not untranslated
    assert not [message.id for message in catalogue if message.id and message.fuzzy]


@pytest.mark.parametrize("code", TRANSLATED)
def test_fields_markup_and_commands_are_those_of_the_original(code: str) -> None:
    for message in read_catalogue(code):
        if not message.id:
            continue
        wanted = originals(message)[-1]
        for text in translations(message):
            # a language may say "one topic" without the number
            fields = set(FIELD.findall(text)) | ({"count"} if isinstance(message.id, tuple | list) else set())
            assert fields >= set(FIELD.findall(wanted)), f"{code}: {text!r} leaves out a field of {wanted!r}"
            assert fields <= set(FIELD.findall(wanted)) | {"count"}, f"{code}: {text!r} has a field too many"
            assert Counter(TAGS.findall(text)) == Counter(TAGS.findall(wanted)), f"{code}: {text!r}"
            assert set(COMMAND.findall(text)) == set(COMMAND.findall(wanted)), f"{code}: {text!r}"


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_catalogue_has_as_many_forms_as_its_language_has_plurals(code: str) -> None:
    catalogue = read_catalogue(code)
    for message in catalogue:
        if isinstance(message.id, tuple | list):
            assert len(translations(message)) == catalogue.num_plurals


def test_there_is_a_catalogue_for_each_language_and_no_other() -> None:
    assert {file.stem for file in LOCALE.glob("*.po")} == set(TRANSLATED)


@pytest.mark.parametrize("file", sorted(CODE.rglob("texts/**/*.py")), ids=lambda file: str(file.relative_to(CODE)))
def test_every_text_is_a_literal_that_can_be_extracted(file: Path) -> None:
    known = {text for message in TEXTS if message.id for text in originals(message)}
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in KEYWORDS:
            wanted = node.args[: len(KEYWORDS[name] or (1,))]
            for argument in wanted:
                assert isinstance(argument, ast.Constant), f"{file.name}:{node.lineno}"
                assert argument.value in known


def test_numbers_names_and_lists_are_written_as_the_language_does() -> None:
    german, arabic = texts_in("de-AT"), texts_in("ar")
    assert german.number(1234.5) == "1.234,5"
    assert german.list(["A", "<b>"]) == "A und &lt;b&gt;"
    assert "\u2068Sea &amp; sky\u2069" in arabic("<b>{topic}</b>: {x}", topic="Sea & sky", x=1)


def test_a_command_in_a_text_from_right_to_left_keeps_its_slash_in_front() -> None:
    shown = texts_in("fa")("{example}", example=Markup("<code>/sub science</code>"))
    assert shown == "\u2068<code>/sub science</code>\u2069"


def test_what_is_filled_in_cannot_become_markup() -> None:
    t = texts_in("en")
    assert t("<b>{name}</b>", name="<i>&") == "<b>&lt;i&gt;&amp;</b>"
    assert t.plain("{name}", name="<i>&") == "<i>&"


def test_a_language_that_the_bot_does_not_speak_is_english() -> None:
    assert [texts_in(code).code for code in ("pt-br", "zh-hans", "xx", "", None)] == ["pt", "zh", "en", "en", "en"]
