"""The language that a chat is spoken to in."""

from dataclasses import dataclass

from bot.taps.core import Tap


@dataclass(frozen=True)
class ShowLanguages(Tap):
    code = "lang.show"


@dataclass(frozen=True)
class SetLanguage(Tap):
    """A language by its code, or `telegram` for whichever Telegram is set to."""

    code = "lang.set"
    language: str
