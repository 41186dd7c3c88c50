"""When a digest that failed and was put off was due at first."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("schedules", sa.Column("first_due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("schedules", sa.Column("put_off_until", sa.DateTime(timezone=True), nullable=True))
