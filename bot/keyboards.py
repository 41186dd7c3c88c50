"""The buttons under the bot's messages: pure, from records to inline keyboards.

Rows are made for one thumb: two wide buttons a row, lists of one a row, a footer with the pages, then the way out.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, time

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import texts
from bot.callbacks import (
    Follow,
    Latest,
    Nothing,
    SetDays,
    SetHour,
    SetPause,
    SetTopic,
    SetZone,
    ShowDays,
    ShowHours,
    ShowSchedule,
    ShowTopics,
    ShowZones,
    Tap,
    TopicsDone,
    encode,
)
from bot.phrases import day_names, hour
from bot.zones import zones_around_the_clock
from jobs.schedule import EVERY_DAY, WEEKEND, WORKING_DAYS
from storage.schedules import Schedule
from storage.topics import Topic

TOPICS_A_PAGE = 10
ZONES_A_PAGE = 8
LONGEST_LABEL = 40

Row = list[InlineKeyboardButton]


def button(label: str, tap: Tap) -> InlineKeyboardButton:
    return InlineKeyboardButton(texts.shorten(label, LONGEST_LABEL), callback_data=encode(tap))


def in_rows(buttons: Sequence[InlineKeyboardButton], width: int) -> list[Row]:
    return [list(buttons[start : start + width]) for start in range(0, len(buttons), width)]


def page_of(count: int, page: int, size: int) -> tuple[int, int]:
    """(the page that exists and is nearest to the one asked for, how many there are)."""
    pages = max(1, -(-count // size))
    return min(page, pages - 1), pages


def page_footer(page: int, pages: int, previous: Tap, following: Tap) -> list[Row]:
    """`‹ 1 / 3 ›`, or nothing where one page holds all."""
    if pages == 1:
        return []
    here = button(texts.page_button(page, pages), Nothing())
    back = button("‹", previous) if page > 0 else button("·", Nothing())
    forth = button("›", following) if page < pages - 1 else button("·", Nothing())
    return [[back, here, forth]]


def topics(
    all_topics: Sequence[Topic], followed: Collection[int], page: int, *, first: bool = False
) -> InlineKeyboardMarkup:
    """A page of topics to switch on and off, and a button that ends the choice; `first` on the card that welcomes."""
    page, pages = page_of(len(all_topics), page, TOPICS_A_PAGE)
    shown = all_topics[page * TOPICS_A_PAGE : (page + 1) * TOPICS_A_PAGE]
    switches = [
        button(texts.chosen_button(topic.name, on), SetTopic(topic.id, not on, page, first))
        for topic in shown
        for on in [topic.id in followed]
    ]
    footer = page_footer(page, pages, ShowTopics(max(page - 1, 0), first), ShowTopics(page + 1, first))
    return InlineKeyboardMarkup([*in_rows(switches, 2), *footer, [button(texts.DONE_BUTTON, TopicsDone())]])


def after_choice() -> InlineKeyboardMarkup:
    """What one does next when the topics are chosen."""
    return InlineKeyboardMarkup(
        [
            [button(texts.DIGEST_NOW_BUTTON, Latest(0))],
            [button(texts.HOURS_BUTTON, ShowHours()), button(texts.ZONE_BUTTON, ShowZones(0))],
        ]
    )


def overview() -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [
            [button(texts.DIGEST_NOW_BUTTON, Latest(0))],
            [button(texts.TOPICS_BUTTON, ShowTopics(0, False)), button(texts.SCHEDULE_BUTTON, ShowSchedule())],
        ]
    )


def to_topics() -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button(texts.TOPICS_BUTTON, ShowTopics(0, False))]])


def suggestions(close: Sequence[Topic], followed: Collection[int], *, on: bool | None = None) -> InlineKeyboardMarkup:
    """One button a topic, to follow or to leave it: `on` for all, or whichever would change something."""
    rows = [
        [button(texts.follow_button(topic.name, to), Follow(topic.id, to))]
        for topic in close
        for to in [topic.id not in followed if on is None else on]
    ]
    return InlineKeyboardMarkup([*rows, [button(texts.TOPICS_BUTTON, ShowTopics(0, False))]])


def one_topic(topic: Topic, *, followed: bool) -> InlineKeyboardMarkup:
    """What one can do with one topic: read it, follow or leave it."""
    follow = button(texts.follow_button(topic.name, not followed), Follow(topic.id, not followed))
    return InlineKeyboardMarkup([[button(texts.DIGEST_NOW_BUTTON, Latest(topic.id))], [follow]])


def latest_of(close: Sequence[Topic]) -> InlineKeyboardMarkup:
    """One button a topic, for what is new in it."""
    return InlineKeyboardMarkup([[button(topic.name, Latest(topic.id))] for topic in close])


def schedule(current: Schedule) -> InlineKeyboardMarkup:
    pause = button(texts.RESUME_BUTTON if current.paused else texts.PAUSE_BUTTON, SetPause(not current.paused))
    return InlineKeyboardMarkup(
        [
            [button(texts.HOURS_BUTTON, ShowHours()), button(texts.DAYS_BUTTON, ShowDays())],
            [button(texts.ZONE_BUTTON, ShowZones(0)), pause],
        ]
    )


def resume() -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button(texts.RESUME_BUTTON, SetPause(False))]])


def hours(current: Schedule) -> InlineKeyboardMarkup:
    """The full hours, then the chat's own times between them."""
    full = [_hour_switch(time(number), current, f"{number:02}") for number in range(24)]
    own = [_hour_switch(at, current, hour(at)) for at in current.times if at.minute]
    return InlineKeyboardMarkup([*in_rows(full, 4), *in_rows(own, 4), [button(texts.BACK_BUTTON, ShowSchedule())]])


def days(current: Schedule) -> InlineKeyboardMarkup:
    presets = (
        (texts.EVERY_DAY_BUTTON, EVERY_DAY),
        (texts.WORKING_DAYS_BUTTON, WORKING_DAYS),
        (texts.WEEKEND_BUTTON, WEEKEND),
    )
    row = [button(texts.chosen_button(label, current.weekdays == week), _days(week)) for label, week in presets]
    single = [
        button(texts.chosen_button(name, day in current.weekdays), _days(current.weekdays ^ {day}))
        for day, name in enumerate(day_names())
    ]
    return InlineKeyboardMarkup([row, *in_rows(single, 3), [button(texts.BACK_BUTTON, ShowSchedule())]])


def zones(current: Schedule, page: int, now: datetime) -> InlineKeyboardMarkup:
    """A page of places by what their clocks show, earlier and later ones behind `‹` and `›`."""
    offered = zones_around_the_clock(now)
    page, pages = page_of(len(offered), page, ZONES_A_PAGE)
    shown = offered[page * ZONES_A_PAGE : (page + 1) * ZONES_A_PAGE]
    choices = [button(texts.zone_button(zone, now, on=zone == current.zone), SetZone(zone)) for zone in shown]
    # the clock goes round, and so do the pages; they count from 1
    earlier, later = (page - 1) % pages + 1, (page + 1) % pages + 1
    turn = [button(texts.EARLIER_BUTTON, ShowZones(earlier)), button(texts.LATER_BUTTON, ShowZones(later))]
    return InlineKeyboardMarkup([*in_rows(choices, 2), turn, [button(texts.BACK_BUTTON, ShowSchedule())]])


def _hour_switch(at: time, current: Schedule, label: str) -> InlineKeyboardButton:
    on = at in current.times
    return button(texts.chosen_button(label, on), SetHour(at.hour * 60 + at.minute, not on))


def _days(weekdays: Collection[int]) -> SetDays:
    return SetDays(sum(1 << day for day in weekdays))
