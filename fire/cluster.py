"""The product on several machines: two workers, two bots, a sender and its stand-by, killed one after another."""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from fire import written
from fire.askers import Asker, ask, come
from fire.proxy import balancing, free_ports
from fire.readers import EIGHT, make_readers
from fire.scene import Scene, next_morning, opened
from fire.verdict import Judge, Verdict
from fire.waiting import Stuck, until
from jobs.runners.many import make_tables

PARTS = {
    "worker-1": "worker",
    "worker-2": "worker",
    "bot-1": "bot",
    "bot-2": "bot",
    "sender-1": "sender",
    "sender-2": "sender",
}
EVENTS = 5
MAKES_IN_S = 600.0
DOWN_S = 1.0
"""So long a killed process stays away."""

STARTS_IN_S = 60.0
ANSWERS_IN_S = 90.0
"""What a killed bot was at work on is begun anew when its claim of 30 s is over."""
GROUPS = 0.8
"""Each start of a bot tells every person's app the commands, which costs the local Bot API more than their digests."""


@dataclass(slots=True)
class Outcome:
    """What came of it; `killed` has each process that was, with the messages in flight then, `order` of the kills."""

    verdict: Verdict = field(default_factory=Verdict)
    killed: list[tuple[str, int]] = field(default_factory=list)
    asked: int = 0
    answered_twice: int = 0
    took: list[int] = field(default_factory=list)
    """How many updates each bot was posted."""
    seconds: float = 0.0

    @property
    def bound(self) -> int:
        return sum(in_flight for _, in_flight in self.killed)

    @property
    def good(self) -> bool:
        return not self.verdict.lost and not self.verdict.wrong and self.verdict.duplicates <= self.bound


class Cluster:
    """The processes on one scene."""

    def __init__(self, scene: Scene, address: str, ports: Sequence[int]) -> None:
        self.scene = scene
        self._address = address
        self._ports = dict(zip((name for name, part in PARTS.items() if part == "bot"), ports, strict=True))

    async def start(self, name: str) -> None:
        more = {}
        if name in self._ports:
            more = {"webhook": "true", "public_url": self._address, "listen_port": str(self._ports[name])}
        await self.scene.launch(name, [PARTS[name]], **more)

    async def started(self) -> None:
        """Wait until each that runs has said so; a stand-by says that it stands by."""
        await until(
            self.scene, "the start", lambda: all(map(self.scene.is_ready, self.scene.running)), seconds=STARTS_IN_S
        )

    async def crash(self, name: str) -> int:
        """Kill it; returns how many messages were in flight."""
        await self.scene.running.pop(name).kill()
        return written.count_unfinished(self.scene.database, "sending") if PARTS[name] == "sender" else 0


async def run_cluster(*, seed: int, digests: int, people: int, say: Callable[[str], None] = lambda _: None) -> Outcome:
    """Send so many digests while so many people ask, and kill each process once. Raises `fire.play.Stuck`."""
    readers = make_readers(digests, seed, hours=EIGHT, groups=GROUPS)
    outcome, begun = Outcome(), time.monotonic()
    ports = free_ports(list(PARTS.values()).count("bot"))
    async with (
        opened("postgresql", seed=seed, readers=readers) as scene,
        balancing(ports) as (balancer, address),
    ):
        await asyncio.to_thread(make_tables, scene.database)
        cluster = Cluster(scene, address, ports)
        askers = come(scene.api.state, people)
        morning = next_morning(scene.high)
        scene.papers.publish(events=EVENTS, now=morning - timedelta(minutes=10))
        scene.jump(morning)
        for name in PARTS:
            await cluster.start(name)
        await cluster.started()
        await until(scene, "reading the news", scene.all_read)
        say(f"{len(PARTS)} processes are up, {len(list(scene.papers.paths()))} articles read; the hour strikes")
        asking = [asyncio.create_task(ask(asker, scene.api.state, scene.clock, seed)) for asker in askers]
        scene.jump(morning + timedelta(minutes=10))
        try:
            await _kill_each(cluster, seed, outcome, say, digests)
            await until(scene, "sending", scene.settled, seconds=MAKES_IN_S)
        finally:
            for task in asking:
                task.cancel()
        with suppress(Stuck):
            # which questions have no answer is said below
            await until(scene, "answering", lambda: _are_answered(scene, askers), seconds=ANSWERS_IN_S)
        outcome.verdict.wrong += await scene.end()
        _look(scene, askers, outcome)
        outcome.took = list(balancer.answered.values())
    outcome.seconds = time.monotonic() - begun
    return outcome


async def _kill_each(cluster: Cluster, seed: int, outcome: Outcome, say: Callable[[str], None], digests: int) -> None:
    """Kill one after another, at moments spread over the sending; each comes back a moment later."""
    scene, order = cluster.scene, list(PARTS)
    random.Random(seed).shuffle(order)
    for place, name in enumerate(order, 1):
        wanted = digests * place / (len(order) + 1)
        await until(scene, "sending", partial(_have_arrived, scene, wanted), seconds=MAKES_IN_S)
        outcome.killed.append((name, await cluster.crash(name)))
        say(f"{scene.ears.count:6} messages arrived: killed {name}, {outcome.killed[-1][1]} in flight")
        await asyncio.sleep(DOWN_S)
        await cluster.start(name)
        await cluster.started()


def _have_arrived(scene: Scene, wanted: float) -> bool:
    return scene.ears.count >= wanted


def _are_answered(scene: Scene, askers: Sequence[Asker]) -> bool:
    for asker in askers:
        asker.hear(scene.ears.by_chat.get(asker.number, ()))
    return not any(asker.waits for asker in askers)


def _look(scene: Scene, askers: Sequence[Asker], outcome: Outcome) -> None:
    evidence = scene.evidence(until=scene.clock())
    outcome.verdict.add(Judge(scene.readers).judge(evidence))
    for asker in askers:
        asker.hear(evidence.heard.get(asker.number, ()))
        outcome.verdict.wrong += asker.faults()
    outcome.asked = sum(asker.asked for asker in askers)
    outcome.answered_twice = sum(asker.twice for asker in askers)
