"""Titles that admins gave feeds."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("feeds", sa.Column("titled", sa.Boolean(), server_default=sa.text("false"), nullable=False))
