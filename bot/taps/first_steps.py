"""The first digest: at which hour, in which zone."""

from dataclasses import dataclass

from bot.taps.core import Tap


@dataclass(frozen=True)
class FirstHours(Tap):
    """Choose among a few hours, or among all."""

    code = "first.hours"
    every: bool


@dataclass(frozen=True)
class FirstHour(Tap):
    """Digest at this minute of the day; it ends the first steps."""

    code = "first.hour"
    minute: int


@dataclass(frozen=True)
class FirstAsIs(Tap):
    """The hours are right as they are; it ends the first steps."""

    code = "first.asis"


@dataclass(frozen=True)
class FirstZones(Tap):
    """A page of places, counted from 1; 0 is the one around the chat's own zone."""

    code = "first.zones"
    page: int


@dataclass(frozen=True)
class FirstZone(Tap):
    code = "first.zone"
    zone: str
