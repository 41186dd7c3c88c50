"""One process of the product, in a process group of its own, so that nothing of it is left behind."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

GRACE_S = 30.0
ORPHANS_END_IN_S = 10.0
ROOT = Path(__file__).parents[1]


class Left(Exception):
    """Something of a process outlived it; the message says what."""


class Product:
    """A running part of the product."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.status: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        """Its exit status, once it ended; a negative one is a signal's number."""

    @property
    def running(self) -> bool:
        return not self.status.done()

    async def kill(self) -> None:
        """End it at once, as a crash would. Raises Left where what it started doesn't end by itself."""
        if self.running:
            os.kill(self.pid, signal.SIGKILL)
        await self.status
        with suppress(TimeoutError):
            async with asyncio.timeout(ORPHANS_END_IN_S):
                while _living(self.pid):
                    await asyncio.sleep(0.02)  # they are no children of ours: there is nothing to wait for
                return
        left = _living(self.pid)
        self.clear_away()
        raise Left(
            f"processes {left} went on for {ORPHANS_END_IN_S:g} s after {self.pid}, which began them, was killed"
        )

    async def stop(self) -> int:
        """Ask it to end, wait, and return its exit status. Raises TimeoutError where it goes on."""
        if self.running:
            os.kill(self.pid, signal.SIGTERM)
        async with asyncio.timeout(GRACE_S):
            return await asyncio.shield(self.status)

    def sleep(self) -> None:
        """Hold it and all that it started, as a laptop that is closed."""
        os.killpg(self.pid, signal.SIGSTOP)

    def wake(self) -> None:
        os.killpg(self.pid, signal.SIGCONT)

    def clear_away(self) -> None:
        """Whatever state it is in: nothing of it is left."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def memory_kb(self) -> int:
        """What it holds in memory now (`VmRSS`)."""
        return _memory_kb(self.pid)

    def started_kb(self) -> int:
        """What those that it started hold, all together."""
        return sum(_memory_kb(pid) for pid in _living(self.pid) if pid != self.pid)


class Nursery:
    """Starts the product's processes; see `fire.nursery`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._living: dict[int, Product] = {}
        self._born: asyncio.Queue[Product] = asyncio.Queue()

    async def start(self, log: Path, settings: Mapping[str, str], clock: Path, parts: Sequence[str] = ()) -> Product:
        """A process with these settings and no others, in the folder of its log."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("NEWSDIGEST_")}
        order = {
            "log": str(log),
            "folder": str(log.parent),
            "environment": inherited | {"PYTHONPATH": str(ROOT)} | dict(settings),
            "clock": str(clock),
            "parts": list(parts),
        }
        assert self._process.stdin
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        return await self._born.get()

    async def listen(self) -> None:
        """Hear of what is born and what ended, until the nursery is closed."""
        assert self._process.stdout
        async for line in self._process.stdout:
            pid, *status = map(int, line.split())
            if status:
                self._living.pop(pid).status.set_result(status[0])
            else:
                self._living[pid] = Product(pid)
                self._born.put_nowait(self._living[pid])

    async def close(self) -> None:
        for product in self._living.values():
            product.clear_away()
        assert self._process.stdin
        self._process.stdin.close()
        await self._process.wait()


@asynccontextmanager
async def nursery() -> AsyncIterator[Nursery]:
    """A nursery; all that it started has ended at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "fire.nursery",
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
        limit=2**20,
    )
    opened = Nursery(process)
    listening = asyncio.create_task(opened.listen())
    try:
        yield opened
    finally:
        await opened.close()
        await listening


def _memory_kb(pid: int) -> int:
    """0 for one that is gone."""
    lines: list[str] = []
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def _living(group: int) -> list[int]:
    """The processes of a group that have not ended; those that nobody has buried yet don't count."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            with suppress(OSError):
                state, _, pgrp = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
                if int(pgrp) == group and state != "Z":
                    found.append(int(folder.name))
    return found
