"""A picture to draw on, in pixels from its upper left corner; texts from the side where the reader's lines start."""

from collections.abc import Sequence
from io import BytesIO
from typing import Literal

from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyBboxPatch, Polygon, Rectangle
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform

from bot.charts.fonts import clean, families, writable
from bot.charts.texts import Look
from bot.charts.theme import palette

WIDTH = 1080
MARGIN = 60
INNER = WIDTH - 2 * MARGIN

Align = Literal["start", "end", "left", "center", "right"]
"""For `start` and `end` x is counted from that side, as the reader's script has it; for the others from the left."""

DOTS_PER_INCH = 72
"""So that a font's points are pixels, as everything else is."""

LONGEST = 200
"""Letters of a text that are looked at at all."""


class Canvas:
    def __init__(self, look: Look, height: int) -> None:
        self.look = look
        self.colours = palette(look.theme)
        self.height = height
        self._figure = Figure(figsize=(WIDTH / DOTS_PER_INCH, height / DOTS_PER_INCH), dpi=DOTS_PER_INCH)
        self._figure.set_facecolor(self.colours.ground)
        self._agg = FigureCanvasAgg(self._figure)

    def png(self) -> bytes:
        file = BytesIO()
        # neither the library's name nor the time, so that the same figures make the same bytes
        self._figure.savefig(file, format="png", metadata={"Software": None})
        return file.getvalue()

    def write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float,
        colour: str,
        align: Align = "start",
        most: float = INNER,
    ) -> float:
        """Write one line whose letters stand on `y`, shortened to `most` pixels; returns how wide it became."""
        text = self.fit(text, size=size, most=most)
        if not text:
            return 0
        side: Literal["left", "center", "right"]
        match align:
            case "start" | "end":
                side = "right" if (align == "end") != self.look.is_rtl else "left"
                x = WIDTH - x if side == "right" else x
            case _:
                side = align
        self._add(
            Text(
                x,
                self.height - y,
                text,
                color=colour,
                fontproperties=self._font(text, size),
                horizontalalignment=side,
                verticalalignment="baseline",
                # a name with dollar signs in it is no formula
                parse_math=False,
            )
        )
        return self.width(text, size=size)

    def width(self, text: str, *, size: float) -> float:
        """Pixels that a text takes."""
        text = _shown(text)
        renderer = self._agg.get_renderer()  # type: ignore[no-untyped-call]
        width, _, _ = renderer.get_text_width_height_descent(text, self._font(text, size), False)
        return float(width)

    def fit(self, text: str, *, size: float, most: float) -> str:
        """The text without what isn't seen, and as much of it as fits."""
        text = _shown(text)
        if not text or self.width(text, size=size) <= most:
            return text
        shortest, longest = 1, len(text)
        while longest - shortest > 1:
            middle = (shortest + longest) // 2
            if self.width(_cut(text, middle), size=size) <= most:
                shortest = middle
            else:
                longest = middle
        return _cut(text, shortest)

    def bar(self, x: float, y: float, width: float, height: float, colour: str, *, strength: float = 1) -> None:
        """A filled rectangle; `strength` 1 covers what is below it."""
        corner = (x, self.height - y - height)
        self._add(Rectangle(corner, width, height, facecolor=colour, edgecolor="none", alpha=strength))

    def card(self, x: float, y: float, width: float, height: float, colour: str, *, radius: float) -> None:
        """A filled rectangle with round corners."""
        style = f"round,pad=0,rounding_size={min(radius, width / 2, height / 2)}"
        corner = (x, self.height - y - height)
        self._add(FancyBboxPatch(corner, width, height, boxstyle=style, facecolor=colour, edgecolor="none"))

    def line(self, points: Sequence[tuple[float, float]], colour: str, *, thick: float) -> None:
        """A line through the points; a single point becomes a dot."""
        if len(points) == 1:
            x, y = points[0]
            self._add(Circle((x, self.height - y), thick * 1.4, facecolor=colour, edgecolor="none"))
            return
        across, down = [x for x, _ in points], [self.height - y for _, y in points]
        self._add(Line2D(across, down, color=colour, linewidth=thick, solid_capstyle="round", solid_joinstyle="round"))

    def area(self, points: Sequence[tuple[float, float]], colour: str, *, strength: float) -> None:
        """A filled area within the points."""
        corners = [(x, self.height - y) for x, y in points]
        self._add(Polygon(corners, closed=True, facecolor=colour, edgecolor="none", alpha=strength))

    def start(self, x: float, width: float = 0) -> float:
        """Where something so wide begins from the left, that is `x` away from where the reader's lines start."""
        return WIDTH - x - width if self.look.is_rtl else x

    def _add(self, artist: Artist) -> None:
        artist.set_transform(IdentityTransform())
        self._figure.add_artist(artist, clip=False)

    def _font(self, text: str, size: float) -> FontProperties:
        return FontProperties(family=families(text, str(self.look.locale)), size=size)


def _shown(text: str) -> str:
    return writable(clean(text[:LONGEST]))


def _cut(text: str, length: int) -> str:
    return text[:length].rstrip(" ,.;:-–—·\u200c\u200d") + "…"
