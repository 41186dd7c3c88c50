"""Languages as people name them: `uk`, `Ukrainian`, `українська`, `Ukrainisch`."""

from collections.abc import Mapping
from functools import cache

from bot.i18n.languages import NAMES, spoken
from bot.words.letters import spoken_letters
from bot.words.locales import locales

LONGEST = 60


def find_language(name: str) -> str | None:
    """The code of the language of `NAMES` that somebody calls `name`, in any of these languages; None for another."""
    plain = " ".join(spoken_letters(name[:LONGEST]).split())
    return _codes().get(plain) or (spoken(plain) if plain.isascii() and len(plain.partition("-")[0]) == 2 else None)


@cache
def _codes() -> Mapping[str, str]:
    named = {spoken_letters(locale.languages.get(code, "")): code for _, locale in locales() for code in NAMES}
    named |= {spoken_letters(name): code for code, name in NAMES.items()}
    named.pop("", None)
    return named
