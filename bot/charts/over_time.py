"""Pictures of what happened from day to day: chats, deliveries, delays."""

from collections.abc import Sequence
from datetime import timedelta

from bot.charts.canvas import INNER, MARGIN, Canvas
from bot.charts.facts import long_delay, typical_delay
from bot.charts.frame import Box, Plot, days_below, heading, labels, nothing, rulers, scale
from bot.charts.numbers import duration, number
from bot.charts.texts import Look
from storage.delays import DelayOnDay
from storage.statistics import ChatsOnDay, DeliveriesOnDay

HEIGHT = 1080
BOTTOM = HEIGHT - 92
"""Where the lowest plot ends: below it stand the days."""

TODAY = 0.5
"""How strong a day's colour is that isn't over."""


def chats(days: Sequence[ChatsOnDay], look: Look) -> bytes:
    """Above, how many chats are active; below, those that came and went."""
    canvas = Canvas(look, HEIGHT)
    texts, colours = look.texts.chats, canvas.colours
    if not any(day.active or day.new or day.gone for day in days):
        return _empty(canvas, texts.title)
    dates = [day.date for day in days]
    top = heading(canvas, texts.title, note=texts.note, dates=dates, large=number(days[-1].active, look.locale))
    middle = top + (BOTTOM - top) * 0.5
    above = scale(canvas, high=max(1, *(day.active for day in days)) * 1.05)
    beneath = scale(canvas, high=max(1, *(day.new for day in days)), low=-max(day.gone for day in days))
    plot = rulers(canvas, _box(top + 50, middle), len(days), above, gutter=beneath.gutter)
    level(canvas, plot, [day.active for day in days], colours.blue)
    came, went = sum(day.new for day in days), sum(day.gone for day in days)
    shown = [(texts.new, came, colours.green), (texts.gone, went, colours.red)]
    below = labels(canvas, middle + 84, [(text, number(count, look.locale), colour) for text, count, colour in shown])
    plot = rulers(canvas, _box(below + 40, BOTTOM), len(days), beneath, gutter=above.gutter)
    columns(canvas, plot, [[(day.new, colours.green), (-day.gone, colours.red)] for day in days])
    days_below(canvas, plot, dates)
    return canvas.png()


def deliveries(days: Sequence[DeliveriesOnDay], look: Look) -> bytes:
    """Above, what was sent; below on a scale of its own, as it would be too small to be seen, what was not."""
    canvas = Canvas(look, HEIGHT)
    texts, colours = look.texts.deliveries, canvas.colours
    if not any(day.sent or day.failed or day.unknown or day.cancelled for day in days):
        return _empty(canvas, texts.title)
    dates = [day.date for day in days]
    large = number(sum(day.sent for day in days), look.locale)
    top = heading(canvas, texts.title, note=texts.note, dates=dates, large=large)
    middle = top + (BOTTOM - top) * 0.5
    stacks = [[(day.failed, colours.red), (day.unknown, colours.amber), (day.cancelled, colours.grey)] for day in days]
    above = scale(canvas, high=max(1, *(day.sent for day in days)))
    beneath = scale(canvas, high=max(1, *(sum(value for value, _ in stack) for stack in stacks)))
    plot = rulers(canvas, _box(top + 50, middle), len(days), above, gutter=beneath.gutter)
    columns(canvas, plot, [[(day.sent, colours.blue)] for day in days])
    totals = [
        (texts.failed, sum(day.failed for day in days), colours.red),
        (texts.unknown, sum(day.unknown for day in days), colours.amber),
        (texts.cancelled, sum(day.cancelled for day in days), colours.grey),
    ]
    below = labels(canvas, middle + 84, [(text, number(count, look.locale), colour) for text, count, colour in totals])
    plot = rulers(canvas, _box(below + 40, BOTTOM), len(days), beneath, gutter=above.gutter)
    columns(canvas, plot, stacks)
    days_below(canvas, plot, dates)
    return canvas.png()


def delays(days: Sequence[DelayOnDay], look: Look) -> bytes:
    """The median of each day, and what nine of ten stories kept to."""
    canvas = Canvas(look, HEIGHT)
    texts, colours = look.texts.delays, canvas.colours
    typical, long = typical_delay(days), long_delay(days)
    if typical is None or long is None:
        return _empty(canvas, texts.title)
    dates = [day.date for day in days]
    top = heading(canvas, texts.title, note=texts.note, dates=dates, large=duration(typical, look.locale))
    shown = [(texts.median, typical, colours.blue), (texts.p90, long, colours.amber)]
    below = labels(canvas, top + 84, [(text, duration(delay, look.locale), colour) for text, delay, colour in shown])
    longest = max(day.p90 for day in days if day.p90 is not None)
    unit = next(unit for unit in UNITS if longest >= 2 * unit or unit == UNITS[-1])
    ruled = scale(canvas, high=max(longest / unit, 1) * 1.05, words=lambda value: _span(value * unit, look))
    plot = rulers(canvas, _box(below + 60, BOTTOM), len(days), ruled)
    for values, colour, thick in (
        ([day.p90 for day in days], colours.amber, 6),
        ([day.median for day in days], colours.blue, 9),
    ):
        for run in runs([None if value is None else value / unit for value in values]):
            canvas.line([(plot.x(on), plot.y(value)) for on, value in run], colour, thick=thick)
    days_below(canvas, plot, dates)
    return canvas.png()


UNITS = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1))


def columns(canvas: Canvas, plot: Plot, days: Sequence[Sequence[tuple[float, str]]]) -> None:
    """Each day's values, one standing on the other; negative ones hang. The last day isn't over yet."""
    for on, stack in enumerate(days):
        strength = TODAY if on == len(days) - 1 else 1
        up = down = 0.0
        for value, colour in stack:
            base = up if value >= 0 else down
            upper, lower = plot.y(max(base, base + value)), plot.y(min(base, base + value))
            if value:
                # what is there is seen, however little of the whole it is
                canvas.bar(
                    plot.x(on) - plot.bar / 2,
                    min(upper, lower - 3),
                    plot.bar,
                    max(lower - upper, 3),
                    colour,
                    strength=strength,
                )
            up, down = up + max(value, 0), down + min(value, 0)


def level(canvas: Canvas, plot: Plot, values: Sequence[float | None], colour: str) -> None:
    """A line from day to day, filled down to zero; days without a value are left out."""
    for run in runs(values):
        points = [(plot.x(on), plot.y(value)) for on, value in run]
        feet = [(points[-1][0], plot.y(0)), (points[0][0], plot.y(0))]
        canvas.area([*points, *feet], colour, strength=0.18)
        canvas.line(points, colour, thick=8)


def runs(values: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    """The stretches of days that have a value, as (day, value)."""
    found: list[list[tuple[int, float]]] = [[]]
    for on, value in enumerate(values):
        if value is not None:
            found[-1].append((on, value))
        elif found[-1]:
            found.append([])
    return [run for run in found if run]


def _span(span: timedelta, look: Look) -> str:
    return duration(span, look.locale) if span else number(0, look.locale)


def _box(top: float, bottom: float) -> Box:
    return Box(left=MARGIN, top=top, width=INNER, height=bottom - top)


def _empty(canvas: Canvas, title: str) -> bytes:
    top = heading(canvas, title, note="")
    nothing(canvas, _box(top, BOTTOM))
    return canvas.png()
