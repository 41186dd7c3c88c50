"""What subscribers and admins have in the chat: preferences, marks, saved stories, roles, broadcasts, the audit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("details", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at"], unique=False)
    op.create_table(
        "bans",
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("telegram_id", name="pk_bans"),
    )
    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )
    op.create_table(
        "options",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_options"),
    )
    op.create_table(
        "preferences",
        sa.Column("chat_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("length", sa.Text(), nullable=True),
        sa.Column("pictures", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("when_nothing", sa.Text(), server_default=sa.text("'say'"), nullable=False),
        sa.Column("quiet_from", sa.Text(), nullable=True),
        sa.Column("quiet_until", sa.Text(), nullable=True),
        sa.Column("filter", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("instant", sa.Double(), nullable=True),
        sa.Column("own_feeds", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_preferences_chat_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("chat_id", name="pk_preferences"),
    )
    op.create_table(
        "remotes",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_remotes_chat_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name="pk_remotes"),
    )
    op.create_index("ix_remotes_chat_id", "remotes", ["chat_id"], unique=False)
    op.create_table(
        "saved_stories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=True),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_saved_stories_chat_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_saved_stories_story_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_stories"),
        sa.UniqueConstraint("chat_id", "url", name="uq_saved_stories_chat_id_url"),
    )
    op.create_index("ix_saved_stories_story_id", "saved_stories", ["story_id"], unique=False)
    op.create_table(
        "story_marks",
        sa.Column("chat_id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_story_marks_chat_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_story_marks_story_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("chat_id", "story_id", name="pk_story_marks"),
    )
    op.create_index("ix_story_marks_story_id", "story_marks", ["story_id"], unique=False)
    op.create_table(
        "tastes",
        sa.Column("chat_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_tastes_chat_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("chat_id", "kind", "name", name="pk_tastes"),
    )
    op.create_table(
        "votes",
        sa.Column("chat_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_votes_chat_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_votes_story_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("chat_id", "user_id", "story_id", name="pk_votes"),
    )
    op.create_index("ix_votes_story_id", "votes", ["story_id"], unique=False)
    op.create_table(
        "broadcasts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("report_chat", sa.BigInteger(), nullable=True),
        sa.Column("report_message", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name="fk_broadcasts_topic_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_broadcasts"),
    )
    op.create_table(
        "editors",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name="fk_editors_topic_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "topic_id", name="pk_editors"),
    )
    op.create_index("ix_editors_topic_id", "editors", ["topic_id"], unique=False)
    op.add_column("deliveries", sa.Column("broadcast_id", sa.Integer(), nullable=True))
    op.add_column("deliveries", sa.Column("reply_to", sa.BigInteger(), nullable=True))
    op.add_column("deliveries", sa.Column("preview", sa.Text(), nullable=True))
    op.add_column("deliveries", sa.Column("silent", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.create_index("ix_deliveries_broadcast_id", "deliveries", ["broadcast_id"], unique=False)
    op.create_index("ix_deliveries_chat_id_message_id", "deliveries", ["chat_id", "message_id"], unique=False)
    op.add_column("digest_stories", sa.Column("part", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("digest_stories", sa.Column("headline", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("digest_stories", sa.Column("url", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("schedules", sa.Column("resume_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_schedules_resume_at", "schedules", ["resume_at"], unique=False)
    op.add_column("subscriptions", sa.Column("filter", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("topics", sa.Column("visibility", sa.Text(), server_default=sa.text("'listed'"), nullable=False))
    op.add_column("topics", sa.Column("invitation", sa.Text(), nullable=True))
    op.add_column("topics", sa.Column("weight_floor", sa.Double(), server_default=sa.text("0"), nullable=False))
    op.add_column("topics", sa.Column("pictures", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    op.add_column("topics", sa.Column("times", sa.Text(), nullable=True))
    op.add_column("topics", sa.Column("weekdays", sa.Integer(), nullable=True))
    op.add_column("topics", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_topics_invitation", "topics", ["invitation"], unique=True)
    op.create_table(
        "own_topics",
        sa.Column("chat_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_own_topics_chat_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name="fk_own_topics_topic_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("chat_id", name="pk_own_topics"),
        sa.UniqueConstraint("topic_id", name="uq_own_topics_topic_id"),
    )
