"""The card that everything starts from."""

from dataclasses import dataclass

from bot.taps.core import Tap


@dataclass(frozen=True)
class AdminHome(Tap):
    code = "admin.home"
    page: int


@dataclass(frozen=True)
class CancelQuestion(Tap):
    """Leave the question, back to the topic's card, or to all topics when it is 0."""

    code = "admin.cancel"
    topic_id: int
