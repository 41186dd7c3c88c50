"""The PostgreSQL database that is filled: asked whether it can be, and written in one transaction."""

from collections.abc import Generator, Iterable
from typing import Any

import psycopg
from sqlalchemy import JSON, Column, Connection, Text, cast, collate, func, inspect, select, text
from sqlalchemy import Table as SqlTable

from storage.errors import CannotTransfer
from storage.timeouts import lift_timeouts
from storage.transfer.source import AT_ONCE, TABLES, Row

ONE_AT_A_TIME = 7_304_116
"""The advisory lock of who fills a database; the number means nothing."""

INDEXES = text("""
    SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = :table
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = indexname AND conrelid = CAST(:table AS regclass))
""")
"""But those of constraints."""


def claim(connection: Connection) -> None:
    """Let nobody else fill this database, and nothing hurry us. Raises CannotTransfer."""
    if not connection.scalar(select(text(f"pg_try_advisory_xact_lock({ONE_AT_A_TIME})"))):
        raise CannotTransfer(
            "somebody else is filling this database right now; wait for them to end. After a crash the server needs "
            "some minutes to notice it, at the most"
        )
    lift_timeouts(connection)
    connection.execute(text("SET LOCAL maintenance_work_mem = '256MB'"))
    encoding = connection.scalar(text("SHOW server_encoding"))
    if encoding != "UTF8":
        raise CannotTransfer(
            f"the database keeps text in {encoding}, and newsdigest needs every letter there is; make another one: "
            "createdb --encoding=UTF8 --template=template0 NAME"
        )


def check_empty(connection: Connection) -> None:
    """Raise CannotTransfer where there are rows already."""
    there = set(inspect(connection).get_table_names())
    filled = [
        table.name
        for table in TABLES
        if table.name in there and connection.execute(select(1).select_from(table).limit(1)).first()
    ]
    if filled:
        raise CannotTransfer(
            f"the database isn't empty: it has rows in {', '.join(filled)}; nothing is ever overwritten, so give an "
            "empty one (createdb NAME makes it). If a bot was started on this one before, it has left them there"
        )


def rows(connection: Connection, table: SqlTable) -> Generator[Row]:
    """All rows in the order of their keys, that of bytes for words, as newsdigest reads them; JSON as its text."""
    columns = [cast(column, Text()) if isinstance(column.type, JSON) else column for column in table.columns]
    keys = [collate(column, "C") if isinstance(column.type, Text) else column for column in table.primary_key]
    query = select(*columns).order_by(*keys).execution_options(yield_per=AT_ONCE)
    with connection.execute(query) as read:
        for row in read:
            yield tuple(row)


def fill(connection: Connection, table: SqlTable, given: Iterable[Row], *, into: str | None = None) -> int:
    """Write the rows; returns how many there were. Raises CannotTransfer with what PostgreSQL says of one that it
    refuses."""
    prepared = [
        (place, prepare) for place, column in enumerate(table.columns) if (prepare := _prepare(column, connection))
    ]
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    written = 0
    try:
        with raw.cursor() as cursor, cursor.copy(f'COPY "{into or table.name}" ({names}) FROM STDIN') as copy:
            for row in given:
                values = list(row)
                for place, prepare in prepared:
                    values[place] = prepare(values[place])
                copy.write_row(values)
                written += 1
    except (psycopg.DataError, psycopg.IntegrityError) as error:
        raise CannotTransfer(f"{table.name}: PostgreSQL refuses a row ({_said(error)})") from error
    return written


def _prepare(column: Column[Any], connection: Connection) -> Any:
    # JSON goes as the text that it is: read and written anew it would lose the difference between null and nothing
    if isinstance(column.type, JSON):
        return None
    return column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)


def _said(error: psycopg.Error) -> str:
    # not its detail, which has the row's words
    return error.diag.message_primary or type(error).__name__


def refuses(connection: Connection, table: SqlTable, row: Row) -> str | None:
    """Why PostgreSQL doesn't take this row, asked with a table that is as the real one but for its neighbours."""
    asked = f"asked_{table.name}"
    like = f'CREATE TEMP TABLE IF NOT EXISTS "{asked}" (LIKE "{table.name}" INCLUDING INDEXES INCLUDING GENERATED)'
    connection.execute(text(f"{like} ON COMMIT DROP"))
    attempt = connection.begin_nested()
    try:
        fill(connection, table, [row], into=asked)
    except (CannotTransfer, psycopg.OperationalError) as refusal:
        return _said(refusal) if isinstance(refusal, psycopg.Error) else str(refusal)
    finally:
        attempt.rollback()
    return None


def put_off_indexes(connection: Connection, table: SqlTable) -> list[str]:
    """Drop a table's indexes, which are built faster once it is full; returns what makes them again."""
    indexes = connection.execute(INDEXES, {"table": table.name}).all()
    for name, _ in indexes:
        connection.execute(text(f'DROP INDEX "{name}"'))
    return [definition for _, definition in indexes]


def set_sequence(connection: Connection, table: SqlTable) -> None:
    """Let the next row's number be behind all that were copied."""
    number = table.autoincrement_column
    if number is None:
        return
    sequence = func.pg_get_serial_sequence(table.name, number.name)
    if last := connection.scalar(select(func.max(number))):
        connection.execute(select(func.setval(sequence, last)))
