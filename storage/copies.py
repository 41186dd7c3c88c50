"""What a copy of a whole database is, on either kind: what was copied, and how far the copying has come."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Progress = Callable[[str, int, int | None], None]
"""Hears what is being done, how far it has come, and of how much: bytes, None where nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What a copy holds: its schema's revision, and how many rows each table has."""

    revision: str
    rows: Mapping[str, int]
