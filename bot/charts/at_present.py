"""Pictures of how things stand: feeds by health, stories by topic."""

from collections.abc import Sequence

from bot.charts.canvas import INNER, MARGIN, Canvas
from bot.charts.fonts import can_write, clean
from bot.charts.frame import LABEL, Box, heading, nothing
from bot.charts.numbers import number
from bot.charts.texts import MOST_TOPICS, Look
from storage.statistics import FeedHealth, Health, StoriesOfTopic

HEIGHT = 1350
EMPTY_HEIGHT = 640
FEEDS_HEIGHT = 812
"""With no line of what is wrong."""
LINE = 68
PITCH = 130
"""Of a topic's bar; a picture is as high as what is in it."""
MOST_PROBLEMS = 5


def feeds(health: FeedHealth, problems: Sequence[tuple[str, int]], look: Look) -> bytes:
    """One bar for all feeds, each health with its number, and the kinds of problems with how many feeds have them."""
    texts = look.texts.feeds
    worst = sorted(problems, key=lambda problem: -problem[1])[:MOST_PROBLEMS]
    total = sum(health.feeds.values())
    if not total:
        return _empty(look, texts.title)
    canvas = Canvas(look, FEEDS_HEIGHT + (round(LINE * 1.5) + LINE * len(worst) if worst else 0))
    y = heading(canvas, texts.title, note=texts.note, large=number(total, look.locale)) + 50
    shown = healths(canvas, health)
    box = Box(left=MARGIN, top=y, width=INNER, height=64)
    split_bar(canvas, box, [(count, colour) for _, count, colour in shown])
    y += 74
    for text, count, colour in shown:
        y += LINE
        canvas.card(canvas.start(MARGIN, 30), y - 28, 30, 30, colour, radius=8)
        _row(canvas, y, text, number(count, look.locale), indent=50, faint=not count)
    if worst:
        y += LINE * 1.5
        canvas.write(MARGIN, y, texts.problems, size=LABEL, colour=canvas.colours.pale)
        for text, count in worst:
            y += LINE
            _row(canvas, y, text, number(count, look.locale))
    return canvas.png()


def healths(canvas: Canvas, health: FeedHealth) -> list[tuple[str, int, str]]:
    """(text, number of feeds, colour) of each health, the best first."""
    texts, colours = canvas.look.texts.feeds, canvas.colours
    named = (
        (texts.well, Health.WELL, colours.green),
        (texts.failing, Health.FAILING, colours.red),
        (texts.gone, Health.GONE, colours.mauve),
        (texts.paused, Health.PAUSED, colours.amber),
        (texts.unread, Health.UNREAD, colours.grey),
    )
    return [(text, health.feeds.get(kind, 0), colour) for text, kind, colour in named]


def split_bar(canvas: Canvas, box: Box, parts: Sequence[tuple[int, str]]) -> None:
    """A bar of parts side by side, none too narrow to be seen; the box's left is counted from where lines start."""
    x = box.left
    parts = [(count, colour) for count, colour in parts if count]
    gap, least = 6, 10
    room = box.width - gap * (len(parts) - 1) - least * len(parts)
    total = sum(count for count, _ in parts)
    for count, colour in parts:
        wide = least + room * count / total
        canvas.card(canvas.start(x, wide), box.top, wide, box.height, colour, radius=10)
        x += wide + gap


def stories(topics: Sequence[StoriesOfTopic], look: Look) -> bytes:
    """The topics with most stories, each with its bar."""
    texts = look.texts.stories
    if not any(topic.stories for topic in topics):
        return _empty(look, texts.title)
    canvas = Canvas(look, min(HEIGHT, 184 + PITCH * len(topics) + 60))
    top = heading(canvas, texts.title, note=texts.note) + 30
    bottom: float = canvas.height - 60
    if len(topics) > MOST_TOPICS:
        canvas.write(MARGIN, bottom, texts.others, size=LABEL, colour=canvas.colours.pale)
        bottom -= 60
    box = Box(left=MARGIN, top=top, width=INNER, height=bottom - top)
    rows = topic_rows(topics, MOST_TOPICS)
    bars(canvas, box, rows, most=len(rows))
    return canvas.png()


def topic_rows(topics: Sequence[StoriesOfTopic], most: int) -> list[tuple[str, int]]:
    """(name, stories) of the topics with most stories. A name that no font can write is its place in the list."""
    return [
        (clean(topic.name) if is_written(topic.name) else str(place), topic.stories)
        for place, topic in enumerate(ranked(topics)[:most], 1)
    ]


def ranked(topics: Sequence[StoriesOfTopic]) -> list[StoriesOfTopic]:
    """The topic with most stories first; in their own order where they have as many."""
    return sorted(topics, key=lambda topic: -topic.stories)


def is_written(name: str) -> bool:
    """Whether a topic's name stands in the picture."""
    return can_write(clean(name))


def bars(canvas: Canvas, box: Box, rows: Sequence[tuple[str, int]], *, most: int) -> None:
    """A bar for each row with its text above it, as wide as the largest has room for."""
    pitch = min(box.height / len(rows), box.height / most * 1.25)
    largest = max(count for _, count in rows)
    thick = 22
    for place, (text, count) in enumerate(rows):
        y = box.top + pitch * place + pitch / 2 - 6
        _row(canvas, y, text, number(count, canvas.look.locale), faint=not count)
        wide = max(box.width * count / largest, 5 if count else 0)
        canvas.card(canvas.start(MARGIN, box.width), y + 18, box.width, thick, canvas.colours.card, radius=thick / 2)
        if count:
            colour = canvas.colours.blue
            canvas.card(canvas.start(MARGIN, wide), y + 18, wide, thick, colour, radius=thick / 2)


def _row(canvas: Canvas, y: float, text: str, value: str, *, indent: float = 0, faint: bool = False) -> None:
    colour = canvas.colours.pale if faint else canvas.colours.ink
    wide = canvas.write(MARGIN, y, value, size=LABEL, colour=colour, align="end")
    canvas.write(MARGIN + indent, y, text, size=LABEL, colour=colour, most=INNER - indent - wide - 40)


def _empty(look: Look, title: str) -> bytes:
    canvas = Canvas(look, EMPTY_HEIGHT)
    top = heading(canvas, title, note="")
    nothing(canvas, Box(left=MARGIN, top=top, width=INNER, height=canvas.height - top))
    return canvas.png()
