"""Day after day without trouble, as fast as it goes: is the memory flat?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from fire import written
from fire.play import TEN_MINUTES
from fire.readers import EIGHT, make_readers
from fire.scene import ALONE, Scene, next_morning, opened
from fire.verdict import Judge, Verdict
from fire.waiting import until

GROUPS = 0.5
EVENTS = 5
QUARTERS = 4
FLAT = 1.1
"""The last quarter may end with so many times the memory of the second."""

A_DAY_TAKES_S = 600.0
SETTINGS = {"messages_per_second": "1000"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """How many digests were sent by its end, and what the product then held in memory, and those it started."""

    digests: int
    memory_kb: int
    started_kb: int


@dataclass(slots=True)
class Soaked:
    """What a soak left: memory at the end of each quarter, and the verdict on all its days."""

    quarters: list[Quarter] = field(default_factory=list)
    verdict: Verdict = field(default_factory=Verdict)

    @property
    def is_whole(self) -> bool:
        """Nothing was lost or wrong, and without trouble nothing comes twice."""
        return not self.verdict.lost and not self.verdict.wrong and not self.verdict.duplicates


def is_flat(quarters: Sequence[Quarter]) -> bool:
    """Whether neither the product grew nor what it started, once it had run for half the time."""
    second, last = quarters[1], quarters[-1]
    return last.memory_kb <= FLAT * second.memory_kb and last.started_kb <= FLAT * second.started_kb


async def soak(
    *, database: str, seed: int, digests: int, readers: int, say: Callable[[Quarter], None] = lambda _: None
) -> Soaked:
    """Send so many digests. Raises `fire.waiting.Stuck`."""
    soaked, judge = Soaked(), Judge(people := make_readers(readers, seed, hours=EIGHT, groups=GROUPS))
    quarters = soaked.quarters
    async with opened(database, seed=seed, readers=people) as scene:
        await scene.launch(ALONE, (), **SETTINGS)
        while len(quarters) < QUARTERS:
            soaked.verdict.add(await _a_day(scene, judge))
            made = written.newest_digest(scene.database)
            if made >= digests * (len(quarters) + 1) / QUARTERS:
                product = scene.running[ALONE]
                memory = Quarter(digests=made, memory_kb=product.memory_kb(), started_kb=product.started_kb())
                quarters.append(memory)
                say(quarters[-1])
    return soaked


async def _a_day(scene: Scene, judge: Judge) -> Verdict:
    """One morning's news, read, made and sent.

    A day takes some four seconds, and a group may get 20 messages' worth in a minute: after nine or ten days with long
    digests a day waits until the minute is over.
    """
    morning, before = next_morning(scene.clock()), written.newest_digest(scene.database)
    scene.papers.publish(events=EVENTS, now=morning - TEN_MINUTES)
    scene.jump(morning)
    await until(scene, "reading", scene.all_read, seconds=A_DAY_TAKES_S)
    scene.jump(morning + TEN_MINUTES)
    await until(scene, "sending", scene.settled, seconds=A_DAY_TAKES_S)
    verdict = judge.judge(scene.evidence(until=(end := scene.clock()), after=before))
    scene.high = end
    forget(scene)
    return verdict


def forget(scene: Scene) -> None:
    """The local Bot API keeps every message; a day later nobody asks for them."""
    scene.jumps.clear()
    for chat in scene.api.state.chats.values():
        chat.messages.clear()
