"""Bringing a database's tables to this version, and saying whether they are."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection

from storage.database import Database, explained, make_file
from storage.errors import SchemaTooNew, SchemaTooOld

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(database: Database, to: str = "head") -> tuple[str | None, str | None]:
    """Run the missing migrations up to revision `to`; returns the revisions before and after.

    Raises DatabaseUnreachable, or SchemaTooNew when a newer newsdigest wrote the tables.
    """
    make_file(database.url)
    database.ping()
    before = revision(database)
    refuse_newer(before)
    with explained(database.url), database.engine.execution_options(write=True).begin() as connection:
        command.upgrade(_config(connection=connection), to)
    return before, revision(database)


def check_schema(database: Database) -> None:
    """Raise SchemaTooOld or SchemaTooNew unless the tables are this version's; DatabaseUnreachable without one."""
    database.ping()
    require_head(revision(database))


def require_head(current: str | None) -> None:
    """Raise SchemaTooOld or SchemaTooNew where a revision isn't this version's."""
    refuse_newer(current)
    if current != head():
        state = "has no tables yet" if current is None else f"is at revision {current}, this version needs {head()}"
        raise SchemaTooOld(f"the database {state}; run: newsdigest db upgrade")


def revision(database: Database) -> str | None:
    """The revision the database is at, None for an empty one."""
    with explained(database.url), database.engine.connect() as connection:
        return revision_of(connection)


def revision_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def upgrade_within(connection: Connection) -> None:
    """Run the missing migrations in the transaction of this connection. Raises SchemaTooNew."""
    refuse_newer(revision_of(connection))
    command.upgrade(_config(connection=connection), "head")


def head() -> str:
    """The revision this version of newsdigest needs."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    assert newest is not None
    return newest


def is_declared(name: str | None, kind: str, parents: Mapping[Any, str | None]) -> bool:
    """Whether something in the database is to be found in the tables' metadata: all but the index of the search, which
    each kind of database keeps in its own way (migration 0006)."""
    if kind == "table":
        return name is None or not name.startswith("article_search_index")
    searched = parents.get("table_name") == "article_search"
    return not (searched and name in {"words", "ix_article_search_words"})


def refuse_newer(current: str | None) -> None:
    """Raise SchemaTooNew for a revision that this version doesn't know."""
    if current is None:
        return
    try:
        ScriptDirectory.from_config(_config()).get_revision(current)
    except CommandError as error:
        raise SchemaTooNew(
            f"the database is at revision {current}, which this version of newsdigest doesn't know; "
            "a newer version wrote it: install that one, or restore an older backup"
        ) from error


def _config(**attributes: object) -> Config:
    config = Config(attributes=attributes)
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
