"""Which older versions can work with this database."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    floor = op.create_table("schema_floor", sa.Column("revision", sa.Text(), nullable=False))
    op.bulk_insert(floor, [{"revision": "0012"}])
