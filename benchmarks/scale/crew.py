"""So many workers at once, each a process of its own; what all of them did, and what it cost."""

import multiprocessing
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from typing import Any

from benchmarks.used import cpu_s

Work = Callable[..., int]
"""Called as `work(url, number, ready, *more)`; calls `ready` when it could begin, returns how many pieces it did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a crew did: `shares` is how many pieces each of them."""

    seconds: float
    cpu_s: float
    shares: Sequence[int]

    @property
    def pieces(self) -> int:
        return sum(self.shares)


def crew(work: Work, workers: int, url: str, *more: Any) -> Done:
    """Let them begin at the same moment, and wait until nothing is left."""
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(workers + 1), context.SimpleQueue()
    processes = [
        context.Process(target=_one, args=(work, (url, number), more, barrier, results)) for number in range(workers)
    ]
    for process in processes:
        process.start()
    barrier.wait()
    started = time.perf_counter()
    found = [results.get() for _ in processes]
    seconds = time.perf_counter() - started
    for process in processes:
        process.join()
    return Done(seconds=seconds, cpu_s=sum(cpu for _, cpu in found), shares=sorted(pieces for pieces, _ in found))


def _one(work: Work, who: tuple[str, int], more: Sequence[Any], barrier: Barrier, results: Any) -> None:
    began = 0.0

    def ready() -> None:
        nonlocal began
        barrier.wait()
        began = cpu_s()

    pieces = work(*who, ready, *more)
    results.put((pieces, cpu_s() - began))
