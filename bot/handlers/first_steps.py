"""From the first topic to the first digest: its hour, the zone that is meant, and at once what is new."""

from datetime import time, timedelta

from bot.context import Handler
from bot.handlers.doors import on_tap
from bot.handlers.hours import ensure_schedule, schedule_or_default, write_schedule
from bot.handlers.latest import Asked, tell
from bot.handlers.rights import Right
from bot.handlers.topics import Choice, choice, heading, topics_card
from bot.keyboards import first_steps as keys
from bot.keyboards.zones import page_near
from bot.taps.first_steps import FirstAsIs, FirstHour, FirstHours, FirstZone, FirstZones
from bot.taps.times import time_at
from bot.texts import first_steps as texts
from bot.texts import schedule as schedule_texts
from bot.texts import talk
from bot.visit import Card, Visit
from bot.words.zones import find_zone
from jobs.schedule import EVERY_DAY
from storage import schedules
from storage.database import Session
from storage.digests import last_told_at
from storage.schedules import Schedule

JUST_NOW = timedelta(minutes=1)


def handlers() -> list[Handler]:
    return [
        on_tap(FirstHours, show_hours, may=Right.CHAT),
        on_tap(FirstHour, set_hour, may=Right.CHAT),
        on_tap(FirstAsIs, keep_hours, may=Right.CHAT),
        on_tap(FirstZones, show_zones, may=Right.CHAT),
        on_tap(FirstZone, set_zone, may=Right.CHAT),
    ]


def hours_card(visit: Visit, chosen: Choice, current: Schedule) -> Card:
    """When shall it come? One tap more, and the first digest is there."""
    html = texts.which_hour(visit.t, chosen.followed, current, now=visit.now)
    return Card(html, keys.hours(visit.t, current, visit.now))


async def show_hours(visit: Visit, tap: FirstHours) -> str | None:
    chosen, current = await visit.read(lambda session: _begun(session, visit))
    if not chosen.followed:
        return await _choose_first(visit, chosen)
    card = hours_card(visit, chosen, current)
    await visit.show(Card(card.html, keys.all_hours(visit.t)) if tap.every else card)
    return None


async def show_zones(visit: Visit, tap: FirstZones) -> None:
    _, current = await visit.read(lambda session: _begun(session, visit))
    page = tap.page - 1 if tap.page else page_near(current.zone, visit.now)
    html = texts.which_zone(visit.t, current, now=visit.now)
    await visit.show(Card(html, keys.zones(visit.t, current, page, visit.now)))


async def set_zone(visit: Visit, tap: FirstZone) -> str | None:
    zone = find_zone(tap.zone)

    def work(session: Session) -> tuple[Choice, Schedule]:
        current = ensure_schedule(session, visit, visit.meet(session).id)
        changed = write_schedule(session, visit, current, zone=zone) if zone else current
        return choice(session, visit), changed

    chosen, current = await visit.write(work)
    await visit.show(hours_card(visit, chosen, current))
    return None if zone else schedule_texts.unknown_zone_toast(visit.t)


async def set_hour(visit: Visit, tap: FirstHour) -> str | None:
    at = time_at(tap.minute)
    if at is None:
        chosen, current = await visit.read(lambda session: _begun(session, visit))
        await visit.show(hours_card(visit, chosen, current))
        return talk.old_button_toast(visit.t)
    return await _be_ready(visit, at)


async def keep_hours(visit: Visit, _: FirstAsIs) -> str | None:
    return await _be_ready(visit, None)


async def _be_ready(visit: Visit, at: time | None) -> str | None:
    """Write the hour, say when the digest comes, and send the first one. Who taps twice gets it once."""

    def work(session: Session) -> tuple[Choice, bool]:
        chosen = choice(session, visit)
        chat_id = visit.meet(session).id
        if not chosen.followed:
            return chosen, False
        current = ensure_schedule(session, visit, chat_id)
        if at is not None:
            current = write_schedule(session, visit, current, times=(at,), weekdays=EVERY_DAY)
        elif current.paused:
            # its hours in the pause have passed
            current = write_schedule(session, visit, current)
        if current.paused:
            # who chooses an hour wants to hear from us again
            schedules.resume(session, chat_id, next_run_at=current.next_run_at)
        told_at = last_told_at(session, chat_id)
        return choice(session, visit), told_at is not None and told_at > visit.now - JUST_NOW

    chosen, told = await visit.write(work)
    if not chosen.followed or chosen.schedule is None:
        return await _choose_first(visit, chosen)
    if not told:
        await visit.typing()
        told = await tell(visit, chosen, Asked())
    html = texts.ready(visit.t, chosen.followed, chosen.schedule, told=told, now=visit.now)
    await visit.show(Card(html, keys.ready(visit.t)))
    return None


async def _choose_first(visit: Visit, chosen: Choice) -> str:
    await visit.show(topics_card(visit, chosen, heading=heading(visit, first=True), first=True))
    return texts.choose_first_toast(visit.t)


def _begun(session: Session, visit: Visit) -> tuple[Choice, Schedule]:
    chosen = choice(session, visit)
    chat = visit.find(session)
    return chosen, schedule_or_default(session, visit, chat.id if chat else None)
