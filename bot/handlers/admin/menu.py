"""Everything that an admin has besides topics and feeds, and who changed what."""

from bot.context import Handler
from bot.handlers.admin.forms import Form, form
from bot.handlers.doors import on_tap
from bot.handlers.rights import Right
from bot.keyboards.admin import menu as keys
from bot.taps.admin.menu import AdminMenu, ShowChanges
from bot.texts.admin import menu as texts
from bot.visit import Card, Visit
from storage import audit

A_PAGE = 50


def handlers() -> list[Handler]:
    return [
        on_tap(AdminMenu, show_menu_by_tap, may=Right.ADMIN),
        on_tap(ShowChanges, show_changes_by_tap, may=Right.ADMIN),
    ]


def forms() -> list[Form]:
    return [
        form("menu|more", lambda visit, _: show_menu(visit), example="/admin more"),
        form("changes|audit", lambda visit, _: show_changes(visit), example="/admin changes"),
    ]


async def show_menu(visit: Visit) -> None:
    await visit.show(Card(texts.menu(visit.t), keys.menu(visit.t, visit.rights)))


async def show_menu_by_tap(visit: Visit, _: AdminMenu) -> None:
    await show_menu(visit)


async def show_changes(visit: Visit, before: int = 0) -> None:
    """Fifty at a time, or as many as a message has room for, the newest first; the database has all."""
    found = await visit.read(lambda session: audit.changes_page(session, limit=A_PAGE + 1, before=before or None))
    html, shown = texts.changes(visit.t, found[:A_PAGE], now=visit.now)
    older = found[shown - 1].id if shown and len(found) > shown else None
    await visit.show(Card(html, keys.changes(visit.t, older=older)))


async def show_changes_by_tap(visit: Visit, tap: ShowChanges) -> None:
    await show_changes(visit, tap.before)
