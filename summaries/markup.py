"""Telegram HTML from runs of text, and its size as Telegram counts it.

Text goes in only through `Run`, which escapes it, so that no source can break the markup. Limits and allowed tags:
https://core.telegram.org/bots/api#html-style.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape, unescape
from html.parser import HTMLParser
from itertools import groupby, takewhile
from typing import Self

MOST_UNITS = 4096
MOST_ENTITIES = 100
MOST_BYTES = 32_768
# an address longer than this, escaped, is left out, so that no link can fill a message by itself
MOST_HREF_BYTES = 1500

_BREAKS = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029]+")
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
# Telegram drops embeddings and overrides; unlike isolates they also reach beyond the text they stand in
_EMBEDDINGS = re.compile("[\u202a-\u202e]")
_ISOLATES = re.compile("[\u2066-\u2069]")
_OPENINGS, _OPEN, _CLOSE = "\u2066\u2067\u2068", "\u2068", "\u2069"
_JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text with the tags that hold it, outermost first (`b`, `i`, ...), and where it leads."""

    text: str
    tags: tuple[str, ...] = ()
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Size:
    """What counts against Telegram's limits: UTF-16 units of text, entities, bytes of HTML."""

    units: int = 0
    entities: int = 0
    bytes: int = 0

    def __add__(self, other: Self) -> "Size":
        return Size(self.units + other.units, self.entities + other.entities, self.bytes + other.bytes)

    @property
    def fits(self) -> bool:
        return self.units <= MOST_UNITS and self.entities <= MOST_ENTITIES and self.bytes <= MOST_BYTES


def markup(runs: Iterable[Run]) -> tuple[str, Size]:
    """Some runs as HTML, and its size; neighbours with the same tags share them."""
    html, total = "", Size()
    for tags, alike in groupby(runs, key=lambda run: run.tags):
        opening, closing = "".join(f"<{tag}>" for tag in tags), "".join(f"</{tag}>" for tag in reversed(tags))
        html += opening
        for run in alike:
            inner = escape(run.text, quote=False)
            html += inner if run.href is None else f'<a href="{escape(run.href)}">{inner}</a>'
            total += Size(units=units(run.text), entities=run.href is not None)
        html += closing
        total += Size(entities=len(tags))
    return html, total + Size(bytes=len(html.encode()))


def units(text: str) -> int:
    """The length of `text` in UTF-16 code units, as Telegram counts offsets; a lone surrogate counts as one."""
    return len(text) + sum(sign > "\uffff" for sign in text)


def escaped_bytes(href: str) -> int:
    """How many bytes an address takes in HTML."""
    return len(escape(href).encode())


def clean(text: str) -> str:
    """`text` on one line, as Telegram will show it: no control signs or embeddings, only isolates that close."""
    text = _LONE_SURROGATES.sub("\ufffd", _EMBEDDINGS.sub("", text))
    return _BREAKS.sub(" ", _matched_isolates(text) if _ISOLATES.search(text) else text).strip(" ")


def is_rtl(text: str) -> bool:
    """Whether the first strongly directed letter runs from right to left (Unicode Bidirectional Algorithm, rule P2)."""
    return next(_strong(text), "L") != "L"


def isolated(text: str, rtl: bool) -> str:
    """`text` between isolates where some of it runs against the line it stands in."""
    against = {"L"} if rtl else {"R", "AL"}
    return f"{_OPEN}{text}{_CLOSE}" if any(direction in against for direction in _strong(text)) else text


def shortened(text: str, most: int) -> str:
    """`text` in at most `most` UTF-16 units, cut between words and ended by an ellipsis where it was longer."""
    if units(text) <= most:
        return text
    return clean(text[: cut(text, most - 1)]).rstrip(" ,;:–—-") + "…"


def cut(text: str, most: int) -> int:
    """Where to cut `text` to keep at most `most` units: after the last space, else between two whole signs."""
    end, room = 0, most
    for end, sign in enumerate(text):  # noqa: B007 -- the place is what's wanted
        room -= 2 if sign > "\uffff" else 1
        if room < 0:
            break
    else:
        return len(text)
    space = text.rfind(" ", 0, end + 1)
    if space > end // 2:
        return space
    whole = end
    while whole > max(1, end - 32) and _continues(text, whole):
        whole -= 1
    return whole if whole > max(1, end - 32) else max(1, end)


def size_of(html: str) -> Size:
    """The size of a part whose markup is in order."""
    return Size(units=units(_shown(html)), entities=html.count("</"), bytes=len(html.encode()))


def shown_characters(html: str) -> int:
    """How many characters a reader sees of a part whose markup is in order: links' addresses, for one, aren't."""
    return len(_shown(html))


def _shown(html: str) -> str:
    return unescape(_TAG.sub("", html))


_TAG = re.compile(r"<[^>]*>")


def plain_text(html: str) -> str:
    """The text of a part without its markup, for sending where Telegram can't parse it; any string will do."""
    reader = _TextReader()
    reader.feed(html)
    reader.close()
    return "".join(reader.found)


class _TextReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def _strong(text: str) -> Iterator[str]:
    return (direction for direction in map(unicodedata.bidirectional, text) if direction in ("L", "R", "AL"))


def _continues(text: str, place: int) -> bool:
    """Whether the sign at `place` belongs to the one before it: a mark, a joiner, a skin tone, half a flag."""
    sign, before = text[place], text[place - 1]
    return (
        unicodedata.category(sign).startswith("M")
        or sign in _JOINERS
        or before == "\u200d"
        or "\U0001f3fb" <= sign <= "\U0001f3ff"
        or (_is_half_flag(sign) and _halves_before(text, place) % 2 == 1)
    )


def _halves_before(text: str, place: int) -> int:
    return sum(1 for _ in takewhile(_is_half_flag, reversed(text[max(0, place - 32) : place])))


def _is_half_flag(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"


def _matched_isolates(text: str) -> str:
    """`text` without the isolates that nothing closes and the closings that nothing opened."""
    unmatched: set[int] = set()
    opened: list[int] = []
    for place, sign in enumerate(text):
        if sign in _OPENINGS:
            opened.append(place)
        elif sign == _CLOSE and opened:
            opened.pop()
        elif sign == _CLOSE:
            unmatched.add(place)
    unmatched.update(opened)
    return "".join(sign for place, sign in enumerate(text) if place not in unmatched)
