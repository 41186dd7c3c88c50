"""What a feed needs to be fetched well: where it moves, since when it fails, its hours, its own request."""

from urllib.parse import unquote, urlsplit, urlunsplit

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    # columns are only added: a batch that copies a table would on SQLite delete what refers to its rows
    op.add_column("feeds", sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("feeds", sa.Column("failure_told_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("feeds", sa.Column("wait", sa.Integer(), nullable=True))
    op.add_column("feeds", sa.Column("pace", sa.Integer(), nullable=True))
    op.add_column("feeds", sa.Column("skip_hours", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("feeds", sa.Column("skip_days", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("feeds", sa.Column("moved_to", sa.Text(), nullable=True))
    op.add_column("feeds", sa.Column("moved_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("feeds", sa.Column("moved_checks", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("feeds", sa.Column("full_article", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    op.add_column("feeds", sa.Column("request", JSON, nullable=True))
    op.add_column("deliveries", sa.Column("buttons", JSON, nullable=True))
    op.execute("UPDATE feeds SET failing_since = coalesce(ok_at, created_at) WHERE failures > 0")
    _take_logins_out_of_addresses()


def _take_logins_out_of_addresses() -> None:
    """An address is shown and exported; a login in it is not to be."""
    feeds = sa.table("feeds", sa.column("id"), sa.column("url"), sa.column("request", JSON))
    connection = op.get_bind()
    taken = set(connection.scalars(sa.select(feeds.c.url)))
    for feed_id, url in connection.execute(sa.select(feeds.c.id, feeds.c.url).where(feeds.c.url.like("%://%@%"))).all():
        parts = urlsplit(url)
        login, at, place = parts.netloc.rpartition("@")
        address = urlunsplit(parts._replace(netloc=place))
        # two feeds that differ by their login alone stay as they are: neither is to lose its entries
        if not at or address in taken:
            continue
        taken.add(address)
        user, _, password = login.partition(":")
        request = {"login": {"user": unquote(user), "password": unquote(password)}}
        connection.execute(sa.update(feeds).where(feeds.c.id == feed_id).values(url=address, request=request))
