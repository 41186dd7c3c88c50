"""The cards that change when the digest comes."""

from collections.abc import Collection
from datetime import datetime, time

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.i18n.phrases import day_names, hour, is_hourly
from bot.i18n.texts import Texts
from bot.keyboards.buttons import button, in_rows
from bot.keyboards.zones import zone_rows
from bot.taps.schedule import (
    KeepZone,
    SetDays,
    SetHour,
    SetHourly,
    SetPause,
    SetZone,
    ShowDays,
    ShowHours,
    ShowPause,
    ShowQuiet,
    ShowSchedule,
    ShowZones,
)
from bot.taps.settings import ShowSettings
from bot.taps.times import mask_of, minute_of
from bot.texts import buttons as words
from bot.texts import schedule as texts
from jobs.schedule import EVERY_DAY, WEEKEND, WORKING_DAYS
from storage.schedules import Schedule


def schedule(t: Texts, current: Schedule) -> InlineKeyboardMarkup:
    pause = button(words.resume(t), SetPause(False)) if current.paused else button(words.pause(t), ShowPause())
    return InlineKeyboardMarkup(
        [
            [button(words.hours(t), ShowHours()), button(words.days(t), ShowDays())],
            [button(words.zone(t), ShowZones(0)), button(texts.quiet_button(t), ShowQuiet())],
            [pause],
            [button(words.back(t), ShowSettings())],
        ]
    )


def hours(t: Texts, current: Schedule) -> InlineKeyboardMarkup:
    """The full hours, then the chat's own times between them, then all full hours at once."""
    full = [_hour_switch(t, time(number), current, f"{number:02}") for number in range(24)]
    own = [_hour_switch(t, at, current, hour(t, at)) for at in current.times if at.minute]
    hourly = is_hourly(current.times)
    every = button(words.chosen(texts.hourly_button(t), hourly), SetHourly(not hourly))
    back = button(words.back(t), ShowSchedule())
    return InlineKeyboardMarkup([*in_rows(full, 4), *in_rows(own, 4), [every], [back]])


def days(t: Texts, current: Schedule) -> InlineKeyboardMarkup:
    presets = (
        (words.every_day(t), EVERY_DAY),
        (words.working_days(t), WORKING_DAYS),
        (words.weekend(t), WEEKEND),
    )
    row = [button(words.chosen(label, current.weekdays == week), _days(week)) for label, week in presets]
    single = [
        button(words.chosen(name, day in current.weekdays), _days(current.weekdays ^ {day}))
        for day, name in enumerate(day_names(t))
    ]
    return InlineKeyboardMarkup([row, *in_rows(single, 3), [button(words.back(t), ShowSchedule())]])


def zones(t: Texts, current: Schedule, page: int, now: datetime) -> InlineKeyboardMarkup:
    places = zone_rows(t, current.zone, page, now, pick=SetZone, turn=ShowZones)
    return InlineKeyboardMarkup([*places, [button(words.back(t), ShowSchedule())]])


def zone_found(t: Texts, zone: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button(texts.yes_button(t), SetZone(zone)), button(texts.no_button(t), KeepZone())]])


def _hour_switch(t: Texts, at: time, current: Schedule, label: str) -> InlineKeyboardButton:
    on = at in current.times
    return button(words.chosen(label, on), SetHour(minute_of(at), not on))


def _days(weekdays: Collection[int]) -> SetDays:
    return SetDays(mask_of(weekdays))
