"""How a chat wants to be told."""

from dataclasses import dataclass

from bot.taps.core import Tap


@dataclass(frozen=True)
class ShowSettings(Tap):
    code = "settings.show"


@dataclass(frozen=True)
class SetLength(Tap):
    """A length by its name, or `topic` to leave it to each topic."""

    code = "settings.length"
    length: str


@dataclass(frozen=True)
class SetPictures(Tap):
    code = "settings.picture"
    on: bool


@dataclass(frozen=True)
class SetWhenNothing(Tap):
    """Say so when there is nothing, or stay silent."""

    code = "settings.nothing"
    silent: bool


@dataclass(frozen=True)
class ShowInstant(Tap):
    code = "settings.instant"


@dataclass(frozen=True)
class SetInstant(Tap):
    """Tell as it happens what is important enough: a level by its name."""

    code = "settings.level"
    level: str
