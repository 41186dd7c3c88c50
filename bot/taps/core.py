"""What a button asks for, as the 1 to 64 bytes that Telegram gives back when it is tapped.

`v1:<code>:<field>:…`, one frozen class a button. Data comes back from the client, so it is read like any other
input: `decode` gives None for what no button of this version says. A button that switches says which state it wants
rather than "the other one", so that a double tap does no harm.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from hashlib import sha256
from typing import ClassVar, Self, get_type_hints

VERSION = "v1"
LONGEST = 64
"""Bytes of callback_data (https://core.telegram.org/bots/api#inlinekeyboardbutton)."""

ADDRESS_ROOM = 12
"""Bytes of it that are left for `aimed`."""

LARGEST = 2**31 - 1
"""No row has a larger number, and PostgreSQL fails where one is compared with a larger; those of people are larger."""
PERSON = "user_id"

NUMBER = re.compile(r"\d{1,18}", re.ASCII)
WORD = re.compile(r"[A-Za-z0-9_/+-]{1,40}")


@dataclass(frozen=True)
class Tap:
    """A button's meaning. Fields are whole numbers from 0 on, switches, or short words of ASCII."""

    code: ClassVar[str] = ""

    @classmethod
    def read(cls, values: list[str]) -> Self | None:
        """The button with these fields, None where one is missing, superfluous or malformed."""
        kinds = _fields(cls)  # type: ignore[arg-type]  # mypy takes classes of Self for unhashable
        if len(kinds) != len(values):
            return None
        read = [_value(name, kind, value) for (name, kind), value in zip(kinds.items(), values, strict=True)]
        return None if None in read else cls(*read)


def encode(tap: Tap) -> str:
    """The callback_data of a button. Raises ValueError when it would not survive the way there and back."""
    values = [getattr(tap, field.name) for field in fields(tap)]
    written = (str(int(value)) if isinstance(value, int) else value for value in values)
    data = ":".join((VERSION, tap.code, *written))
    if len(data.encode()) > LONGEST - ADDRESS_ROOM or decode(data) != tap:
        raise ValueError(f"no callback data can carry {tap!r}")
    return data


@lru_cache(maxsize=4096)
def decode(data: str) -> Tap | None:
    """The button that this data belongs to; None when it is forged, mangled or from another version.

    Remembered, since every door asks it of every tap.
    """
    version, _, rest = data.partition("@")[0].partition(":")
    code, *values = rest.split(":")
    kind = _kinds().get(code)
    return kind.read(values) if version == VERSION and kind else None


def aimed(data: str, chat_id: int) -> str:
    """The same button for another chat (its row's id) than the one that it is shown in: remote control."""
    return f"{data}@{chat_id}"


def aim_of(data: str) -> int | None:
    """The row id of the chat that a button is for, None for the one that it is shown in. Anybody's words, so far."""
    return row_id(data.partition("@")[2])


def row_id(written: str) -> int | None:
    """The number that a row can have; None for what is none, or too large for every row."""
    return int(written) if NUMBER.fullmatch(written) and int(written) <= LARGEST else None


def key_of(text: str) -> str:
    """A short name for an address, or whatever else a button has no room for."""
    return sha256(text.encode()).hexdigest()[:16]


def family(data: str) -> str:
    """The card that a button was on, by the first part of its code (`topics`, `schedule`, …); empty where unclear."""
    code = data.partition("@")[0].partition(":")[2].partition(":")[0]
    name = code.partition(".")[0]
    return name if any(known.partition(".")[0] == name for known in _kinds()) else ""


@cache
def _kinds() -> Mapping[str, type[Tap]]:
    # the package imports every family, so that by the first tap all are there
    return {kind.code: kind for kind in Tap.__subclasses__()}


@cache
def _fields(kind: type[Tap]) -> Mapping[str, type]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _value(name: str, kind: type, written: str) -> int | str | None:
    if kind is bool:
        return {"0": False, "1": True}.get(written)
    if kind is int:
        if not NUMBER.fullmatch(written) or str(int(written)) != written:
            return None
        return int(written) if int(written) <= LARGEST or name == PERSON else None
    return written if WORD.fullmatch(written) else None
