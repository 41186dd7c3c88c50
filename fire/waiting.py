"""Waiting for what other processes do."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from fire import written
from fire.scene import SETTLES_IN_S, Scene
from storage.errors import DatabaseTrouble

LOOKS_EVERY_S = 0.04
READS_IN_S, MINUTES_PASS_FASTER = 6.0, 20


class Stuck(Exception):
    """Something didn't come to its end; the message says what, and what still waited."""


async def until(scene: Scene, what: str, ended: Callable[[], bool], *, seconds: float = SETTLES_IN_S) -> None:
    """Wait for the end of something. Raises Stuck where it takes too long, or the product ended by itself."""
    try:
        async with asyncio.timeout(seconds):
            while not ended():
                if words := scene.ended_by_themselves():
                    raise Stuck(words)
                await asyncio.sleep(LOOKS_EVERY_S)  # other processes do the work: there is nothing to wait on
    except TimeoutError:
        waits = "the database fails"
        with suppress(DatabaseTrouble):
            due = written.count_due(scene.database, now=scene.clock())
            waiting = {state: written.count_unfinished(scene.database, state) for state in written.UNFINISHED}
            waits = f"{due} schedules due, deliveries {waiting}"
        raise Stuck(f"{what} did not end: {waits}") from None


async def until_fetched(scene: Scene, what: str, ended: Callable[[], bool]) -> None:
    """As `until`, of something that is fetched.

    What a killed worker had taken is another's only when its lease is over, and a page that failed is tried again
    minutes later: where something is left to fetch after a while, the clock runs faster until it is there.
    """
    with suppress(Stuck):
        await until(scene, what, ended, seconds=READS_IN_S)
        return
    scene.clock.run_at(MINUTES_PASS_FASTER)
    await until(scene, what, ended)
    scene.clock.run_at(1)
