"""Full text search over articles."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# the words come split and folded: `ascii` splits them at the spaces and leaves all other letters as they are
FTS5 = """
    CREATE VIRTUAL TABLE article_search_index USING fts5(
        title, body, content='article_search', content_rowid='article_id',
        tokenize='ascii', columnsize=0, prefix='2'
    )
"""
ADD = "INSERT INTO article_search_index (rowid, title, body) VALUES (new.article_id, new.title, new.body);"
REMOVE = """
    INSERT INTO article_search_index (article_search_index, rowid, title, body)
    VALUES ('delete', old.article_id, old.title, old.body);
"""
# the parser of to_tsvector would split the words again, by rules of its own; a phrase doesn't reach from the title
# into the text, hence the gap
TO_VECTOR = """
    CREATE FUNCTION article_search_words(title text, body text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT coalesce(CAST(string_agg(quote_literal(word) || ':' || least(place, 16383), ' ') AS tsvector), '')
        FROM (
            SELECT word, place FROM unnest(string_to_array(title, ' ')) WITH ORDINALITY AS titles (word, place)
            UNION ALL
            SELECT word, place + cardinality(string_to_array(title, ' ')) + 10
            FROM unnest(string_to_array(body, ' ')) WITH ORDINALITY AS bodies (word, place)
        ) AS words
        WHERE word <> ''
    $$
"""


def upgrade() -> None:
    op.create_table(
        "article_search",
        sa.Column("article_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_article_search_article_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", name="pk_article_search"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(TO_VECTOR)
        op.execute(
            "ALTER TABLE article_search ADD COLUMN words tsvector "
            "GENERATED ALWAYS AS (article_search_words(title, body)) STORED"
        )
        # else each search reads all that the index hasn't taken in yet, up to 4 MB
        op.execute("CREATE INDEX ix_article_search_words ON article_search USING gin (words) WITH (fastupdate = off)")
        return
    op.execute(FTS5)
    op.execute(f"CREATE TRIGGER article_search_added AFTER INSERT ON article_search BEGIN {ADD} END")
    op.execute(f"CREATE TRIGGER article_search_removed AFTER DELETE ON article_search BEGIN {REMOVE} END")
    op.execute(f"CREATE TRIGGER article_search_changed AFTER UPDATE ON article_search BEGIN {REMOVE} {ADD} END")
