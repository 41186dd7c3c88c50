"""The texts that stand in the code, and the catalogues brought up to them (`make texts`).

What is new in a catalogue is empty, what is no longer said is dropped, and every translation stays.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.i18n.languages import NAMES, SOURCE, locale_of

CODE = Path(__file__).parents[1]
LOCALE = Path(__file__).parent / "locale"
WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)
KEYWORDS: dict[str, tuple[int, ...] | None] = {"t": None, "plain": None, "many": (1, 2)}
"""How texts are asked for (`bot.i18n.texts`)."""


def extracted() -> Catalog:
    """Every text that the code asks for, sorted; each with the file that says it, so that translators see where."""
    catalog = Catalog(project="newsdigest", fuzzy=False)
    found = extract_from_dir(CODE, method_map=[("**.py", "python")], keywords=KEYWORDS, comment_tags=("NOTE:",))
    for file, _, message, comments, context in found:
        catalog.add(message, locations=[(file, 1)], auto_comments=comments, context=context)
    return catalog


def read_catalogue(code: str) -> Catalog:
    """A language's catalogue as it is; empty where there is none."""
    file = LOCALE / f"{code}.po"
    if not file.exists():
        return Catalog(locale=locale_of(code), project="newsdigest", fuzzy=False)
    with file.open("rb") as opened:
        return read_po(opened, locale=locale_of(code))


def bring_up_to_date(code: str, texts: Catalog) -> int:
    """Write a language's catalogue anew; returns how many of its texts want a translation."""
    catalog = read_catalogue(code)
    catalog.update(texts, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.fuzzy = False
    # no day and no name: a catalogue changes when its texts do
    catalog.header_comment = f"# newsdigest in {NAMES[code]}"
    catalog.creation_date = catalog.revision_date = WRITTEN
    catalog.last_translator = catalog.language_team = catalog.msgid_bugs_address = "newsdigest"
    catalog.version = ""
    LOCALE.mkdir(exist_ok=True)
    with (LOCALE / f"{code}.po").open("wb") as file:
        write_po(file, catalog, width=120, sort_output=True, ignore_obsolete=True, include_lineno=False)
    return sum(not all(_strings(message.string)) for message in catalog if message.id)


def _strings(string: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [string or ""] if isinstance(string, str | None) else list(string)


def main() -> None:
    texts = extracted()
    for code in NAMES:
        if code != SOURCE:
            missing = bring_up_to_date(code, texts)
            sys.stdout.write(f"{code}: {len(texts)} texts, {missing} to translate\n")


if __name__ == "__main__":
    main()
