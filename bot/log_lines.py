"""How a record of the log is written: a line for people, or a JSON object for programs. Either way without secrets.

Whatever stands in a record, it can't look like another one: control characters are written out, and lines that go on
are indented.
"""

import json
import logging
import re
import traceback
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any

from bot.log_redaction import redact

COLOURS = {logging.WARNING: "\x1b[33m", logging.ERROR: "\x1b[31m", logging.CRITICAL: "\x1b[1;31m"}
DIM, RESET = "\x1b[2m", "\x1b[0m"

# C0 and C1, line and paragraph separators, and what turns the direction of writing
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")

PERSONAL = {"personal": True}
"""`extra` of a record whose exception may quote what somebody wrote: its words are left out, its places are not."""

LONGEST = 20_000
"""Characters of a message, or of a traceback, that are written."""


class Clean(logging.Formatter):
    """One that knows what must not be written."""

    def __init__(self, secrets: Collection[str], *, datefmt: str | None = None) -> None:
        super().__init__(datefmt=datefmt)
        self._secrets = secrets

    def clean(self, text: str) -> str:
        """The text without secrets."""
        return redact(text, self._secrets)


class Lines(Clean):
    """`2024-05-01T08:00:00+0000 INFO    jobs.deliver: …`; on a terminal the time alone, and warnings in colour."""

    def __init__(self, secrets: Collection[str], *, terminal: bool) -> None:
        super().__init__(secrets, datefmt="%H:%M:%S" if terminal else "%Y-%m-%dT%H:%M:%S%z")
        self._terminal = terminal

    def format(self, record: logging.LogRecord) -> str:
        said = shown(_cut(self.clean(record.getMessage()))) + _repeated(record)
        lines = [said, *(f"    {shown(line)}" for line in _lines(self.clean(trace(record))))]
        at = self.formatTime(record, self.datefmt)
        if not self._terminal:
            return f"{at} {record.levelname:7} {record.name}: " + "\n".join(lines)
        text = f"{DIM}{at}{RESET} " + "\n".join(lines)
        colour = COLOURS.get(record.levelno)
        return f"{colour}{text}{RESET}" if colour else text


class Objects(Clean):
    """One JSON object a line, always with the same fields; `error` is null, or has kind, says and trace.
    `only_ascii` is for a stream that has no other letters."""

    def __init__(self, secrets: Collection[str], *, only_ascii: bool = False) -> None:
        super().__init__(secrets)
        self._only_ascii = only_ascii

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _cut(self.clean(record.getMessage())),
            "error": self._error(record),
            "held": getattr(record, "held", 0),
            "process": record.process,
        }
        # what divides lines elsewhere, or turns the direction of writing, stands in none of them as itself
        return CONTROL.sub(_as_json, json.dumps(fields, ensure_ascii=self._only_ascii))

    def _error(self, record: logging.LogRecord) -> dict[str, Any] | None:
        error = _exception(record)
        if error is None:
            return None
        says = "" if getattr(record, "personal", False) else _cut(self.clean(str(error)))
        return {"kind": type(error).__name__, "says": says, "trace": _lines(self.clean(trace(record)))}


def trace(record: logging.LogRecord) -> str:
    """Its traceback, those of an exception's causes first; empty without one."""
    error = _exception(record)
    if error is None:
        return ""
    if getattr(record, "personal", False):
        return "".join(_without_words(error))
    return "".join(traceback.format_exception(error))


def _lines(text: str) -> list[str]:
    if not text:
        return []
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]}\n…\n{text[-LONGEST // 2 :]}"
    # not splitlines: what divides lines for it is written out instead
    return text.rstrip("\n").split("\n")


def shown(text: str) -> str:
    """The text in one line, and without a command to the terminal."""
    return CONTROL.sub(lambda found: _escaped(found[0]), text)


def _escaped(character: str) -> str:
    return {"\n": "\\n", "\t": "  ", "\r": "\\r"}.get(character) or f"\\x{ord(character):02x}"


def _as_json(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _cut(text: str) -> str:
    """Called with what is clean already: a part of a secret looks like none."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _repeated(record: logging.LogRecord) -> str:
    held = getattr(record, "held", 0)
    return f" ({held} more like it were left out)" if held else ""


def _exception(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None


def _without_words(error: BaseException) -> Iterator[str]:
    seen: list[BaseException] = []
    step: BaseException | None = error
    while step is not None and step not in seen:
        seen.append(step)
        step = step.__cause__ or (None if step.__suppress_context__ else step.__context__)
    for each in reversed(seen):
        yield from traceback.format_list(traceback.extract_tb(each.__traceback__))
        yield f"{type(each).__module__}.{type(each).__qualname__}, whose words are left out\n"
