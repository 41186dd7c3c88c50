"""What the demo keeps between two starts, beside the bot's own database: its ports, and how long it has run."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Self

FILE = "demo.json"
LOCK = "demo.lock"
MADE = (FILE, "chat.json*", "bot.log", "newsdigest.sqlite3*")


class InUse(Exception):
    """Another demo runs in this folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """`newsroom_port` stays the same from start to start, since the feeds' addresses hold it; `played_s` is how many
    seconds of the newsroom's day have been shown."""

    newsroom_port: int = 0
    played_s: float = 0.0

    @classmethod
    def load(cls, folder: Path) -> Self:
        """What the last start left, or the defaults of a first one."""
        try:
            return cls(**json.loads((folder / FILE).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return cls()

    def save(self, folder: Path) -> None:
        (folder / FILE).write_text(json.dumps(asdict(self)) + "\n", encoding="utf-8")

    def played(self, seconds: float) -> Self:
        return replace(self, played_s=round(self.played_s + seconds, 1))


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep a second demo out of the folder; the lock goes with the process, however it ends. Raises InUse."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InUse(f"a demo is running in {folder} already; its page is open, or stop it with Ctrl-C") from None
        yield


def start_over(folder: Path) -> None:
    """Forget everything that earlier starts left: the demo's own files, and none that somebody else put there."""
    for pattern in MADE:
        for left in folder.glob(pattern):
            left.unlink()
