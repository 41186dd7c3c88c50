"""One round: a day of the product's life, with its kills and its weather, and what came of it."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from demo.botapi.faults import Kind
from fire import written
from fire.plan import Kill, Round, Stage, Weather
from fire.scene import Scene, next_morning
from fire.trouble import bear, newsdigest, restore
from fire.verdict import Judge, Verdict
from fire.waiting import until, until_fetched

AN_HOUR_TAKES_S = 6.0
TEN_MINUTES = timedelta(minutes=10)
A_NIGHT = timedelta(hours=9)
TICKS_S = 1.2
"""Long enough for a tick to see what the clock shows."""
JUMP = timedelta(hours=2)
SMALL_DISKS = (Weather.FULL, Weather.CROWDED)
LONGER_THAN_ANY_PATIENCE_S = 22.0
MOST_LOG_BYTES = 20_000
"""That a day may add to the log, whatever happens in it; a calm one adds one or two thousand."""


@dataclass(slots=True)
class Outcome:
    """What came of a round.

    `bound` is how many messages may have come twice: what was in flight at each kill, each message whose answer was
    lost, and all that arrived and a restored backup doesn't know of. `in_flight` has the figure for each kill,
    `log_bytes` is what the product said.
    """

    round: Round
    verdict: Verdict = field(default_factory=Verdict)
    kills: int = 0
    in_flight: list[int] = field(default_factory=list)
    bound: int = 0
    log_bytes: int = 0
    seconds: float = 0.0
    failed: bool = False
    """Whether the database was made to fail; a small disk can't be had everywhere."""
    forgotten: Counter[tuple[int, str]] = field(default_factory=Counter)
    """What had arrived in which chat, and was made after the backup that was put back: it may be told again."""


class Player:
    """Plays rounds on a scene."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._judge = Judge(scene.readers)
        self._held_back = 0
        """Requests that the server still held back when their round was over: each may arrive in a later one."""

    async def play(self, planned: Round) -> Outcome:
        """A day; on a disk of its own where that is to get full. Raises Stuck."""
        scene, outcome, begun, log = self._scene, Outcome(planned), time.monotonic(), _size(self._scene)
        if planned.weather in SMALL_DISKS:
            outcome.verdict.wrong += await scene.end()
            scene.database.close()
            with scene.standing.on_a_small_disk() as outcome.failed:
                await self._pass(planned, outcome)
                outcome.verdict.wrong += await scene.end()
                scene.database.close()
        else:
            outcome.failed = planned.failure is not None
            await self._pass(planned, outcome)
        outcome.log_bytes, outcome.seconds = _size(scene) - log, time.monotonic() - begun
        if outcome.log_bytes > MOST_LOG_BYTES:
            outcome.verdict.wrong.append(f"the log grew by {outcome.log_bytes} bytes")
        return outcome

    async def _pass(self, planned: Round, outcome: Outcome) -> None:
        scene = self._scene
        before, happened = written.newest_digest(scene.database), scene.api.faults.happened.copy()
        morning = next_morning(scene.high)
        if not scene.running:
            await scene.start()
        stages = _Stages(scene, outcome)
        if planned.is_night_seen and scene.is_clock_changed_before(morning):
            await self._see_the_night(stages, morning)
        told, heard = written.count_digests(scene.database, before), scene.ears.count
        scene.papers.publish(events=planned.events, now=morning - TEN_MINUTES)
        served, wanted = scene.papers.served, scene.requests()
        scene.jump(morning)
        await stages.through(Stage.FETCHING, lambda: (scene.papers.served - served) / wanted, scene.all_read)
        if planned.weather is Weather.DAMAGED:
            await stages.back_up()
        weather = asyncio.create_task(_weather(scene, planned, outcome))
        try:
            scene.jump(max(morning + TEN_MINUTES, scene.clock()))
            readers = len(scene.readers)
            made = lambda: (written.count_digests(scene.database, before) - told) / readers  # noqa: E731
            await stages.through(Stage.MAKING, made, lambda: not written.count_due(scene.database, now=scene.clock()))
            sent = lambda: (scene.ears.count - heard - outcome.forgotten.total()) / readers  # noqa: E731
            await stages.through(Stage.SENDING, sent, scene.settled)
            await weather
            await stages.until("the end", scene.settled)
        finally:
            weather.cancel()
            scene.api.faults.clear()
        new = scene.api.faults.happened - happened
        outcome.bound += new[Kind.DELIVERED_DROPPED] + new[Kind.DELIVERED_SLOW] + new[Kind.SLOW]
        self._look(outcome, before)
        self._held_back += new[Kind.SLOW]

    async def _see_the_night(self, stages: "_Stages", morning: datetime) -> None:
        """Instead of leaping over it: each hour that anybody is due, in a night in which clocks change."""
        scene = self._scene
        night = {due for reader in scene.readers for due in reader.dues(morning - A_NIGHT, morning)}
        for due in sorted(night):
            scene.jump(due)
            await asyncio.sleep(TICKS_S)
            await stages.until("the night", scene.settled)

    def _look(self, outcome: Outcome, before: int) -> None:
        scene = self._scene
        until = max(scene.high, scene.clock())
        evidence = scene.evidence(until=until, after=before)
        outcome.verdict.add(self._judge.judge(evidence))
        heard = Counter((chat, message.text) for chat, messages in evidence.heard.items() for message in messages)
        outcome.verdict.duplicates += (outcome.forgotten & heard).total()
        scene.high = until
        scene.jumps.clear()
        may = outcome.bound + min(outcome.verdict.belated, self._held_back)
        if outcome.verdict.duplicates > may:
            outcome.verdict.wrong.append(f"{outcome.verdict.duplicates} messages came twice, and {may} may have")
        self._held_back = max(self._held_back - outcome.verdict.belated, 0)

    def close(self) -> Verdict:
        """What must hold at the end of everything: each article was kept once, and told to all who follow its topic."""
        verdict, scene = Verdict(), self._scene
        stories: dict[str, int | None] = {}
        for url, story in written.articles(scene.database):
            path = url.removeprefix(scene.papers_at)
            if path in stories:
                verdict.wrong.append(f"{path} is kept twice")
            stories[path] = story
        verdict.wrong += [f"{path} was never read" for path in scene.papers.paths() if stories.get(path) is None]
        published = {
            topic: [
                story
                for outlet in scene.papers.outlets(topic)
                for piece in scene.papers.pieces[outlet]
                if (story := stories.get(piece.path)) is not None
            ]
            for reader in scene.readers
            for topic in reader.topics
        }
        verdict.wrong += self._judge.untold(scene.readers, published)
        return verdict


class _Stages:
    """Goes through the stages of a round, killing the product on the way."""

    def __init__(self, scene: Scene, outcome: Outcome) -> None:
        self._scene = scene
        self._outcome = outcome
        self._backup = scene.folder / "backup"
        self._heard: dict[int, int] = {}

    async def through(self, stage: Stage, progress: Callable[[], float], ended: Callable[[], bool]) -> None:
        planned = self._outcome.round

        def reached(share: float) -> bool:
            return progress() >= share or ended()

        def goes_on(far: float) -> bool:
            return self._scene.is_ready() or progress() > far

        strikes = [strike for strike in (*planned.kills, planned.failure) if strike and strike.stage is stage]
        for strike in sorted(strikes, key=lambda strike: strike.share):
            await self._reach(stage, partial(reached, strike.share))
            if isinstance(strike, Kill):
                await asyncio.sleep(strike.delay_s)
                await self._strike(strike)
            elif self._outcome.failed:
                await self._fail(ended)
            await self.until(f"{stage}, started anew", partial(goes_on, progress()))
        await self._reach(stage, ended)

    async def back_up(self) -> None:
        self._outcome.verdict.wrong += await newsdigest(self._scene, "db", "backup", str(self._backup))
        self._heard = self._scene.ears.mark()

    async def _fail(self, ended: Callable[[], bool]) -> None:
        scene, outcome = self._scene, self._outcome
        if outcome.round.weather is not Weather.DAMAGED:
            outcome.verdict.wrong += await bear(scene, outcome.round.weather, ended)
            return
        outcome.verdict.wrong += await restore(scene, self._backup)
        self._backup.unlink()
        outcome.forgotten = scene.ears.forget_after(self._heard)
        # who was killed before that left nothing behind; what was on its way when the backup was made may come again
        on_its_way = scene.ears.heard() & written.unfinished(scene.database)
        outcome.bound = outcome.forgotten.total() + on_its_way.total()
        await scene.start()

    async def _reach(self, stage: Stage, ended: Callable[[], bool]) -> None:
        if stage is Stage.FETCHING:
            await until_fetched(self._scene, stage, ended)
        else:
            await self.until(stage, ended)

    async def _strike(self, kill: Kill) -> None:
        scene, outcome = self._scene, self._outcome
        if kill.polite:
            outcome.verdict.wrong += await scene.end()
        else:
            outcome.in_flight.append(await scene.crash())
            outcome.bound += outcome.in_flight[-1]
        outcome.kills += 1
        await scene.start()

    async def until(self, what: str, ended: Callable[[], bool]) -> None:
        await until(self._scene, what, ended)


async def _weather(scene: Scene, planned: Round, outcome: Outcome) -> None:
    """Let the round's weather come over the Bot API, the clock or the machine; back when it is over."""
    faults = scene.api.faults
    faults.reseed(planned.seed)
    where: dict[str, Any] = {"method": "sendMessage", "times": len(scene.readers)}
    match planned.weather:
        case Weather.FLOOD:
            faults.flood(1, **where | {"times": 6, "probability": 0.2})
        case Weather.BROKEN:
            faults.break_down(500, **where | {"times": 4, "probability": 0.3})
            faults.break_down(502, **where | {"times": 4, "probability": 0.3})
            scene.clock.run_at(10)
        case Weather.DROPPED:
            faults.drop(delivered=True, **where | {"probability": 0.15})
            faults.drop(delivered=False, **where | {"times": 3, "probability": 0.1})
            scene.clock.run_at(10)
        case Weather.HELD:
            faults.slow_down(LONGER_THAN_ANY_PATIENCE_S, **where | {"times": 2})
            faults.slow_down(LONGER_THAN_ANY_PATIENCE_S, delivered=True, **where | {"times": 2})
        case Weather.AWAY:
            await _be_away(scene, outcome)
        case Weather.BACK | Weather.AHEAD | Weather.ASLEEP:
            await _jump(scene, planned.weather)
        case Weather.CALM:
            pass


async def _be_away(scene: Scene, outcome: Outcome) -> None:
    """An hour in which nobody listens at the Bot API's address, in a few seconds."""
    outcome.bound += written.count_unfinished(scene.database, "sending")
    await scene.api.refuse()
    outcome.bound += written.count_unfinished(scene.database, "sending")
    scene.clock.run_at(3600 / AN_HOUR_TAKES_S)
    await asyncio.sleep(AN_HOUR_TAKES_S)
    await scene.api.accept()
    # whose next try is minutes away need not wait for them
    scene.clock.run_at(60)


async def _jump(scene: Scene, weather: Weather) -> None:
    await asyncio.sleep(0.3)
    if weather is Weather.AHEAD:
        scene.jump(scene.clock() + JUMP)
    elif weather is Weather.BACK:
        shown = scene.clock()
        scene.clock.set(shown - JUMP)
        await asyncio.sleep(2)
        scene.clock.set(shown)
    else:
        asleep = list(scene.running.values())
        for product in asleep:
            product.sleep()
        scene.jump(scene.clock() + A_NIGHT)
        await asyncio.sleep(0.2)
        for product in asleep:
            product.wake()


def _size(scene: Scene) -> int:
    return scene.log.stat().st_size if scene.log.exists() else 0
