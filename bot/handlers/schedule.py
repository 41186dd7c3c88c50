"""/schedule, /pause, /resume: when the digest comes, by buttons or by words."""

from dataclasses import replace
from datetime import time
from zoneinfo import ZoneInfo

from bot.context import Handler
from bot.handlers.doors import on_command, on_tap
from bot.handlers.hours import ensure_schedule, schedule_or_default, write_schedule
from bot.handlers.rights import Right
from bot.handlers.topics import choice
from bot.keyboards import schedule as schedule_keys
from bot.keyboards import topics as topic_keys
from bot.keyboards.schedule import ZONES_A_PAGE
from bot.schedule_words import MOST_TIMES, ScheduleNotUnderstood, read_schedule
from bot.taps.schedule import SetDays, SetHour, SetPause, SetZone, ShowDays, ShowHours, ShowSchedule, ShowZones
from bot.texts import schedule as schedule_texts
from bot.texts import talk
from bot.visit import Card, Visit
from bot.zones import find_zone, home_of, place_on_the_clock
from jobs.schedule import next_run
from storage import schedules
from storage.database import Session
from storage.schedules import Schedule

MINUTES_A_DAY = 24 * 60


def handlers() -> list[Handler]:
    return [
        on_command("schedule", schedule, may=Right.CHAT),
        on_command("pause", pause, may=Right.CHAT),
        on_command("resume", resume, may=Right.CHAT),
        on_tap(ShowSchedule, show_schedule, may=Right.CHAT),
        on_tap(ShowHours, show_hours, may=Right.CHAT),
        on_tap(SetHour, set_hour, may=Right.CHAT),
        on_tap(ShowDays, show_days, may=Right.CHAT),
        on_tap(SetDays, set_days, may=Right.CHAT),
        on_tap(ShowZones, show_zones, may=Right.CHAT),
        on_tap(SetZone, set_zone, may=Right.CHAT),
        on_tap(SetPause, set_pause, may=Right.CHAT),
    ]


async def schedule(visit: Visit) -> None:
    """The card, or what `/schedule 07:30 Kyiv mon-fri` says."""
    if not visit.words:
        await show_schedule(visit)
        return
    try:
        said = read_schedule(visit.words)
    except ScheduleNotUnderstood as problem:
        await visit.say(Card(schedule_texts.schedule_problem(visit.t, problem)))
        return

    def work(session: Session) -> Schedule:
        current = own_schedule(session, visit)
        return write_schedule(session, visit, current, times=said.times, weekdays=said.weekdays, zone=said.zone)

    changed = await visit.write(work)
    chosen = await visit.read(lambda session: choice(session, visit))
    html = schedule_texts.schedule_changed(visit.t, changed, following=bool(chosen.followed), now=visit.now)
    await visit.say(Card(html, schedule_keys.schedule(visit.t, changed)))


async def show_schedule(visit: Visit, _: ShowSchedule | None = None) -> None:
    current = await visit.read(lambda session: current_schedule(session, visit))
    await visit.show(schedule_card(visit, current))


async def show_hours(visit: Visit, _: ShowHours) -> None:
    current = await visit.read(lambda session: current_schedule(session, visit))
    await visit.show(hours_card(visit, current))


async def show_days(visit: Visit, _: ShowDays) -> None:
    current = await visit.read(lambda session: current_schedule(session, visit))
    await visit.show(days_card(visit, current))


async def show_zones(visit: Visit, tap: ShowZones) -> None:
    current = await visit.read(lambda session: current_schedule(session, visit))
    page = tap.page - 1 if tap.page else _page_near(visit, current)
    await visit.show(
        Card(
            schedule_texts.zones_card(visit.t, current, now=visit.now),
            schedule_keys.zones(visit.t, current, page, visit.now),
        )
    )


async def set_hour(visit: Visit, tap: SetHour) -> str | None:
    def work(session: Session) -> tuple[Schedule, str | None]:
        current = own_schedule(session, visit)
        if tap.minute >= MINUTES_A_DAY:
            return current, talk.old_button_toast(visit.t)
        at = time(tap.minute // 60, tap.minute % 60)
        times = {*current.times, at} if tap.on else {*current.times} - {at}
        if not times:
            return current, schedule_texts.last_hour_toast(visit.t)
        if len(times) > MOST_TIMES:
            return current, schedule_texts.many_hours_toast(visit.t)
        return write_schedule(session, visit, current, times=tuple(sorted(times))), None

    changed, problem = await visit.write(work)
    await visit.show(hours_card(visit, changed))
    return problem


async def set_days(visit: Visit, tap: SetDays) -> str | None:
    weekdays = frozenset(day for day in range(7) if tap.mask >> day & 1)

    def work(session: Session) -> Schedule:
        current = own_schedule(session, visit)
        return write_schedule(session, visit, current, weekdays=weekdays) if weekdays else current

    await visit.show(days_card(visit, await visit.write(work)))
    return None if weekdays else schedule_texts.last_day_toast(visit.t)


async def set_zone(visit: Visit, tap: SetZone) -> str | None:
    zone = find_zone(tap.zone)

    def work(session: Session) -> Schedule:
        current = own_schedule(session, visit)
        return write_schedule(session, visit, current, zone=zone) if zone else current

    await visit.show(schedule_card(visit, await visit.write(work)))
    return None if zone else schedule_texts.unknown_zone_toast(visit.t)


async def set_pause(visit: Visit, tap: SetPause) -> None:
    changed = await visit.write(lambda session: write_pause(session, visit, on=tap.on))
    await visit.show(schedule_card(visit, changed))


async def pause(visit: Visit) -> None:
    if await _follows_nothing(visit):
        return
    await visit.write(lambda session: write_pause(session, visit, on=True))
    await visit.say(Card(schedule_texts.paused(visit.t), schedule_keys.resume(visit.t)))


async def resume(visit: Visit) -> None:
    if await _follows_nothing(visit):
        return
    changed = await visit.write(lambda session: write_pause(session, visit, on=False))
    await visit.say(Card(schedule_texts.resumed(visit.t, changed, now=visit.now)))


def current_schedule(session: Session, visit: Visit) -> Schedule:
    """What holds for this chat; nothing is written."""
    chat = visit.find(session)
    return schedule_or_default(session, visit, chat.id if chat else None)


def own_schedule(session: Session, visit: Visit) -> Schedule:
    """The chat's own schedule, begun when it has none."""
    return ensure_schedule(session, visit, visit.meet(session).id)


def write_pause(session: Session, visit: Visit, *, on: bool) -> Schedule:
    """Pause, or go on with the next hour there is."""
    current = own_schedule(session, visit)
    if on:
        schedules.pause(session, current.chat_id)
        return replace(current, paused=True)
    following = next_run(current.times, current.weekdays, ZoneInfo(current.zone), visit.now)
    schedules.resume(session, current.chat_id, next_run_at=following)
    return replace(current, paused=False, next_run_at=following)


def schedule_card(visit: Visit, current: Schedule) -> Card:
    return Card(schedule_texts.schedule_card(visit.t, current, now=visit.now), schedule_keys.schedule(visit.t, current))


def hours_card(visit: Visit, current: Schedule) -> Card:
    return Card(schedule_texts.hours_card(visit.t, current, now=visit.now), schedule_keys.hours(visit.t, current))


def days_card(visit: Visit, current: Schedule) -> Card:
    return Card(schedule_texts.days_card(visit.t, current, now=visit.now), schedule_keys.days(visit.t, current))


def _page_near(visit: Visit, current: Schedule) -> int:
    """The page of zones around the chat's own, or around its reader's language while the zone is only the default."""
    language = visit.update.effective_user.language_code if visit.update.effective_user else None
    unset = current.zone == visit.deps.settings.default_zone.key
    zone = (home_of(language) if unset and language else None) or current.zone
    return place_on_the_clock(zone, visit.now) // ZONES_A_PAGE


async def _follows_nothing(visit: Visit) -> bool:
    """Whether there is nothing to pause, which is then said."""
    chosen = await visit.read(lambda session: choice(session, visit))
    if not chosen.followed:
        await visit.say(Card(schedule_texts.no_schedule_yet(visit.t), topic_keys.to_topics(visit.t)))
    return not chosen.followed
