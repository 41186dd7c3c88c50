"""/stats: the bot's figures as pictures, with captions that tell the same in words.

Counting and drawing take a second or two, the first time more: that they are under way is said at once.
"""

from dataclasses import dataclass

from telegram import Message

from bot.charts.texts import Look
from bot.charts.theme import Theme
from bot.context import Handler
from bot.drawing import counted, drawn
from bot.handlers.admin.forms import Form, form
from bot.handlers.doors import on_command, on_tap
from bot.handlers.rights import Right
from bot.keyboards.admin import stats as keys
from bot.taps.admin.stats import USUAL_DAYS, Chart, SendStats, ShowStats
from bot.texts.admin import home as home_texts
from bot.texts.admin import stats as texts
from bot.visit import Card, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which picture, of how many days, in which colours."""

    chart: Chart
    days: int
    dark: bool


def handlers() -> list[Handler]:
    return [
        on_command("stats", send, may=Right.ADMIN),
        on_tap(SendStats, send_by_tap, may=Right.ADMIN),
        on_tap(ShowStats, change, may=Right.ADMIN),
    ]


def forms() -> list[Form]:
    return [form("stats|figures", lambda visit, _: send(visit), example="/admin stats")]


async def send(visit: Visit) -> None:
    """Say that it is worked on, and put the picture in its place when it is drawn."""
    shown = await visit.say(Card(texts.drawing(visit.t)))
    _draw_into(visit, shown, Wanted(chart=Chart.OVERVIEW, days=USUAL_DAYS, dark=False))


async def send_by_tap(visit: Visit, _: SendStats) -> None:
    await visit.answer_tap()
    await send(visit)


async def change(visit: Visit, tap: ShowStats) -> str | None:
    if tap.chart not in set(Chart) or tap.days not in keys.PERIODS or visit.message is None:
        return home_texts.gone_toast(visit.t)
    _draw_into(visit, visit.message, Wanted(chart=Chart(tap.chart), days=tap.days, dark=tap.dark))
    return texts.drawing_toast(visit.t)


def _draw_into(visit: Visit, shown: Message, wanted: Wanted) -> None:
    visit.context.application.create_task(_draw(visit, shown, wanted), update=visit.update)


async def _draw(visit: Visit, shown: Message, wanted: Wanted) -> None:
    zone = visit.deps.settings.default_zone.key
    figures = await visit.read(lambda session: counted(session, days=wanted.days, zone=zone, now=visit.now))
    look = Look(
        theme=Theme.DARK if wanted.dark else Theme.LIGHT,
        locale=visit.t.locale,
        texts=texts.chart_texts(visit.t, topics=len(figures.stories)),
    )
    picture, caption = await drawn(visit.t, figures, wanted.chart, look)
    if wanted.chart in keys.OVER_TIME:
        caption = texts.span(visit.t, caption, wanted.days)
    await visit.change_to_photo(
        shown, picture, Card(caption, keys.stats(visit.t, wanted.chart, wanted.days, dark=wanted.dark))
    )
