"""Webhooks while PostgreSQL ends statements, or is away: nobody is answered twice for it, or left waiting."""

import asyncio
import json
import time
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, create_engine, insert, text

from demo.botapi.client import User
from demo.botapi.faults import Fault, Kind
from storage.database import Database
from storage.tables import UpdateRow
from tests.bot.webhook.conftest import PATIENCE_S, running, until, waiting, written

STATEMENT_S = 0.5


@pytest.fixture
def impatient(shared: Database):
    """A server whose operator lets no statement take longer than `STATEMENT_S`; the engine of one who may."""
    server = create_engine(shared.url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        milliseconds = round(STATEMENT_S * 1000)
        connection.execute(text(f"ALTER DATABASE {shared.url.database} SET statement_timeout = {milliseconds}"))
    server.dispose()
    patient = create_engine(shared.url, connect_args={"options": "-c statement_timeout=0"})
    yield patient
    patient.dispose()


@asynccontextmanager
async def held(engine: Engine, statement: str, *, until_said: str, caplog: pytest.LogCaptureFixture):
    """What the statement locks is locked until the log says so."""
    with engine.connect() as connection:
        await asyncio.to_thread(connection.execute, text(statement))
        yield

        async def said() -> bool:
            return until_said in caplog.text

        await until(said)
        connection.rollback()


async def test_what_waits_is_looked_for_also_after_a_look_that_the_server_ended(
    shared, impatient, api, settings_for, caplog
):
    async with running(settings_for(shared)), User(api.base_url) as reader:
        await welcomed(reader, shared)
        lock = "LOCK TABLE updates IN ACCESS EXCLUSIVE MODE"
        async with held(impatient, lock, until_said="could not be looked for", caplog=caplog):
            pass
        with shared.write() as session:
            session.execute(insert(UpdateRow).values(left_by_another(reader, claimed_for=None)))
        assert "/latest" in (await reader.next_message(PATIENCE_S)).text


async def test_a_chat_is_answered_also_after_a_mark_that_the_server_ended(shared, impatient, api, settings_for, caplog):
    async with running(settings_for(shared)), User(api.base_url) as reader:
        api.faults.add(Fault(kind=Kind.SLOW, method="sendMessage", chat=reader.id, seconds=1))
        await reader.send("/help")
        await waiting(shared, 1)
        lock = "SELECT * FROM updates WHERE done_at IS NULL FOR UPDATE"
        async with held(impatient, lock, until_said="is handled, and could not be marked", caplog=caplog):
            pass
        await reader.next_message(PATIENCE_S)
        await reader.send("/privacy")
        assert "/latest" not in (await reader.next_message(PATIENCE_S)).text
        await waiting(shared, 0)


async def test_after_the_database_was_away_others_have_time_to_say_what_they_are_at(
    own_postgres, api, settings_for, monkeypatch
):
    """A claim that ran out meanwhile could not be renewed."""
    monkeypatch.setattr("bot.webhook.desk.SETTLED_AFTER_S", 5.0)
    database = Database(own_postgres.get_uri())
    async with running(settings_for(database)) as bot, User(api.base_url) as reader:
        await welcomed(reader, database)
        own_postgres.stop()
        await until(bot.is_unready)
        back_at = time.monotonic()
        await asyncio.to_thread(own_postgres.start)
        database.engine.dispose()
        with database.write() as session:
            session.execute(insert(UpdateRow).values(left_by_another(reader, claimed_for=timedelta(seconds=-1))))
        await reader.next_message(PATIENCE_S)
        # looks come each second
        assert time.monotonic() - back_at >= 4.0
        await waiting(database, 0)
    database.close()


async def welcomed(reader: User, database: Database) -> None:
    """A bot may write only to who has written to it."""
    await reader.send("/help")
    await reader.next_message(PATIENCE_S)
    await waiting(database, 0)


def left_by_another(reader: User, *, claimed_for: timedelta | None) -> dict[str, object]:
    """An update that another process took in, and claimed for so long from now on."""
    now = datetime.now(UTC)
    return {
        "update_id": 999,
        "lane": reader.id,
        "body": json.dumps({"update_id": 999, "message": written(reader.id, "/help")}),
        "received_at": now,
        "not_before": now,
        "claimed_by": None if claimed_for is None else "another",
        "claimed_until": None if claimed_for is None else now + claimed_for,
        "attempts": 0 if claimed_for is None else 1,
    }
