"""An index of the messages that wait, in the order in which they go."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

PENDING = sa.text("state = 'pending'")


def upgrade() -> None:
    op.create_index(
        "ix_deliveries_pending",
        "deliveries",
        ["priority", "not_before", "id"],
        sqlite_where=PENDING,
        postgresql_where=PENDING,
    )
