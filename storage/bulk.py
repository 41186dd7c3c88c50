"""INSERTs of very many rows by the driver itself: SQLAlchemy's own way costs several times as much for each row."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Generic, TypeVar

from sqlalchemy import Insert
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session

from storage.tables import Table

Item = TypeVar("Item")
Made = TypeVar("Made")

Ready = tuple[Any, ...]
"""Values as the driver takes them, in the order of their columns."""

_POSITIONS = {"sqlite": "qmark", "postgresql": "format"}


def ready(session: Session, table: type[Table], values: Mapping[str, Any]) -> Ready:
    """These columns' values made ready for `insert_ready`."""
    processors = _processors(session.get_bind().dialect, table, tuple(values))
    return tuple(
        value if process is None else process(value) for value, process in zip(values.values(), processors, strict=True)
    )


def insert_ready(session: Session, statement: Insert, columns: Sequence[str], rows: Sequence[Ready]) -> int:
    """Run an INSERT for rows of these columns' values; returns how many it came to."""
    if not rows:
        return 0
    dialect = session.get_bind().dialect
    # values by position need no dictionary for each row
    compiled = statement.inline().compile(
        dialect=type(dialect)(paramstyle=_POSITIONS[dialect.name]),  # type: ignore[call-arg]
        column_keys=list(columns),
    )
    assert compiled.positiontup == list(columns), "the columns have the table's order"
    return session.connection().exec_driver_sql(str(compiled), list(rows)).rowcount


@lru_cache(maxsize=100)
def _processors(
    dialect: Dialect, table: type[Table], columns: tuple[str, ...]
) -> tuple[Callable[[Any], Any] | None, ...]:
    types = (table.__table__.columns[name].type.dialect_impl(dialect) for name in columns)
    return tuple(of_type.bind_processor(dialect) for of_type in types)


class Memo(Generic[Item, Made]):
    """What was made of the last so many things, for as long as they are the very same objects."""

    def __init__(self, most: int) -> None:
        self._most = most
        # a thing is held, lest another one get its identity
        self._known: OrderedDict[int, tuple[Item, Made]] = OrderedDict()

    def get(self, thing: Item, make: Callable[[Item], Made]) -> Made:
        """What was made of it, or is made now."""
        if (known := self._known.get(id(thing))) is not None:
            return known[1]
        made = make(thing)
        self._known[id(thing)] = (thing, made)
        if len(self._known) > self._most:
            self._known.popitem(last=False)
        return made
