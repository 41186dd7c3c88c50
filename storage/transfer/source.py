"""The SQLite file that is copied: one moment of it, read without changing it."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, Connection, NullPool, Text, create_engine, func, select, type_coerce
from sqlalchemy import Table as SqlTable

from storage.tables import Table
from storage.transfer.values import Stored, fit_json, fit_text

TABLES: tuple[SqlTable, ...] = tuple(Table.metadata.sorted_tables)
"""Parents before children."""
AT_ONCE = 2_000
"""Rows that are read at a time."""

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dangling:
    """A row whose `column` names a row of `parent` that isn't there; `key` is its own."""

    table: SqlTable
    column: str
    parent: str
    value: int
    key: Row


@dataclass
class Source:
    """A snapshot of the file. With `mend`, rows are given as PostgreSQL takes them: without NUL characters and what is
    no UTF-8, and without what refers to rows that are gone, as the database itself would have removed it with them."""

    connection: Connection
    mend: bool = False
    _gone: dict[str, set[int]] = field(default_factory=dict)

    def count(self, table: SqlTable) -> int:
        return self.connection.scalar(select(func.count()).select_from(table)) or 0

    def counts(self) -> dict[str, int]:
        return {table.name: self.count(table) for table in TABLES}

    def rows(self, table: SqlTable) -> Iterator[Row]:
        """All rows in the order of their keys, as newsdigest reads them; JSON as its text."""
        query = select(*map(as_read, table.columns)).order_by(*table.primary_key)
        read = self.connection.execute(query.execution_options(yield_per=AT_ONCE))
        rows = (tuple(row) for row in read)
        if not self.mend:
            return rows
        keys = [place for place, column in enumerate(table.columns) if column.primary_key]
        mended = self._mended(table, rows)
        # a mended key may come elsewhere; tables that have words for keys are small
        in_words = any(isinstance(column.type, Text) for column in table.primary_key)
        return iter(sorted(mended, key=lambda row: [row[place] for place in keys])) if in_words else mended

    def row(self, table: SqlTable, key: Row) -> Row:
        where = [column == value for column, value in zip(table.primary_key, key, strict=True)]
        return tuple(self.connection.execute(select(*map(as_read, table.columns)).where(*where)).one())

    def stored(self, table: SqlTable) -> Iterator[Row]:
        """All rows as they lie in the file: whatever type each value has, text as `Stored`."""
        raw = self._raw
        texts, raw.text_factory = raw.text_factory, Stored
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        try:
            cursor = raw.execute(f'SELECT {names} FROM "{table.name}"')  # noqa: S608 - our own names
            while some := cursor.fetchmany(AT_ONCE):
                yield from some
        finally:
            raw.text_factory = texts

    def dangling(self) -> Iterator[Dangling]:
        """Rows that refer to what isn't there: SQLite lets them in while a program leaves foreign keys off."""
        for table in TABLES:
            keys = [column.name for column in table.primary_key]
            columns = {number: (own, parent) for number, own, parent in self._references(table)}
            for _, rowid, parent, number in self._raw.execute(f'PRAGMA foreign_key_check("{table.name}")'):
                own, _ = columns[number]
                names = ", ".join(f'"{name}"' for name in (own, *keys))
                query = f'SELECT {names} FROM "{table.name}" WHERE rowid = ?'  # noqa: S608 - our own names
                value, *key = self._raw.execute(query, (rowid,)).fetchone()
                yield Dangling(table=table, column=own, parent=parent, value=value, key=tuple(key))

    def leave_out(self, dangling: Sequence[Dangling]) -> None:
        """What `rows` leaves out when it mends, with all that refers to it."""
        for each in dangling:
            self._gone.setdefault(each.parent, set()).add(each.value)

    def _references(self, table: SqlTable) -> list[tuple[int, str, str]]:
        listed = self._raw.execute(f'PRAGMA foreign_key_list("{table.name}")')
        return [(number, own, parent) for number, _, parent, own, *_ in listed]

    def _mended(self, table: SqlTable, rows: Iterator[Row]) -> Iterator[Row]:
        names = [column.name for column in table.columns]
        documents = [place for place, column in enumerate(table.columns) if isinstance(column.type, JSON)]
        references = [
            (names.index(key.parent.name), key.column.table.name, key.ondelete == "SET NULL")
            for key in table.foreign_keys
        ]
        for row in rows:
            values = list(row)
            for place in documents:
                values[place] = fit_json(values[place])
            lost = False
            for place, parent, may_be_empty in references:
                if values[place] in self._gone.get(parent, ()):
                    lost = lost or not may_be_empty
                    values[place] = None
            if not lost:
                yield tuple(values)
            elif "id" in names:
                self._gone.setdefault(table.name, set()).add(row[names.index("id")])

    @property
    def _raw(self) -> sqlite3.Connection:
        raw = self.connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        return raw


def named(table: SqlTable, key: Row) -> str:
    """A row's key as an operator finds it again: `id 17`, `chat_id 3, topic_id 4`."""
    return ", ".join(f"{column.name} {value}" for column, value in zip(table.primary_key, key, strict=True))


def as_read(column: Column[Any]) -> Any:
    return type_coerce(column, Text()).label(column.name) if isinstance(column.type, JSON) else column


@contextmanager
def opened(file: Path, *, mend: bool) -> Iterator[Source]:
    """A snapshot of the file as it is now."""
    engine = create_engine("sqlite://", creator=lambda: _connect(file), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)
            if mend:
                raw.text_factory = fit_text
            raw.execute("BEGIN")
            yield Source(connection, mend)
    finally:
        engine.dispose()


@contextmanager
def watched(file: Path) -> Iterator[Callable[[], bool]]:
    """Give a function that says whether somebody has written to the file since the block began."""
    connection = _connect(file)
    try:
        before = connection.execute("PRAGMA data_version").fetchone()
        yield lambda: connection.execute("PRAGMA data_version").fetchone() != before
    finally:
        connection.close()


def _connect(file: Path) -> sqlite3.Connection:
    # not by `Database`, which sets the file's journal mode
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
