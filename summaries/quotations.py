"""Quotations of several sentences, which must be told whole or not at all."""

import re
from collections import Counter
from collections.abc import Sequence

from summaries.units import Unit

# before the last letter of a Hebrew word the mark shows an abbreviation
_MARKS = re.compile(r"[“”„«»()（）「」『』]|``|''|(?<![א-ת])\"|\"(?![א-ת](?![א-ת]))")
_RARE = re.compile("[„«»（）「」『』א-ת]")
_OPENING = re.compile(r"[\"“„«]|``")
_LONGEST = 3

Run = tuple[int, int]


def quotations(units: Sequence[Unit]) -> list[Run | None]:
    """For each sentence the run `[first, last]` that must be told whole; None where a quotation is never completed.

    A quotation of several sentences is one run, so that no piece of it stands as the outlet's own word.
    """
    runs: list[Run | None] = [(place, place) for place in range(len(units))]
    place = 0
    while place < len(units):
        last = place
        if _may_be_open(units[place].text) and _is_open(marks := _MARKS.findall(units[place].text)):
            last, whole = _end(units, place, marks)
            runs[place : last + 1] = [(place, last) if whole else None] * (last + 1 - place)
        place = last + 1
    return runs


def _end(units: Sequence[Unit], first: int, marks: list[str]) -> tuple[int, bool]:
    """The last sentence of the quotation that `first` leaves open, and whether it is closed there."""
    last = first
    while last - first < _LONGEST - 1 and last + 1 < len(units):
        if units[last + 1].place == 0 and _OPENING.match(units[last + 1].text):
            break  # each paragraph of a long quotation opens it anew, and only the last closes it
        last += 1
        marks = marks + _MARKS.findall(units[last].text)
        if not _is_open(marks):
            return last, True
    # whatever was left open, a new paragraph is not part of it
    return next((at for at in range(first, last) if units[at + 1].place == 0), last), False


def _may_be_open(text: str) -> bool:
    """A quick no for most sentences."""
    if text.count('"') % 2 or text.count("(") != text.count(")") or "``" in text or "''" in text:
        return True
    return not text.isascii() and (text.count("“") != text.count("”") or _RARE.search(text) is not None)


def _is_open(marks: Sequence[str]) -> bool:
    """Whether a quotation mark or bracket has lost its partner."""
    count = Counter(marks)
    if count['"'] % 2:
        return True
    # agencies' ``quotations''; a pair of apostrophes alone may be anything
    if count["``"] != count["''"] and (count["``"] or count["''"] % 2):
        return True
    if any(count[one] != count[other] for one, other in ("«»", "()", "（）", "「」", "『』")):
        return True
    # German closes with what English opens with
    if count["„"]:
        return count["„"] != count["“"] + count["”"]
    return count["“"] != count["”"]
