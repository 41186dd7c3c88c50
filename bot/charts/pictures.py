"""Pictures for `/stats`: records in, PNG out, 1080 pixels wide; empty records make pictures that say so.

One takes 0.1 s of a core (the overview 0.2 s) and 60 to 110 kB, drawn in a thread while the bot goes on. What draws is
loaded with the first one, as few processes ever draw: 1.5 s, and 80 MB of memory that stay taken.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from bot.charts.everything import Everything
from bot.charts.texts import MOST_TOPICS, Look
from storage.delays import DelayOnDay
from storage.statistics import ChatsOnDay, DeliveriesOnDay, FeedHealth, StoriesOfTopic

Drawn = TypeVar("Drawn")


async def overview(everything: Everything, look: Look) -> bytes:
    """The five others on one page."""

    def draw() -> bytes:
        from bot.charts.overview import overview

        return overview(everything, look)

    return await _in_thread(draw)


async def chats(days: Sequence[ChatsOnDay], look: Look) -> bytes:
    """How many are active, and how many came and went."""

    def draw() -> bytes:
        from bot.charts.over_time import chats

        return chats(days, look)

    return await _in_thread(draw)


async def deliveries(days: Sequence[DeliveriesOnDay], look: Look) -> bytes:
    """What was sent, and what was not."""

    def draw() -> bytes:
        from bot.charts.over_time import deliveries

        return deliveries(days, look)

    return await _in_thread(draw)


async def feeds(health: FeedHealth, problems: Sequence[tuple[str, int]], look: Look) -> bytes:
    """How the feeds are; `problems` are kinds of problems as the reader calls them, with the number of feeds."""

    def draw() -> bytes:
        from bot.charts.at_present import feeds

        return feeds(health, problems, look)

    return await _in_thread(draw)


async def stories(topics: Sequence[StoriesOfTopic], look: Look) -> tuple[bytes, list[tuple[int, str]]]:
    """The topics with most stories; and (number, name) of those that are shown as numbers, as no font has the letters
    of their names: the caption says whose numbers they are."""

    def draw() -> tuple[bytes, list[tuple[int, str]]]:
        from bot.charts.at_present import is_written, ranked, stories

        shown = enumerate(ranked(topics)[:MOST_TOPICS], 1)
        return stories(topics, look), [(place, topic.name) for place, topic in shown if not is_written(topic.name)]

    return await _in_thread(draw)


async def delays(days: Sequence[DelayOnDay], look: Look) -> bytes:
    """How long it took from publication to digest."""

    def draw() -> bytes:
        from bot.charts.over_time import delays

        return delays(days, look)

    return await _in_thread(draw)


async def _in_thread(draw: Callable[[], Drawn]) -> Drawn:
    return await asyncio.get_running_loop().run_in_executor(_drawer(), draw)


@cache
def _drawer() -> ThreadPoolExecutor:
    """Always the same thread: matplotlib keeps fonts for each one, and promises nothing about several."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="charts")
