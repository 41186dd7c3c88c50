"""Feeds and entries that a worker is at."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    leased = sa.text("leased_until IS NOT NULL")
    for table in ("feeds", "entries"):
        op.add_column(table, sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True))
        op.create_index(
            f"ix_{table}_leased_until", table, ["leased_until"], sqlite_where=leased, postgresql_where=leased
        )
