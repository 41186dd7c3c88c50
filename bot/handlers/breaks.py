"""/pause and /resume: a break until somebody ends it, or until a set moment."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.context import Handler
from bot.handlers.doors import on_command, on_tap
from bot.handlers.hours import quiet_hours
from bot.handlers.rights import Right
from bot.handlers.schedule import Timing, change, schedule_card, timing
from bot.handlers.topics import choice
from bot.keyboards import breaks as break_keys
from bot.keyboards import topics as topic_keys
from bot.taps.schedule import PauseFor, SetPause, ShowPause
from bot.texts import breaks as texts
from bot.texts import talk
from bot.visit import Card, Visit
from bot.words.spans import LONGEST_SPAN, SpanNotUnderstood, read_span
from jobs.pauses import days_later
from jobs.schedule import first_run, next_run
from storage import schedules
from storage.database import Session
from storage.schedules import Schedule


def handlers() -> list[Handler]:
    return [
        on_command("pause", pause, may=Right.CHAT, afar=True),
        on_command("resume", resume, may=Right.CHAT, afar=True),
        on_tap(ShowPause, show_pause, may=Right.CHAT),
        on_tap(SetPause, set_pause, may=Right.CHAT),
        on_tap(PauseFor, pause_for, may=Right.CHAT),
    ]


async def pause(visit: Visit) -> None:
    """`/pause` until somebody ends it, `/pause 3d`, `/pause until monday`."""
    if await _follows_nothing(visit):
        return
    end = None
    if visit.words:
        zone = ZoneInfo((await timing(visit)).schedule.zone)
        try:
            end = read_span(visit.words, now=visit.now, zone=zone, language=visit.t.code)
        except SpanNotUnderstood as problem:
            await visit.say(Card(texts.span_problem(visit.t, problem)))
            return
    await visit.say(paused_card(visit, await begin_break(visit, end)))


async def resume(visit: Visit) -> None:
    if await _follows_nothing(visit):
        return
    changed = await end_break(visit)
    await visit.say(Card(texts.resumed(visit.t, changed.schedule, changed.quiet, now=visit.now)))


async def show_pause(visit: Visit, _: ShowPause) -> None:
    await visit.show(Card(texts.pause_card(visit.t), break_keys.pause(visit.t)))


async def set_pause(visit: Visit, tap: SetPause) -> None:
    if tap.on:
        await visit.show(paused_card(visit, await begin_break(visit, None)))
    else:
        await visit.show(schedule_card(visit, await end_break(visit)))


async def pause_for(visit: Visit, tap: PauseFor) -> str | None:
    if not 0 < tap.days <= LONGEST_SPAN.days:
        await visit.show(schedule_card(visit, await timing(visit)))
        return talk.old_button_toast(visit.t)
    zone = ZoneInfo((await timing(visit)).schedule.zone)
    await visit.show(paused_card(visit, await begin_break(visit, days_later(visit.now, tap.days, zone))))
    return None


async def begin_break(visit: Visit, end: datetime | None) -> Timing:
    def work(session: Session, current: Schedule) -> Schedule:
        schedules.pause(session, current.chat_id, until=end)
        return replace(current, paused=True, resume_at=end)

    return await change(visit, work)


async def end_break(visit: Visit) -> Timing:
    """Go on with the next hour there is."""

    def work(session: Session, current: Schedule) -> Schedule:
        quiet = quiet_hours(session, current.chat_id)
        following = next_run(current.times, current.weekdays, ZoneInfo(current.zone), visit.now, quiet)
        schedules.resume(session, current.chat_id, next_run_at=following)
        return replace(current, paused=False, resume_at=None, next_run_at=following)

    return await change(visit, work)


def paused_card(visit: Visit, held: Timing) -> Card:
    current = held.schedule
    end = current.resume_at or visit.now
    first = first_run(current.times, current.weekdays, ZoneInfo(current.zone), end, held.quiet)
    html = texts.paused(visit.t, current, first, now=visit.now)
    return Card(html, break_keys.paused(visit.t, endless=current.resume_at is None))


async def _follows_nothing(visit: Visit) -> bool:
    """Whether there is nothing to pause, which is then said."""
    chosen = await visit.read(lambda session: choice(session, visit))
    if not chosen.followed:
        await visit.say(Card(texts.no_schedule_yet(visit.t), topic_keys.to_topics(visit.t)))
    return not chosen.followed
