"""Under the pictures: which one, of how many days, on light or dark."""

from telegram import InlineKeyboardMarkup

from bot.i18n.texts import Texts
from bot.keyboards.buttons import button, in_rows
from bot.taps.admin.stats import Chart, ShowStats
from bot.texts import buttons as words
from bot.texts.admin import stats as texts

PERIODS = (7, 30, 90)
OVER_TIME = {Chart.OVERVIEW, Chart.CHATS, Chart.DELIVERIES, Chart.DELAYS}
"""The others show how things stand."""


def stats(t: Texts, shown: Chart, days: int, *, dark: bool) -> InlineKeyboardMarkup:
    charts = [
        button(words.chosen(texts.chart_button(t, chart), chart == shown), ShowStats(chart, days, dark))
        for chart in Chart
    ]
    periods = [
        button(words.chosen(texts.days_button(t, period), period == days), ShowStats(shown, period, dark))
        for period in PERIODS
    ]
    theme = button(texts.theme_button(t, dark=dark), ShowStats(shown, days, not dark))
    return InlineKeyboardMarkup(
        [*in_rows(charts, 3), *([periods] if shown in OVER_TIME else []), [theme]],
    )
