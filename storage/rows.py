"""From rows to frozen records."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Row
from sqlalchemy import Table as SqlTable
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.tables import Table

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Item = TypeVar("Item")
Record = TypeVar("Record", bound="DataclassInstance")


def as_record(kind: type[Record], row: object, **read: object) -> Record:
    """The record whose fields carry the names of the row's columns; `read` are those that mean more than the column."""
    return kind(**{name: read[name] if name in read else getattr(row, name) for name in _names(kind)})


@cache
def columns_of(kind: "type[DataclassInstance]", table: type[Table]) -> tuple[InstrumentedAttribute[Any], ...]:
    """The columns to select where many rows become records: an object for each row would cost more than the rest."""
    return tuple(getattr(table, name) for name in _names(kind))


def as_records(kind: type[Record], rows: Iterable[Row[*tuple[Any, ...]]]) -> list[Record]:
    """The records of rows that hold the `columns_of` their kind."""
    names = _names(kind)
    return [kind(**dict(zip(names, row, strict=True))) for row in rows]


@cache
def _names(kind: "type[DataclassInstance]") -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def some_at_a_time(many: Collection[Item], most: int = 5000) -> Iterator[Sequence[Item]]:
    """Parts of these, no larger than that: SQLite takes so many parameters and not many more."""
    wanted = list(many)
    for start in range(0, len(wanted), most):
        yield wanted[start : start + most]


def values_of(record: "DataclassInstance") -> dict[str, Any]:
    """Column values of a record that has the table's names; shallow, so that typed values stay as they are."""
    return {name: getattr(record, name) for name in _names(type(record))}


def insert_for(session: Session, table: type[Table]) -> PostgresInsert | SqliteInsert:
    """An INSERT that knows ON CONFLICT, in the dialect of the session's database."""
    return insert_in(session.get_bind().dialect.name, table)


def insert_in(dialect: str, table: type[Table]) -> PostgresInsert | SqliteInsert:
    """The same in the dialect of that name."""
    target = table.__table__
    assert isinstance(target, SqlTable)
    return postgres_insert(target) if dialect == "postgresql" else sqlite_insert(target)
