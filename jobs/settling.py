"""What becomes of a delivery that was sent, or wasn't."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from jobs.outcomes import ChatGone, ChatMoved, DeliveryProblem, MaybeSent, NotSent, Throttled
from storage import chats, deliveries
from storage.chat_moves import move_chat
from storage.database import Session
from storage.deliveries import Delivery, DeliveryState

LONGEST_BACK_OFF = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What becomes of a delivery that was not sent: its new state, or another try at `again_at`."""

    problem: str
    ends: DeliveryState | None = None
    again_at: datetime | None = None
    resend: bool = False
    chat_gone: bool = False
    moved_to: int | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """A delivery, and the number of its message or what became of it instead."""

    delivery: Delivery
    outcome: int | Settlement


def settle(problem: DeliveryProblem, delivery: Delivery, *, now: datetime) -> Settlement:
    """Decide by the kind of problem and how often this delivery was tried."""
    text = str(problem)
    back_off = min(timedelta(seconds=2 ** min(delivery.attempts, 10)), LONGEST_BACK_OFF)
    match problem:
        case Throttled():
            return Settlement(problem=text, again_at=now + timedelta(seconds=problem.retry_after))
        case ChatGone():
            return Settlement(problem=text, ends=DeliveryState.CANCELLED, chat_gone=True)
        case ChatMoved():
            return Settlement(problem=text, again_at=now, moved_to=problem.new_telegram_id)
        case NotSent():
            return Settlement(problem=text, again_at=now + back_off)
        case MaybeSent() if delivery.resends == 0:
            return Settlement(problem=text, again_at=now + back_off, resend=True)
        case MaybeSent():
            return Settlement(problem=text, ends=DeliveryState.UNKNOWN)
        case _:
            return Settlement(problem=text, ends=DeliveryState.FAILED)


def record_all(session: Session, finished: Sequence[Finished], *, now: datetime) -> None:
    """Write what became of these deliveries on their rows and their chats'.

    Doing it twice, where nobody knows whether the first time was committed, does no harm.
    """
    sent: dict[int, int] = {}
    for each in finished:
        if isinstance(each.outcome, Settlement):
            _record(session, each.delivery, each.outcome)
        else:
            sent[each.delivery.id] = each.outcome
    deliveries.mark_all_sent(session, sent, now=now)


def _record(session: Session, delivery: Delivery, settlement: Settlement) -> None:
    if settlement.moved_to is not None:
        move_chat(session, delivery.telegram_id, settlement.moved_to)
    if settlement.chat_gone:
        chats.deactivate_chat(session, delivery.telegram_id, reason=settlement.problem)
    if not deliveries.is_claimed(session, delivery):
        return
    if settlement.ends is not None:
        deliveries.mark_ended(session, delivery.id, settlement.ends, problem=settlement.problem)
    elif settlement.again_at is not None:
        mark = deliveries.mark_resend if settlement.resend else deliveries.mark_pending
        mark(session, delivery.id, not_before=settlement.again_at, problem=settlement.problem)
