"""What happens in each round, drawn from a seed. Pure: the same seed gives the same plan."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

EVENTS = (4, 8)
"""A topic's on a day; two days' of three topics are no more than fit into one digest."""


class Stage(StrEnum):
    """What the product is doing when it is killed."""

    FETCHING = "fetching"
    MAKING = "making"
    SENDING = "sending"


class Weather(StrEnum):
    """What goes wrong in a round besides."""

    CALM = "calm"
    FLOOD = "429s"
    BROKEN = "5xx"
    DROPPED = "dropped"
    HELD = "time-outs"
    AWAY = "an hour away"
    BACK = "clock back"
    AHEAD = "clock ahead"
    ASLEEP = "a night asleep"
    LOCKED = "file locked"
    FULL = "disk full"
    MOVED = "file moved away"
    DAMAGED = "file damaged"
    STOPPED = "server stopped"
    CRASHED = "server crashed"
    READ_ONLY = "server read-only"
    HANGING = "server hangs"
    CROWDED = "server's disk full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """When `share` of a stage's work is done and `delay_s` more passed; politely (SIGTERM) or not (SIGKILL)."""

    stage: Stage
    share: float
    delay_s: float
    polite: bool = False


FAILING = {
    "sqlite": (Weather.LOCKED, Weather.FULL, Weather.MOVED, Weather.DAMAGED),
    "postgresql": (Weather.STOPPED, Weather.CRASHED, Weather.READ_ONLY, Weather.HANGING, Weather.CROWDED),
}
"""How each database fails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """The database fails when `share` of a stage's work is done."""

    stage: Stage
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One day of the product's life: its weather, its kills in the order of the stages, and how much news it has."""

    number: int
    weather: Weather
    kills: tuple[Kill, ...]
    events: int
    seed: int
    failure: Failure | None = None
    is_night_seen: bool = True
    """Whether a night in which clocks are put forward or back passes hour by hour, instead of being leapt over."""


MOST_KILLS = 4
LONGEST_DELAY_S = 0.15
LATEST_FAILURE = 0.6
"""Later nothing might be left to do, and who does nothing doesn't meet a failure."""

STAGES = {
    # a backup is made when the news are read
    Weather.DAMAGED: [Stage.MAKING, Stage.SENDING],
    # digests of a day and marks of messages may find room in what is there already
    Weather.CROWDED: [Stage.FETCHING],
}
"""Of those that don't fail at every stage."""

POLITE = 0.2
"""How many of the rounds end the product politely instead."""

OFTEN = {
    Weather.CALM: 8,
    Weather.FLOOD: 2,
    Weather.BROKEN: 2,
    Weather.DROPPED: 2,
    Weather.HELD: 1,
    Weather.AWAY: 1,
    Weather.BACK: 1,
    Weather.AHEAD: 1,
    Weather.ASLEEP: 1,
}


def rounds(seed: int, database: str, only: Weather | None = None) -> Iterator[Round]:
    """Round after round, without end, on a "sqlite" or "postgresql" database; with one weather only if asked for."""
    chance = random.Random(seed)
    often = OFTEN | dict.fromkeys(FAILING[database], 1)
    number = 0
    while True:
        number += 1
        [weather] = chance.choices(list(often), list(often.values()))
        polite = chance.random() < POLITE
        yield one_round(number, only or weather, kills=chance.randint(1, MOST_KILLS), polite=polite, chance=chance)


def one_round(number: int, weather: Weather, *, kills: int, polite: bool, chance: random.Random) -> Round:
    drawn = [
        Kill(
            stage=chance.choice(list(Stage)),
            share=round(chance.random(), 3),
            delay_s=round(chance.uniform(0, LONGEST_DELAY_S), 3),
            polite=polite,
        )
        for _ in range(kills)
    ]
    order = list(Stage)
    return Round(
        number=number,
        weather=weather,
        kills=tuple(sorted(drawn, key=lambda kill: (order.index(kill.stage), kill.share))),
        events=chance.randint(*EVENTS),
        seed=chance.randrange(2**32),
        failure=_failure(weather, chance),
    )


def _failure(weather: Weather, chance: random.Random) -> Failure | None:
    if not any(weather in kinds for kinds in FAILING.values()):
        return None
    return Failure(
        stage=chance.choice(STAGES.get(weather, list(Stage))), share=round(chance.uniform(0, LATEST_FAILURE), 3)
    )


def short_campaign(seed: int) -> tuple[Round, ...]:
    """A few rounds that have a little of everything that is quick."""
    chance = random.Random(seed)
    killed = [(Stage.FETCHING, 0.5), (Stage.MAKING, 0.4), (Stage.SENDING, 0.5)]
    crashes = tuple(Kill(stage=stage, share=share, delay_s=chance.uniform(0, 0.05)) for stage, share in killed)
    ended = (Kill(stage=Stage.SENDING, share=0.3, delay_s=0, polite=True),)
    plan = ((Weather.CALM, crashes), (Weather.DROPPED, ended), (Weather.ASLEEP, ()))
    return tuple(
        Round(number=number, weather=weather, kills=kills, events=3, seed=chance.randrange(2**32), is_night_seen=False)
        for number, (weather, kills) in enumerate(plan, 1)
    )


def quiet_day(number: int) -> Round:
    """A day without news or trouble, for the end."""
    return Round(number=number, weather=Weather.CALM, kills=(), events=0, seed=0)


class Work(StrEnum):
    """What a cluster is doing when one of it is killed."""

    READING = "reading"
    FILING = "filing"
    MAKING = "making"
    SENDING = "sending"


HOLDER, STAND_BY = "the sender", "the stand-by"
WORKERS = ("worker-1", "worker-2")
BOTS = ("bot-1", "bot-2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """One of a cluster is killed when `share` of that work is done; whoever holds the sender's post, or stands by."""

    work: Work
    share: float
    who: str


def losses(seed: int, *, once: bool) -> tuple[Loss, ...]:
    """Whom a cluster loses, and when: workers while they work, bots and senders while messages go out.

    Each process at least once, and where not only `once`, each worker while it reads or files and while it makes
    digests, and the sender's post two times.
    """
    chance = random.Random(seed)
    first, second = chance.sample(WORKERS, k=2)
    lost = [
        Loss(work=Work.READING, share=chance.uniform(0.1, 0.5), who=first),
        Loss(work=Work.FILING, share=chance.uniform(0.4, 0.8), who=second),
        Loss(work=Work.MAKING, share=chance.uniform(0.05, 0.4), who=first),
        Loss(work=Work.MAKING, share=chance.uniform(0.5, 0.8), who=second),
    ]
    if once:
        lost = chance.choice([[lost[0], lost[3]], [lost[1], lost[2]]])
    last = [HOLDER, STAND_BY, *BOTS] if once else [HOLDER, STAND_BY, HOLDER, *BOTS]
    chance.shuffle(last)
    for place, who in enumerate(last, 1):
        share = (place + chance.uniform(-0.3, 0.3)) / (len(last) + 1)
        lost.append(Loss(work=Work.SENDING, share=share, who=who))
    return tuple(lost)
