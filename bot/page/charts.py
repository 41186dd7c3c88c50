"""The page's pictures: those of `/stats`, drawn when somebody looks and then good for some minutes."""

import asyncio
import struct
import time

from bot.charts.everything import Everything
from bot.charts.texts import Look
from bot.charts.theme import Theme
from bot.drawing import counted, drawn
from bot.i18n.texts import texts_in
from bot.taps.admin.stats import Chart
from bot.texts.admin.stats import chart_texts
from bot.watch.figures import Fresh
from jobs.clock import Clock
from storage.database import Database, explained
from storage.errors import StorageError

DAYS = 30
GOOD_S = 300.0

NAMED = {chart.name.lower(): chart for chart in Chart}


class Charts:
    """Counted once for all, drawn once for each look; who comes meanwhile waits."""

    def __init__(self, database: Database, clock: Clock, *, zone: str) -> None:
        def count() -> Everything:
            with explained(database.url), database.read() as session:
                return counted(session, days=DAYS, zone=zone, now=clock())

        self._counted = Fresh(count, good_for=GOOD_S, seconds=time.monotonic)
        self._drawn: dict[tuple[str, str], tuple[Everything, bytes]] = {}
        self.sizes: dict[str, tuple[int, int]] = {}
        """Width and height in pixels by name, of those that were drawn."""
        self._lock = asyncio.Lock()

    async def png(self, name: str, theme: str) -> bytes | None:
        """None for a picture that isn't there, or can't be drawn while the database is away."""
        if name not in NAMED:
            return None
        async with self._lock:
            try:
                figures = (await asyncio.to_thread(self._counted)).figure
            except StorageError:
                return None
            kept = self._drawn.get((name, theme))
            if kept is not None and kept[0] is figures:
                return kept[1]
            t = texts_in("en")
            look = Look(theme=Theme(theme), locale=t.locale, texts=chart_texts(t, topics=len(figures.stories)))
            picture, _ = await drawn(t, figures, NAMED[name], look)
            self._drawn[name, theme] = (figures, picture)
            self.sizes[name] = _size(picture)
            return picture


def _size(png: bytes) -> tuple[int, int]:
    """https://www.w3.org/TR/png/#11IHDR"""
    width, height = struct.unpack(">II", png[16:24])
    return width, height
