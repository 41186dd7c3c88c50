"""What comes of making digests: the messages that the outbox would send."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from storage import deliveries
from storage.database import Database, Session
from storage.deliveries import Delivery


def sent(database: Database, now: datetime) -> list[Delivery]:
    """What the outbox would send, in order."""

    def claims() -> Iterator[Delivery]:
        with database.write() as session:
            while (claimed := deliveries.claim(session, now=now)) is not None:
                deliveries.mark_sent(session, claimed.id, now=now, message_id=claimed.id)
                yield claimed

    return list(claims())


def html(database: Database, now: datetime) -> str:
    return "\n".join(delivery.html for delivery in sent(database, now))


class Overtaken(Database):
    """A database in which somebody else is quicker: before the first write there, `rival` has its way."""

    def __init__(self, database: Database, rival: Callable[[Database], object]) -> None:
        super().__init__(str(database.url))
        self._rivals = [lambda: rival(database)]

    @contextmanager
    def write(self) -> Iterator[Session]:
        if self._rivals:
            self._rivals.pop()()
        with super().write() as session:
            yield session
