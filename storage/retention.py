"""What may be forgotten: found in one small look after another, and removed in small transactions.

A look begins after what the one before saw, and returns what may go with where the next one begins, None at the end.
What anybody still needs is never in it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, exists, or_, select, text
from sqlalchemy.orm import Session, aliased

from storage.deliveries import DeliveryState
from storage.entries import EntryState
from storage.tables import (
    ArticleRow,
    DeliveryRow,
    DigestRow,
    DigestStoryRow,
    EntryRow,
    FeedRow,
    StoryRow,
    VoteRow,
)

DATED_KEPT = 20
"""Of each feed: a feed of which nothing is known counts as new, and its newest entries would be told again."""

UNDATED_KEPT = 1000
"""Of each feed, which is as many as are read of it: a known entry without a date looks new once it is forgotten."""

IN_HAND = (DeliveryState.PENDING, DeliveryState.SENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The ids that may go, and after which the next look begins; None where there is nothing more to see."""

    ids: Sequence[int]
    after: int | None


def old_articles(session: Session, *, before: datetime, after: int, limit: int) -> Look:
    """The articles of stories to which nothing was added since then, and on which nobody voted: what a chat likes is
    derived from those (`jobs.tastes`)."""
    voted_on = exists().where(VoteRow.story_id == StoryRow.id)
    seen = (
        select(StoryRow.id, (StoryRow.updated_at < before) & ~voted_on)
        .where(StoryRow.id > after)
        .order_by(StoryRow.id)
        .limit(limit)
    )
    rows = session.execute(seen).all()
    # by an index alone: an article's row is as long as its text
    theirs = select(ArticleRow.id).where(ArticleRow.story_id.in_([id_ for id_, unneeded in rows if unneeded]))
    return Look(ids=session.scalars(theirs).all(), after=rows[-1][0] if rows else None)


def lone_articles(session: Session, *, before: datetime, after: int, limit: int) -> Look:
    """Articles fetched before then that are part of no story."""
    lone = select(ArticleRow.id).where(ArticleRow.story_id.is_(None), ArticleRow.id > after)
    ids = session.scalars(lone.order_by(ArticleRow.id).limit(limit)).all()
    old = select(ArticleRow.id).where(ArticleRow.id.in_(ids), ArticleRow.fetched_at < before)
    return Look(ids=session.scalars(old).all(), after=ids[-1] if ids else None)


def remove_articles(session: Session, ids: Collection[int]) -> None:
    """With their words in the search; their entries stay."""
    session.execute(delete(ArticleRow).where(ArticleRow.id.in_(ids)))


def old_digests(session: Session, *, before: datetime, alive_since: datetime, after: int, limit: int) -> Look:
    """Digests made before then, but for each chat's last, where its next window begins, and but for those with a story
    that something was added to since `alive_since`: what is new about it answers the message that told it first."""
    later = aliased(DigestRow)
    is_last = ~exists().where(later.chat_id == DigestRow.chat_id, later.until > DigestRow.until)
    tells_live_story = exists().where(
        DigestStoryRow.digest_id == DigestRow.id,
        StoryRow.id == DigestStoryRow.story_id,
        StoryRow.updated_at >= alive_since,
    )
    waits = exists().where(DeliveryRow.digest_id == DigestRow.id, DeliveryRow.state.in_(IN_HAND))
    seen = (
        select(DigestRow.id, DigestRow.created_at, ~is_last & ~tells_live_story & ~waits)
        .where(DigestRow.id > after)
        .order_by(DigestRow.id)
        .limit(limit)
    )
    rows = session.execute(seen).all()
    old = [(id_, unneeded) for id_, created_at, unneeded in rows if created_at < before]
    # they were made in the order of their ids
    return Look(ids=[id_ for id_, unneeded in old if unneeded], after=old[-1][0] if old else None)


def remove_digests(session: Session, ids: Collection[int]) -> None:
    """With their messages, and what they say of who was told what."""
    session.execute(delete(DigestRow).where(DigestRow.id.in_(ids)))


def old_messages(session: Session, *, before: datetime, after: int, limit: int) -> Look:
    """Deliveries of no digest, such as answers, notices and broadcasts, made before then and done with."""
    seen = (
        select(
            DeliveryRow.id,
            DeliveryRow.created_at,
            DeliveryRow.digest_id.is_(None) & DeliveryRow.state.not_in(IN_HAND),
        )
        .where(DeliveryRow.id > after)
        .order_by(DeliveryRow.id)
        .limit(limit)
    )
    rows = session.execute(seen).all()
    old = [(id_, done) for id_, created_at, done in rows if created_at < before]
    return Look(ids=[id_ for id_, done in old if done], after=old[-1][0] if old else None)


def remove_messages(session: Session, ids: Collection[int]) -> None:
    session.execute(delete(DeliveryRow).where(DeliveryRow.id.in_(ids)))


def old_votes(session: Session, *, before: datetime, after: int, limit: int) -> Look:
    """Stories to which nothing was added since then, and on which there are votes."""
    seen = (
        select(StoryRow.id, StoryRow.updated_at < before)
        .where(StoryRow.id > after, exists().where(VoteRow.story_id == StoryRow.id))
        .order_by(StoryRow.id)
        .limit(limit)
    )
    rows = session.execute(seen).all()
    return Look(ids=[id_ for id_, old in rows if old], after=rows[-1][0] if rows else None)


def remove_votes(session: Session, story_ids: Collection[int]) -> None:
    session.execute(delete(VoteRow).where(VoteRow.story_id.in_(story_ids)))


def empty_stories(session: Session, *, before: datetime, after: int, limit: int) -> Look:
    """Stories to which nothing was added since then, of which no article is left, and of which no digest tells."""
    needed = or_(
        exists().where(ArticleRow.story_id == StoryRow.id),
        exists().where(DigestStoryRow.story_id == StoryRow.id),
        exists().where(VoteRow.story_id == StoryRow.id),
    )
    seen = (
        select(StoryRow.id, (StoryRow.updated_at < before) & ~needed)
        .where(StoryRow.id > after)
        .order_by(StoryRow.id)
        .limit(limit)
    )
    rows = session.execute(seen).all()
    return Look(ids=[id_ for id_, unneeded in rows if unneeded], after=rows[-1][0] if rows else None)


def remove_stories(session: Session, ids: Collection[int]) -> None:
    """With what chats marked them with; what somebody saved of them stays, in words of its own."""
    session.execute(delete(StoryRow).where(StoryRow.id.in_(ids)))


def next_feed(session: Session, after: int) -> int | None:
    """The feed after this one, by id."""
    return session.scalar(select(FeedRow.id).where(FeedRow.id > after).order_by(FeedRow.id).limit(1))


def old_entries(session: Session, feed_id: int, *, before: datetime, limit: int) -> Sequence[int]:
    """Entries of a feed seen before then and done with, that would not be read again if the feed still had them: those
    with a date from before then are too old, and the newest of all are kept."""
    dated, undated = _newest(session, feed_id, DATED_KEPT), _newest(session, feed_id, UNDATED_KEPT)
    if dated is None:
        return []
    beyond = and_(EntryRow.published_at < before, EntryRow.id < dated)
    if undated is not None:
        beyond = or_(beyond, EntryRow.id < undated)
    query = (
        select(EntryRow.id)
        .where(EntryRow.feed_id == feed_id, EntryRow.seen_at < before, EntryRow.state != EntryState.PENDING, beyond)
        # an article is found by its entries: by which feed, and so in which topics, it came
        .where(EntryRow.article_id.is_(None))
        .limit(limit)
    )
    return session.scalars(query).all()


def remove_entries(session: Session, ids: Collection[int]) -> None:
    session.execute(delete(EntryRow).where(EntryRow.id.in_(ids)))


def tidy_up(session: Session) -> None:
    """Let SQLite look at its statistics anew, and put the search's index together; PostgreSQL does so by itself."""
    if session.get_bind().dialect.name == "sqlite":
        # so many rows of each index tell enough, and take milliseconds
        session.execute(text("PRAGMA analysis_limit = 400"))
        session.execute(text("PRAGMA optimize"))
        session.execute(text("INSERT INTO article_search_index (article_search_index, rank) VALUES ('merge', 200)"))


def _newest(session: Session, feed_id: int, count: int) -> int | None:
    """The id of the oldest of the feed's newest entries; None where it has no more than these."""
    query = select(EntryRow.id).where(EntryRow.feed_id == feed_id).order_by(EntryRow.id.desc())
    return session.scalar(query.offset(count).limit(1)) and session.scalar(query.offset(count - 1).limit(1))
