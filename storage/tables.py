"""The tables. What a column is for stands beside it; who reads and writes it stands in the query files."""

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, MetaData, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.columns import Json, JsonOrNothing, Minute, Numbers, Seconds, Times, Utc, Words


class Table(DeclarativeBase):
    # named constraints, so that a migration can address them on both databases
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own declaration
        datetime: Utc,
        str: Text,
        tuple[time, ...]: Times,
        timedelta: Seconds,
        frozenset[int]: Numbers,
        time: Minute,
        tuple[str, ...]: Words,
        dict[str, Any]: Json,
        dict[str, float]: Json,
        list[Any]: Json,
    }


def _leased(table: str) -> Index:
    """The few rows that workers are at."""
    leased = text("leased_until IS NOT NULL")
    return Index(f"ix_{table}_leased_until", "leased_until", sqlite_where=leased, postgresql_where=leased)


class FeedRow(Table):
    __tablename__ = "feeds"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    titled: Mapped[bool] = mapped_column(server_default=text("false"))
    """Whether an admin gave it its title, which then stays whatever the feed calls itself."""
    language: Mapped[str | None]
    state: Mapped[str]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    body_hash: Mapped[str | None]
    """SHA-256 of the last body: the same bytes again cost no parse."""
    next_check_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    """Until when it is a worker's who checks it."""
    checked_at: Mapped[datetime | None]
    ok_at: Mapped[datetime | None]
    failures: Mapped[int]
    """In a row; success resets it."""
    problem: Mapped[str | None]
    failing_since: Mapped[datetime | None]
    failure_told_at: Mapped[datetime | None]
    """When the admins heard that it fails; empty again once they heard that it is back."""
    wait: Mapped[timedelta | None]
    """What the last success led to, before it was spread and moved out of skipped hours."""
    pace: Mapped[timedelta | None]
    """How long the feed itself says that it need not be looked at; kept here, since a 304 brings no feed."""
    skip_hours: Mapped[frozenset[int]] = mapped_column(server_default=text("0"))
    skip_days: Mapped[frozenset[int]] = mapped_column(server_default=text("0"))
    """Hours of the day and days of the week, in UTC, in which the feed says that nothing comes."""
    moved_to: Mapped[str | None]
    """Where its address leads for good, until that has held long enough to be believed."""
    moved_since: Mapped[datetime | None]
    moved_checks: Mapped[int] = mapped_column(server_default=text("0"))
    full_article: Mapped[bool] = mapped_column(server_default=text("true"))
    """Whether entries' pages are fetched; else the feed's own content is the article."""
    request: Mapped[dict[str, Any] | None]
    """Headers, login and proxy of its own. Secret: read by `storage.feed_options` alone, and in no record of a feed."""
    created_at: Mapped[datetime]

    __table_args__ = (Index(None, "state", "next_check_at"), _leased("feeds"))


class HubLeaseRow(Table):
    """A feed's hub, and what stands between it and us."""

    __tablename__ = "hub_leases"

    id: Mapped[int] = mapped_column(primary_key=True)
    feed_id: Mapped[int | None] = mapped_column(ForeignKey("feeds.id", ondelete="SET NULL"), unique=True)
    """Empty where the feed is gone or has another hub now, and this one is still to be told."""
    topic: Mapped[str]
    """The feed's address as the hub knows it."""
    hubs: Mapped[tuple[str, ...]]
    """All that the feed names; the first to be asked stands first."""
    base: Mapped[str | None]
    """Our public address when the hub was asked; empty while it wasn't, or needn't be told any more."""
    key: Mapped[str | None] = mapped_column(unique=True)
    token: Mapped[str | None]
    """With the key the end of the address that the hub calls. Secret, as the next one is."""
    secret: Mapped[str | None]
    """What the hub signs with."""
    asked: Mapped[str | None]
    """What it was asked to do and hasn't asked back about yet: subscribe, unsubscribe."""
    ask_at: Mapped[datetime] = mapped_column(index=True)
    """When it is asked next: for the first time, again after a failure, or to renew."""
    live_until: Mapped[datetime | None]
    failures: Mapped[int]
    problem: Mapped[str | None]
    delivered_at: Mapped[datetime | None]
    """When it last sent something, as long as polls find nothing that it should have sent."""
    received_at: Mapped[datetime | None]
    """When it sent what isn't read yet: if reading is cut short, the feed is asked itself."""
    body_hash: Mapped[str | None]


class TopicRow(Table):
    __tablename__ = "topics"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    description: Mapped[str]
    language: Mapped[str | None]
    keywords: Mapped[tuple[str, ...]]
    method: Mapped[str]
    sentences: Mapped[int]
    position: Mapped[int]
    created_at: Mapped[datetime]
    visibility: Mapped[str] = mapped_column(server_default="listed")
    """listed, hidden, private, or own: see OwnTopicRow."""
    invitation: Mapped[str | None] = mapped_column(index=True, unique=True)
    """What a link to a private topic ends in; another one makes old links void."""
    weight_floor: Mapped[float] = mapped_column(server_default="0")
    """Stories of less weight are left out."""
    pictures: Mapped[bool] = mapped_column(server_default=text("true"))
    times: Mapped[tuple[time, ...] | None]
    weekdays: Mapped[frozenset[int] | None]
    """The hours and days that a chat begins with when this is its first topic; empty: those of the settings."""
    removed_at: Mapped[datetime | None]
    """Removed, but kept for a day, so that this can be taken back."""


class TopicFeedRow(Table):
    __tablename__ = "topic_feeds"

    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True)
    feed_id: Mapped[int] = mapped_column(ForeignKey("feeds.id", ondelete="CASCADE"), primary_key=True, index=True)


class StoryRow(Table):
    __tablename__ = "stories"

    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime] = mapped_column(index=True)


class ArticleRow(Table):
    __tablename__ = "articles"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    text: Mapped[str]
    language: Mapped[str | None]
    source: Mapped[str]
    author: Mapped[str | None]
    image: Mapped[str | None]
    published_at: Mapped[datetime]
    fetched_at: Mapped[datetime] = mapped_column(index=True)
    """When newsdigest had it: a window asks for this, so that an article published late is not missed."""
    url_key: Mapped[str] = mapped_column(server_default="", index=True)
    """What its address is compared by (`storage.address_key`)."""
    updated_at: Mapped[datetime | None] = mapped_column(index=True)
    """When it was last put in other words, because its publisher had done so."""
    read_at: Mapped[datetime | None]
    """When its page was last read again, and how often that was: the more often, the longer until the next time."""
    rereads: Mapped[int] = mapped_column(server_default="0")
    story_id: Mapped[int | None] = mapped_column(ForeignKey("stories.id", ondelete="SET NULL"), index=True)


class ArticleSearchRow(Table):
    """An article's words as the search finds them, split and folded by those who know languages; a space between two.

    The index over them is the database's own affair, and in no metadata: on SQLite the FTS5 table
    `article_search_index` with its triggers, on PostgreSQL the generated column `words` with its GIN index.
    """

    __tablename__ = "article_search"

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    title: Mapped[str]
    body: Mapped[str]


class EntryRow(Table):
    __tablename__ = "entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    feed_id: Mapped[int] = mapped_column(ForeignKey("feeds.id", ondelete="CASCADE"))
    guid: Mapped[str]
    url: Mapped[str]
    title: Mapped[str]
    content: Mapped[str]
    """The feed's own HTML, until the article is made."""
    author: Mapped[str | None]
    image: Mapped[str | None]
    published_at: Mapped[datetime | None]
    seen_at: Mapped[datetime]
    state: Mapped[str]
    attempts: Mapped[int]
    next_try_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    """Until when it is a worker's who reads it."""
    problem: Mapped[str | None]
    article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id", ondelete="SET NULL"), index=True)
    url_key: Mapped[str] = mapped_column(server_default="")
    """What its address is compared by (`storage.address_key`)."""
    fingerprint: Mapped[str | None]
    """SHA-256 of what its title and content say, to tell when they say something else."""
    edited_at: Mapped[datetime | None]
    """The publisher's date of the last change."""
    revised_at: Mapped[datetime | None]
    """When it was last seen to say something else; an article read since then is up to date."""

    __table_args__ = (
        UniqueConstraint("feed_id", "guid"),
        Index(None, "state", "next_try_at"),
        Index(None, "url_key", "feed_id"),
        _leased("entries"),
    )


class ChatRow(Table):
    __tablename__ = "chats"

    id: Mapped[int] = mapped_column(primary_key=True)
    telegram_id: Mapped[int] = mapped_column(BigInteger)
    thread_id: Mapped[int]
    """A forum topic's number, 0 for the chat itself."""
    kind: Mapped[str]
    title: Mapped[str]
    language: Mapped[str | None]
    state: Mapped[str]
    reason: Mapped[str | None]
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("telegram_id", "thread_id"),)


class SubscriptionRow(Table):
    __tablename__ = "subscriptions"

    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True, index=True)
    created_at: Mapped[datetime]
    filter: Mapped[str] = mapped_column(server_default="")
    """Which of the topic's stories the chat wants, as it was written (`jobs.filters`)."""


class OwnTopicRow(Table):
    """The topic that holds a chat's own feeds; nobody else sees it."""

    __tablename__ = "own_topics"

    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), unique=True)


class PreferenceRow(Table):
    """How a chat wants to be told; a chat without a row has all defaults."""

    __tablename__ = "preferences"

    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str | None]
    """The language that was chosen; empty: Telegram's own."""
    length: Mapped[str | None]
    """headlines, short or long; empty: as each topic has it."""
    pictures: Mapped[bool] = mapped_column(server_default=text("false"))
    when_nothing: Mapped[str] = mapped_column(server_default="say")
    """What a digest without stories does: say, or silent."""
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    """Local hours in which nothing comes; what is due then comes at their end."""
    filter: Mapped[str] = mapped_column(server_default="")
    instant: Mapped[float | None]
    """The weight from which on a story is told as it happens; empty: never."""
    own_feeds: Mapped[int | None]
    """The most feeds of its own; empty: as the settings say."""


class StoryMarkRow(Table):
    """What a chat wants of one story: muted, or followed (told as it happens)."""

    __tablename__ = "story_marks"

    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True)
    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True, index=True)
    mark: Mapped[str]
    created_at: Mapped[datetime]


class VoteRow(Table):
    """Somebody's opinion of a story that their chat was told: 1 or -1."""

    __tablename__ = "votes"

    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True, index=True)
    value: Mapped[int]
    created_at: Mapped[datetime]


class TasteRow(Table):
    """What the votes of a chat made of its ranking: more or less of a source or a topic."""

    __tablename__ = "tastes"

    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    """source, topic."""
    name: Mapped[str] = mapped_column(primary_key=True)
    weight: Mapped[float]


class SavedStoryRow(Table):
    """A story kept for later, in words of its own: it stays when its articles are forgotten."""

    __tablename__ = "saved_stories"

    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"))
    story_id: Mapped[int | None] = mapped_column(ForeignKey("stories.id", ondelete="SET NULL"), index=True)
    headline: Mapped[str]
    url: Mapped[str]
    source: Mapped[str]
    summary: Mapped[str]
    saved_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("chat_id", "url"),)


class RemoteRow(Table):
    """The group or channel that somebody controls from their private chat."""

    __tablename__ = "remotes"

    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"), index=True)
    since: Mapped[datetime]


class ChatAdminRow(Table):
    """Who set up a group or channel: to offer it to them from afar, and to tell them what fails there.

    That they still may, is asked of Telegram each time.
    """

    __tablename__ = "chat_admins"

    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    telegram_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, index=True)
    seen_at: Mapped[datetime]


class ScheduleRow(Table):
    __tablename__ = "schedules"

    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True)
    times: Mapped[tuple[time, ...]]
    weekdays: Mapped[frozenset[int]]
    zone: Mapped[str]
    """An IANA name."""
    paused: Mapped[bool]
    next_run_at: Mapped[datetime] = mapped_column(index=True)
    covered_until: Mapped[datetime | None]
    """Where the last digest's window ended, and so where the next one's begins."""
    resume_at: Mapped[datetime | None] = mapped_column(index=True)
    """When a pause ends by itself."""
    first_due_at: Mapped[datetime | None]
    """When what failed and was put off was due; it holds as long as `next_run_at` is `put_off_until`."""
    put_off_until: Mapped[datetime | None]


class DigestRow(Table):
    __tablename__ = "digests"

    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"))
    kind: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime]
    created_at: Mapped[datetime]

    # a second worker that made the same digest loses here
    __table_args__ = (UniqueConstraint("chat_id", "kind", "until"),)


class DigestStoryRow(Table):
    """The ledger of what a chat was told, and how much of the story there was then."""

    __tablename__ = "digest_stories"

    digest_id: Mapped[int] = mapped_column(ForeignKey("digests.id", ondelete="CASCADE"), primary_key=True)
    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True, index=True)
    position: Mapped[int]
    sources: Mapped[int]
    """How many independent sources told it then."""
    score: Mapped[dict[str, float]]
    """The named parts of the score, for "Why?"."""
    matches: Mapped[tuple[str, ...]]
    part: Mapped[int] = mapped_column(server_default=text("0"))
    """In which message of the digest it stands."""
    headline: Mapped[str] = mapped_column(server_default="")
    url: Mapped[str] = mapped_column(server_default="")


class DeliveryRow(Table):
    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(primary_key=True)
    dedup_key: Mapped[str] = mapped_column(unique=True)
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("digests.id", ondelete="CASCADE"), index=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"), index=True)
    part: Mapped[int]
    html: Mapped[str]
    buttons: Mapped[list[Any] | None] = mapped_column(JsonOrNothing)
    """Rows of (label, callback data)."""
    priority: Mapped[int]
    """Lower goes first: answers before scheduled digests before broadcasts."""
    state: Mapped[str]
    attempts: Mapped[int]
    resends: Mapped[int]
    """Times it was sent again without knowing whether it had arrived: one after a lost answer, a few after crashes."""
    not_before: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    problem: Mapped[str | None]
    created_at: Mapped[datetime]
    broadcast_id: Mapped[int | None] = mapped_column(index=True)
    """No foreign key, which SQLite can't add to a table; broadcasts are never deleted."""
    reply_to: Mapped[int | None] = mapped_column(BigInteger)
    """The message in the same chat that this one answers."""
    preview: Mapped[str | None]
    """The address whose preview stands above the text; empty: none."""
    silent: Mapped[bool] = mapped_column(server_default=text("false"))
    """Whether it comes without a sound."""

    __table_args__ = (
        Index(None, "state", "priority", "not_before"),
        Index(None, "chat_id", "message_id"),
        Index(
            "ix_deliveries_pending",
            "priority",
            "not_before",
            "id",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
    )


class BroadcastRow(Table):
    """A message of the bot's admins to many chats."""

    __tablename__ = "broadcasts"

    id: Mapped[int] = mapped_column(primary_key=True)
    html: Mapped[str]
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id", ondelete="SET NULL"))
    """Only for those who follow it."""
    language: Mapped[str | None]
    """Only for those who read this language."""
    state: Mapped[str]
    """draft, sending, cancelled, done."""
    created_by: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    report_chat: Mapped[int | None] = mapped_column(BigInteger)
    report_message: Mapped[int | None] = mapped_column(BigInteger)
    """The message that shows how far it has come."""


class RoleRow(Table):
    __tablename__ = "roles"

    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    role: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]


class EditorRow(Table):
    """Who may edit one topic."""

    __tablename__ = "editors"

    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True, index=True)
    created_at: Mapped[datetime]


class BanRow(Table):
    """A person, group or channel that the bot doesn't serve."""

    __tablename__ = "bans"

    telegram_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    reason: Mapped[str]
    by: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]


class OptionRow(Table):
    """A setting that was changed while the bot runs; it wins over the environment."""

    __tablename__ = "options"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    changed_by: Mapped[int] = mapped_column(BigInteger)
    changed_at: Mapped[datetime]


class AuditRow(Table):
    """Who changed what, when."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int] = mapped_column(BigInteger)
    """0 where the command line did it."""
    action: Mapped[str]
    subject: Mapped[str]
    details: Mapped[dict[str, Any]]


class CounterRow(Table):
    """A number that stays when what it counted is erased."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]


class DialogRow(Table):
    """What a user was asked and hasn't answered yet; kept here so that any replica can read the answer."""

    __tablename__ = "dialogs"

    telegram_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    step: Mapped[str]
    data: Mapped[dict[str, Any]]
    asked_at: Mapped[datetime]


class UpdateRow(Table):
    """What Telegram posted: kept until it is handled, and its number for some days more, to know it when it comes
    again."""

    __tablename__ = "updates"

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    lane: Mapped[int | None] = mapped_column(BigInteger)
    """The chat whose updates are handled one after another; empty where none waits, and once it is handled."""
    body: Mapped[str | None]
    """JSON as it was posted; gone once it is handled."""
    received_at: Mapped[datetime]
    not_before: Mapped[datetime]
    """When it is its turn: later for one whose sender writes faster than a person does."""
    claimed_by: Mapped[str | None] = mapped_column(index=True)
    claimed_until: Mapped[datetime | None]
    """The process at work on it; once this is over another one may take it."""
    attempts: Mapped[int]
    done_at: Mapped[datetime | None] = mapped_column(index=True)

    __table_args__ = (
        Index(
            "ix_updates_waiting",
            "lane",
            "update_id",
            postgresql_where=text("done_at IS NULL"),
            sqlite_where=text("done_at IS NULL"),
        ),
    )


class ThrottleRow(Table):
    """How long Telegram asked to send nothing."""

    __tablename__ = "throttles"

    telegram_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """The chat that it is about; 0 where it is everybody."""
    until: Mapped[datetime]
    seconds: Mapped[float]
    """What Telegram said: a clock that was put back makes nobody wait for longer."""
    speed: Mapped[float]
    """The part of the full speed at which it goes on."""
