"""The settings that owners change while the bot runs."""

import re

from bot.context import Handler
from bot.dialogs import Step, ask, close
from bot.handlers.admin.forms import Form, form
from bot.handlers.admin.recorded import note
from bot.handlers.doors import on_tap
from bot.handlers.rights import Right
from bot.keyboards.admin import menu as keys
from bot.options import CHANGEABLE, refresh, shown, variable, with_option
from bot.reading_settings import SettingsProblem
from bot.settings import Settings
from bot.taps.admin.menu import AskOption, ResetOption, ShowOptions
from bot.texts.admin import home as home_texts
from bot.texts.admin import menu as texts
from bot.visit import Card, Visit
from storage import options
from storage.chats import Dialog
from storage.database import Session

LONGEST_VALUE = 200


def handlers() -> list[Handler]:
    return [
        on_tap(ShowOptions, show_by_tap, may=Right.OWNER),
        on_tap(AskOption, ask_option, may=Right.OWNER),
        on_tap(ResetOption, reset, may=Right.OWNER),
    ]


def forms() -> list[Form]:
    return [
        form("settings", lambda visit, _: show(visit), may=Right.OWNER, example="/admin settings"),
        form(
            r"set\s+(?P<name>\S+)\s+(?P<value>.+)",
            set_typed,
            may=Right.OWNER,
            example="/admin set digest_stories 5",
        ),
    ]


async def show(visit: Visit) -> None:
    changed = await visit.read(options.options)
    values = [(variable(name), shown(visit.deps.settings, name), name in changed) for name in CHANGEABLE]
    await visit.show(Card(texts.options(visit.t, values), keys.options(visit.t, CHANGEABLE)))


async def show_by_tap(visit: Visit, _: ShowOptions) -> None:
    await visit.write(lambda session: close(session, visit))
    await show(visit)


async def ask_option(visit: Visit, tap: AskOption) -> str | None:
    if tap.name not in CHANGEABLE:
        return home_texts.gone_toast(visit.t)
    changed = await visit.read(options.options)
    await visit.write(lambda session: ask(session, visit, Step.OPTION, {"name": tap.name}))
    field = Settings.model_fields[tap.name]
    html = texts.option(
        visit.t,
        variable(tap.name),
        description=field.description or "",
        value=shown(visit.deps.settings, tap.name),
        example=str((field.examples or [""])[0]),
    )
    await visit.show(Card(html, keys.option(visit.t, tap.name, changed=tap.name in changed)))
    return None


async def option_given(visit: Visit, dialog: Dialog) -> None:
    await write(visit, str(dialog.data["name"]), visit.words)


async def set_typed(visit: Visit, words: re.Match[str]) -> None:
    name = words["name"].casefold().removeprefix("newsdigest_")
    if name not in CHANGEABLE:
        await show(visit)
        return
    await write(visit, name, words["value"])


async def write(visit: Visit, name: str, value: str) -> None:
    """Change a setting here and, by the next tick, in every process; one that can't be used is explained."""
    value = value.strip()[:LONGEST_VALUE]
    try:
        with_option(visit.deps.settings, name, value)
    except SettingsProblem as problem:
        await visit.say(Card(texts.option_problem(visit.t, str(problem)), keys.option(visit.t, name, changed=False)))
        return

    def work(session: Session) -> None:
        close(session, visit)
        options.set_option(session, name, value, by=visit.user_id, now=visit.now)
        note(session, visit, "setting.change", variable(name), value=value)
        refresh(session, visit.deps)

    await visit.write(work)
    await show(visit)


async def reset(visit: Visit, tap: ResetOption) -> None:
    def work(session: Session) -> None:
        close(session, visit)
        if options.clear_option(session, tap.name):
            note(session, visit, "setting.reset", variable(tap.name))
        refresh(session, visit.deps)

    await visit.write(work)
    await show(visit)
