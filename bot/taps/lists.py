"""Everything at once: leaving it all, lists of feeds as files."""

from dataclasses import dataclass

from bot.taps.core import Tap


@dataclass(frozen=True)
class LeaveAll(Tap):
    """Leave every topic and feed, which was asked; or leave it at that."""

    code = "lists.leave"
    sure: bool


@dataclass(frozen=True)
class TakeFile(Tap):
    """Take the feeds of the file that was sent as one's own; `key` tells which file."""

    code = "lists.take"
    key: str


@dataclass(frozen=True)
class TakeFileForAll(Tap):
    """Take the feeds of the file that was sent into the topics (admins)."""

    code = "lists.takeall"
    key: str
