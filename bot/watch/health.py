"""Whether newsdigest is well: a pure decision over the signs of this process and what is due in the database.

A process that answers is not yet well: what counts is that digests are made and messages leave. Each process answers
for the parts that it runs; a sender that stands by isn't asked for messages, nor a worker for people's answers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.watch.signs import Sign, Signs
from storage.posts import Post
from storage.standing import Backlog, Waiting

STUCK = 4
"""A tick may take so many times the patience; what is due then keeps to the patience all the same."""

LATE = 2
"""Feeds and articles may wait for so many times the patience: those of one host are fetched one after another."""

TAKEN_OVER = timedelta(minutes=2)
"""Who stands by takes over within seconds; a post that is empty for longer nobody takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What isn't well, in words for the operator."""

    part: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """`database` says why the database fails; empty where it works. `backlog` is None where it didn't even answer.

    `at` is now by the signs' clock, and by the same this process met trouble of the database last `database_failed_at`.
    `vacant` are the posts that no process holds, and how long that is known.
    """

    at: float
    now: datetime
    signs: Signs
    backlog: Backlog | None
    database: str = ""
    database_failed_at: float | None = None
    vacant: Mapping[Post, timedelta] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """`faults` are this process's own; `elsewhere` is what nobody seems to do, and that it isn't here to do."""

    faults: tuple[Fault, ...]
    elsewhere: tuple[Fault, ...] = ()


def diagnosis(vitals: Vitals, *, patience: timedelta) -> Diagnosis:
    return Diagnosis(faults=faults(vitals, patience=patience), elsewhere=elsewhere(vitals, patience=patience))


def elsewhere(vitals: Vitals, *, patience: timedelta) -> tuple[Fault, ...]:
    """What waits for parts that this process doesn't run: perhaps no process does."""
    if vitals.backlog is None:
        return ()
    signs, backlog = vitals.signs, vitals.backlog
    fetcher = "worker with the queue fetch"
    waits = (
        ("digests", _due("digest", backlog.digests), backlog.digests, "digests" not in signs.jobs, 1, "worker"),
        ("updates", _unhandled(backlog.updates), backlog.updates, signs.polling is None, 1, "bot"),
        ("feeds", _due("feed", backlog.feeds), backlog.feeds, "feeds" not in signs.jobs, LATE, fetcher),
        ("articles", _due("article", backlog.entries), backlog.entries, "entries" not in signs.jobs, LATE, fetcher),
    )
    waiting = (
        Fault(part=part, says=f"{what}, the first for {lasting(age)}: does a {who} run?")
        for part, what, waiting, elsewhere, times, who in waits
        if elsewhere and (age := waiting.age(vitals.now)) > patience * times
    )
    return (*_unsent(vitals, backlog.deliveries, patience), *_unasked(vitals), *waiting)


def _unsent(vitals: Vitals, waiting: Waiting, patience: timedelta) -> Iterator[Fault]:
    if vitals.signs.sending is not None:
        return
    age = waiting.age(vitals.now)
    says = f"{_due('message', waiting)}, the first for {lasting(age)}"
    if Post.SENDER in vitals.vacant and age > TAKEN_OVER:
        yield Fault(part="sender", says=f"{says}, and no process sends: start a sender")
    elif age > patience * STUCK:
        # a long queue is no fault: it is sent as fast as Telegram takes it
        yield Fault(part="sender", says=f"{says}: does a sender run?")


def _unasked(vitals: Vitals) -> Iterator[Fault]:
    vacant = vitals.vacant.get(Post.POLLER, timedelta())
    if vitals.signs.polling is None and vacant > TAKEN_OVER:
        says = f"no process has asked Telegram for people's messages for {lasting(vacant)}: start a bot"
        yield Fault(part="polling", says=says)


def faults(vitals: Vitals, *, patience: timedelta) -> tuple[Fault, ...]:
    """All that isn't well for longer than `patience`, the gravest first; empty where all is.

    That the database can't be reached needs no patience. What waits for it isn't at fault meanwhile, and has all of
    its patience again from when it failed last.
    """
    return (
        *_database(vitals),
        *_start(vitals, patience),
        *_polling(vitals, patience),
        *_posted(vitals, patience),
        *_sending(vitals, patience),
        *_digests(vitals, patience),
        *_jobs(vitals, patience),
    )


def _database(vitals: Vitals) -> Iterator[Fault]:
    if vitals.backlog is None or vitals.database:
        yield Fault(part="database", says=vitals.database or "the database doesn't answer")


def _start(vitals: Vitals, patience: timedelta) -> Iterator[Fault]:
    up = _since(vitals.signs.started_at, vitals)
    if not vitals.signs.ready and up > patience:
        problem = vitals.signs.start_problem
        why = f"Telegram can't be reached ({problem})" if problem else "is Telegram reached?"
        yield Fault(part="start", says=f"it has not come to its start for {lasting(up)}: {why}")


def _polling(vitals: Vitals, patience: timedelta) -> Iterator[Fault]:
    sign = vitals.signs.polling
    if sign is not None and (silent := _silent(sign, vitals)) > patience:
        yield Fault(part="polling", says=f"Telegram has handed out no messages for {lasting(silent)}{_because(sign)}")


def _posted(vitals: Vitals, patience: timedelta) -> Iterator[Fault]:
    sign = vitals.signs.polling
    if sign is None or vitals.backlog is None:
        return
    updates = vitals.backlog.updates
    waited = min(updates.age(vitals.now), _waited(sign.expected_since, vitals))
    if waited > patience:
        says = f"{_unhandled(updates)}, the first for {lasting(waited)} or longer"
        yield Fault(part="updates", says=says)


def _sending(vitals: Vitals, patience: timedelta) -> Iterator[Fault]:
    sign = vitals.signs.sending
    pause = vitals.signs.paused_until
    if sign is None or (pause is not None and pause > vitals.at):
        return
    waiting = vitals.backlog.deliveries if vitals.backlog else Waiting(number=0)
    if vitals.backlog and vitals.backlog.pending and sign.failing_since is not None:
        # a message that was put off after a failure isn't due, and waits all the same
        silent = _waited(sign.failing_since, vitals)
    else:
        # one that is due waits for its turn as long as others leave
        silent = min(_silent(sign, vitals), waiting.age(vitals.now))
    # after a pause that Telegram asked for, patience begins anew
    silent = min(silent, _since(pause, vitals))
    if silent > patience:
        waits = f"{_due('message', waiting)}, and " if waiting.number else ""
        yield Fault(part="sender", says=f"{waits}Telegram has taken none for {lasting(silent)}{_because(sign)}")


def _digests(vitals: Vitals, patience: timedelta) -> Iterator[Fault]:
    engine = vitals.signs.jobs.get("digests")
    if engine is None or vitals.backlog is None:
        return
    digests = vitals.backlog.digests
    # what fell due while nothing ran is no fault yet
    late = min(digests.age(vitals.now), _waited(engine.expected_since, vitals))
    if late > patience + timedelta(seconds=engine.every):
        yield Fault(
            part="digests", says=f"{_due('digest', digests)} and not made, the first for {lasting(late)} or longer"
        )


def _jobs(vitals: Vitals, patience: timedelta) -> Iterator[Fault]:
    for name, sign in vitals.signs.jobs.items():
        idle = _waited(sign.expected_since if sign.ended_at is None else sign.ended_at, vitals)
        if sign.is_at_work:
            at_work = _waited(sign.began_at, vitals)
            if at_work > patience * STUCK:
                yield Fault(part=f"job {name}", says=f"it has been at work for {lasting(at_work)}")
        elif not sign.shares and idle > patience + timedelta(seconds=sign.every):
            yield Fault(part=f"job {name}", says=f"it has not come round for {lasting(idle)}")
        if sign.failing_since is not None and (failing := _waited(sign.failing_since, vitals)) > patience:
            yield Fault(part=f"job {name}", says=f"it has failed for {lasting(failing)}{_because(sign)}")


def _since(moment: float | None, vitals: Vitals) -> timedelta:
    if moment is None:
        return timedelta.max
    return timedelta(seconds=vitals.at - moment)


def _waited(moment: float | None, vitals: Vitals) -> timedelta:
    """Since that moment, as far as it wasn't the database that was waited for."""
    return min(_since(moment, vitals), _since(vitals.database_failed_at, vitals))


def _silent(sign: Sign, vitals: Vitals) -> timedelta:
    return _waited(sign.expected_since if sign.well_at is None else sign.well_at, vitals)


def _due(what: str, waiting: Waiting) -> str:
    return f"1 {what} is due" if waiting.number == 1 else f"{waiting.number} {what}s are due"


def _unhandled(waiting: Waiting) -> str:
    return f"{waiting.number} of people's messages {'is' if waiting.number == 1 else 'are'} not handled"


def _because(sign: Sign) -> str:
    return f": {sign.problem}" if sign.problem else ""


def lasting(span: timedelta) -> str:
    """A span in words, as exact as anybody needs it: `40 seconds`, `25 minutes`, `3 hours`, `2 days`."""
    seconds = int(span.total_seconds())
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= 2 * length:
            return f"{seconds // length} {unit}s"
    return "1 second" if seconds == 1 else f"{seconds} seconds"
