"""A language's texts: `t("You follow {topic}.", topic=name)` for messages, `t.plain("Done")` for buttons and toasts.

The English text is the message's id, and a literal, so that it can be extracted (`make texts`). What is filled in is
escaped, unless it is Markup already; so nothing that anybody wrote can become markup.
"""

from collections.abc import Iterable
from functools import cache, cached_property
from gettext import NullTranslations
from typing import Literal

from babel import Locale
from babel.lists import format_list
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from bot.i18n.catalogues import catalogue
from bot.i18n.languages import SOURCE, locale_of, spoken

WHOLE_WORDS = 0.6
"""So much of the room a shortened text fills at least; else its last word is cut."""

ISOLATE, POP = "\u2068", "\u2069"
"""First strong isolate and its end (UAX #9): a name of the other direction stays in its place."""

Joint = Literal["standard", "or"]


class Texts:
    """What the bot says in one language, as Telegram HTML."""

    def __init__(self, code: str, translations: NullTranslations) -> None:
        self.code = code
        self.locale = Locale.parse(locale_of(code))
        self._translations = translations

    def __call__(self, message: str, /, **fields: object) -> Markup:
        """The text with its fields filled in; numbers are written in the language's manner."""
        # catalogues are the project's own, and a test holds their markup to the original's
        return Markup(self._translations.gettext(message)).format(**self.fields(fields))  # noqa: S704

    def many(self, one: str, other: str, count: int, /, **fields: object) -> Markup:
        """The text for so many, by the language's plural rules; `{count}` in it is filled in."""
        text = self._translations.ngettext(one, other, count)
        return Markup(text).format(**self.fields({"count": count, **fields}))  # noqa: S704

    def list(self, items: Iterable[object], joint: Joint = "standard") -> Markup:
        """`A, B and C`, or with `joint="or"` `A, B or C`; the items are escaped."""
        return Markup(format_list([str(escape(item)) for item in items], style=joint, locale=self.locale))  # noqa: S704

    @cached_property
    def plain(self) -> "Plain":
        """The same without markup: for buttons, toasts, file names."""
        return Plain(self, self._translations)

    @property
    def is_rtl(self) -> bool:
        return self.locale.text_direction == "rtl"

    def number(self, value: float) -> str:
        return format_decimal(value, locale=self.locale)

    def fields(self, values: dict[str, object]) -> dict[str, object]:
        return {name: self._written(value) for name, value in values.items()}

    def _written(self, value: object) -> object:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return self.number(value)
        if not self.is_rtl:
            return value
        if isinstance(value, Markup):
            # such as a command to be written, whose slash would go to its other end
            return Markup("{}{}{}").format(ISOLATE, value, POP)
        return f"{ISOLATE}{value}{POP}" if type(value) is str else value


class Plain:
    """What the bot says where Telegram knows no markup."""

    def __init__(self, texts: Texts, translations: NullTranslations) -> None:
        self._texts = texts
        self._translations = translations

    def __call__(self, message: str, /, **fields: object) -> str:
        return self._translations.gettext(message).format(**self._texts.fields(fields))

    def many(self, one: str, other: str, count: int, /, **fields: object) -> str:
        text = self._translations.ngettext(one, other, count)
        return text.format(**self._texts.fields({"count": count, **fields}))

    def list(self, items: Iterable[str], joint: Joint = "standard") -> str:
        return format_list(list(items), style=joint, locale=self._texts.locale)


def lines(*parts: str | None) -> Markup:
    """The parts one under the other, without those that are None; an empty text makes an empty line."""
    return Markup("\n").join(part for part in parts if part is not None)


def link(url: str, text: object) -> Markup:
    """`text` as a link where `url` is one that a chat can open, else the text alone."""
    if not url.startswith(("http://", "https://", "tg://")):
        return escape(text)
    return Markup('<a href="{}">{}</a>').format(url, text)


def shorten(text: str, longest: int) -> str:
    """At most so many characters, with an ellipsis where some were cut: between two words, where they aren't too long
    or written without spaces."""
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    whole = cut if text[longest - 1].isspace() else cut.rpartition(" ")[0]
    return (whole if len(whole) >= longest * WHOLE_WORDS else cut).rstrip() + "…"


def texts_in(code: str | None) -> Texts:
    """The texts of a language as Telegram names it (`uk`, `pt-br`); English where the bot doesn't speak it."""
    return _texts(spoken(code) or SOURCE)


@cache
def _texts(code: str) -> Texts:
    return Texts(code, catalogue(code))
