"""Alembic's entry: runs the migrations on the connection that `storage.schema` hands in."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.types import TypeDecorator

from storage.schema import is_declared
from storage.tables import Table


def render_item(kind: str, item: object, _autogen: AutogenContext) -> str | Literal[False]:
    """Write our own column types as SQLAlchemy's, since a migration holds no application code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        names = {"Utc": "sa.DateTime(timezone=True)", "Numbers": "sa.Integer()", "Seconds": "sa.Integer()"}
        return names.get(type(item).__name__, "sa.Text()")
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_item=render_item,
    include_name=is_declared,
    # SQLite can't alter a column in place: Alembic copies the table instead
    render_as_batch=True,
    transaction_per_migration=context.config.attributes["one_by_one"],
    on_version_apply=context.config.attributes["applied"],
)
with context.begin_transaction():
    context.run_migrations()
