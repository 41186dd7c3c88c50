"""The product on several machines: two workers, two bots, a sender and its stand-by, killed one after another."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from fire import written
from fire.askers import Asker, ask, come
from fire.plan import HOLDER, STAND_BY, Loss, Work, losses
from fire.proxy import balancing, free_ports
from fire.readers import EIGHT, make_readers
from fire.scene import Scene, next_morning, opened
from fire.verdict import Judge, Verdict
from fire.waiting import Stuck, until, until_fetched
from jobs.runners.many import make_tables

PARTS = {
    "worker-1": "worker",
    "worker-2": "worker",
    "bot-1": "bot",
    "bot-2": "bot",
    "sender-1": "sender",
    "sender-2": "sender",
}
EVENTS = 30
"""A topic's: reading them takes long enough to be killed in it, twice."""

STORIES = "10"
"""Of a digest."""

MAKES_IN_S = 600.0
DOWN_S = 1.0
"""So long a killed process stays away."""

STARTS_IN_S = 60.0
STANDS_BY, IS_NOW = "Another process is the sender", "This process is the sender now"
ANSWERS_IN_S = 90.0
"""What a killed bot was at work on is begun anew when its claim of 30 s is over."""
GROUPS = 0.8
"""Each start of a bot tells every person's app the commands, which costs the local Bot API more than their digests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Killed:
    """One that was killed: how many messages it had in flight, how many questions in hand, and whether it had work."""

    name: str
    loss: Loss
    in_flight: int = 0
    in_hand: int = 0
    was_at_work: bool = True

    def __str__(self) -> str:
        what = f"{self.loss.work} at {self.loss.share:.0%}" if self.was_at_work else f"{self.loss.work} was over"
        return f"killed {self.name}, {what}; {self.in_flight} messages in flight, {self.in_hand} questions in hand"


@dataclass(slots=True)
class Outcome:
    """What came of it; `killed` in the order of the kills."""

    verdict: Verdict = field(default_factory=Verdict)
    killed: list[Killed] = field(default_factory=list)
    asked: int = 0
    answered_twice: int = 0
    took: list[int] = field(default_factory=list)
    """How many updates each bot was posted."""
    seconds: float = 0.0

    @property
    def bound(self) -> int:
        """How many messages may have come twice."""
        return sum(killed.in_flight for killed in self.killed)

    @property
    def answers_bound(self) -> int:
        """How many questions may have been answered twice."""
        return sum(killed.in_hand for killed in self.killed)

    @property
    def good(self) -> bool:
        few = self.verdict.duplicates <= self.bound and self.answered_twice <= self.answers_bound
        return few and not self.verdict.lost and not self.verdict.wrong


class Cluster:
    """The processes on one scene."""

    def __init__(self, scene: Scene, address: str, ports: Sequence[int]) -> None:
        self.scene = scene
        self._address = address
        self._ports = dict(zip((name for name, part in PARTS.items() if part == "bot"), ports, strict=True))
        self._begun: dict[str, int] = {}

    async def start(self, name: str) -> None:
        more = {"digest_stories": STORIES}
        if name in self._ports:
            more |= {"webhook": "true", "public_url": self._address, "listen_port": str(self._ports[name])}
        self._begun[name] = len(self.scene.read_log(name))
        await self.scene.launch(name, [PARTS[name]], **more)

    async def started(self) -> None:
        """Wait until each that runs has said so, and one of the senders has the post."""
        await until(
            self.scene, "the start", lambda: all(map(self.scene.is_ready, self.scene.running)), seconds=STARTS_IN_S
        )
        await until(self.scene, "holding the post", lambda: self.holder() is not None, seconds=STARTS_IN_S)

    def holder(self) -> str | None:
        """Which sender has the post, by their own words; None while that changes."""
        names = [name for name in self.scene.running if PARTS[name] == "sender"]
        holders = [name for name in names if self._holds(self.scene.read_log(name)[self._begun[name] :])]
        return holders[0] if len(holders) == 1 else None

    @staticmethod
    def _holds(said: str) -> bool:
        return said.rfind(IS_NOW) >= said.rfind(STANDS_BY)

    async def lose(self, loss: Loss, *, was_at_work: bool) -> Killed:
        """Kill it at its work, and start it anew a moment later."""
        name = await self._find(loss.who)
        if PARTS[name] == "bot":
            pid = self.scene.running[name].pid
            await until(self.scene, f"a question for {name}", lambda: self._in_hand(pid) > 0, seconds=STARTS_IN_S)
        if holds := name == self.holder():
            await until(self.scene, "sending", lambda: self._in_flight() > 0 or self.scene.settled())
        product = self.scene.running.pop(name)
        await product.kill()
        killed = Killed(
            name=name,
            loss=loss,
            # what the other one has in flight doesn't come twice
            in_flight=self._in_flight() if holds else 0,
            in_hand=self._in_hand(product.pid) if PARTS[name] == "bot" else 0,
            was_at_work=was_at_work,
        )
        await asyncio.sleep(DOWN_S)
        await self.start(name)
        await self.started()
        return killed

    async def _find(self, who: str) -> str:
        await until(self.scene, "holding the post", lambda: self.holder() is not None, seconds=STARTS_IN_S)
        holder = self.holder()
        assert holder is not None
        if who == HOLDER:
            return holder
        senders = [name for name, part in PARTS.items() if part == "sender" and name != holder]
        return senders[0] if who == STAND_BY else who

    def _in_flight(self) -> int:
        return written.count_unfinished(self.scene.database, "sending")

    def _in_hand(self, pid: int) -> int:
        return written.count_claimed(self.scene.database, pid)


async def run_cluster(
    *,
    seed: int,
    digests: int,
    people: int,
    events: int = EVENTS,
    once: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """Send so many digests of so many events while so many people ask, and kill one process after another at its work,
    each only `once` if asked for. Raises `fire.waiting.Stuck`."""
    readers = make_readers(digests, seed, hours=EIGHT, groups=GROUPS)
    outcome, begun = Outcome(), time.monotonic()
    ports = free_ports(list(PARTS.values()).count("bot"))
    async with (
        opened("postgresql", seed=seed, readers=readers) as scene,
        balancing(ports) as (balancer, address),
    ):
        await asyncio.to_thread(make_tables, scene.database)
        cluster = Cluster(scene, address, ports)
        fight = _Fight(cluster, losses(seed, once=once), outcome, say, digests)
        askers = come(scene.api.state, people)
        for name in PARTS:
            await cluster.start(name)
        await cluster.started()
        say(f"{len(PARTS)} processes are up")
        morning = next_morning(scene.high)
        await fight.read(events, morning)
        say(f"{len(list(scene.papers.paths()))} articles are read; the hour strikes")
        asking = [asyncio.create_task(ask(asker, scene.api.state, scene.clock, seed)) for asker in askers]
        scene.jump(max(morning + timedelta(minutes=10), scene.clock()))
        try:
            await fight.send()
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


class _Fight:
    """The cluster at work, and who is lost in it."""

    def __init__(
        self, cluster: Cluster, lost: Sequence[Loss], outcome: Outcome, say: Callable[[str], None], digests: int
    ) -> None:
        self._cluster = cluster
        self._scene = cluster.scene
        self._lost = lost
        self._outcome = outcome
        self._say = say
        self._digests = digests

    async def read(self, events: int, morning: datetime) -> None:
        """The morning's news."""
        scene = self._scene
        scene.papers.publish(events=events, now=morning - timedelta(minutes=10))
        served, wanted = scene.papers.served, scene.requests()
        articles = len(list(scene.papers.paths()))
        scene.jump(morning)
        await self._through(Work.READING, lambda: (scene.papers.served - served) / wanted, scene.all_read)
        await self._through(Work.FILING, lambda: written.count_articles(scene.database) / articles, scene.all_read)
        await until_fetched(scene, "reading the news", scene.all_read)

    async def send(self) -> None:
        """The digests of the hour."""
        scene = self._scene
        await self._through(
            Work.MAKING,
            lambda: written.count_digests(scene.database, 0) / self._digests,
            lambda: not written.count_due(scene.database, now=scene.clock()),
        )
        await self._through(Work.SENDING, lambda: scene.ears.count / self._digests, scene.settled)

    async def _through(self, work: Work, progress: Callable[[], float], ended: Callable[[], bool]) -> None:
        def reached(loss: Loss) -> bool:
            return progress() >= loss.share or ended()

        for loss in self._lost:
            if loss.work is work:
                if work in {Work.READING, Work.FILING}:
                    await until_fetched(self._scene, work, partial(reached, loss))
                else:
                    await until(self._scene, work, partial(reached, loss), seconds=MAKES_IN_S)
                self._outcome.killed.append(await self._cluster.lose(loss, was_at_work=not ended()))
                self._say(str(self._outcome.killed[-1]))


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
