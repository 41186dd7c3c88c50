"""The list of saved stories."""

from dataclasses import dataclass

from bot.taps.core import Tap


@dataclass(frozen=True)
class ShowSaved(Tap):
    """A page of the list, counted from 0."""

    code = "saved.show"
    page: int


@dataclass(frozen=True)
class OpenSaved(Tap):
    """One story of it; `page` is where it came from."""

    code = "saved.open"
    saved_id: int
    page: int


@dataclass(frozen=True)
class RemoveSaved(Tap):
    """Take the story off the list."""

    code = "saved.remove"
    saved_id: int
    page: int


@dataclass(frozen=True)
class RestoreSaved(Tap):
    """Put back the story that was taken off last."""

    code = "saved.restore"
    saved_id: int
    page: int


@dataclass(frozen=True)
class SendSaved(Tap):
    """Send the whole list as a file."""

    code = "saved.file"


@dataclass(frozen=True)
class EmptySaved(Tap):
    """Let go of all of it: ask, and with `sure` do it."""

    code = "saved.empty"
    sure: bool
