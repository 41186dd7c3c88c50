"""Column types that mean the same on SQLite and PostgreSQL."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, DateTime, Integer, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

Json = JSON().with_variant(JSONB(), "postgresql")

JsonOrNothing = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""None is an empty column, and no JSON."""


class Utc(TypeDecorator[datetime]):
    """An aware time, kept and returned in UTC; a naive time is refused, since its zone could only be guessed."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive time reached the database: {value!r}; give it a zone")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if dialect.name == "postgresql" else value.replace(tzinfo=UTC)


class Times(TypeDecorator[tuple[time, ...]]):
    """Local times of day, kept as "07:30,18:00" in ascending order."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[time] | None, dialect: Dialect) -> str | None:
        return None if value is None else ",".join(at.strftime("%H:%M") for at in sorted(set(value)))

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[time, ...] | None:
        return None if value is None else tuple(time.fromisoformat(at) for at in value.split(",") if at)


class Minute(TypeDecorator[time]):
    """One local time of day, kept as "07:30"."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: time | None, dialect: Dialect) -> str | None:
        return None if value is None else value.strftime("%H:%M")

    def process_result_value(self, value: str | None, dialect: Dialect) -> time | None:
        return None if value is None else time.fromisoformat(value)


class Numbers(TypeDecorator[frozenset[int]]):
    """A few numbers below 24, kept as a bit mask: hours of the day, or days of the week, 0 for Monday."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: frozenset[int] | None, dialect: Dialect) -> int | None:
        return None if value is None else sum(1 << number for number in value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> frozenset[int] | None:
        return None if value is None else frozenset(number for number in range(24) if value >> number & 1)


class Seconds(TypeDecorator[timedelta]):
    """A length of time, kept as whole seconds."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value.total_seconds())

    def process_result_value(self, value: int | None, dialect: Dialect) -> timedelta | None:
        return None if value is None else timedelta(seconds=value)


@lru_cache(maxsize=4096)
def _dumped(words: tuple[str, ...]) -> str:
    # a hundred thousand chats are told a story for the same words
    return json.dumps(words, ensure_ascii=False)


class Words(TypeDecorator[tuple[str, ...]]):
    """A short list of words or phrases, kept as JSON text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> str | None:
        return None if value is None else _dumped(tuple(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(json.loads(value))
