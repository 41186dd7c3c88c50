"""Computing digests in a process of their own, behind everybody else: threads would share the bot's interpreter, and
make each answer late that comes meanwhile.

It reads the database itself. Where a server hangs, the connection to it is cut with those to the server
(`storage.lines`), and it is ended.
"""

import logging
import os
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from multiprocessing.connection import Connection, Pipe
from types import TracebackType
from typing import Any, Self

from jobs.digests.by_hour.batch import Batch
from jobs.digests.by_hour.composing import ComposingWontStart, Order
from jobs.digests.by_hour.known_prints import Incoming
from jobs.processes import environment
from storage.database import Database
from storage.errors import DatabaseTrouble

SECONDS = 120.0
"""So long an order may take at the most, which asks for a second or so."""
START_SECONDS = 60.0
"""Loading what computes takes a second, and many times that on a machine under load."""

log = logging.getLogger(__name__)


class ComposingEnded(Exception):
    """The process that computes digests ended, or had to be ended; what it was at is still due."""


class ComposingProcess:
    """A `jobs.digests.by_hour.composing.Composing` of one thread at a time. A context manager; leaving it ends the
    process, which starts with the first order, and anew after one that it broke down at."""

    def __init__(self, database: Database, *, seconds: float = SECONDS) -> None:
        self._database = database
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._busy = False
        self._ready = False
        self._prints = Incoming()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def begin(self, order: Order) -> None:
        # nobody came for the last batch, as when the database failed meanwhile: this order's must not be taken for it
        if self._busy or self._is_gone():
            self._start()
        self._busy = True
        self._send(order)

    def finish(self) -> Batch:
        """Raises DatabaseTrouble where it ended while the database fails, else ComposingWontStart, ComposingEnded, or
        what went wrong."""
        try:
            made, error = self._answer()
        except (ComposingEnded, ComposingWontStart) as broken:
            self.end()
            self._blame_database(broken)
            raise
        self._busy = False
        if error is not None:
            raise error
        try:
            batch: Batch = replace(made[0], prints=self._prints.unpack(made[1]))
        except KeyError as unknown:
            self.end()
            raise ComposingEnded("the process that computes digests names a print that never came") from unknown
        return batch

    def _answer(self) -> Any:
        if self._connection is None:
            raise ComposingEnded("the process that computes digests was ended")
        if not self._ready:
            _hear_of_start(self._connection)
            self._ready = True
        return _receive(self._connection, self._seconds)

    def rest(self, *, but: datetime | None = None) -> None:
        if self._connection is not None:
            self._prints = Incoming()
            self._send(but)

    def end(self) -> None:
        """End the process; what it is at is lost, and due."""
        process, connection = self._process, self._connection
        self._process = self._connection = None
        self._busy = self._ready = False
        # its end first: who waits for it in another thread hears of that, and of nothing else
        if process is not None:
            process.kill()
            process.wait()
        if connection is not None:
            connection.close()

    def _is_gone(self) -> bool:
        """Whether there is none, or one that ended or was cut off: of one that has no order nothing is to be read."""
        if self._process is None or self._connection is None:
            return True
        return self._process.poll() is not None or self._connection.poll()

    def _blame_database(self, error: Exception) -> None:
        if self._database.condition.trouble is not None:
            # no chat is put off for it
            raise DatabaseTrouble(self._database.condition.words) from error

    def _send(self, order: Order | datetime | None) -> None:
        assert self._connection is not None
        try:
            self._connection.send(order)
        except OSError:
            # `finish` says so
            log.debug("The process that computes digests is gone")

    def _start(self) -> None:
        self.end()
        ours, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", "jobs.digests.by_hour.worker", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                # how PostgreSQL is reached may stand in variables of its own
                env=environment("HOME", *(name for name in os.environ if name.startswith("PG"))),
            )
        self._connection, self._prints = ours, Incoming()
        self._database.lines.add(ours)
        try:
            ours.send(self._database.url.render_as_string(hide_password=False))
        except OSError:
            # `finish` says so
            log.debug("The process that computes digests ended at once")


def _hear_of_start(connection: Connection) -> None:
    try:
        _receive(connection, START_SECONDS)
    except ComposingEnded as error:
        raise ComposingWontStart(
            "the process that computes digests doesn't start; look whether memory or processes are short"
        ) from error


def _receive(connection: Connection, seconds: float) -> Any:
    try:
        if not connection.poll(seconds):
            raise ComposingEnded(f"the process that computes digests said nothing for {seconds:g} seconds")
        return connection.recv()
    except (OSError, EOFError) as broken:
        raise ComposingEnded("the process that computes digests ended") from broken
