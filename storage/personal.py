"""Everything that is kept about a chat or a person: to be shown to them, and to be erased.

`EXPORTED` names every table with a column that says whom a row is about; a test holds it to the tables.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, delete, or_, select, true, update
from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import Session

from storage import audit, counters
from storage.carried import drop_own_topics
from storage.roles import Role
from storage.rows import some_at_a_time
from storage.tables import (
    ArticleRow,
    AuditRow,
    BanRow,
    BroadcastRow,
    ChatAdminRow,
    ChatRow,
    DeliveryRow,
    DialogRow,
    DigestRow,
    DigestStoryRow,
    EditorRow,
    FeedRow,
    OptionRow,
    OwnTopicRow,
    PreferenceRow,
    RemoteRow,
    RoleRow,
    SavedStoryRow,
    ScheduleRow,
    StoryMarkRow,
    SubscriptionRow,
    Table,
    TasteRow,
    ThrottleRow,
    TopicFeedRow,
    TopicRow,
    VoteRow,
)

ERASED = "chats erased"
"""The counter of those who had themselves erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whom it is about: the chat with the number `telegram_id`, with its forum topics' `chat_ids`, and, where it is
    somebody's own business, the person `user_id`."""

    telegram_id: int
    chat_ids: tuple[int, ...]
    user_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """`chats` that are gone; in the chats `voted_in` a vote is gone, so that their tastes are to be derived anew."""

    chats: int
    voted_in: tuple[int, ...]


Where = Callable[[Scope], ColumnElement[bool]]


def _of_chat(table: Any) -> Where:
    return lambda scope: table.chat_id.in_(scope.chat_ids)


def _by_user(column: Any) -> Where:
    return lambda scope: and_(true(), column == scope.user_id)


EXPORTED: Mapping[type[Table], Where] = {
    ChatRow: lambda scope: ChatRow.id.in_(scope.chat_ids),
    PreferenceRow: _of_chat(PreferenceRow),
    SubscriptionRow: _of_chat(SubscriptionRow),
    OwnTopicRow: _of_chat(OwnTopicRow),
    ScheduleRow: _of_chat(ScheduleRow),
    StoryMarkRow: _of_chat(StoryMarkRow),
    TasteRow: _of_chat(TasteRow),
    SavedStoryRow: _of_chat(SavedStoryRow),
    DigestRow: _of_chat(DigestRow),
    DigestStoryRow: lambda scope: DigestStoryRow.digest_id.in_(
        select(DigestRow.id).where(DigestRow.chat_id.in_(scope.chat_ids))
    ),
    DeliveryRow: _of_chat(DeliveryRow),
    # in groups too; but what other members think is theirs
    VoteRow: _by_user(VoteRow.user_id),
    RemoteRow: _by_user(RemoteRow.user_id),
    ChatAdminRow: _by_user(ChatAdminRow.user_id),
    DialogRow: _by_user(DialogRow.user_id),
    RoleRow: _by_user(RoleRow.user_id),
    EditorRow: _by_user(EditorRow.user_id),
    AuditRow: lambda scope: or_(AuditRow.user_id == scope.user_id, AuditRow.subject == _subject(scope)),
    OptionRow: _by_user(OptionRow.changed_by),
    BroadcastRow: lambda scope: or_(
        BroadcastRow.created_by == scope.user_id, BroadcastRow.report_chat == scope.telegram_id
    ),
    # whom they banned is those people's business
    BanRow: lambda scope: BanRow.telegram_id.in_([scope.telegram_id, scope.user_id]),
    ThrottleRow: lambda scope: ThrottleRow.telegram_id == scope.telegram_id,
}
"""Which rows of each table are about somebody, in the order in which they are shown."""

PEOPLE = frozenset({"user_id", "by", "created_by", "changed_by"})
"""Columns that name a person: shown only where it is the one who asks."""

KEPT: Mapping[type[Table], str] = {
    BanRow: "a ban that /delete_me lifted would be none; who decided it is forgotten",
    RoleRow: "owners are named in the settings, and come back from there",
    AuditRow: "that something was changed stays; who it was is forgotten",
    OptionRow: "the setting stays; who changed it is forgotten",
    BroadcastRow: "what was said to many stays; who wrote it is forgotten",
}
"""What of a person is not deleted with the rest, and why."""


def export_chat(session: Session, *, telegram_id: int, user_id: int | None) -> dict[str, Any]:
    """All that is kept about the chat and the person, as JSON knows it: a list of rows for each table, with the names
    of the topics and stories that they are about.

    In a private chat both numbers are the same; `user_id` is None where a group or channel asks, and then nothing is
    told of its members.
    """
    scope = _scope(session, telegram_id, user_id)
    found: dict[str, Any] = {}
    for table, where in EXPORTED.items():
        sql = table.__table__
        assert isinstance(sql, SqlTable)
        query = select(sql).where(where(scope)).order_by(*sql.primary_key)
        if rows := [_plain(row, scope) for row in session.execute(query).mappings()]:
            found[sql.name] = rows
    if feeds := _own_feeds(session, scope):
        found["own_feeds"] = feeds
    _name(session, found)
    return found


def erase_chat(session: Session, *, telegram_id: int, user_id: int | None, now: datetime) -> Erased:
    """Delete all that is kept about the chat and the person, but for what `KEPT` says, and count one erased chat.

    With a `user_id`, `telegram_id` is their private chat: groups that they are in stay, without what they did there.
    Where a group or channel wants to be forgotten, `user_id` is None.
    """
    scope = _scope(session, telegram_id, user_id)
    drop_own_topics(session, scope.chat_ids)
    _delete(session, DialogRow, DialogRow.telegram_id == telegram_id)
    _delete(session, ChatAdminRow, ChatAdminRow.telegram_id == telegram_id)
    _delete(session, ThrottleRow, ThrottleRow.telegram_id == telegram_id)
    voted_in: Collection[int] = ()
    if user_id is not None:
        voted_in = session.scalars(select(VoteRow.chat_id).where(VoteRow.user_id == user_id).distinct()).all()
        for table, of_user in (
            (VoteRow, VoteRow.user_id),
            (RemoteRow, RemoteRow.user_id),
            (ChatAdminRow, ChatAdminRow.user_id),
            (DialogRow, DialogRow.user_id),
            (EditorRow, EditorRow.user_id),
        ):
            _delete(session, table, of_user == user_id)
        _delete(session, RoleRow, and_(RoleRow.user_id == user_id, RoleRow.role != Role.OWNER))
        _forget_who(session, scope, user_id)
    session.execute(
        update(BroadcastRow)
        .where(BroadcastRow.report_chat == telegram_id)
        .values(report_chat=None, report_message=None)
    )
    # all else that a chat has goes with it
    _delete(session, ChatRow, ChatRow.id.in_(scope.chat_ids))
    session.expire_all()
    if scope.chat_ids:
        counters.add(session, ERASED)
    return Erased(chats=len(scope.chat_ids), voted_in=tuple(sorted(set(voted_in) - set(scope.chat_ids))))


def _scope(session: Session, telegram_id: int, user_id: int | None) -> Scope:
    ids = session.scalars(select(ChatRow.id).where(ChatRow.telegram_id == telegram_id).order_by(ChatRow.id)).all()
    return Scope(telegram_id=telegram_id, chat_ids=tuple(ids), user_id=user_id)


def _subject(scope: Scope) -> str:
    return audit.person(scope.telegram_id if scope.user_id is None else scope.user_id)


def _delete(session: Session, table: type[Table], where: ColumnElement[bool]) -> None:
    session.execute(delete(table).where(where), execution_options={"synchronize_session": False})


def _forget_who(session: Session, scope: Scope, user_id: int) -> None:
    """Let what stays say no more who it was."""
    for column in (AuditRow.user_id, OptionRow.changed_by, BroadcastRow.created_by, BanRow.by):
        session.execute(
            update(column.class_).where(column == user_id).values({column: audit.ERASED}),
            execution_options={"synchronize_session": False},
        )
    session.execute(
        update(AuditRow)
        .where(AuditRow.subject == _subject(scope))
        .values(subject=audit.person(audit.ERASED), details={}),
        execution_options={"synchronize_session": False},
    )


def _own_feeds(session: Session, scope: Scope) -> list[dict[str, Any]]:
    query = (
        select(OwnTopicRow.chat_id, FeedRow.url, FeedRow.title)
        .join(TopicFeedRow, TopicFeedRow.topic_id == OwnTopicRow.topic_id)
        .join(FeedRow, FeedRow.id == TopicFeedRow.feed_id)
        .where(OwnTopicRow.chat_id.in_(scope.chat_ids))
        .order_by(OwnTopicRow.chat_id, FeedRow.id)
    )
    return [_plain(row, scope) for row in session.execute(query).mappings()]


def _name(session: Session, found: Mapping[str, list[dict[str, Any]]]) -> None:
    """Write beside each number of a topic or story what it is called."""
    rows = [row for table in found.values() for row in table]
    for number, query in (
        ("topic_id", select(TopicRow.id, TopicRow.name)),
        ("story_id", select(ArticleRow.story_id, ArticleRow.title).order_by(ArticleRow.id.desc())),
    ):
        key = query.selected_columns[0]
        wanted = sorted({row[number] for row in rows if row.get(number) is not None})
        names: dict[int, str] = {}
        for some in some_at_a_time(wanted):
            found_names = session.execute(query.where(key.in_(some)))
            names |= {int(known): name for known, name in found_names if known is not None}
        for row in rows:
            if row.get(number) in names:
                row[number.removesuffix("_id")] = names[row[number]]


def _plain(row: RowMapping, scope: Scope) -> dict[str, Any]:
    return {str(name): _json(value) for name, value in row.items() if name not in PEOPLE or value == scope.user_id}


def _json(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case time():
            return value.strftime("%H:%M")
        case timedelta():
            return value.total_seconds()
        case frozenset():
            return sorted(value)
        case tuple():
            return [_json(each) for each in value]
        case _:
            return value
