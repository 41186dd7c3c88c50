"""The connections that this process has open to a server, or to a process that asks the server for it. They can all be
ended at once.

Who waits for an answer on a connection waits as long as its other end is alive, and a server that hangs keeps its end
alive. There is nothing else by which a thread could be let go.
"""

import os
import socket
import threading
import weakref
from contextlib import suppress
from typing import Any, Protocol

import psycopg
from sqlalchemy import Engine, event


class Line(Protocol):
    """What is a socket underneath: a connection of psycopg's, or of multiprocessing's."""

    def fileno(self) -> int: ...


class Lines:
    """Any thread may use it. A closed connection is forgotten by itself. `cuts` is how often they were ended."""

    def __init__(self) -> None:
        self.cuts = 0
        self._open: weakref.WeakSet[Line] = weakref.WeakSet()
        self._turn = threading.Lock()

    def watch(self, engine: Engine) -> None:
        """Know each connection that the engine makes."""

        @event.listens_for(engine, "connect")
        def on_connect(connection: Any, _record: Any) -> None:
            self.add(connection)

    def add(self, connection: Line) -> None:
        with self._turn:
            self._open.add(connection)

    async def take_in(self, connection: psycopg.AsyncConnection[Any]) -> None:
        """The same for a pool, which calls it for each connection."""
        self.add(connection)

    def cut(self) -> None:
        """End them: whoever waits for an answer gets an error, now."""
        with self._turn:
            known = list(self._open)
            self.cuts += 1
        for connection in known:
            with suppress(psycopg.Error, OSError), socket.socket(fileno=os.dup(connection.fileno())) as line:
                line.shutdown(socket.SHUT_RDWR)
