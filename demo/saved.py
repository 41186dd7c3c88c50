"""What the demo keeps between two starts, beside the bot's own database: its ports, and how long it has run."""

import json
import shutil
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Self

FILE = "demo.json"


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


def start_over(folder: Path) -> None:
    """Forget everything that earlier starts left."""
    if (folder / FILE).exists():
        shutil.rmtree(folder)
