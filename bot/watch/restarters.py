"""What starts this process anew where it hangs or isn't well: systemd, or, as it ends by itself, whoever started it.

Both wait for a heartbeat, which comes as long as the process may go on. Where none came for some time it has to end, in
order if it still can: nothing is lost, nor told twice.
"""

import asyncio
import faulthandler
import logging
import os
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Protocol

from bot.watch.health import Diagnosis, Fault

LOOK_S = 30.0
LOOKS = 3
"""A heartbeat may be left out twice: one look is no look."""

GRACE_S = 60.0
"""So long what is under way has to come to its end."""

STANDARD_ERROR = 2

log = logging.getLogger(__name__)


class Restarter(Protocol):
    """Whoever waits for the heartbeats."""

    @property
    def every(self) -> float:
        """So many seconds lie between two of them."""

    def begins(self) -> None:
        """From here on heartbeats are waited for."""

    def goes_on(self) -> None:
        """The heartbeat."""

    def says(self, words: str) -> None:
        """How it is, in a line; each time that this changes."""

    def gives_up(self) -> None:
        """No heartbeat will come any more."""

    def ends(self) -> None:
        """The process ends in order: no heartbeat is waited for."""


@dataclass(frozen=True, slots=True)
class Systemd:
    """https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html has what is sent to this address."""

    address: str
    every: float = LOOK_S

    def begins(self) -> None:
        self._send("READY=1")

    def goes_on(self) -> None:
        self._send("WATCHDOG=1")

    def says(self, words: str) -> None:
        self._send(f"STATUS={' '.join(words.split())}")

    def gives_up(self) -> None:
        """It notices by itself."""

    def ends(self) -> None:
        self._send("STOPPING=1")

    def _send(self, line: str) -> None:
        # systemd may name an address without a file, which begins with a NUL
        address = f"\0{self.address[1:]}" if self.address.startswith("@") else self.address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to_systemd:
                to_systemd.setblocking(False)
                to_systemd.sendto(line.encode(), address)
        except OSError as error:
            log.warning("systemd can't be told %s (%s)", line.partition("=")[0], error)


@dataclass(frozen=True, slots=True)
class OwnEnd:
    """The process asks itself to end; where it doesn't, or where it hangs, the interpreter ends it and shows where."""

    every: float = LOOK_S
    grace: float = GRACE_S

    def begins(self) -> None:
        self.goes_on()

    def goes_on(self) -> None:
        faulthandler.dump_traceback_later(self.every * LOOKS + self.grace, exit=True, file=STANDARD_ERROR)

    def says(self, words: str) -> None:
        """The log has it."""

    def gives_up(self) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    def ends(self) -> None:
        faulthandler.cancel_dump_traceback_later()


def restarters(environment: Mapping[str, str], *, by_itself: bool) -> tuple[Restarter, ...]:
    """Those that wait for this process, by the environment in which systemd started it, if it did."""
    found: list[Restarter] = []
    if address := environment.get("NOTIFY_SOCKET"):
        waits = environment.get("WATCHDOG_USEC", "") if _is_for_us(environment) else ""
        found.append(Systemd(address, min(LOOK_S, int(waits) / 1e6 / LOOKS) if waits.isdecimal() else LOOK_S))
    if by_itself:
        found.append(OwnEnd())
    return tuple(found)


def _is_for_us(environment: Mapping[str, str]) -> bool:
    return environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())


def may_go_on(faults: Collection[Fault]) -> bool:
    """Whether it may go on as it is. It waits for its database, which a restart doesn't mend: it would only fail, and
    what was sent and couldn't be marked would go out again.
    """
    return all(fault.part == "database" for fault in faults)


@asynccontextmanager
async def restarted_by(
    waiting: Collection[Restarter], examine: Callable[[], Awaitable[Diagnosis]]
) -> AsyncIterator[None]:
    """Let them know how it is until the block ends."""
    for restarter in waiting:
        restarter.begins()
    tending = [asyncio.create_task(_tend(restarter, examine), name="restarter") for restarter in waiting]
    try:
        yield
    finally:
        for task, restarter in zip(tending, waiting, strict=True):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            restarter.ends()


async def _tend(restarter: Restarter, examine: Callable[[], Awaitable[Diagnosis]]) -> None:
    said, left_out = "", 0
    while left_out < LOOKS:
        found = await examine()
        words = "; ".join(f"{fault.part}: {fault.says}" for fault in (*found.faults, *found.elsewhere)) or "well"
        if words != said:
            restarter.says(words)
            said = words
        if may_go_on(found.faults):
            restarter.goes_on()
            left_out = 0
        else:
            left_out += 1
        if left_out < LOOKS:
            await asyncio.sleep(restarter.every)
    log.error("This process isn't well, and ends to be started anew: %s", said)
    restarter.gives_up()
