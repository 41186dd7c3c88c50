"""The bot's figures in pictures."""

from dataclasses import dataclass
from enum import StrEnum

from bot.taps.core import Tap

USUAL_DAYS = 30


class Chart(StrEnum):
    OVERVIEW = "all"
    CHATS = "chats"
    DELIVERIES = "sent"
    FEEDS = "feeds"
    STORIES = "stories"
    DELAYS = "delay"


@dataclass(frozen=True)
class SendStats(Tap):
    """Send the picture of all figures, as a message of its own."""

    code = "admin.figures"


@dataclass(frozen=True)
class ShowStats(Tap):
    """Draw one of the pictures (`Chart`) in place of the one that is there, of so many days, on light or dark."""

    code = "admin.chart"
    chart: str
    days: int
    dark: bool
