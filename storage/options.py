"""Settings that were changed while the bot runs; they win over the environment's."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.rows import as_record, insert_for
from storage.tables import OptionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """The value as it would stand in the environment, and who changed it when."""

    name: str
    value: str
    changed_by: int
    changed_at: datetime


def options(session: Session) -> dict[str, Option]:
    """All that were changed, by name."""
    return {row.name: as_record(Option, row) for row in session.scalars(select(OptionRow).order_by(OptionRow.name))}


def set_option(session: Session, name: str, value: str, *, by: int, now: datetime) -> None:
    values = {"value": value, "changed_by": by, "changed_at": now}
    statement = insert_for(session, OptionRow).values(name=name, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))


def clear_option(session: Session, name: str) -> bool:
    """Go back to what the environment says; False where nothing else was said."""
    return (
        session.execute(delete(OptionRow).where(OptionRow.name == name).returning(OptionRow.name)).first() is not None
    )
