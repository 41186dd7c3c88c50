"""The real bot as a process of its own, pointed at the newsroom and the local Bot API by settings."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Self

LOG = "bot.log"
GRACE_S = 15.0
"""How long the bot may take to end what it is doing."""

LAST_WORDS = 5
"""Lines of its log."""


class BotProcess:
    """`newsdigest run` in the demo's folder, where no `.env` of the operator's is read."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self._process = process
        self.log = log

    @classmethod
    async def start(cls, folder: Path, settings: Mapping[str, str]) -> Self:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("NEWSDIGEST_")}
        log = folder / LOG
        with log.open("ab") as output:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot.cli",
                "run",
                cwd=folder,
                env=inherited | dict(settings),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        return cls(process, log)

    async def ended(self) -> int:
        """Wait for the bot to end by itself; its exit status."""
        return await self._process.wait()

    async def stop(self) -> None:
        """Ask it to end and wait; a bot that doesn't listen is ended."""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(GRACE_S):
                await self._process.wait()
        except TimeoutError:
            await self.kill()

    async def kill(self) -> None:
        """End it at once, as a crash or a power cut would."""
        self._process.kill()
        await self._process.wait()

    def last_words(self) -> str:
        """The end of its log, for when it ended by itself."""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-LAST_WORDS:])
