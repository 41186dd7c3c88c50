"""Bringing a database's tables to this version, and saying whether they are."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from storage.database import Database, explained, make_file
from storage.errors import DatabaseUnreachable, SchemaInUse, SchemaTooNew, SchemaTooOld
from storage.migration_files import MIGRATIONS, newest
from storage.older_versions import floor_of, longest_at_work, processes_below
from storage.timeouts import lift_timeouts

ONE_AT_A_TIME = 7_304_117
"""The advisory lock of who upgrades; the number means nothing."""
LOCK_MS = 2_000
"""So long a migration waits for a table, and everybody else who wants it waits behind the migration."""
PAUSE_S = 3.0
"""The others' turn, until the migration tries again."""
PATIENCE_S = 300.0

LOCK_NOT_AVAILABLE = "55P03"

MOVED_ASIDE = text("""
    SELECT schemaname FROM pg_tables WHERE tablename = 'alembic_version'
    AND (schemaname = 'replaced' OR starts_with(schemaname, 'replaced_')) ORDER BY 1 DESC LIMIT 1
""")
"""As `storage.backups` and docs/operations.md name them; the newest."""

Waiting = Callable[[str], None]


def upgrade(
    database: Database, to: str = "head", *, waiting: Waiting = lambda _: None
) -> tuple[str | None, str | None]:
    """Run the missing migrations up to revision `to`; returns the revisions before and after.

    On PostgreSQL others may go on meanwhile: each migration is a transaction, and waits for no lock for long. `waiting`
    is told what holds it up.

    Raises DatabaseUnreachable; SchemaTooNew when a newer newsdigest wrote the tables, and this one can't work with
    them; SchemaTooOld when a restore has moved them aside; SchemaInUse when processes run that couldn't work with what
    they would become.
    """
    make_file(database.url)
    database.ping()
    before = revision(database)
    if before is None:
        _refuse_moved_aside(database)
    elif not _is_known(before):
        _refuse_newer(database, before)
        return before, before
    if database.shared:
        _upgrade_shared(database, to, waiting)
    else:
        with explained(database.url), database.engine.execution_options(write=True).begin() as connection:
            _run(connection, to)
    return before, revision(database)


def check_schema(database: Database) -> str | None:
    """Raise SchemaTooOld or SchemaTooNew unless this version can work with the tables; DatabaseUnreachable without any.

    Gives the database's revision where that is newer than this version: it is being upgraded, and says that this
    version can go on meanwhile.
    """
    database.ping()
    current = revision(database)
    if current is None:
        _refuse_moved_aside(database)
    elif not _is_known(current):
        _refuse_newer(database, current)
        return current
    require_head(current)
    return None


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
    _run(connection, "head")


def head() -> str:
    """The revision this version of newsdigest needs."""
    found = ScriptDirectory.from_config(_config()).get_current_head()
    assert found is not None
    return found


def is_declared(name: str | None, kind: str, parents: Mapping[Any, str | None]) -> bool:
    """Whether something in the database is to be found in the tables' metadata: all but the index of the search, which
    each kind of database keeps in its own way (migration 0006), and what is about the schema itself."""
    if kind == "table":
        return name is None or not name.startswith(("article_search_index", "schema_floor"))
    searched = parents.get("table_name") == "article_search"
    return not (searched and name in {"words", "ix_article_search_words"})


def refuse_newer(current: str | None) -> None:
    """Raise SchemaTooNew for a revision that this version doesn't know."""
    if current is not None and not _is_known(current):
        raise SchemaTooNew(
            f"the database is at revision {current}, which this version of newsdigest doesn't know; "
            "a newer version wrote it: install that one, or restore an older backup"
        )


def _refuse_newer(database: Database, current: str) -> None:
    """Raise SchemaTooNew unless the database itself says that this version can work with it."""
    with explained(database.url), database.engine.connect() as connection:
        floor = floor_of(connection)
    if floor is None or not _is_known(floor):
        refuse_newer(current)


def _refuse_moved_aside(database: Database) -> None:
    """Raise SchemaTooOld where a restore that was killed has left the tables in another schema.

    New ones would be taken for the database, with nothing in it.
    """
    if not database.shared:
        return
    with explained(database.url), database.engine.connect() as connection:
        if (aside := connection.scalar(MOVED_ASIDE)) is None:
            return
        schema = connection.scalar(text("SELECT current_schema()"))
    drop, rename = f'DROP SCHEMA "{schema}"', f'ALTER SCHEMA "{aside}" RENAME TO "{schema}"'
    raise SchemaTooOld(
        f"the database has no tables, and the schema {aside} has those that a restore moved aside, which seems to have "
        f"been cut short; have them back by psql --command '{drop}' --command '{rename}', or, to begin anew, give "
        f"{aside} another name"
    )


def _is_known(wanted: str) -> bool:
    # as a rule; to look it up, all migrations have to be loaded
    if wanted == newest():
        return True
    try:
        ScriptDirectory.from_config(_config()).get_revision(wanted)
    except CommandError:
        return False
    return True


def _upgrade_shared(database: Database, to: str, waiting: Waiting) -> None:
    began = time.monotonic()
    with explained(database.url), database.engine.connect() as connection:
        # not to be given back with its lock and its settings
        connection.detach()
        lift_timeouts(connection, for_session=True)
        connection.execute(text(f"SELECT pg_advisory_lock({ONE_AT_A_TIME})"))
        connection.execute(text(f"SET lock_timeout = {LOCK_MS}"))
        connection.commit()
        while True:
            try:
                _run(connection, to, one_by_one=True)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
                    raise
                connection.rollback()
                holding = "; ".join(longest_at_work(connection)) or "somebody"
                connection.rollback()
                if time.monotonic() - began > PATIENCE_S:
                    raise DatabaseUnreachable(
                        f"the migrations waited {PATIENCE_S:g} s for a table that is in use ({holding}); what was done "
                        "so far is done, so try again when that has ended: newsdigest db upgrade"
                    ) from error
                waiting(f"a table is in use ({holding}); trying again in {PAUSE_S:g} s")
                time.sleep(PAUSE_S)
            else:
                return


def _run(connection: Connection, to: str, *, one_by_one: bool = False) -> None:
    config = _config(connection=connection, one_by_one=one_by_one, applied=_refuse_older_processes)
    command.upgrade(config, to)


def _refuse_older_processes(*, ctx: MigrationContext, **_: object) -> None:
    """After each migration, in its transaction: raise SchemaInUse where processes run that it is too much for."""
    connection = ctx.connection
    assert connection is not None
    if connection.dialect.name != "postgresql" or (floor := floor_of(connection)) is None:
        return
    if older := processes_below(connection, floor):
        where = ", ".join(f"{where} (revision {made_for})" for where, made_for in sorted(older.items()))
        raise SchemaInUse(
            f"processes run that can't work with the tables of revision {floor}: {where}; replace them by this "
            "version, or stop them, and then try again: newsdigest db upgrade"
        )


def _config(**attributes: object) -> Config:
    config = Config(attributes=attributes)
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
