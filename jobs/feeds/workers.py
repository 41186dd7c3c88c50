"""Running what untrusted bytes can drive astray in worker processes: one past its time is killed, and nobody waits.

A thread can't be stopped, and holds the interpreter's lock against the event loop meanwhile. A process pool of the
standard library can't end one call without ending all, and AnyIO's ends with the task that first used it, which for a
scheduler's ticks is at once; so this is a small one of our own.
"""

import asyncio
import os
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from jobs.feeds.problems import FeedProblem
from jobs.feeds.worker import SIZE
from jobs.processes import environment

P = ParamSpec("P")
T = TypeVar("T")

SECONDS = 8.0
START_SECONDS = 60.0
"""Loading the parsers takes a second, and many times that on a machine under load."""
SWITCH_SECONDS = 0.0005
MOST_CALLS = 2000
"""Then a process is replaced: parsers keep caches that only grow."""


class WorkerWontStart(Exception):
    """The installation or the machine is at fault, and no feed."""


class Workers:
    """At most `count` calls at once, each alone in a process, for at most `seconds`; processes start when needed.

    An asynchronous context manager; leaving it ends the processes.
    """

    def __init__(self, count: int | None = None, *, seconds: float = SECONDS) -> None:
        self._turn = asyncio.Semaphore(count or min(2, os.cpu_count() or 1))
        self._seconds = seconds
        self._idle: list[_Worker] = []
        self._switch_interval = sys.getswitchinterval()

    async def __aenter__(self) -> Self:
        # the event loop hands each worker its next call; threads that compute, as the database's do, would keep it
        # waiting for 5 ms at each of its turns, and the workers with it
        self._switch_interval = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH_SECONDS)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        sys.setswitchinterval(self._switch_interval)
        while self._idle:
            await self._idle.pop().end()

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `function`, one of a module's own, returns or raises.

        Raises FeedProblem where it takes too long or its process breaks down, by its memory's bound for one.
        """
        request = pickle.dumps((function, args, kwargs), pickle.HIGHEST_PROTOCOL)
        async with self._turn:
            worker = self._idle_one() or await _start()
            used = worker.calls > 0
            result, error = await self._ask(worker, request)
            if used and isinstance(error, MemoryError):
                # what earlier calls left there, the tables that tell languages for one, may be all that is in the way
                result, error = await self._ask(await _start(), request)
        if isinstance(error, MemoryError):
            raise FeedProblem("reading it takes more memory than there is for it") from error
        if error is not None:
            raise error
        value: T = result
        return value

    def _idle_one(self) -> "_Worker | None":
        # one that the system ended meanwhile, for its memory perhaps, is none to ask
        self._idle = [worker for worker in self._idle if worker.process.returncode is None]
        return self._idle.pop() if self._idle else None

    async def _ask(self, worker: "_Worker", request: bytes) -> tuple[Any, Exception | None]:
        try:
            async with asyncio.timeout(self._seconds):
                answer: tuple[Any, Exception | None] = pickle.loads(await worker.ask(request))  # noqa: S301 - from our own process
        except TimeoutError:
            await worker.end()
            raise FeedProblem(f"reading it takes longer than {self._seconds:g} seconds") from None
        except (OSError, EOFError):
            await worker.end()
            raise FeedProblem("reading it broke its process down") from None
        except BaseException:
            await worker.end()
            raise
        # one that ran out of memory may not get all of it back
        if worker.calls < MOST_CALLS and not isinstance(answer[1], MemoryError):
            self._idle.append(worker)
        else:
            await worker.end()
        return answer


@dataclass(slots=True)
class _Worker:
    process: Process
    calls: int = 0

    async def ask(self, request: bytes) -> bytes:
        """The answer to a request, as `jobs.feeds.worker` frames them. Raises OSError or EOFError where it ended."""
        self.calls += 1
        assert self.process.stdin is not None
        # joined they would be copied
        self.process.stdin.write(SIZE.pack(len(request)))
        self.process.stdin.write(request)
        await self.process.stdin.drain()
        return await self.answer()

    async def answer(self) -> bytes:
        """The next answer."""
        assert self.process.stdout is not None
        (size,) = SIZE.unpack(await self.process.stdout.readexactly(SIZE.size))
        return await self.process.stdout.readexactly(size)

    async def end(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()


async def _start() -> _Worker:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "jobs.feeds.worker",
        stdin=PIPE,
        stdout=PIPE,
        # what reads strangers' bytes gets no secrets of ours to lose: not the environment, with its token and database
        env=environment(),
    )
    worker = _Worker(process)
    try:
        async with asyncio.timeout(START_SECONDS):
            await worker.answer()
    except (TimeoutError, OSError, EOFError) as error:
        await worker.end()
        raise WorkerWontStart(
            f"python -m jobs.feeds.worker ended before it was ready ({process.returncode})"
        ) from error
    except BaseException:
        await worker.end()
        raise
    return worker
