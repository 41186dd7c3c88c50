"""What tells that an entry was revised, and that two addresses are one article's."""

import re
from urllib.parse import urlsplit

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BATCH = 5000

VARIANT_HOST = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
VARIANT_START = re.compile(r"^/(?:amp|print)(?=/.)")
VARIANT_END = re.compile(r"(?<=[^/])[/.](?:amp|print)(?:\.html?)?$|/index\.(?:html?|php)$")
VARIANT_QUERY = re.compile(
    r"(?:amp|_amp|noamp|isamp|print|printview|printable|mobile)(?:=(?:1|0|true|yes|mobile)?)?|m=[01]|"
    r"(?:output|outputtype|view|format|mode|type|layout)=(?:amp|print|printable|mobile)|"
    r"(?:usqp|amp_js_v|amp_gsa|amp_tf)=.*",
    re.IGNORECASE,
)
NO_PLACE = re.compile(
    r"(?:comments?|respond|disqus_thread|rss|feed|more|top|main|content|article)?$|:~:|\w*=?(?:rss|feed)$",
    re.IGNORECASE,
)


def upgrade() -> None:
    # columns are only added: a batch that copies a table would on SQLite delete what refers to its rows
    op.add_column("articles", sa.Column("url_key", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("articles", sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("articles", sa.Column("read_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("articles", sa.Column("rereads", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("entries", sa.Column("url_key", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("entries", sa.Column("fingerprint", sa.Text(), nullable=True))
    op.add_column("entries", sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("entries", sa.Column("revised_at", sa.DateTime(timezone=True), nullable=True))
    for table in ("articles", "entries"):
        _fill_keys(table)
    op.create_index("ix_articles_url_key", "articles", ["url_key"])
    op.create_index("ix_articles_updated_at", "articles", ["updated_at"])
    op.create_index("ix_entries_url_key_feed_id", "entries", ["url_key", "feed_id"])


def _fill_keys(name: str) -> None:
    """Give the rows that are there their keys; without them each known address would count as new."""
    table = sa.table(name, sa.column("id"), sa.column("url"), sa.column("url_key"))
    connection = op.get_bind()
    change = sa.update(table).where(table.c.id == sa.bindparam("row")).values(url_key=sa.bindparam("key"))
    last = 0
    while True:
        query = sa.select(table.c.id, table.c.url).where(table.c.id > last).order_by(table.c.id).limit(BATCH)
        rows = connection.execute(query).all()
        if not rows:
            return
        connection.execute(change, [{"row": row_id, "key": _key(url)} for row_id, url in rows])
        last = rows[-1].id


def _key(url: str) -> str:
    """As storage.address_key had it when this was written."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    host = (parts.hostname or "").lower()
    while (shorter := VARIANT_HOST.sub("", host, count=1)) != host:
        host = shorter
    place = host if port in {None, 80, 443} else f"{host}:{port}"
    path = VARIANT_START.sub("", parts.path.rstrip("/"), count=1)
    path = VARIANT_END.sub("", path).rstrip("/")
    query = "&".join(pair for pair in parts.query.split("&") if pair and not VARIANT_QUERY.fullmatch(pair))
    fragment = "" if NO_PLACE.match(parts.fragment) else f"#{parts.fragment}"
    return place + path + (f"?{query}" if query else "") + fragment
