"""Where the clock is to be read: zones by button, and by a place on the map."""

import asyncio

from telegram.ext import filters

from bot.context import Handler
from bot.handlers.doors import on_sent, on_tap
from bot.handlers.hours import write_schedule
from bot.handlers.rights import Right
from bot.handlers.schedule import change, schedule_card, show_schedule, timing
from bot.keyboards import schedule as schedule_keys
from bot.keyboards.zones import page_near
from bot.taps.schedule import KeepZone, SetZone, ShowZones
from bot.texts import schedule as schedule_texts
from bot.visit import Card, Visit
from bot.words.zones import find_zone, home_of, zone_at
from storage.schedules import Schedule


def handlers() -> list[Handler]:
    return [
        on_tap(ShowZones, show_zones, may=Right.CHAT),
        on_tap(SetZone, set_zone, may=Right.CHAT),
        on_tap(KeepZone, keep_zone, may=Right.CHAT),
        on_sent(filters.LOCATION, place_sent, may=Right.CHAT),
    ]


async def show_zones(visit: Visit, tap: ShowZones) -> None:
    current = (await timing(visit)).schedule
    page = tap.page - 1 if tap.page else _page_near(visit, current)
    html = schedule_texts.zones_card(visit.t, current, private=visit.private, now=visit.now)
    await visit.show(Card(html, schedule_keys.zones(visit.t, current, page, visit.now)))


async def set_zone(visit: Visit, tap: SetZone) -> str | None:
    zone = find_zone(tap.zone)
    # without one everything stays as it is
    changed = await change(visit, lambda session, current: write_schedule(session, visit, current, zone=zone))
    await visit.show(schedule_card(visit, changed))
    return None if zone else schedule_texts.unknown_zone_toast(visit.t)


async def keep_zone(visit: Visit, _: KeepZone) -> None:
    await show_schedule(visit)


async def place_sent(visit: Visit) -> None:
    """A place in a private chat: ask whether its zone is the one. The place is written down nowhere."""
    assert visit.message is not None
    place = visit.message.location
    assert place is not None
    # the first time borders are read, which takes a moment
    zone = await asyncio.to_thread(zone_at, place.latitude, place.longitude)
    current = (await timing(visit)).schedule
    if zone is None:
        await visit.say(Card(schedule_texts.zone_unknown(visit.t)))
        return
    html = schedule_texts.zone_found(visit.t, zone, current, now=visit.now)
    await visit.say(Card(html, None if zone == current.zone else schedule_keys.zone_found(visit.t, zone)))


def _page_near(visit: Visit, current: Schedule) -> int:
    """The page of zones around the chat's own, or around its reader's language while the zone is only the default."""
    language = visit.update.effective_user.language_code if visit.update.effective_user else None
    unset = current.zone == visit.deps.settings.default_zone.key
    zone = (home_of(language) if unset and language else None) or current.zone
    return page_near(zone, visit.now)
