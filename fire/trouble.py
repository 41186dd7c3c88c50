"""The database fails for a while: the product has to say so once, take nothing on, and go on by itself."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from fire.plan import Weather
from fire.scene import ALONE, Scene
from fire.waiting import until
from storage.errors import DatabaseTrouble

FAILS = "The database fails"
WORKS = "The database works again"
SAYS = {
    Weather.LOCKED: "is locked by another program",
    Weather.FULL: "is full",
    Weather.MOVED: "was removed while it was in use",
    Weather.DAMAGED: "is damaged",
    Weather.STOPPED: "no connection to",
    Weather.CRASHED: "no connection to",
    Weather.READ_ONLY: "takes no changes",
    Weather.HANGING: "no answer from",
    Weather.CROWDED: "is full",
}
"""What the line has to say of each."""

LETS_GO_S = 1.5
"""What was under way comes to its end."""

HOLDS_S = 3.0


async def bear(scene: Scene, weather: Weather, ended: Callable[[], bool]) -> list[str]:
    """Let the database fail until the product has said so; what was wrong about that. Raises Stuck.

    On a disk that is full there may be room enough in the files that are there, and then the work ends without a word.
    """
    await until(scene, "the start before the trouble", scene.is_ready)
    begun = _size(scene)

    def spoke() -> bool:
        return FAILS in _said(scene, begun)

    def found_room() -> bool:
        with suppress(DatabaseTrouble):
            return weather is Weather.CROWDED and ended()
        return False

    async with scene.standing.failing(weather):
        await until(scene, f"{weather}: saying so", lambda: spoke() or found_room())
        if not spoke():
            return []
        faults = await _stands_still(scene)
    await until(scene, f"{weather}: going on", lambda: WORKS in _said(scene, begun))
    return faults + wrong_words(weather, _said(scene, begun))


async def restore(scene: Scene, backup: Path) -> list[str]:
    """Damage the file until the product has said so, end it and put the backup in its place, as its words advise; what
    was wrong about that. Raises Stuck."""
    await until(scene, "the start before the damage", scene.is_ready)
    begun = _size(scene)
    async with scene.standing.failing(Weather.DAMAGED):
        await until(scene, "saying that the file is damaged", lambda: FAILS in _said(scene, begun))
        faults = await _stands_still(scene)
    faults += wrong_words(Weather.DAMAGED, said := _said(scene, begun))
    if "newsdigest db restore" not in said:
        faults.append("of a damaged file the log doesn't say what to do")
    if status := await scene.running.pop(ALONE).stop():
        faults.append(f"with a damaged file it ended with status {status} after SIGTERM")
    scene.database.close()
    return faults + await newsdigest(scene, "db", "restore", str(backup))


async def newsdigest(scene: Scene, *words: str) -> list[str]:
    """Run the product's command line on the scene's database; its words where it fails."""
    command = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.cli", *words),
        env=scene.environment(),
        cwd=scene.folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told, _ = await command.communicate()
    return [f"newsdigest {' '.join(words)}: {told.decode()}"] if command.returncode else []


async def _stands_still(scene: Scene) -> list[str]:
    await asyncio.sleep(LETS_GO_S)
    before = scene.papers.served, scene.ears.count
    await asyncio.sleep(HOLDS_S)  # that nothing happens can only be waited for
    fetched, sent = scene.papers.served - before[0], scene.ears.count - before[1]
    if fetched or sent:
        return [f"while the database failed, {fetched} pages were fetched and {sent} messages sent"]
    return []


def wrong_words(weather: Weather, said: str) -> list[str]:
    """What is wrong with the lines about it: one says that it fails, and how, and one that it works again."""
    lines = [line for line in said.splitlines() if FAILS in line]
    if len(lines) != 1 or SAYS[weather] not in lines[0] or said.count(WORKS) > 1:
        return [f"{weather}: the log says {lines}, and {said.count(WORKS)} times: {WORKS}"]
    return []


def _size(scene: Scene) -> int:
    return scene.log.stat().st_size


def _said(scene: Scene, begun: int) -> str:
    with scene.log.open("rb") as log:
        log.seek(begun)
        return log.read().decode()
