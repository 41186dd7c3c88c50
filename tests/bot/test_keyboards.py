"""Keyboards for one thumb, within Telegram's limits."""

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardMarkup

from bot.i18n.texts import texts_in
from bot.keyboards import first_steps as first_keys
from bot.keyboards import schedule as schedule_keys
from bot.keyboards import topics as topic_keys
from bot.keyboards.story import Picked, story
from bot.taps.core import LONGEST, decode
from bot.taps.schedule import SetDays, SetHour, ShowZones
from storage.marks import Mark
from storage.schedules import Schedule
from storage.topics import Topic

NOW = datetime(2031, 3, 3, 12, 0, tzinfo=UTC)
MOST_BUTTONS = 100
T = texts_in("en")


def topic(number: int) -> Topic:
    return Topic(
        id=number,
        slug=f"topic-{number}",
        name=f"Topic {number} " + "x" * 50,
        description="",
        language=None,
        keywords=(),
        method="news",
        sentences=2,
        position=number,
    )


def schedule(times: set[time], weekdays: set[int], zone: str = "Europe/Kyiv") -> Schedule:
    return Schedule(
        chat_id=1,
        times=tuple(sorted(times)),
        weekdays=frozenset(weekdays),
        zone=zone,
        paused=False,
        next_run_at=NOW,
        covered_until=None,
    )


def labels(markup: InlineKeyboardMarkup) -> list[str]:
    return [button.text for row in markup.inline_keyboard for button in row]


def check(markup: InlineKeyboardMarkup) -> None:
    buttons = [button for row in markup.inline_keyboard for button in row]
    assert len(buttons) <= MOST_BUTTONS
    for button in buttons:
        data = str(button.callback_data)
        assert len(data.encode()) <= LONGEST
        assert decode(data) is not None
        assert button.text.strip()


@given(st.integers(0, 60), st.integers(0, 10**6))
def test_any_page_of_any_number_of_topics_fits(count: int, page: int) -> None:
    check(topic_keys.topics(T, [topic(number + 1) for number in range(count)], {1, 2}, page))


@given(st.integers(0, 60), st.integers(0, 10**6))
def test_any_page_of_what_is_followed_fits(count: int, page: int) -> None:
    check(topic_keys.leaving(T, [topic(number + 1) for number in range(count)], [], page, left=topic(1)))
    check(topic_keys.found(T, [topic(number + 1) for number in range(min(count, 12))], {1}))


@given(
    st.sets(st.times().map(lambda at: at.replace(second=0, microsecond=0)), min_size=1, max_size=24),
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(0, 10**6),
)
def test_any_schedule_fits(times: set[time], weekdays: set[int], page: int) -> None:
    current = schedule(times, weekdays)
    for markup in (
        schedule_keys.hours(T, current),
        schedule_keys.days(T, current),
        schedule_keys.zones(T, current, page, NOW),
        first_keys.hours(T, current, NOW),
        first_keys.zones(T, current, page, NOW),
    ):
        check(markup)


def test_a_day_is_switched_and_a_preset_sets_the_week() -> None:
    markup = schedule_keys.days(T, schedule({time(8)}, {0, 1}))
    meant = {button.text: decode(str(button.callback_data)) for row in markup.inline_keyboard for button in row}
    assert meant["✓ Mon"] == SetDays(0b0000010)
    assert meant["Wed"] == SetDays(0b0000111)
    assert meant["Mon – Fri"] == SetDays(0b0011111)
    assert meant["Daily"] == SetDays(0b1111111)


def test_an_hour_is_switched_to_the_other_state() -> None:
    markup = schedule_keys.hours(T, schedule({time(8), time(7, 30)}, {0}))
    meant = {button.text: decode(str(button.callback_data)) for row in markup.inline_keyboard for button in row}
    assert meant["✓ 08"] == SetHour(480, False)
    assert meant["✓ 07:30"] == SetHour(450, False)
    assert meant["09"] == SetHour(540, True)


def test_zones_turn_round_the_clock() -> None:
    first = schedule_keys.zones(T, schedule({time(8)}, {0}), 0, NOW)
    back = next(button for row in first.inline_keyboard for button in row if button.text == "‹ Earlier")
    last = decode(str(back.callback_data))
    assert isinstance(last, ShowZones)
    assert "Auckland · 01:00" in labels(schedule_keys.zones(T, schedule({time(8)}, {0}), last.page - 1, NOW))


@pytest.mark.parametrize(("language", "rows"), [("en", [4]), ("de", [2, 2]), ("uk", [2, 2]), ("ja", [2, 2])])
def test_votes_and_marks_share_a_row_where_their_labels_are_short(language: str, rows: list[int]):
    picked = Picked(digest_id=1, position=0, positions=[0])
    for mark in (None, *Mark):
        keyboard = story(texts_in(language), replace(picked, mark=mark)).inline_keyboard
        assert [len(row) for row in keyboard] == [3, *rows], "a tap moves no row"
