"""The process that `jobs.feeds.workers` starts: calls in on standard input, answers out on standard output.

Each is a pickle with its length before it. An empty answer says first that it is ready. It ends with its input.
"""

import gc
import logging
import mmap
import os
import pickle
import signal
import struct
import sys
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from jobs.feeds.parsing.quicker import quicken_feedparser
from jobs.processes import failure

SIZE = struct.Struct("!Q")
MEGABYTES = 230
"""What the process may hold, so that it and what its caller holds for a call stay below 300.

After an article it holds 170, most of it to tell languages; what doesn't fit beside that has room in a new process.
"""
CALL_MEGABYTES = 180
"""What one call may add: a feed of 10 MB takes 90, the first article that tells no language 160 for a moment."""
LONGEST_SECONDS = 120
"""The parent ends a call long before; this is for one whose parent is gone."""


def main() -> None:
    # a Ctrl-C is for the parent, which ends this process by closing its input
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.disable(logging.CRITICAL)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # what a library prints must not run into the answers
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    # what every call needs is loaded before the clock of the first one runs
    for module in ("jobs.feeds.parsing.parse", "jobs.feeds.articles.reading"):
        import_module(module)
    quicken_feedparser()
    # what was loaded stays; looking through it for garbage again and again costs a tenth of the work
    gc.freeze()
    try:
        serve(sys.stdin.buffer, answers)
    except BrokenPipeError:
        # the parent is gone, and what waits in the buffer must not be tried once more at this process's end
        os._exit(0)


def serve(calls: BinaryIO, answers: BinaryIO) -> None:
    """Answer each call with (what it returned, None) or (None, what it raised)."""
    answers.write(SIZE.pack(0))
    answers.flush()
    while head := calls.read(SIZE.size):
        (size,) = SIZE.unpack(head)
        # by the bound of the call before it would break down while this one comes in, and nobody could be told why
        lift_bound()
        request = calls.read(size)
        held = held_megabytes()
        bound_memory(min(MEGABYTES, held + CALL_MEGABYTES) if held else MEGABYTES)
        _end_after(LONGEST_SECONDS)
        answer = _answer(request)
        _end_after(0)
        answers.write(SIZE.pack(len(answer)) + answer)
        answers.flush()


def held_megabytes() -> int:
    """What this process holds now, as RLIMIT_DATA counts it; 0 where the system doesn't tell (proc(5), statm)."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[5])
    except OSError:
        return 0
    return pages * mmap.PAGESIZE // 2**20


def bound_memory(megabytes: int) -> None:
    """Let allocations beyond so much fail in this process, where the system can do that."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - not on Windows

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (megabytes * 2**20, hard))


def lift_bound() -> None:
    """Undo `bound_memory`."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - not on Windows

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))


def _end_after(seconds: int) -> None:
    """Let the system end this process so much later, 0 for never, where it can do that."""
    if sys.platform != "win32":
        signal.alarm(seconds)


def _answer(request: bytes) -> bytes:
    try:
        function, args, kwargs = pickle.loads(request)  # noqa: S301 - from our own parent
        return pickle.dumps((function(*args, **kwargs), None), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # the parent raises it again, where it can be told what it was asked for
        # that, too, takes memory
        lift_bound()
        return failure(error)


if __name__ == "__main__":
    main()
