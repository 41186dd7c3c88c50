"""Tables that aren't ours, but of a library that keeps its affairs in PostgreSQL: in a schema of their own."""

from collections.abc import Callable

from sqlalchemy import text

from storage.database import Database, explained


def has_schema(database: Database, name: str) -> bool:
    with explained(database.url), database.engine.connect() as connection:
        found = connection.execute(text("SELECT 1 FROM pg_namespace WHERE nspname = :name"), {"name": name})
        return found.first() is not None


def make_schema(database: Database, name: str, script: Callable[[], str]) -> bool:
    """Run the script in a schema of this name, in one transaction; False where the schema is there already."""
    with explained(database.url), database.engine.begin() as connection:
        # of two who bring the same database up to date one finds it done
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})
        if connection.scalar(text("SELECT 1 FROM pg_namespace WHERE nspname = :name"), {"name": name}):
            return False
        connection.exec_driver_sql(f'CREATE SCHEMA "{name}"')
        connection.exec_driver_sql(f'SET LOCAL search_path TO "{name}"')
        # many statements at once, and no placeholders in them: the driver's own way
        connection.connection.cursor().execute(script())
    return True
