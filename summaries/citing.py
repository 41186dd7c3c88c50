"""Whom a summary cites: the article behind each sentence, where a link leads, and how a moment is written."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from summaries.fragment import address, linkable, text_fragment
from summaries.markup import MOST_HREF_BYTES, clean, escaped_bytes, isolated, shortened
from summaries.remembering import remembering, size_of
from summaries.types import Article, DigestStory, Figure, Sentence
from summaries.wording import Wording

LONGEST_SOURCE = 64

REMEMBERED_BYTES = 12 * 2**20
"""Two thousand sentences or so."""

NO_BREAK_SPACE = "\u00a0"
# Unicode's circled numbers stand in three places
_CIRCLED = "".join(chr(first + n) for first, count in ((0x2460, 20), (0x3251, 15), (0x32B1, 15)) for n in range(count))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """In what words and zone a message is written, and when."""

    wording: Wording
    zone: ZoneInfo
    now: datetime

    def moment(self, at: datetime, *, dated: bool) -> str:
        """The hour of `at`, with its day before it where `dated`; unbroken."""
        local = at.astimezone(self.zone)
        wording, today = self.wording, self.day(self.now)
        text = wording.moment_text(local, beside=today) if dated else wording.hour_text(local)
        return text.replace(" ", NO_BREAK_SPACE)

    def day(self, at: datetime) -> date:
        """The reader's day at that moment."""
        return at.astimezone(self.zone).date()


def article_of(told: DigestStory, said: Sentence | Figure) -> Article:
    """The article that says it. Raises ValueError where the story doesn't hold it."""
    found = next((article for article in told.story.articles if article.key == said.article), None)
    if found is None:
        raise ValueError(
            f"render: story {told.story.key} cites article {said.article}, which isn't one of its articles"
        )
    return found


def mark(number: int) -> str:
    """A circled number, from 1 on."""
    return _CIRCLED[number - 1] if number <= len(_CIRCLED) else f"({number})"


def href(url: str) -> str | None:
    """Where a link to an article leads; None for what is no web address, or too long for a message."""
    return _bounded(address(url)) if linkable(url) else None


def place(article: Article, said: Sentence | Figure) -> str | None:
    """The very place in the article where it is said, as a text fragment; the article where that is too long."""
    return _place(article.url, article.text, said.start, said.end) if linkable(article.url) else None


# the same sentences are told to many, one after another
@remembering(REMEMBERED_BYTES, weigh=lambda url, text, *_: size_of((url, text)))
def _place(url: str, text: str, start: int, end: int) -> str | None:
    return _bounded(text_fragment(url, text, start, end)) or href(url)


def outlet(name: str, rtl: bool) -> str:
    """An outlet's name as it stands in a line of that direction."""
    return isolated(shortened(clean(name), LONGEST_SOURCE), rtl)


def folded(source: str) -> str:
    """What two spellings of an outlet's name have in common."""
    return clean(source).casefold()


def _bounded(found: str) -> str | None:
    return found if escaped_bytes(found) <= MOST_HREF_BYTES else None
