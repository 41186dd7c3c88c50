"""Running what untrusted bytes can drive astray in a worker process: past its time it is killed, and nobody waits.

A thread can't be stopped, and holds the interpreter's lock against the event loop meanwhile.
"""

import asyncio
import os
import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import anyio
from anyio import to_process

from jobs.feeds.problems import FeedProblem

P = ParamSpec("P")
T = TypeVar("T")

SECONDS = 10.0
MEGABYTES = 768


class Workers:
    """At most `count` calls at once, each in a process of its own for its time; processes are used again."""

    def __init__(self, count: int | None = None, *, seconds: float = SECONDS) -> None:
        self._limiter = anyio.CapacityLimiter(count or min(2, os.cpu_count() or 1))
        self._seconds = seconds

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `function` returns or raises. Raises FeedProblem where it takes too long or too much memory."""
        async with self._limiter:
            try:
                async with asyncio.timeout(self._seconds):
                    return await to_process.run_sync(
                        _call, function, args, kwargs, cancellable=True, limiter=anyio.CapacityLimiter(1)
                    )
            except TimeoutError:
                raise FeedProblem(f"it can't be read within {self._seconds:g} seconds") from None
            except (anyio.BrokenWorkerProcess, MemoryError):
                raise FeedProblem("it can't be read within the memory there is for it") from None


def _call(function: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, object]) -> T:
    """In the worker: the call, within a bound on the memory that the process may take."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - not on Windows

        most = MEGABYTES * 2**20
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
    return function(*args, **kwargs)
