"""A chat's schedule as handlers begin and change it."""

from datetime import time
from zoneinfo import ZoneInfo

from bot.visit import Visit
from bot.words.zones import home_of
from jobs.schedule import EVERY_DAY, NEVER_QUIET, QuietHours, next_run
from storage import schedules
from storage.database import Session
from storage.preferences import preferences
from storage.schedules import Schedule
from storage.topics import Topic


def schedule_or_default(session: Session, visit: Visit, chat_id: int | None, topic: Topic | None = None) -> Schedule:
    """The chat's schedule, or the one that it would begin with; nothing is written.

    It begins with the hours of `topic`, its first one, where that has any, else with those of the settings; in the zone
    where the reader's language is at home, where it is so in one.
    """
    current = None if chat_id is None else schedules.schedule(session, chat_id)
    if current is not None:
        return current
    times = (topic and topic.times) or visit.deps.settings.default_times
    weekdays = (topic and topic.weekdays) or EVERY_DAY
    zone = zone_to_begin_with(visit)
    return Schedule(
        chat_id=chat_id or 0,
        times=tuple(sorted(set(times))),
        weekdays=weekdays,
        zone=zone.key,
        paused=False,
        next_run_at=next_run(times, weekdays, zone, visit.now),
        covered_until=None,
    )


def quiet_hours(session: Session, chat_id: int | None) -> QuietHours:
    """Those that the chat chose."""
    if chat_id is None:
        return NEVER_QUIET
    chosen = preferences(session, chat_id)
    return QuietHours(chosen.quiet_from, chosen.quiet_until)


def zone_to_begin_with(visit: Visit) -> ZoneInfo:
    """Where who asks is likely to live, by the language of their Telegram; else the settings' zone."""
    sender = visit.update.effective_user
    language = sender.language_code if sender and visit.user_id else None
    home = home_of(language) if language else None
    return ZoneInfo(home) if home else visit.deps.settings.default_zone


def ensure_schedule(session: Session, visit: Visit, chat_id: int, topic: Topic | None = None) -> Schedule:
    """The chat's schedule, begun where it has none; `topic` is the first one that it follows."""
    current = schedules.schedule(session, chat_id)
    return current or write_schedule(session, visit, schedule_or_default(session, visit, chat_id, topic))


def write_schedule(
    session: Session,
    visit: Visit,
    current: Schedule,
    *,
    times: tuple[time, ...] | None = None,
    weekdays: frozenset[int] | None = None,
    zone: str | None = None,
) -> Schedule:
    """Write what changes, keep the rest, and set the next digest by it."""
    quiet = quiet_hours(session, current.chat_id)
    new_times, new_days, new_zone = times or current.times, weekdays or current.weekdays, zone or current.zone
    return schedules.set_schedule(
        session,
        current.chat_id,
        times=new_times,
        weekdays=new_days,
        zone=new_zone,
        next_run_at=next_run(new_times, new_days, ZoneInfo(new_zone), visit.now, quiet),
    )
