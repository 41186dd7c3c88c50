"""Each row on both sides, as newsdigest reads it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON
from sqlalchemy import Table as SqlTable

from storage.transfer.source import Row, named


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """`what` names no values: they may be somebody's words, or secrets."""

    table: str
    key: str
    what: str

    def __str__(self) -> str:
        return f"{self.table}: {self.key} {self.what}"


def differences(table: SqlTable, source: Iterator[Row], target: Iterator[Row]) -> Iterator[Difference | None]:
    """What differs between the rows of a table, given from both sides in the order of their keys: one for each row,
    None for one that is the same."""
    keys = [place for place, column in enumerate(table.columns) if column.primary_key]

    def key_of(row: Row) -> Any:
        # a set is no order: but those are no keys
        return tuple(row[place].encode() if isinstance(row[place], str) else row[place] for place in keys)

    documents = {place for place, column in enumerate(table.columns) if isinstance(column.type, JSON)}
    ours, theirs = next(source, None), next(target, None)
    while ours is not None or theirs is not None:
        if theirs is None or (ours is not None and key_of(ours) < key_of(theirs)):
            assert ours is not None
            yield _difference(table, ours, keys, "is missing in PostgreSQL")
            ours = next(source, None)
        elif ours is None or key_of(theirs) < key_of(ours):
            yield _difference(table, theirs, keys, "is in PostgreSQL alone")
            theirs = next(target, None)
        else:
            other = [] if ours == theirs else _other(table, ours, theirs, documents)
            yield _difference(table, ours, keys, f"differs in {', '.join(other)}") if other else None
            ours, theirs = next(source, None), next(target, None)


def _difference(table: SqlTable, row: Row, keys: list[int], what: str) -> Difference:
    return Difference(table=table.name, key=named(table, tuple(row[place] for place in keys)), what=what)


def _other(table: SqlTable, ours: Row, theirs: Row, documents: set[int]) -> list[str]:
    return [
        column.name
        for place, column in enumerate(table.columns)
        if not _same(ours[place], theirs[place], document=place in documents)
    ]


def _same(ours: Any, theirs: Any, *, document: bool) -> bool:
    if not document or ours is None or theirs is None:
        return bool(ours == theirs)
    # PostgreSQL orders names and writes numbers in its own way
    return bool(_told_apart(json.loads(ours)) == _told_apart(json.loads(theirs)))


def _told_apart(document: Any) -> Any:
    """True isn't 1 in JSON, as it is in Python."""
    match document:
        case bool():
            return ("bool", document)
        case list():
            return [_told_apart(each) for each in document]
        case dict():
            return {name: _told_apart(each) for name, each in document.items()}
        case _:
            return document
