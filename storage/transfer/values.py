"""What PostgreSQL takes of the values in an SQLite file, whose columns take anything; pure."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy import JSON, BigInteger, Boolean, Column, Float, Integer
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeDecorator

from storage.columns import Utc

NUL = "has NUL characters"
NOT_UTF8 = "is no UTF-8"
MENDED = frozenset({NUL, NOT_UTF8})
"""What `fit_text` and `fit_json` mend."""

_SQLITE = sqlite.dialect()


class Stored(bytes):
    """Text as it lies in the file; other bytes are a blob."""

    __slots__ = ()


Check = Callable[[Any], str | None]
"""Of a value as it lies in the file: None, or what is wrong with it."""


def check_of(column: Column[Any]) -> Check:
    """What this column's values have to be. What it says of one is a predicate: "is no number"."""
    sound = _sound(column)

    def check(value: Any) -> str | None:
        if value is None:
            return None if column.nullable else "is empty"
        return sound(value)

    return check


def _sound(column: Column[Any]) -> Check:
    kind = column.type
    stored = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    if isinstance(kind, Utc):
        return _moment
    if isinstance(stored, Boolean):
        return lambda value: None if isinstance(value, int) and 0 <= value <= 1 else "is neither true nor false"
    if isinstance(stored, Integer):
        bits = 63 if isinstance(stored, BigInteger) else 31
        return lambda value: _number(value, bits)
    if isinstance(stored, Float):
        return lambda value: None if isinstance(value, (int, float)) else "is no number"
    if isinstance(stored, JSON):
        return _document
    return _written(kind) if isinstance(kind, TypeDecorator) else _text


def _text(value: Any) -> str | None:
    if not isinstance(value, Stored):
        return "is no text"
    if 0 in value:
        return NUL
    try:
        value.decode()
    except UnicodeDecodeError:
        return NOT_UTF8
    return None


def _written(kind: TypeDecorator[Any]) -> Check:
    """Text that means something: newsdigest has to be able to read it."""

    def check(value: Any) -> str | None:
        if wrong := _text(value):
            return wrong
        try:
            kind.process_result_value(value.decode(), _SQLITE)
        except (ValueError, TypeError):
            return "can't be read"
        return None

    return check


def _number(value: Any, bits: int) -> str | None:
    if not isinstance(value, int):
        return "is no whole number"
    return None if -(2**bits) <= value < 2**bits else f"is too large a number for {bits + 1} bits"


def _moment(value: Any) -> str | None:
    if not isinstance(value, Stored):
        return "is no time"
    try:
        read = datetime.fromisoformat(value.decode())
    except ValueError:
        return "is no time"
    return None if read.tzinfo is None else "is a time with a zone of its own"


def _document(value: Any) -> str | None:
    if wrong := _text(value):
        return wrong
    try:
        # read strictly: Python itself would take NaN, and PostgreSQL's numbers end where Python's become infinite
        document = json.loads(value, parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError):
        return "is no valid JSON"
    if b"\\u" in value:
        words = json.dumps(document, ensure_ascii=False)
        if "\\u0000" in json.dumps(document) and fit_json(value.decode()) != value.decode():
            return NUL
        try:
            words.encode()
        except UnicodeEncodeError:
            return "has half a character (a lone surrogate)"
    return None


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError(digits)
    return number


def fit_text(value: bytes) -> str:
    """The text without NUL characters; what is no UTF-8 becomes a replacement character."""
    return value.decode(errors="replace").replace("\0", "")


def fit_json(document: str | None) -> str | None:
    """The same document; its strings without NUL characters where there are any."""
    if document is None or "\\u0000" not in document:
        return document
    read = json.loads(document)
    fitted = _fit(read)
    return document if fitted == read else json.dumps(fitted, ensure_ascii=False)


def _fit(document: Any) -> Any:
    match document:
        case str():
            return document.replace("\0", "")
        case list():
            return [_fit(each) for each in document]
        case dict():
            return {_fit(name): _fit(each) for name, each in document.items()}
        case _:
            return document
