"""The outbox: each message once, in order, and nothing lost when the sender dies."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from storage import chats, deliveries, digests
from storage.database import Database
from storage.deliveries import Delivery, DeliveryState, NewDelivery
from storage.digests import DigestKind
from storage.tables import DeliveryRow

SECOND = timedelta(seconds=1)


@pytest.fixture
def chat(database: Database, now: datetime) -> chats.Chat:
    return meet(database, 4242, now)


def meet(database: Database, telegram_id: int, now: datetime, kind: str = "private") -> chats.Chat:
    with database.write() as session:
        return chats.meet_chat(session, telegram_id=telegram_id, kind=kind, title="", now=now)[0]


def put(database: Database, now: datetime, *new: NewDelivery) -> int:
    with database.write() as session:
        return deliveries.enqueue(session, new, now=now)


def claim(database: Database, now: datetime, busy: tuple[int, ...] = ()) -> Delivery | None:
    with database.write() as session:
        return deliveries.claim(session, now=now, busy_chats=busy)


def states(database: Database) -> dict[str, int]:
    with database.read() as session:
        return deliveries.count_deliveries(session)


def test_the_same_message_is_kept_once(database: Database, chat: chats.Chat, now: datetime) -> None:
    message = NewDelivery(dedup_key="a", chat_id=chat.id, html="hello")
    assert put(database, now, message, message) == 1
    assert put(database, now, message) == 0
    assert states(database) == {"pending": 1}


def test_a_claimed_message_is_nobody_elses(database: Database, chat: chats.Chat, now: datetime) -> None:
    put(database, now, NewDelivery(dedup_key="a", chat_id=chat.id, html="hello"))
    claimed = claim(database, now)
    assert claimed is not None
    assert (claimed.html, claimed.telegram_id, claimed.attempts) == ("hello", 4242, 1)
    assert claim(database, now) is None


def test_two_senders_never_claim_the_same_row(database: Database, chat: chats.Chat, now: datetime) -> None:
    put(database, now, *(NewDelivery(dedup_key=str(n), chat_id=chat.id, html=str(n)) for n in range(2)))
    if database.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    with database.write() as one, database.write() as other:
        first = deliveries.claim(one, now=now)
        second = deliveries.claim(other, now=now)
    assert first is not None
    assert second is not None
    assert first.id != second.id


def test_answers_go_before_scheduled_digests(database: Database, chat: chats.Chat, now: datetime) -> None:
    put(
        database,
        now,
        NewDelivery(dedup_key="digest", chat_id=chat.id, html="digest", priority=10),
        NewDelivery(dedup_key="answer", chat_id=chat.id, html="answer", priority=0),
    )
    claimed = claim(database, now)
    assert claimed is not None
    assert claimed.html == "answer"


def test_a_chat_that_had_a_message_too_recently_waits_and_others_go_on(
    database: Database, chat: chats.Chat, now: datetime
) -> None:
    other = meet(database, 77, now)
    put(
        database,
        now,
        NewDelivery(dedup_key="a", chat_id=chat.id, html="a"),
        NewDelivery(dedup_key="b", chat_id=other.id, html="b"),
    )
    claimed = claim(database, now, busy=(4242,))
    assert claimed is not None
    assert claimed.html == "b"
    assert claim(database, now, busy=(4242,)) is None


def test_a_part_waits_for_the_part_before_it(database: Database, chat: chats.Chat, now: datetime) -> None:
    with database.write() as session:
        digest = digests.add_digest(
            session, chat_id=chat.id, kind=DigestKind.SCHEDULED, since=now - SECOND, until=now, stories=[], now=now
        )
    parts = [NewDelivery(dedup_key=str(n), chat_id=chat.id, html=str(n), part=n, digest_id=digest) for n in range(2)]
    put(database, now, *parts)
    first = claim(database, now)
    assert first is not None
    assert claim(database, now) is None, "the second part would overtake the first"
    with database.write() as session:
        deliveries.mark_pending(session, first.id, not_before=now + 5 * SECOND, problem="503")
    assert claim(database, now) is None
    again = claim(database, now + 5 * SECOND)
    assert again is not None
    assert again.id == first.id
    with database.write() as session:
        deliveries.mark_sent(session, again.id, now=now, message_id=9)
    second = claim(database, now)
    assert second is not None
    assert second.html == "1"


def test_a_crash_while_sending_sends_once_more_and_then_says_unknown(
    database: Database, chat: chats.Chat, now: datetime
) -> None:
    put(database, now, NewDelivery(dedup_key="a", chat_id=chat.id, html="a"))
    claim(database, now)
    for expected, state in [((1, 0), "pending"), ((0, 1), "unknown")]:
        with database.write() as session:
            assert deliveries.recover(session, now=now, claimed_before=now) == expected
        assert states(database) == {state: 1}
        claim(database, now)


def test_a_send_under_way_is_not_taken_for_a_crash(database: Database, chat: chats.Chat, now: datetime) -> None:
    put(database, now, NewDelivery(dedup_key="a", chat_id=chat.id, html="a"))
    claim(database, now)
    with database.write() as session:
        assert deliveries.recover(session, now=now, claimed_before=now - SECOND) == (0, 0)


@pytest.mark.parametrize("state", [DeliveryState.FAILED, DeliveryState.UNKNOWN])
def test_an_ended_delivery_keeps_its_reason(
    database: Database, chat: chats.Chat, now: datetime, state: DeliveryState
) -> None:
    with database.write() as session:
        digest = digests.add_digest(
            session, chat_id=chat.id, kind=DigestKind.LATEST, since=now - SECOND, until=now, stories=[], now=now
        )
    put(database, now, NewDelivery(dedup_key="a", chat_id=chat.id, html="a", digest_id=digest))
    claimed = claim(database, now)
    assert claimed is not None
    with database.write() as session:
        deliveries.mark_ended(session, claimed.id, state, problem="TOPIC_CLOSED")
        ended = session.scalars(select(DeliveryRow).where(DeliveryRow.digest_id == digest)).one()
        assert (ended.state, ended.problem) == (state, "TOPIC_CLOSED")
    assert claim(database, now + timedelta(days=1)) is None


def test_the_outbox_knows_when_to_look_again(database: Database, chat: chats.Chat, now: datetime) -> None:
    with database.read() as session:
        assert deliveries.next_pending_at(session) is None
    put(database, now, NewDelivery(dedup_key="a", chat_id=chat.id, html="a"))
    with database.read() as session:
        assert deliveries.next_pending_at(session) == now
