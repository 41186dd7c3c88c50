"""What the pictures have in common: the heading, rulers with their numbers, days below, and coloured labels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from matplotlib.ticker import MaxNLocator

from bot.charts.canvas import INNER, MARGIN, WIDTH, Canvas
from bot.charts.numbers import day, number, period

TITLE, NUMBER, NOTE, LABEL, TICK = 48, 112, 36, 36, 32
"""Sizes of type in pixels; a phone shows a picture at about a third of its size."""

MOST_RULERS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A box in which values from `low` to `high` stand over days, the first one on the left in every language."""

    box: Box
    days: int
    high: float
    low: float = 0

    @property
    def step(self) -> float:
        return self.box.width / self.days

    @property
    def bar(self) -> float:
        return min(self.step * (0.72 if self.step > 12 else 0.9), 120)

    def x(self, on: int) -> float:
        """The middle of a day."""
        return self.box.left + (on + 0.5) * self.step

    def y(self, value: float) -> float:
        return self.box.bottom - (value - self.low) / (self.high - self.low) * self.box.height


def heading(canvas: Canvas, title: str, *, note: str, dates: Sequence[date] = (), large: str = "") -> float:
    """The title, the days, the number that matters most and what it counts; returns where they end."""
    colours = canvas.colours
    y = 96.0
    canvas.write(MARGIN, y, title, size=TITLE, colour=colours.ink)
    if dates:
        y += 54
        span = period(dates[0], dates[-1], canvas.look.locale)
        canvas.write(MARGIN, y, span, size=NOTE, colour=colours.pale)
    if large:
        y += 132
        canvas.write(MARGIN, y, large, size=NUMBER, colour=colours.ink)
    if note:
        y += 58
        canvas.write(MARGIN, y, note, size=NOTE, colour=colours.pale)
    return y


def nothing(canvas: Canvas, box: Box) -> None:
    y = box.top + box.height / 2
    canvas.write(WIDTH / 2, y, canvas.look.texts.nothing, size=TITLE, colour=canvas.colours.pale, align="center")


def labels(canvas: Canvas, y: float, items: Sequence[tuple[str, str, str]]) -> float:
    """(text, value, colour) side by side, in a further line where there is no room; returns where the last line is."""
    x: float = MARGIN
    for words, value, colour in items:
        wide = canvas.width(value, size=LABEL)
        text = canvas.fit(words, size=LABEL, most=INNER - wide - 72)
        total = 44 + canvas.width(text, size=LABEL) + 14 + wide
        if x > MARGIN and x + total > WIDTH - MARGIN:
            x, y = MARGIN, y + 52
        canvas.card(canvas.start(x, 28), y - 27, 28, 28, colour, radius=7)
        at = x + 44 + canvas.write(x + 44, y, text, size=LABEL, colour=canvas.colours.pale) + 14
        canvas.write(at, y, value, size=LABEL, colour=canvas.colours.ink)
        x += total + 40
    return y


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Round values from `low` to `high` and how they are written, in `gutter` pixels at the most."""

    ticks: Sequence[float]
    texts: Sequence[str]
    low: float
    high: float
    gutter: float


def scale(canvas: Canvas, *, high: float, low: float = 0, words: Callable[[float], str] | None = None) -> Scale:
    """Values are whole numbers unless `words` writes them."""
    say = words or (lambda value: number(abs(round(value)), canvas.look.locale))
    locator = MaxNLocator(MOST_RULERS, integer=words is None, steps=[1, 2, 2.5, 5, 10])
    ticks = [float(tick) for tick in locator.tick_values(low, high)]
    if len(within := [tick for tick in ticks if low <= tick <= high]) > 1:
        ticks = within
    texts = [say(tick) for tick in ticks]
    gutter = max(canvas.width(text, size=TICK) for text in texts) + 20
    return Scale(ticks=ticks, texts=texts, low=min(low, ticks[0]), high=max(high, ticks[-1]), gutter=gutter)


def rulers(canvas: Canvas, box: Box, days: int, scale: Scale, *, gutter: float = 0) -> Plot:
    """Draw the scale's level lines with their numbers on the left, and say where values stand.

    `gutter` widens the room for the numbers, so that a plot's days stand below those of another one.
    """
    room = max(scale.gutter, gutter)
    inner = Box(left=box.left + room, top=box.top, width=box.width - room, height=box.height)
    plot = Plot(box=inner, days=days, high=scale.high, low=scale.low)
    for tick, text in zip(scale.ticks, scale.texts, strict=True):
        y, thick = plot.y(tick), 3 if tick == 0 else 2
        canvas.bar(inner.left, y - thick / 2, inner.width, thick, canvas.colours.line)
        canvas.write(inner.left - 20, y + TICK * 0.36, text, size=TICK, colour=canvas.colours.pale, align="right")
    return plot


def days_below(canvas: Canvas, plot: Plot, dates: Sequence[date]) -> None:
    """As many of the dates under the plot as have room, four at most; the last one is today."""
    last = len(dates) - 1
    today = canvas.fit(canvas.look.texts.today, size=TICK, most=plot.box.width / 3)
    for wanted in (4, 3, 2, 1):
        shown = sorted({round(last * part / wanted) for part in range(1, wanted)} | {0, last} if wanted > 1 else {last})
        texts = [today if on == last else day(dates[on], canvas.look.locale) for on in shown]
        spans = [_under(canvas, plot, on, text) for on, text in zip(shown, texts, strict=True)]
        if all(after[0] - before[1] >= 28 for before, after in pairwise(spans)):
            break
    for (left, _), text in zip(spans, texts, strict=True):
        canvas.write(left, plot.box.bottom + 52, text, size=TICK, colour=canvas.colours.pale, align="left")


def _under(canvas: Canvas, plot: Plot, on: int, text: str) -> tuple[float, float]:
    """Where a text in the middle below a day begins and ends, moved so that it stays within the picture."""
    wide = canvas.width(text, size=TICK)
    left = min(max(plot.x(on) - wide / 2, plot.box.left), WIDTH - MARGIN - wide)
    return left, left + wide
