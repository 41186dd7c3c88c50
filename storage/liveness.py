"""How each side of a connection to PostgreSQL notices that the other one is gone without a word: its machine lost
power, or a cable, or a firewall forgot the connection.

Without this the server holds the locks of a machine that is gone for two hours, and a process waits a quarter of an
hour for an answer that never comes. Sources:
https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS,
https://www.postgresql.org/docs/current/runtime-config-connection.html#RUNTIME-CONFIG-TCP-SETTINGS.
"""

from typing import Any

import psycopg
from sqlalchemy import URL, Engine, event

from storage.addresses import with_password

IDLE_S, INTERVAL_S, COUNT = 5, 2, 3
"""After so long without a word the other side is asked, so often; then it is gone: 11 s, longer than a post's look."""

UNHEARD_MS = 10_000
"""What was sent and isn't taken for so long is lost."""

CONNECT_S = 5

CLIENT: dict[str, Any] = {
    "connect_timeout": CONNECT_S,
    "keepalives": 1,
    "keepalives_idle": IDLE_S,
    "keepalives_interval": INTERVAL_S,
    "keepalives_count": COUNT,
    "tcp_user_timeout": UNHEARD_MS,
}
"""For libpq. What the URL says goes before it."""

SERVER = {
    "tcp_keepalives_idle": IDLE_S,
    "tcp_keepalives_interval": INTERVAL_S,
    "tcp_keepalives_count": COUNT,
    "tcp_user_timeout": UNHEARD_MS,
}
"""For the server, of one session; over a Unix socket it has no use for them."""

SET = "SELECT " + ", ".join(f"set_config('{name}', '{value}', false)" for name, value in SERVER.items())

OPTIONS = " ".join(f"-c {name}={value}" for name, value in SERVER.items())
"""The same for a connection's `options`."""


async def connect(url: URL, name: str) -> psycopg.AsyncConnection:
    """A connection of its own, by which name the server's operator sees it. The server is to be told `SET` yet.

    Raises psycopg.Error.
    """
    return await psycopg.AsyncConnection.connect(
        with_password(url), autocommit=True, application_name=f"newsdigest {name}", **CLIENT
    )


def watched(engine: Engine) -> None:
    """Let the server watch each connection that the engine makes."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.autocommit = True
        connection.execute(SET)
        connection.autocommit = False
