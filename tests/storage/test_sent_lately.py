"""What was sent lately is found at the end of a long outbox."""

from datetime import timedelta

import pytest
from sqlalchemy import event, text, update

from storage import deliveries, sent_lately
from storage.deliveries import NewDelivery
from storage.tables import DeliveryRow

GROUP, ROBIN = -4243, 4242


@pytest.fixture
def send(database, rows, now):
    """Put a message into the outbox `due` seconds ago and mark it as sent `ago` seconds before now."""
    chats = {GROUP: rows.chat(GROUP, kind="supergroup"), ROBIN: rows.chat(ROBIN)}

    def send(text, *, to, ago, due=None, priority=0):
        new = NewDelivery(dedup_key=text, chat_id=chats[to], html=text, priority=priority)
        with database.write() as session:
            deliveries.enqueue(session, [new], now=now - timedelta(seconds=ago if due is None else due))
            (row,) = deliveries.due(session, now=now + timedelta(days=1), limit=9)
            deliveries.claim_all(session, [row], now=now - timedelta(seconds=ago))
            deliveries.mark_sent(session, row.id, now=now - timedelta(seconds=ago), message_id=1)

    return send


def found(database, now, *, most=100):
    with database.read() as session:
        lately = sent_lately.sent_lately(
            session,
            since=now - timedelta(seconds=60),
            people_since=now - timedelta(seconds=2),
            until=now,
            groups={"group", "supergroup", "channel"},
            most=most,
        )
    return [(each.telegram_id, each.html, (now - each.sent_at).total_seconds()) for each in lately]


def test_a_groups_minute_and_a_persons_seconds_are_found_the_oldest_first(database, send, now):
    send("long ago", to=GROUP, ago=61)
    send("news", to=GROUP, ago=3, priority=20)
    send("asked for", to=GROUP, ago=50)
    send("to Robin", to=ROBIN, ago=1)
    send("to Robin before", to=ROBIN, ago=30)
    assert found(database, now) == [
        (GROUP, "asked for", 50),
        (ROBIN, None, 30),
        (GROUP, "news", 3),
        (ROBIN, "to Robin", 1),
    ]


def test_what_waited_long_before_it_was_sent_is_found_too(database, send, now):
    send("a", to=GROUP, ago=59, due=7200)
    send("b", to=GROUP, ago=1, due=7000)
    assert [text for _, text, _ in found(database, now)] == ["a", "b"]


def test_it_is_found_in_as_many_steps_as_it_takes(database, send, now, monkeypatch):
    monkeypatch.setattr(sent_lately, "AT_ONCE", 2)
    for number in range(9):
        send(str(number), to=GROUP, ago=20 - number)
    assert [text for _, text, _ in found(database, now)] == list("012345678")
    assert [text for _, text, _ in found(database, now, most=5)] == list("45678"), "and no further than told"


def test_it_is_read_along_an_index(database, send, now):
    asked = []
    send("a", to=GROUP, ago=5)

    @event.listens_for(database.engine, "before_cursor_execute")
    def _note(_connection, _cursor, statement, parameters, *_):
        asked.append((statement, parameters))

    found(database, now)
    statement, parameters = next(each for each in asked if "ORDER BY" in each[0])
    with database.engine.connect() as connection:
        postgresql = database.engine.dialect.name == "postgresql"
        if postgresql:
            # a table of one row is read as a whole; one of a million isn't
            connection.execute(text("SET enable_seqscan = off"))
        explain = "EXPLAIN " if postgresql else "EXPLAIN QUERY PLAN "
        plan = "\n".join(map(str, connection.exec_driver_sql(explain + statement, parameters)))
    assert "ix_deliveries_state_priority_not_before" in plan
    assert "Seq Scan" not in plan
    assert "SCAN" not in plan
    assert "TEMP B-TREE" not in plan


def test_what_a_clock_that_ran_ahead_left_stands_in_nobodys_way(database, send, now):
    send("an hour ahead", to=GROUP, ago=-3600)
    send("just now", to=GROUP, ago=5)
    assert [text for _, text, _ in found(database, now, most=1)] == ["just now"]


def test_what_was_on_its_way_at_a_crash_may_have_arrived(database, send, now):
    send("in doubt", to=GROUP, ago=4)
    with database.write() as session:
        session.execute(update(DeliveryRow).values(state="sending", sent_at=None))
    assert found(database, now) == [(GROUP, "in doubt", 4)]
