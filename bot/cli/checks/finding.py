"""One line of what was found."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings


class State(StrEnum):
    WORKS = "works"
    NOTE = "note"
    """Nothing is broken, but the operator may want something else."""
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One row: `says` is what was found, `mend` the way out where something is amiss."""

    name: str
    state: State
    says: str
    mend: str = ""


def works(name: str, says: str) -> Finding:
    return Finding(name=name, state=State.WORKS, says=says)


def note(name: str, says: str, mend: str = "") -> Finding:
    return Finding(name=name, state=State.NOTE, says=says, mend=mend)


def wrong(name: str, says: str, mend: str = "") -> Finding:
    return Finding(name=name, state=State.WRONG, says=says, mend=mend)


def told(name: str, sentence: str, *, state: State = State.WRONG) -> Finding:
    """What a sentence says before its semicolon, with the way out behind it."""
    says, _, mend = sentence.partition("; ")
    return Finding(name=name, state=state, says=says, mend=mend)


def program(settings: "Settings") -> str:
    """The command that answers people: of several processes, which PostgreSQL is for, it is another one."""
    several = settings.database_url.startswith("postgres")
    return "newsdigest bot (or newsdigest run)" if several else "newsdigest run"


def megabytes(size: int) -> str:
    if size >= 10 * 2**30:
        return f"{size / 2**30:,.0f} GB"
    return f"{size / 2**20:,.0f} MB" if size >= 10 * 2**20 else f"{size / 2**20:,.1f} MB"
