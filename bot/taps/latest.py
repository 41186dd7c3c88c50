"""Asking for news."""

from dataclasses import dataclass

from bot.taps.core import Tap


@dataclass(frozen=True)
class Latest(Tap):
    """What is new now: of one topic, or of all the chat follows when it is 0."""

    code = "latest.now"
    topic_id: int


@dataclass(frozen=True)
class WholeDay(Tap):
    """All of the last day, also what was told before: of one topic, or of all the chat follows when it is 0."""

    code = "latest.day"
    topic_id: int
