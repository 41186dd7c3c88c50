"""From which weight on a story is told as it happens.

A story weighs as many outlets as tell it in words of their own (`jobs.digests.content.wants.weight`): of the parts of
a story's score it is the one that stands for importance alone, and the one that a reader can count.
"""

from enum import StrEnum

IMPORTANT = 3.0
"""So many outlets that don't copy each other are more than a wire report and who rewrote it."""
VERY_IMPORTANT = 5.0


class Instant(StrEnum):
    """How important a story has to be to be told as it happens."""

    OFF = "off"
    IMPORTANT = "important"
    VERY_IMPORTANT = "very"


WEIGHTS = {Instant.OFF: None, Instant.IMPORTANT: IMPORTANT, Instant.VERY_IMPORTANT: VERY_IMPORTANT}


def level_of(weight: float | None) -> Instant:
    """The highest level that asks for no more than this weight; the lowest one for less than any asks for."""
    if weight is None:
        return Instant.OFF
    return Instant.VERY_IMPORTANT if weight >= VERY_IMPORTANT else Instant.IMPORTANT
