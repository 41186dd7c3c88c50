"""What is written in the pictures: plain strings in the reader's language, made from catalogues by the caller.

A `note` stands under the title or the large number and says what it counts, how it changed; it may be empty.
"""

from dataclasses import dataclass

from babel import Locale

from bot.charts.theme import Theme

MOST_TOPICS = 10
"""Topics that have a bar; the caption, or `StoriesTexts.others`, says how many more there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatsTexts:
    title: str
    note: str
    new: str
    gone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveriesTexts:
    title: str
    note: str
    failed: str
    unknown: str
    cancelled: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedsTexts:
    title: str
    note: str
    well: str
    failing: str
    gone: str
    paused: str
    unread: str
    problems: str
    """Over the kinds of problems."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoriesTexts:
    title: str
    note: str
    others: str
    """How many more topics there are than are shown (`MOST_TOPICS`); not written where there are no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DelaysTexts:
    title: str
    note: str
    median: str
    p90: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartTexts:
    """`nothing` stands where there is nothing to draw yet; `today` under the day that isn't over."""

    overview: str
    nothing: str
    today: str
    chats: ChatsTexts
    deliveries: DeliveriesTexts
    feeds: FeedsTexts
    stories: StoriesTexts
    delays: DelaysTexts


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How pictures look for one reader."""

    theme: Theme
    locale: Locale
    texts: ChartTexts

    @property
    def is_rtl(self) -> bool:
        return self.locale.text_direction == "rtl"
