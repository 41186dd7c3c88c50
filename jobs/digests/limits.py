"""How much is told, how often, and how far back a digest looks."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestLimits:
    """`stories` in one digest, `day_stories` where the whole last day is asked for; a chat's first digest looks back
    for `lookback`, one after an absence for `longest_recap` at the most."""

    stories: int = 7
    day_stories: int = 20
    lookback: timedelta = timedelta(hours=24)
    longest_recap: timedelta = timedelta(days=7)
    candidates: int = 2000
    """So many stories are looked at for a digest at the most, those of most outlets: of weeks in many topics there may
    be tens of thousands."""
    follow_ups: int = 3
    """So many messages a digest sends after it at the most, each to an earlier message whose stories developed."""
    instant_a_day: int = 12
    """So many times a day a chat is told something as it happens; what comes after that waits for its hour."""
    settle: timedelta = timedelta(minutes=5)
    """So old is a story before it is told as it happens: first reports are still being sorted into stories."""
    many: int = 2000
    """So many digests that are due within minutes are prepared before the hour, as far as they are the same."""
    per_second: float = 28.0
    """So many messages the bot sends."""
    late: timedelta = timedelta(minutes=15)
    """A digest that will have to wait for longer than this says so."""
    follow_gap: timedelta = timedelta(minutes=30)
    """So long a followed story rests after it was told."""
