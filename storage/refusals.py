"""Groups and channels that Telegram didn't let the bot write to."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.chats import Chat
from storage.deliveries import DeliveryState
from storage.rows import as_record
from storage.tables import ChatRow, DeliveryRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The chat, and Telegram's reason, the newest where there are several."""

    chat: Chat
    reason: str


def refusals_since(session: Session, since: datetime) -> list[Refusal]:
    """What was refused to groups and channels since then, one a chat."""
    newest = (
        select(func.max(DeliveryRow.id))
        .join(ChatRow, ChatRow.id == DeliveryRow.chat_id)
        .where(DeliveryRow.state == DeliveryState.FAILED, DeliveryRow.claimed_at >= since, ChatRow.kind != "private")
        .group_by(DeliveryRow.chat_id)
    )
    query = (
        select(ChatRow, DeliveryRow.problem)
        .join(DeliveryRow, DeliveryRow.chat_id == ChatRow.id)
        .where(DeliveryRow.id.in_(newest))
        .order_by(ChatRow.id)
    )
    return [Refusal(chat=as_record(Chat, row), reason=problem or "") for row, problem in session.execute(query)]
