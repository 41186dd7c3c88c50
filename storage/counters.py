"""Numbers that stay when what they counted is erased."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.rows import insert_for
from storage.tables import CounterRow


def add(session: Session, name: str, number: int = 1) -> None:
    statement = insert_for(session, CounterRow).values(name=name, value=number)
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": CounterRow.value + number}))


def count(session: Session, name: str) -> int:
    """0 for what was never counted."""
    return session.scalar(select(CounterRow.value).where(CounterRow.name == name)) or 0


def counters(session: Session) -> dict[str, int]:
    """All of them, by name."""
    return dict(session.execute(select(CounterRow.name, CounterRow.value)).all())
