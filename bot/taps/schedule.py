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
class SetPause(Tap):
    code = "schedule.pause"
    on: bool
