"""What PostgreSQL would refuse, found before anything is copied."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy import Table as SqlTable

from storage.transfer.source import AT_ONCE, TABLES, Row, Source, named
from storage.transfer.values import MENDED, check_of

EXAMPLES = 5
LONG = 2_000
"""Bytes of indexed text from which on PostgreSQL is asked whether it takes a row, which ends at 2,704."""
LARGE = 1_000_000
"""Bytes of a row's text from which on it is asked too: the words of one article are to fit a megabyte."""

Refused = Callable[[SqlTable, Row], str | None]
"""Asks the target whether it takes this row: None, or why not."""
Seen = Callable[[str, int], None]
"""Is told of each table's name how many more rows were seen."""


@dataclass
class Doubt:
    """Something that the target would refuse: `rows` of a table, some of them by their keys."""

    table: str
    what: str
    mendable: bool
    rows: int = 0
    keys: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        more = ", …" if self.rows > len(self.keys) else ""
        rows = "1 row" if self.rows == 1 else f"{self.rows:,} rows"
        return f"{self.table}: {self.what} in {rows} ({', '.join(self.keys)}{more})"


class _Doubts:
    def __init__(self) -> None:
        self.found: dict[tuple[str, str], Doubt] = {}

    def add(self, table: SqlTable, key: Row, what: str, *, mendable: bool = False) -> None:
        doubt = self.found.setdefault((table.name, what), Doubt(table.name, what, mendable))
        doubt.rows += 1
        if len(doubt.keys) < EXAMPLES:
            doubt.keys.append(named(table, key))


def look(source: Source, refused: Refused, seen: Seen) -> list[Doubt]:
    """All that the target would refuse. What refers to rows that are gone is remembered by the source, to be left out
    where it mends."""
    doubts = _Doubts()
    for table in TABLES:
        for key in _values(source, table, doubts, seen):
            if reason := refused(table, source.row(table, key)):
                doubts.add(table, key, f"a value that PostgreSQL refuses ({reason})")
    dangling = list(source.dangling())
    for each in dangling:
        doubts.add(each.table, each.key, f"{each.column} names a row of {each.parent} that is gone", mendable=True)
    source.leave_out(dangling)
    return list(doubts.found.values())


def _values(source: Source, table: SqlTable, doubts: _Doubts, seen: Seen) -> list[Row]:
    """Check each value by itself; returns the keys of sound rows that may still be too much for the target."""
    checks = [(place, column.name, check_of(column)) for place, column in enumerate(table.columns)]
    keys, indexed = _places(table, table.primary_key), _places(table, _indexed(table))
    large: list[Row] = []
    number = 0
    for number, row in enumerate(source.stored(table), start=1):
        sound = True
        for place, name, check in checks:
            if wrong := check(row[place]):
                sound = False
                doubts.add(table, _key(row, keys), f"{name} {wrong}", mendable=wrong in MENDED)
        if sound and (_size(row, indexed) > LONG or _size(row) > LARGE):
            large.append(_key(row, keys))
        if number % AT_ONCE == 0:
            seen(table.name, AT_ONCE)
    seen(table.name, number % AT_ONCE)
    return large


def _places(table: SqlTable, columns: Iterable[ColumnElement[Any]]) -> list[int]:
    names = {column.key for column in columns}
    return [place for place, column in enumerate(table.columns) if column.key in names]


def _indexed(table: SqlTable) -> Iterable[ColumnElement[Any]]:
    unique = (each.columns for each in table.constraints if isinstance(each, UniqueConstraint | PrimaryKeyConstraint))
    return chain.from_iterable((*unique, *(index.columns for index in table.indexes)))


def _size(row: Row, places: Iterable[int] | None = None) -> int:
    values = row if places is None else (row[place] for place in places)
    return sum(len(value) for value in values if isinstance(value, bytes))


def _key(row: Row, places: Iterable[int]) -> Row:
    values = (row[place] for place in places)
    return tuple(value.decode(errors="replace") if isinstance(value, bytes) else value for value in values)
