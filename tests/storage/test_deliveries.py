"""The outbox: each message once, in order, and nothing lost when the sender dies."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, text

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


def claim(database: Database, now: datetime) -> Delivery | None:
    with database.write() as session:
        return deliveries.claim(session, now=now)


def due(database: Database, now: datetime, limit: int = 100, *, oldest_first: bool = False) -> list[str]:
    with database.read() as session:
        return [each.html for each in deliveries.due(session, now=now, limit=limit, oldest_first=oldest_first)]


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
        first = deliveries.due(one, now=now, limit=1)
        second = deliveries.due(other, now=now, limit=2)
    assert [delivery.html for delivery in first] == ["0"]
    assert [delivery.html for delivery in second] == ["1"]


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


def test_of_many_the_urgent_come_first_and_then_those_that_wait_longest(
    database: Database, chat: chats.Chat, now: datetime
) -> None:
    put(database, now, NewDelivery(dedup_key="1", chat_id=chat.id, html="broadcast", priority=20))
    put(database, now + SECOND, NewDelivery(dedup_key="2", chat_id=chat.id, html="digest", priority=10))
    put(database, now + 2 * SECOND, *(NewDelivery(dedup_key=t, chat_id=chat.id, html=t) for t in "ab"))
    put(database, now + 9 * SECOND, NewDelivery(dedup_key="3", chat_id=chat.id, html="later"))
    assert due(database, now + 3 * SECOND) == ["a", "b", "digest", "broadcast"]
    assert due(database, now + 3 * SECOND, limit=3) == ["a", "b", "digest"]
    assert due(database, now + 3 * SECOND, oldest_first=True) == ["broadcast", "digest", "a", "b"]


def test_a_message_that_is_put_off_is_due_when_it_is_time(database: Database, chat: chats.Chat, now: datetime) -> None:
    put(database, now, *(NewDelivery(dedup_key=text, chat_id=chat.id, html=text) for text in "ab"))
    with database.write() as session:
        first = deliveries.due(session, now=now, limit=1)[0]
        deliveries.put_off(session, {first.id: now + 5 * SECOND})
    assert due(database, now) == ["b"]
    assert due(database, now + 5 * SECOND) == ["b", "a"]
    with database.read() as session:
        assert deliveries.next_pending_at(session, after=now) == now + 5 * SECOND


def test_many_are_claimed_and_marked_at_once(database: Database, chat: chats.Chat, now: datetime) -> None:
    put(database, now, *(NewDelivery(dedup_key=text, chat_id=chat.id, html=text) for text in "abc"))
    with database.write() as session:
        claimed = deliveries.claim_all(session, deliveries.due(session, now=now, limit=2), now=now)
    assert [(each.html, each.attempts) for each in claimed] == [("a", 1), ("b", 1)]
    assert states(database) == {"pending": 1, "sending": 2}
    with database.write() as session:
        assert all(deliveries.is_claimed(session, each) for each in claimed)
        deliveries.mark_all_sent(session, {each.id: 40 + each.id for each in claimed}, now=now)
        assert not any(deliveries.is_claimed(session, each) for each in claimed)
        sent = session.scalars(select(DeliveryRow).where(DeliveryRow.state == DeliveryState.SENT)).all()
        assert [row.message_id for row in sent] == [40 + row.id for row in sent]
        assert [row.sent_at for row in sent] == [now, now]


def test_a_claim_that_nobody_knows_of_is_undone_and_what_is_under_way_is_not(
    database: Database, chat: chats.Chat, now: datetime
) -> None:
    put(database, now, *(NewDelivery(dedup_key=text, chat_id=chat.id, html=text) for text in "abc"))
    under_way, _ = claim(database, now), claim(database, now + SECOND)
    later = claim(database, now + 2 * SECOND)
    assert under_way is not None
    assert later is not None
    with database.write() as session:
        assert deliveries.release(session, claimed_at=[now, now + SECOND], but=[under_way.id]) == 1
        assert deliveries.is_claimed(session, under_way)
        assert deliveries.is_claimed(session, later)
    assert due(database, now + SECOND) == ["b"]


def test_who_was_taken_over_from_knows_that_the_message_is_not_its_own(
    database: Database, chat: chats.Chat, now: datetime
) -> None:
    put(database, now, NewDelivery(dedup_key="a", chat_id=chat.id, html="a"))
    mine = claim(database, now)
    assert mine is not None
    with database.write() as session:
        deliveries.recover(session, now=now)
    theirs = claim(database, now)
    assert theirs is not None
    with database.read() as session:
        assert not deliveries.is_claimed(session, mine)
        assert deliveries.is_claimed(session, theirs)


def test_what_waits_is_read_in_its_order_and_never_sorted(database: Database, now: datetime) -> None:
    asked: list[tuple[str, Any]] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def _note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    chat = meet(database, 77, now)
    put(database, now, NewDelivery(dedup_key="a", chat_id=chat.id, html="a"))
    asked.clear()
    due(database, now)
    statement, parameters = next(each for each in asked if "ORDER BY" in each[0])
    with database.engine.connect() as connection:
        if database.engine.dialect.name == "postgresql":
            # a table of one row is read as a whole; one of a million isn't
            connection.execute(text("SET enable_seqscan = off"))
        explain = "EXPLAIN " if database.engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
        plan = "\n".join(map(str, connection.exec_driver_sql(explain + statement, parameters)))
    assert "ix_deliveries_" in plan
    assert "B-TREE" not in plan
    assert "Sort" not in plan


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


def test_each_crash_while_sending_sends_once_more_and_many_in_a_row_say_unknown(
    database: Database, chat: chats.Chat, now: datetime
) -> None:
    put(database, now, NewDelivery(dedup_key="a", chat_id=chat.id, html="a"))
    claim(database, now)
    for expected, state in [*[((1, 0), "pending")] * deliveries.MOST_RESENDS, ((0, 1), "unknown")]:
        with database.write() as session:
            assert deliveries.recover(session, now=now) == expected
        assert states(database) == {state: 1}
        claim(database, now)


def test_a_claim_is_renewed_by_whose_attempt_it_is_and_by_nobody_else(
    database: Database, chat: chats.Chat, now: datetime
) -> None:
    put(database, now, NewDelivery(dedup_key="a", chat_id=chat.id, html="a"))
    claimed = claim(database, now)
    assert claimed is not None
    for attempt, said_at in ((claimed.attempts + 1, now), (claimed.attempts, now + SECOND)):
        with database.write() as session:
            deliveries.renew(session, {claimed.id: attempt}, now=now + SECOND)
        with database.read() as session:
            assert deliveries.under_way(session) == {(claimed.id, said_at)}


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


def put_digest(database: Database, chat: chats.Chat, at: datetime, *parts: str, answer: str | None = None) -> list[int]:
    """A digest's messages, whose ids are returned in their order."""
    with database.write() as session:
        digest = digests.add_digest(
            session, chat_id=chat.id, kind=DigestKind.SCHEDULED, since=at - SECOND, until=at, stories=[], now=at
        )
        new = [
            NewDelivery(
                dedup_key=f"{digest}:{part}",
                chat_id=chat.id,
                html=html,
                part=part,
                priority=10,
                digest_id=digest,
                reply_to=7 if html == answer else None,
            )
            for part, html in enumerate([*parts, *([answer] if answer else [])])
        ]
        deliveries.enqueue(session, new, now=at)
        query = select(DeliveryRow.id).where(DeliveryRow.digest_id == digest).order_by(DeliveryRow.part)
        return list(session.scalars(query))


def test_the_last_message_of_each_digest_that_waits_for_long_is_found(
    database: Database, chat: chats.Chat, now: datetime
) -> None:
    _, second, _ = put_digest(database, chat, now, "first", "second", answer="answer")
    (tried,) = put_digest(database, chat, now + SECOND / 3, "tried")
    (sent,) = put_digest(database, chat, now + SECOND / 2, "sent")
    (alone,) = put_digest(database, chat, now + SECOND, "alone")
    put_digest(database, chat, now + 9 * SECOND, "new")
    put(database, now, NewDelivery(dedup_key="a", chat_id=chat.id, html="no digest", priority=10))
    with database.write() as session:
        deliveries.mark_sent(session, sent, now=now, message_id=1)
        deliveries.mark_pending(session, tried, not_before=now + 60 * SECOND, problem="502")
        until = now + 2 * SECOND
        found = deliveries.last_parts(session, priority=10, until=until, after=None, limit=9)
        assert [(part.id, part.html) for part in found] == [(second, "second"), (alone, "alone")]
        behind = (found[0].not_before, found[0].id)
        assert deliveries.last_parts(session, priority=10, until=until, after=behind, limit=9) == found[1:]
        assert deliveries.last_parts(session, priority=10, until=until, after=None, limit=1) == found[:1]
        put_off = deliveries.last_parts_put_off(session, priority=10, until=until, limit=9)
        assert [part.id for part in put_off] == [tried]


def test_only_what_still_waits_gets_another_text(database: Database, chat: chats.Chat, now: datetime) -> None:
    (on_its_way,) = put_digest(database, chat, now, "on its way")
    (waits,) = put_digest(database, chat, now + SECOND, "waits")
    claimed = claim(database, now + SECOND)
    assert claimed is not None
    assert claimed.id == on_its_way
    with database.write() as session:
        deliveries.reword(session, {on_its_way: "late", waits: "late"})
        texts = dict(session.execute(select(DeliveryRow.id, DeliveryRow.html)).all())
    assert texts == {on_its_way: "on its way", waits: "late"}


def test_since_when_what_waits_does_and_how_far_sending_has_come(
    database: Database, chat: chats.Chat, now: datetime
) -> None:
    ids = [put_digest(database, chat, now + number * SECOND, str(number))[0] for number in range(5)]
    put(database, now, NewDelivery(dedup_key="a", chat_id=chat.id, html="an answer"))
    with database.write() as session:
        for number in range(3):
            deliveries.mark_sent(session, ids[number], now=now + (60 + number) * SECOND, message_id=number)
        assert deliveries.waits_since(session, priority=10, skip=0) == now + 3 * SECOND
        assert deliveries.waits_since(session, priority=10, skip=1) == now + 4 * SECOND
        assert deliveries.waits_since(session, priority=10, skip=2) is None
        assert deliveries.sent_last(session, priority=10, skip=0) == now + 62 * SECOND
        assert deliveries.sent_last(session, priority=10, skip=2) == now + 60 * SECOND
        assert deliveries.sent_last(session, priority=10, skip=3) is None
        assert deliveries.is_any_of(session, priority=10, since=now + 4 * SECOND, until=now + 5 * SECOND)
        assert not deliveries.is_any_of(session, priority=10, since=now + 5 * SECOND, until=now + 9 * SECOND)
