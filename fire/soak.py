"""Day after day without trouble, as fast as it goes: is the memory flat?"""

from collections.abc import Callable
from dataclasses import dataclass

from fire import written
from fire.play import TEN_MINUTES, until
from fire.readers import EIGHT, make_readers
from fire.scene import ALONE, Scene, next_morning, opened

GROUPS = 0.5
EVENTS = 5
QUARTERS = 4
A_DAY_TAKES_S = 600.0
SETTINGS = {"messages_per_second": "1000"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """How many digests were sent by its end, and what the product then held in memory."""

    digests: int
    memory_kb: int


async def soak(
    *, database: str, seed: int, digests: int, readers: int, say: Callable[[Quarter], None] = lambda _: None
) -> list[Quarter]:
    """Send so many digests; what each quarter left. Raises `fire.play.Stuck`."""
    quarters: list[Quarter] = []
    people = make_readers(readers, seed, hours=EIGHT, groups=GROUPS)
    async with opened(database, seed=seed, readers=people) as scene:
        await scene.launch(ALONE, (), **SETTINGS)
        while len(quarters) < QUARTERS:
            await _a_day(scene)
            made = written.newest_digest(scene.database)
            if made >= digests * (len(quarters) + 1) / QUARTERS:
                quarters.append(Quarter(digests=made, memory_kb=scene.running[ALONE].memory_kb()))
                say(quarters[-1])
    return quarters


async def _a_day(scene: Scene) -> None:
    morning = next_morning(scene.clock())
    scene.papers.publish(events=EVENTS, now=morning - TEN_MINUTES)
    # what this process keeps of earlier days is not what is measured
    scene.ears.take()
    forget(scene)
    scene.jump(morning)
    await until(scene, "reading", scene.all_read, seconds=A_DAY_TAKES_S)
    scene.jump(morning + TEN_MINUTES)
    await until(scene, "sending", scene.settled, seconds=A_DAY_TAKES_S)


def forget(scene: Scene) -> None:
    """The local Bot API keeps every message; a day later nobody asks for them."""
    scene.jumps.clear()
    for chat in scene.api.state.chats.values():
        chat.messages.clear()
