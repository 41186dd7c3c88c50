"""Where the migrations lie, and the newest of them, without loading any."""

from functools import cache
from pathlib import Path

MIGRATIONS = Path(__file__).parent / "migrations"


@cache
def newest() -> str:
    """The revision that this version makes; its files are named for it."""
    return max(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))
