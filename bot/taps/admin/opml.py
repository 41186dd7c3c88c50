"""Lists of feeds for everybody."""

from dataclasses import dataclass

from bot.taps.core import Tap


@dataclass(frozen=True)
class TakeList(Tap):
    """Take in the list that was looked at; `key` tells which file."""

    code = "admin.list"
    key: str


@dataclass(frozen=True)
class LeaveList(Tap):
    """Don't."""

    code = "admin.nolist"


@dataclass(frozen=True)
class SendList(Tap):
    """Send all topics and feeds as a file."""

    code = "admin.opml"
