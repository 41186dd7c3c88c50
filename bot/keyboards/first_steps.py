"""Choosing the first hour, and the zone that it is meant in."""

from datetime import datetime, time

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.i18n.phrases import hour, local_time
from bot.i18n.texts import Texts
from bot.keyboards.buttons import button, in_rows
from bot.keyboards.zones import zone_rows
from bot.taps.first_steps import FirstAsIs, FirstHour, FirstHours, FirstZone, FirstZones
from bot.taps.schedule import ShowHours, ShowZones
from bot.taps.times import minute_of
from bot.taps.topics import ShowTopics
from bot.texts import buttons as words
from bot.texts import first_steps as texts
from jobs.schedule import EVERY_DAY
from storage.schedules import Schedule

OFFERED = (time(7), time(8), time(12), time(18), time(20))
FULL_HOURS = tuple(time(number) for number in range(24))


def hours(t: Texts, current: Schedule, now: datetime) -> InlineKeyboardMarkup:
    """A few hours; above them those of the first topic, where a single one of these doesn't say them."""
    own = len(current.times) > 1 or current.weekdays != EVERY_DAY or current.times[0] not in OFFERED
    other = button(texts.other_hour(t), FirstHours(True))
    zone = button(texts.other_zone(t, local_time(t, current.zone, now)), FirstZones(0))
    return InlineKeyboardMarkup(
        [
            *([[button(texts.as_it_is(t, current), FirstAsIs())]] if own else []),
            *in_rows([*(_hour(t, at) for at in OFFERED), other], 3),
            [zone],
            [button(words.back(t), ShowTopics(0, True))],
        ]
    )


def all_hours(t: Texts) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [*in_rows([_hour(t, at) for at in FULL_HOURS], 4), [button(words.back(t), FirstHours(False))]]
    )


def zones(t: Texts, current: Schedule, page: int, now: datetime) -> InlineKeyboardMarkup:
    places = zone_rows(t, current.zone, page, now, pick=FirstZone, turn=FirstZones)
    return InlineKeyboardMarkup([*places, [button(words.back(t), FirstHours(False))]])


def ready(t: Texts) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [
            [button(words.hours(t), ShowHours()), button(words.zone(t), ShowZones(0))],
            [button(words.topics(t), ShowTopics(0, False))],
        ]
    )


def _hour(t: Texts, at: time) -> InlineKeyboardButton:
    return button(hour(t, at), FirstHour(minute_of(at)))
