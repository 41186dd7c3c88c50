"""Buttons that do nothing."""

from dataclasses import dataclass

from bot.taps.core import Tap


@dataclass(frozen=True)
class Nothing(Tap):
    """A button that only shows something, such as the number of the page."""

    code = "page.none"
