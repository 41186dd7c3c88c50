"""gettext catalogues: `locale/<code>.po`, written by people, compiled when their language is first spoken."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.i18n.languages import SOURCE, locale_of


@cache
def catalogue(code: str) -> NullTranslations:
    """The translations into a language of `languages.NAMES`; its texts are read once (about 30 ms)."""
    if code == SOURCE:
        return NullTranslations()
    file = files("bot.i18n").joinpath("locale", f"{code}.po")
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(file.read_bytes()), locale=locale_of(code)))
    compiled.seek(0)
    return GNUTranslations(compiled)
