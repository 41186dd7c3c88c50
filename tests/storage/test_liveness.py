"""What each side of a connection is told, so that it notices that the other one is gone, on a real PostgreSQL."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, text

from storage import liveness
from storage.database import Database
from tests.conftest import NewPostgres

GONE_AFTER_S = 15


@pytest.fixture
def database(new_postgres: NewPostgres) -> Iterator[Database]:
    database = Database(new_postgres())
    yield database
    database.close()


def set_by_the_session(connection: Connection) -> set[str]:
    """Which of the server's settings this connection has for itself; their values only a TCP connection shows."""
    return set(connection.scalars(text("SELECT name FROM pg_settings WHERE source IN ('session', 'client')")))


def test_a_machine_that_is_gone_is_given_up_within_seconds() -> None:
    for told, prefix in ((liveness.CLIENT, ""), (liveness.SERVER, "tcp_")):
        idle, interval, count = (int(told[f"{prefix}keepalives_{name}"]) for name in ("idle", "interval", "count"))
        assert idle + interval * count < GONE_AFTER_S
        assert int(told["tcp_user_timeout"]) < 1000 * GONE_AFTER_S


def test_both_sides_of_each_connection_look_whether_the_other_is_there(database: Database) -> None:
    with database.aside() as outside, database.read() as session:
        for connection in (outside, session.connection()):
            assert set_by_the_session(connection) >= liveness.SERVER.keys()
            driver = connection.connection.driver_connection
            assert driver is not None
            said = driver.info.get_parameters()
            assert {name: said.get(name) for name in liveness.CLIENT} == {
                name: str(value) for name, value in liveness.CLIENT.items()
            }


def test_what_the_url_says_goes_before(database: Database) -> None:
    other = Database(database.url.update_query_dict({"keepalives_idle": "60"}).render_as_string(hide_password=False))
    with other.aside() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        assert driver.info.get_parameters()["keepalives_idle"] == "60"
    other.close()


def test_a_connection_with_these_options_does_so_from_its_first_word(database: Database) -> None:
    other = Database(
        database.url.update_query_dict({"options": liveness.OPTIONS}).render_as_string(hide_password=False)
    )
    with other.aside() as connection:
        set_by_others = "SELECT reset_val FROM pg_settings WHERE name = 'tcp_keepalives_count'"
        assert connection.scalar(text(set_by_others)) == str(liveness.COUNT)
    other.close()
