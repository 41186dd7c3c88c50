"""INSERTs of very many rows by the driver itself: SQLAlchemy's own way costs several times as much for each row."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session

from storage.rows import insert_in
from storage.tables import Table

Ready = tuple[Any, ...]
"""Values as the driver takes them, in the order of their columns."""

# values by position need no dictionary for each row
_BY_POSITION: Mapping[str, Dialect] = {
    "sqlite": sqlite_dialect(paramstyle="qmark"),
    "postgresql": PGDialect_psycopg(paramstyle="format"),  # type: ignore[no-untyped-call]  # the library's own has none
}


def ready(session: Session, table: type[Table], columns: tuple[str, ...], values: Mapping[str, Any]) -> Ready:
    """These columns' values, of those there are, made ready for `insert_ready`."""
    processors = _processors(session.get_bind().dialect, table, columns)
    return tuple(
        values[name] if process is None else process(values[name])
        for name, process in zip(columns, processors, strict=True)
    )


def insert_ready(
    session: Session,
    table: type[Table],
    columns: tuple[str, ...],
    rows: Sequence[Ready],
    *,
    unless_there: str | None = None,
) -> int:
    """Insert rows of these columns' values, in the table's order, but for those whose value of the unique column
    `unless_there` is there already; returns how many were inserted."""
    if not rows:
        return 0
    statement = _insert(session.get_bind().dialect.name, table, columns, unless_there)
    return session.connection().exec_driver_sql(statement, list(rows)).rowcount


@cache
def _insert(dialect: str, table: type[Table], columns: tuple[str, ...], unless_there: str | None) -> str:
    statement = insert_in(dialect, table)
    if unless_there:
        statement = statement.on_conflict_do_nothing(index_elements=[unless_there])
    compiled = statement.inline().compile(dialect=_BY_POSITION[dialect], column_keys=list(columns))
    assert compiled.positiontup == list(columns), "the columns have the table's order"
    return str(compiled)


@lru_cache(maxsize=100)
def _processors(
    dialect: Dialect, table: type[Table], columns: tuple[str, ...]
) -> tuple[Callable[[Any], Any] | None, ...]:
    types = (table.__table__.columns[name].type.dialect_impl(dialect) for name in columns)
    return tuple(of_type.bind_processor(dialect) for of_type in types)
