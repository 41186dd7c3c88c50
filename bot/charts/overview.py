"""The picture of everything: a card for each of the five, with the number that matters most and its course."""

from collections.abc import Callable, Sequence
from datetime import date

from bot.charts.at_present import healths, split_bar, topic_rows
from bot.charts.canvas import WIDTH, Canvas
from bot.charts.everything import Everything
from bot.charts.facts import typical_delay
from bot.charts.frame import NOTE, TITLE, Box, Plot
from bot.charts.numbers import duration, number, period
from bot.charts.over_time import columns, level
from bot.charts.texts import Look

HEIGHT = 1350
EDGE, GAP, PAD = 40, 28, 34
HALF = (WIDTH - 2 * EDGE - GAP) / 2
TOP, TALL = 190, 358
SMALL, LARGE = 34, 76
"""Sizes of type on a card."""


def overview(everything: Everything, look: Look) -> bytes:
    canvas = Canvas(look, HEIGHT)
    canvas.write(EDGE + 8, 88, look.texts.overview, size=TITLE, colour=canvas.colours.ink)
    if dates := [day.date for day in everything.chats] or [day.date for day in everything.deliveries]:
        _dates(canvas, dates)
    cards: list[tuple[Callable[[Canvas, Box, Everything], None], int, bool, float]] = [
        (_chats, 0, False, HALF),
        (_deliveries, 0, True, HALF),
        (_feeds, 1, False, HALF),
        (_delays, 1, True, HALF),
        (_stories, 2, False, WIDTH - 2 * EDGE),
    ]
    for draw, row, second, width in cards:
        left = canvas.start(EDGE + (HALF + GAP if second else 0), width)
        top = TOP + row * (TALL + GAP)
        canvas.card(left, top, width, TALL, canvas.colours.card, radius=28)
        draw(canvas, Box(left=left + PAD, top=top + PAD, width=width - 2 * PAD, height=TALL - 2 * PAD), everything)
    return canvas.png()


def _chats(canvas: Canvas, box: Box, everything: Everything) -> None:
    active = [day.active for day in everything.chats]
    if not any(active):
        return _nothing(canvas, box, canvas.look.texts.chats.title)
    _title(canvas, box, canvas.look.texts.chats.title, number(active[-1], canvas.look.locale))
    level(canvas, _plot(box, len(active), max(active)), active, canvas.colours.blue)
    return None


def _deliveries(canvas: Canvas, box: Box, everything: Everything) -> None:
    days, colours = everything.deliveries, canvas.colours
    tried = [day.sent + day.failed + day.unknown for day in days]
    if not any(tried):
        return _nothing(canvas, box, canvas.look.texts.deliveries.title)
    large = number(sum(day.sent for day in days), canvas.look.locale)
    _title(canvas, box, canvas.look.texts.deliveries.title, large)
    stacks = [[(day.sent, colours.blue), (day.failed, colours.red), (day.unknown, colours.amber)] for day in days]
    columns(canvas, _plot(box, len(days), max(tried)), stacks)
    return None


def _feeds(canvas: Canvas, box: Box, everything: Everything) -> None:
    total = sum(everything.feeds.feeds.values())
    if not total:
        return _nothing(canvas, box, canvas.look.texts.feeds.title)
    _title(canvas, box, canvas.look.texts.feeds.title, number(total, canvas.look.locale))
    shown = [part for part in healths(canvas, everything.feeds) if part[1]]
    start = _start(canvas, box)
    bar = Box(left=start, top=box.top + 158, width=box.width, height=34)
    split_bar(canvas, bar, [(count, colour) for _, count, colour in shown])
    for row, (text, count, colour) in enumerate(sorted(shown, key=lambda part: -part[1])[:2]):
        y = box.top + 244 + row * 46
        canvas.card(canvas.start(start, 24), y - 23, 24, 24, colour, radius=6)
        _row(canvas, box, y, text, number(count, canvas.look.locale), indent=38)
    return None


def _delays(canvas: Canvas, box: Box, everything: Everything) -> None:
    typical = typical_delay(everything.delays)
    if typical is None:
        return _nothing(canvas, box, canvas.look.texts.delays.title)
    _title(canvas, box, canvas.look.texts.delays.title, duration(typical, canvas.look.locale))
    medians = [None if day.median is None else day.median.total_seconds() for day in everything.delays]
    plot = _plot(box, len(medians), max(value for value in medians if value is not None))
    level(canvas, plot, medians, canvas.colours.blue)
    return None


def _stories(canvas: Canvas, box: Box, everything: Everything) -> None:
    rows = topic_rows(everything.stories, 3)
    if not any(count for _, count in rows):
        return _nothing(canvas, box, canvas.look.texts.stories.title)
    start = _start(canvas, box)
    canvas.write(start, box.top + 26, canvas.look.texts.stories.title, size=SMALL, colour=canvas.colours.pale)
    largest = rows[0][1]
    for row, (text, count) in enumerate(rows):
        y = box.top + 96 + row * 80
        _row(canvas, box, y, text, number(count, canvas.look.locale))
        if count:
            wide = max(box.width * count / largest, 5)
            canvas.card(canvas.start(start, wide), y + 16, wide, 16, canvas.colours.blue, radius=8)
    return None


def _title(canvas: Canvas, box: Box, title: str, large: str) -> None:
    start, colours = _start(canvas, box), canvas.colours
    for text, y, largest, colour in ((title, 26, SMALL, colours.pale), (large, 112, LARGE, colours.ink)):
        size = max(largest * 0.75, min(largest, 0.98 * largest * box.width / max(1, canvas.width(text, size=largest))))
        canvas.write(start, box.top + y, text, size=size, colour=colour, most=box.width)


def _row(canvas: Canvas, box: Box, y: float, text: str, value: str, *, indent: float = 0) -> None:
    start, ink = _start(canvas, box), canvas.colours.ink
    wide = canvas.width(value, size=SMALL)
    canvas.write(start + box.width - wide, y, value, size=SMALL, colour=ink)
    canvas.write(start + indent, y, text, size=SMALL, colour=ink, most=box.width - indent - wide - 24)


def _nothing(canvas: Canvas, box: Box, title: str) -> None:
    _title(canvas, box, title, "")
    text = canvas.look.texts.nothing
    canvas.write(_start(canvas, box), box.top + 112, text, size=NOTE, colour=canvas.colours.ink, most=box.width)


def _plot(box: Box, days: int, high: float) -> Plot:
    low = box.top + 150
    return Plot(box=Box(left=box.left, top=low, width=box.width, height=box.bottom - low), days=days, high=high or 1)


def _start(canvas: Canvas, box: Box) -> float:
    """How far the box is away from the side where the reader's lines start."""
    return WIDTH - box.right if canvas.look.is_rtl else box.left


def _dates(canvas: Canvas, dates: Sequence[date]) -> None:
    span = period(dates[0], dates[-1], canvas.look.locale)
    canvas.write(EDGE + 8, 144, span, size=NOTE, colour=canvas.colours.pale)
