"""All of it, in order: look, copy, compare, keep."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import psycopg
from sqlalchemy import Connection, text
from sqlalchemy import Table as SqlTable
from sqlalchemy.exc import DBAPIError

from storage.addresses import shown
from storage.database import Database
from storage.errors import CannotTransfer
from storage.schema import require_head, revision_of, upgrade_within
from storage.transfer import target
from storage.transfer.comparing import differences
from storage.transfer.holding import holder
from storage.transfer.looking import Doubt, look
from storage.transfer.source import AT_ONCE, TABLES, Row, Source, opened, watched

MOST_TOLD = 20


class Stage(StrEnum):
    LOOK = "looking"
    COPY = "copying"
    COMPARE = "comparing"


class Progress(Protocol):
    """Who tells how far it has come."""

    def counted(self, rows: int) -> None:
        """There are so many rows, each of which is looked at, copied and compared."""

    def did(self, stage: Stage, table: str, rows: int) -> None:
        """So many more rows of this table are through this stage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transferred:
    """`rows` by table; `mended` is what was taken out on the way."""

    rows: Mapping[str, int]
    mended: Sequence[Doubt]


def transfer(
    source: Database, to: Database, progress: Progress, *, mend: bool = False, keep: bool = True
) -> Transferred:
    """Copy all of `source`, an SQLite file, into the empty PostgreSQL database `to`, whose tables are made.

    With `mend`, what PostgreSQL refuses is taken out where that can be done. Without `keep` it is a rehearsal: all is
    done, and then undone; the source may be in use meanwhile.

    Raises CannotTransfer, with a line for each thing that is in the way, or another StorageError; the target is then
    as it was.
    """
    if to.engine.dialect.name != "postgresql":
        raise CannotTransfer("only PostgreSQL can be moved to; name the new database like postgresql://user@host/name")
    file = _idle_file(source, in_use=not keep)
    with _explained(file, to), watched(file) as written, opened(file, mend=mend) as snapshot:
        require_head(revision_of(snapshot.connection))
        to.ping()
        with to.engine.connect() as connection, connection.begin() as transaction:
            target.claim(connection)
            target.check_empty(connection)
            upgrade_within(connection)
            counts = snapshot.counts()
            progress.counted(sum(counts.values()))
            mended = _look(snapshot, connection, progress)
            rows = {table.name: _copy(snapshot, connection, table, progress) for table in TABLES}
            _compare(snapshot, connection, progress)
            if keep and written():
                raise CannotTransfer(
                    "the source was written to meanwhile, and the copy doesn't have that; nothing was kept: "
                    "stop the bot that runs on it, and start again"
                )
            if not keep:
                transaction.rollback()
    return Transferred(rows=rows, mended=mended)


def _idle_file(source: Database, *, in_use: bool) -> Path:
    if source.engine.dialect.name != "sqlite":
        raise CannotTransfer(
            "what NEWSDIGEST_DATABASE_URL names is no SQLite file; between two PostgreSQL servers use pg_dump and "
            "pg_restore"
        )
    file = Path(source.url.database or "")
    if not file.is_file():
        raise CannotTransfer(f"there is no file {file} to copy; NEWSDIGEST_DATABASE_URL names it")
    if not in_use and (process := holder(file)) is not None:
        who = f"process {process}" if process else "another program"
        raise CannotTransfer(
            f"{who} has {file} open, most likely the bot; stop it first, so that it sends nothing that the copy "
            "doesn't know of. To try it out meanwhile: --rehearse"
        )
    return file


def _look(snapshot: Source, connection: Connection, progress: Progress) -> list[Doubt]:
    """What will be mended. Raises CannotTransfer where something can't be, or isn't to be."""
    doubts = look(
        snapshot,
        lambda table, row: target.refuses(connection, table, row),
        lambda table, rows: progress.did(Stage.LOOK, table, rows),
    )
    refused = [doubt for doubt in doubts if not (snapshot.mend and doubt.mendable)]
    if refused:
        raise CannotTransfer(_refusal(refused))
    return doubts


def _refusal(doubts: Sequence[Doubt]) -> str:
    lines = ["PostgreSQL would refuse some rows; nothing was copied:", *(f"  {doubt}" for doubt in doubts[:MOST_TOLD])]
    if len(doubts) > MOST_TOLD:
        lines.append(f"  … and {len(doubts) - MOST_TOLD} more of this kind")
    if any(doubt.mendable for doubt in doubts):
        lines.append("--mend takes NUL characters and broken letters out of the copy, and leaves out what is gone")
    if not all(doubt.mendable for doubt in doubts):
        lines.append("what --mend doesn't mend has to be mended in the file itself, or deleted there, with sqlite3")
    return "\n".join(lines)


def _copy(snapshot: Source, connection: Connection, table: SqlTable, progress: Progress) -> int:
    indexes = target.put_off_indexes(connection, table)
    copied = target.fill(connection, table, _counted(snapshot.rows(table), Stage.COPY, table, progress))
    for index in indexes:
        connection.execute(text(index))
    target.set_sequence(connection, table)
    # else the first queries are planned for an empty table
    connection.execute(text(f'ANALYZE "{table.name}"'))
    return copied


def _compare(snapshot: Source, connection: Connection, progress: Progress) -> None:
    """Raise CannotTransfer with what differs."""
    found: list[str] = []
    number = 0
    for table in TABLES:
        ours = _counted(snapshot.rows(table), Stage.COMPARE, table, progress)
        with closing(target.rows(connection, table)) as theirs:
            for difference in filter(None, differences(table, ours, theirs)):
                number += 1
                if number <= MOST_TOLD:
                    found.append(f"  {difference}")
    if number > MOST_TOLD:
        found.append(f"  … and {number - MOST_TOLD} rows more")
    if found:
        raise CannotTransfer("\n".join(("what arrived is not what was sent; nothing was kept:", *found)))


def _counted(rows: Iterator[Row], stage: Stage, table: SqlTable, progress: Progress) -> Iterator[Row]:
    number = 0
    for number, row in enumerate(rows, start=1):
        yield row
        if number % AT_ONCE == 0:
            progress.did(stage, table.name, AT_ONCE)
    progress.did(stage, table.name, number % AT_ONCE)


@contextmanager
def _explained(file: Path, to: Database) -> Iterator[None]:
    try:
        yield
    except (DBAPIError, psycopg.Error, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        reason = str(cause).strip().splitlines()[0] if str(cause).strip() else type(cause).__name__
        if isinstance(cause, sqlite3.Error):
            raise CannotTransfer(
                f"the file {file} can't be read ({reason}); nothing was kept. Check that it and its folder "
                "can be read, or restore a backup"
            ) from error
        where = shown(to.url)
        raise CannotTransfer(
            f"{where} can't be filled ({reason}); nothing was kept, and it can be tried again"
        ) from error
