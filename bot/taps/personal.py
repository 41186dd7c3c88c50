"""What is kept about somebody: taking it out, and having it erased."""

from dataclasses import dataclass

from bot.taps.core import Tap


@dataclass(frozen=True)
class Export(Tap):
    """Send all that is kept as a file."""

    code = "data.export"


@dataclass(frozen=True)
class Erase(Tap):
    """Erase all that is kept: ask, and with `sure` do it."""

    code = "data.erase"
    sure: bool


@dataclass(frozen=True)
class KeepData(Tap):
    """Erase nothing, after the question."""

    code = "data.keep"
