"""/quiet: hours in which nothing comes, by buttons or by words."""

from bot.context import Handler
from bot.handlers.doors import on_command, on_tap
from bot.handlers.hours import quiet_hours, schedule_or_default, write_schedule
from bot.handlers.rights import Right
from bot.handlers.schedule import Timing, timing
from bot.keyboards import quiet as quiet_keys
from bot.taps.schedule import SetQuiet, ShowQuiet, ShowQuietEdge
from bot.taps.times import time_at
from bot.texts import quiet as texts
from bot.texts import talk
from bot.visit import Card, Visit
from bot.words.quiet import QuietNotUnderstood, read_quiet
from jobs.schedule import NEVER_QUIET, QuietHours
from storage import schedules
from storage.database import Session
from storage.preferences import set_preferences


def handlers() -> list[Handler]:
    return [
        on_command("quiet", quiet, may=Right.CHAT, afar=True),
        on_tap(ShowQuiet, show_quiet, may=Right.CHAT),
        on_tap(ShowQuietEdge, show_edge, may=Right.CHAT),
        on_tap(SetQuiet, set_quiet, may=Right.CHAT),
    ]


async def quiet(visit: Visit) -> None:
    """The card, or what `/quiet 22:00 07:00` says."""
    if not visit.words:
        await show_quiet(visit)
        return
    try:
        said = read_quiet(visit.words, visit.t.code, off=[texts.off(visit.t)])
    except QuietNotUnderstood as problem:
        await visit.say(Card(texts.quiet_problem(visit.t, problem)))
        return
    await visit.say(quiet_card(visit, await write_quiet(visit, said)))


async def show_quiet(visit: Visit, _: ShowQuiet | None = None) -> None:
    await visit.show(quiet_card(visit, await timing(visit)))


async def show_edge(visit: Visit, tap: ShowQuietEdge) -> None:
    current = (await timing(visit)).quiet
    html = texts.edge_card(visit.t, current, end=tap.end)
    await visit.show(Card(html, quiet_keys.edge(visit.t, current, end=tap.end)))


async def set_quiet(visit: Visit, tap: SetQuiet) -> str | None:
    begin, end = time_at(tap.begin), time_at(tap.end)
    if begin is None or end is None:
        await show_quiet(visit)
        return talk.old_button_toast(visit.t)
    await visit.show(quiet_card(visit, await write_quiet(visit, QuietHours(begin, end))))
    return None


async def write_quiet(visit: Visit, hours: QuietHours) -> Timing:
    """Write it, and let the next digest come by it; one that is due already is the digest run's to put off."""
    hours = hours or NEVER_QUIET

    def work(session: Session) -> Timing:
        chat_id = visit.meet(session).id
        set_preferences(session, chat_id, quiet_from=hours.begin, quiet_until=hours.end)
        current = schedules.schedule(session, chat_id)
        if current is not None and current.next_run_at > visit.now:
            write_schedule(session, visit, current)
        return Timing(schedule_or_default(session, visit, chat_id), quiet_hours(session, chat_id))

    return await visit.write(work)


def quiet_card(visit: Visit, held: Timing) -> Card:
    return Card(texts.quiet_card(visit.t, held.quiet, held.schedule.zone), quiet_keys.quiet(visit.t, held.quiet))
