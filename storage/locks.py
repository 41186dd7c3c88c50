"""What is done by one process at a time, by locks of the database that end with who holds them.

PostgreSQL's advisory locks; an SQLite file has one process anyway (`storage.file_lock`), and one writer.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from storage.database import Database


def wait_for(session: Session, name: str, *, shared: bool = False) -> None:
    """Be the only one at this until the end of the transaction; or, `shared`, be at it with others who share it."""
    if session.get_bind().dialect.name == "postgresql":
        lock = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
        session.execute(select(lock(_key(name))))


@contextmanager
def alone(database: Database, name: str) -> Iterator[bool]:
    """Whether no other process is at this; none will be until the block ends. Waits for nobody."""
    if not database.shared:
        yield True
        return
    with database.aside() as connection:
        mine = bool(connection.scalar(select(func.pg_try_advisory_lock(_key(name)))))
        try:
            yield mine
        finally:
            if mine:
                connection.scalar(select(func.pg_advisory_unlock(_key(name))))


@contextmanager
def taking_turns(database: Database, name: str) -> Iterator[None]:
    """Be the only process at this until the block ends; waits for its turn, which is to be short."""
    if not database.shared:
        yield
        return
    with database.aside() as connection:
        connection.scalar(select(func.pg_advisory_lock(_key(name))))
        try:
            yield
        finally:
            connection.scalar(select(func.pg_advisory_unlock(_key(name))))


def _key(name: str) -> ColumnElement[int]:
    return func.hashtextextended(f"newsdigest {name}", 0)
