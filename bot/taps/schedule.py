"""When the digest comes."""

from dataclasses import dataclass

from bot.taps.core import Tap


@dataclass(frozen=True)
class ShowSchedule(Tap):
    code = "schedule.show"


@dataclass(frozen=True)
class ShowHours(Tap):
    code = "schedule.hours"


@dataclass(frozen=True)
class SetHour(Tap):
    """Digest at this minute of the day, or not any more."""

    code = "schedule.hour"
    minute: int
    on: bool


@dataclass(frozen=True)
class SetHourly(Tap):
    """Digest at every full hour, or again at those that a chat begins with."""

    code = "schedule.hourly"
    on: bool


@dataclass(frozen=True)
class ShowDays(Tap):
    code = "schedule.days"


@dataclass(frozen=True)
class SetDays(Tap):
    """Exactly these days: bit 0 is Monday."""

    code = "schedule.week"
    mask: int


@dataclass(frozen=True)
class ShowZones(Tap):
    """A page of places, counted from 1; 0 is the one around the chat's own zone."""

    code = "schedule.zones"
    page: int


@dataclass(frozen=True)
class SetZone(Tap):
    code = "schedule.zone"
    zone: str


@dataclass(frozen=True)
class KeepZone(Tap):
    """No, the place that was sent is not where the clock is to be read."""

    code = "schedule.keep"


@dataclass(frozen=True)
class ShowPause(Tap):
    """For how long?"""

    code = "schedule.break"


@dataclass(frozen=True)
class SetPause(Tap):
    """Pause until somebody ends it, or end it."""

    code = "schedule.pause"
    on: bool


@dataclass(frozen=True)
class PauseFor(Tap):
    """Pause for so many days."""

    code = "schedule.pausefor"
    days: int


@dataclass(frozen=True)
class ShowQuiet(Tap):
    code = "schedule.quiet"


@dataclass(frozen=True)
class ShowQuietEdge(Tap):
    """The hours at which it may begin to be quiet, or end."""

    code = "schedule.quietat"
    end: bool


@dataclass(frozen=True)
class SetQuiet(Tap):
    """Quiet from one minute of the day until another; never where they are the same."""

    code = "schedule.setquiet"
    begin: int
    end: int
