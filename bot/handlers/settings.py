"""/settings: how a chat wants to be told, on one card."""

from bot.context import Handler
from bot.handlers.doors import on_command, on_tap
from bot.handlers.hours import schedule_or_default
from bot.handlers.rights import Right
from bot.keyboards import settings as keys
from bot.keyboards.settings import AS_TOPICS, Held
from bot.limits import digest_limits
from bot.taps.settings import SetInstant, SetLength, SetPictures, SetWhenNothing, ShowInstant, ShowSettings
from bot.texts import settings as texts
from bot.visit import Card, Visit
from jobs.digests.as_it_happens.instants import WEIGHTS, Instant, level_of
from storage.database import Session
from storage.preferences import (
    Changes,
    Length,
    Preferences,
    WhenNothing,
    preferences,
    set_preferences,
    subscription_filters,
)


def handlers() -> list[Handler]:
    return [
        on_command("settings", show_settings, may=Right.CHAT, afar=True),
        on_tap(ShowSettings, show_settings, may=Right.CHAT),
        on_tap(SetLength, set_length, may=Right.CHAT),
        on_tap(SetPictures, set_pictures, may=Right.CHAT),
        on_tap(SetWhenNothing, set_when_nothing, may=Right.CHAT),
        on_tap(ShowInstant, show_instant, may=Right.CHAT),
        on_tap(SetInstant, set_instant, may=Right.CHAT),
    ]


async def show_settings(visit: Visit, _: ShowSettings | None = None) -> None:
    held = await visit.read(lambda session: held_by(session, visit))
    await visit.show(Card(texts.settings_card(visit.t), keys.settings(visit.t, held)))


async def set_length(visit: Visit, tap: SetLength) -> str | None:
    if tap.length not in {AS_TOPICS, *Length}:
        await show_settings(visit)
        return texts.unknown_choice_toast(visit.t)
    await _write(visit, {"length": None if tap.length == AS_TOPICS else Length(tap.length)})
    await show_settings(visit)
    return None


async def set_pictures(visit: Visit, tap: SetPictures) -> None:
    await _write(visit, {"pictures": tap.on})
    await show_settings(visit)


async def set_when_nothing(visit: Visit, tap: SetWhenNothing) -> None:
    await _write(visit, {"when_nothing": WhenNothing.SILENT if tap.silent else WhenNothing.SAY})
    await show_settings(visit)


async def show_instant(visit: Visit, _: ShowInstant) -> None:
    held = await visit.read(lambda session: held_by(session, visit))
    await visit.show(instant_card(visit, held.preferences))


async def set_instant(visit: Visit, tap: SetInstant) -> str | None:
    if tap.level not in set(Instant):
        await show_settings(visit)
        return texts.unknown_choice_toast(visit.t)
    chosen = await _write(visit, {"instant": WEIGHTS[Instant(tap.level)]})
    await visit.show(instant_card(visit, chosen))
    return None


def held_by(session: Session, visit: Visit) -> Held:
    """What holds for this chat; nothing is written."""
    chat = visit.find(session)
    chosen = preferences(session, chat.id) if chat else Preferences(chat_id=0)
    by_topic = subscription_filters(session, chat.id) if chat else {}
    return Held(
        preferences=chosen,
        schedule=schedule_or_default(session, visit, chat.id if chat else None),
        filters=bool(chosen.filter) + len(by_topic),
    )


def instant_card(visit: Visit, chosen: Preferences) -> Card:
    html = texts.instant_card(visit.t, most_a_day=digest_limits(visit.deps.settings).instant_a_day)
    return Card(html, keys.instant(visit.t, level_of(chosen.instant)))


async def _write(visit: Visit, changes: Changes) -> Preferences:
    return await visit.write(lambda session: set_preferences(session, visit.meet(session).id, **changes))
