"""/schedule: when the digest comes, by buttons or by words."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.context import Handler
from bot.handlers.doors import on_command, on_tap
from bot.handlers.hours import ensure_schedule, quiet_hours, schedule_or_default, write_schedule
from bot.handlers.rights import Right
from bot.handlers.topics import choice
from bot.keyboards import schedule as schedule_keys
from bot.taps.schedule import SetDays, SetHour, SetHourly, ShowDays, ShowHours, ShowSchedule
from bot.taps.times import time_at, weekdays_in
from bot.texts import schedule as schedule_texts
from bot.texts import talk
from bot.visit import Card, Visit
from bot.words.schedule import MOST_TIMES, ScheduleNotUnderstood, read_schedule
from jobs.schedule import HOURLY, QuietHours
from storage.database import Session
from storage.schedules import Schedule


@dataclass(frozen=True, slots=True)
class Timing:
    """When a chat is told: its schedule, and the hours that put it off."""

    schedule: Schedule
    quiet: QuietHours


def handlers() -> list[Handler]:
    return [
        on_command("schedule", schedule, may=Right.CHAT, afar=True),
        on_tap(ShowSchedule, show_schedule, may=Right.CHAT),
        on_tap(ShowHours, show_hours, may=Right.CHAT),
        on_tap(SetHour, set_hour, may=Right.CHAT),
        on_tap(SetHourly, set_hourly, may=Right.CHAT),
        on_tap(ShowDays, show_days, may=Right.CHAT),
        on_tap(SetDays, set_days, may=Right.CHAT),
    ]


async def schedule(visit: Visit) -> None:
    """The card, or what `/schedule 07:30 Kyiv mon-fri` says."""
    if not visit.words:
        await show_schedule(visit)
        return
    try:
        said = read_schedule(visit.words, visit.t.code)
    except ScheduleNotUnderstood as problem:
        await visit.say(Card(schedule_texts.schedule_problem(visit.t, problem)))
        return
    changed = await change(
        visit,
        lambda session, current: write_schedule(
            session, visit, current, times=said.times, weekdays=said.weekdays, zone=said.zone
        ),
    )
    chosen = await visit.read(lambda session: choice(session, visit))
    html = schedule_texts.schedule_changed(
        visit.t, changed.schedule, changed.quiet, following=bool(chosen.followed), now=visit.now
    )
    await visit.say(Card(html, schedule_keys.schedule(visit.t, changed.schedule)))


async def show_schedule(visit: Visit, _: ShowSchedule | None = None) -> None:
    await visit.show(schedule_card(visit, await timing(visit)))


async def show_hours(visit: Visit, _: ShowHours) -> None:
    await visit.show(hours_card(visit, await timing(visit)))


async def show_days(visit: Visit, _: ShowDays) -> None:
    await visit.show(days_card(visit, await timing(visit)))


async def set_hour(visit: Visit, tap: SetHour) -> str | None:
    at = time_at(tap.minute)
    problem = talk.old_button_toast(visit.t) if at is None else None

    def switch(session: Session, current: Schedule) -> Schedule:
        nonlocal problem
        if at is None:
            return current
        times = {*current.times, at} if tap.on else {*current.times} - {at}
        if not times:
            problem = schedule_texts.last_hour_toast(visit.t)
        elif len(times) > MOST_TIMES:
            problem = schedule_texts.many_hours_toast(visit.t)
        return current if problem else write_schedule(session, visit, current, times=tuple(sorted(times)))

    await visit.show(hours_card(visit, await change(visit, switch)))
    return problem


async def set_hourly(visit: Visit, tap: SetHourly) -> None:
    times = HOURLY if tap.on else visit.deps.settings.default_times
    changed = await change(visit, lambda session, current: write_schedule(session, visit, current, times=times))
    await visit.show(hours_card(visit, changed))


async def set_days(visit: Visit, tap: SetDays) -> str | None:
    weekdays = weekdays_in(tap.mask)
    # without a day everything stays as it is
    changed = await change(visit, lambda session, current: write_schedule(session, visit, current, weekdays=weekdays))
    await visit.show(days_card(visit, changed))
    return None if weekdays else schedule_texts.last_day_toast(visit.t)


async def timing(visit: Visit) -> Timing:
    """What holds for this chat; nothing is written."""

    def work(session: Session) -> Timing:
        chat = visit.find(session)
        chat_id = chat.id if chat else None
        return Timing(schedule_or_default(session, visit, chat_id), quiet_hours(session, chat_id))

    return await visit.read(work)


async def change(visit: Visit, work: Callable[[Session, Schedule], Schedule]) -> Timing:
    """Let `work` change the chat's own schedule, begun when it has none; what holds then."""

    def writing(session: Session) -> Timing:
        chat_id = visit.meet(session).id
        changed = work(session, ensure_schedule(session, visit, chat_id))
        return Timing(changed, quiet_hours(session, chat_id))

    return await visit.write(writing)


def schedule_card(visit: Visit, timing: Timing) -> Card:
    html = schedule_texts.schedule_card(visit.t, timing.schedule, timing.quiet, now=visit.now)
    return Card(html, schedule_keys.schedule(visit.t, timing.schedule))


def hours_card(visit: Visit, timing: Timing) -> Card:
    html = schedule_texts.hours_card(visit.t, timing.schedule, timing.quiet, now=visit.now)
    return Card(html, schedule_keys.hours(visit.t, timing.schedule))


def days_card(visit: Visit, timing: Timing) -> Card:
    current = timing.schedule
    return Card(schedule_texts.days_card(visit.t, current, now=visit.now), schedule_keys.days(visit.t, current))
