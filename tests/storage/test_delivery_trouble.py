"""Why messages were not sent: told by the newest of them, without whose they were."""

from datetime import timedelta

from storage import deliveries
from storage.deliveries import DeliveryState, NewDelivery
from storage.delivery_trouble import Reason, reasons

MINUTE = timedelta(minutes=1)


def end(session, chat_id: int, problem: str, *, at, state: DeliveryState = DeliveryState.FAILED) -> None:
    key = f"{problem} {at}"
    deliveries.enqueue(session, [NewDelivery(dedup_key=key, chat_id=chat_id, html="")], now=at)
    claimed = deliveries.claim(session, now=at)
    assert claimed is not None
    deliveries.mark_ended(session, claimed.id, state, problem=problem)


def test_reasons_are_counted_the_most_frequent_first_each_with_its_last(rows, database, now) -> None:
    chat_id = rows.chat()
    with database.write() as session:
        end(session, chat_id, "chat not found", at=now)
        end(session, chat_id, "TOPIC_CLOSED", at=now + MINUTE)
        end(session, chat_id, "TOPIC_CLOSED", at=now + 2 * MINUTE)
        end(session, chat_id, "the answer was lost", at=now, state=DeliveryState.UNKNOWN)
        assert reasons(session, DeliveryState.FAILED) == [
            Reason(problem="TOPIC_CLOSED", number=2, last_at=now + 2 * MINUTE),
            Reason(problem="chat not found", number=1, last_at=now),
        ]
        assert [reason.number for reason in reasons(session, DeliveryState.UNKNOWN)] == [1]
        assert [reason.problem for reason in reasons(session, DeliveryState.FAILED, newest=2)] == ["TOPIC_CLOSED"]
        assert reasons(session, DeliveryState.CANCELLED) == []
