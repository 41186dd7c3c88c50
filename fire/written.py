"""What the database says was done, read by the run itself in plain records."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from fire.heard import spaced
from storage.database import Database, Session
from storage.tables import ArticleRow, ChatRow, DeliveryRow, DigestRow, DigestStoryRow, ScheduleRow, UpdateRow
from summaries.markup import plain_text

UNFINISHED = ("pending", "sending")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A delivery of a digest; `text` as it arrives, `message` its number in the chat."""

    number: int
    text: str
    state: str
    message: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A story in a digest: in which part, under which address, and when each of its articles so far came in."""

    story: int
    part: int
    url: str
    came: tuple[datetime, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A digest of a chat (its number in Telegram) with its parts in order."""

    id: int
    chat: int
    kind: str
    since: datetime
    until: datetime
    parts: tuple[Part, ...]
    stories: tuple[Told, ...]


def newest_digest(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.max(DigestRow.id))) or 0


def digests_after(database: Database, digest_id: int) -> list[Digest]:
    """All digests with a higher id, in the order of their ids."""
    with database.read() as session:
        query = select(DigestRow, ChatRow.telegram_id).join(ChatRow).where(DigestRow.id > digest_id)
        found = [(row, number) for row, number in session.execute(query.order_by(DigestRow.id))]
        ids = [row.id for row, _ in found]
        parts, stories = _parts(session, ids), _stories(session, ids)
        return [
            Digest(
                id=row.id,
                chat=number,
                kind=row.kind,
                since=row.since,
                until=row.until,
                parts=tuple(parts.get(row.id, ())),
                stories=tuple(stories.get(row.id, ())),
            )
            for row, number in found
        ]


def _parts(session: Session, ids: Collection[int]) -> Mapping[int, list[Part]]:
    found: dict[int, list[Part]] = {}
    for row in session.scalars(select(DeliveryRow).where(DeliveryRow.digest_id.in_(ids)).order_by(DeliveryRow.part)):
        assert row.digest_id is not None
        part = Part(number=row.part, text=spaced(plain_text(row.html)), state=row.state, message=row.message_id)
        found.setdefault(row.digest_id, []).append(part)
    return found


def _stories(session: Session, ids: Collection[int]) -> Mapping[int, list[Told]]:
    found: dict[int, list[Told]] = {}
    query = select(DigestStoryRow).where(DigestStoryRow.digest_id.in_(ids)).order_by(DigestStoryRow.position)
    rows = session.scalars(query).all()
    came: dict[int | None, list[datetime]] = {}
    wanted = select(ArticleRow.story_id, ArticleRow.fetched_at).where(
        ArticleRow.story_id.in_({row.story_id for row in rows})
    )
    for story, at in session.execute(wanted):
        came.setdefault(story, []).append(at)
    for row in rows:
        told = Told(story=row.story_id, part=row.part, url=row.url, came=tuple(came.get(row.story_id, ())))
        found.setdefault(row.digest_id, []).append(told)
    return found


def count_digests(database: Database, after: int) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).where(DigestRow.id > after)) or 0


def count_unfinished(database: Database, *states: str) -> int:
    """Deliveries that are still to end, or are in one of these states."""
    with database.read() as session:
        query = select(func.count()).select_from(DeliveryRow).where(DeliveryRow.state.in_(states or UNFINISHED))
        return session.scalar(query) or 0


def unfinished(database: Database) -> Counter[tuple[int, str]]:
    """The messages that are still to end, with their chats."""
    with database.read() as session:
        query = select(ChatRow.telegram_id, DeliveryRow.html).join(ChatRow, ChatRow.id == DeliveryRow.chat_id)
        found = session.execute(query.where(DeliveryRow.state.in_(UNFINISHED)))
        return Counter((chat, spaced(plain_text(html))) for chat, html in found)


def count_due(database: Database, *, now: datetime) -> int:
    """Schedules whose hour has come."""
    with database.read() as session:
        return session.scalar(select(func.count()).where(ScheduleRow.next_run_at <= now)) or 0


def count_claimed(database: Database, pid: int) -> int:
    """Posted updates that the process of this number has in hand."""
    with database.read() as session:
        query = select(func.count()).select_from(UpdateRow)
        query = query.where(UpdateRow.done_at.is_(None), UpdateRow.claimed_by.contains(f":{pid}:", autoescape=True))
        return session.scalar(query) or 0


def next_runs(database: Database) -> dict[int, datetime]:
    """By chat when its digest is due next."""
    with database.read() as session:
        query = select(ChatRow.telegram_id, ScheduleRow.next_run_at).join(ChatRow, ChatRow.id == ScheduleRow.chat_id)
        return dict(session.execute(query).all())


def articles(database: Database) -> list[tuple[str, int | None]]:
    """Every article's address and story."""
    with database.read() as session:
        return [(url, story) for url, story in session.execute(select(ArticleRow.url, ArticleRow.story_id))]


def count_articles(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(ArticleRow)) or 0
