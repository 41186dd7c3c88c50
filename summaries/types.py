"""The plain records that go into this room and come out of it.

Times are aware and UTC; languages are ISO 639-1 codes; offsets count Python characters (code points).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo


class Method(StrEnum):
    """Who chooses the sentences: our own scorer (`NEWS`), or one of sumy's algorithms."""

    NEWS = "news"
    LEXRANK = "lexrank"
    LSA = "lsa"
    TEXTRANK = "textrank"
    LUHN = "luhn"
    SUMBASIC = "sumbasic"
    KL = "kl"
    REDUCTION = "reduction"
    EDMUNDSON = "edmundson"


class Label(StrEnum):
    """What a story is to the chat that is about to read it."""

    NEW = "new"
    DEVELOPING = "developing"


class Late(StrEnum):
    """Why a digest comes late."""

    MANY = "many"
    """Very many are due at its hour, more than can be made or sent at once."""
    AWAY = "away"
    """They could not be made or sent for a while: the bot was away, or Telegram was."""


class Length(StrEnum):
    """How much of a story a digest shows."""

    HEADLINES = "headlines"
    """The headline and who reports it, no sentences."""
    SHORT = "short"
    LONG = "long"
    """As many sentences as the summary has; folded where they are many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """The article that a page holds, and what the page says of it.

    `text` has its paragraphs separated by one blank line, and is empty where the page holds no article.
    """

    url: str
    title: str
    text: str
    language: str | None = None
    author: str | None = None
    site: str | None = None
    image: str | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The clean readable text of an entry. `key` is the caller's own number for it; `source` the outlet's name."""

    key: int
    url: str
    title: str
    text: str
    source: str
    published_at: datetime
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of an article, word for word: `text == article.text[start:end]`; `article` is the article's key."""

    text: str
    start: int
    end: int
    article: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number with what it counts, word for word as an article has it: `text == article.text[start:end]`."""

    text: str
    start: int
    end: int
    value: float
    article: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Sentences chosen from one or several articles, in reading order, and the method that chose them.

    `disputed`: quantities on which the sources differ, each with the sources' figures, the newest first.
    """

    sentences: tuple[Sentence, ...]
    method: Method
    disputed: tuple[tuple[Figure, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Why a story stands where it stands: named parts whose sum is the total."""

    parts: Mapping[str, float] = field(default_factory=dict)

    @property
    def total(self) -> float:
        return sum(self.parts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Articles that report one event, as ranked for one chat; `matches` are the topics or keywords that brought it."""

    key: int
    articles: tuple[Article, ...]
    label: Label = Label.NEW
    matches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestStory:
    """A story as a digest tells it: the best of its sources' own titles, and its summary.

    `fresh`: the keys of those articles that came since the chat was told the story; none where it is new to the chat.
    """

    story: Story
    headline: str
    url: str
    summary: Summary
    score: Score
    length: Length = Length.SHORT
    fresh: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Ranked stories for one chat and the half-open window `[since, until)`; `more` stories didn't fit."""

    since: datetime
    until: datetime
    zone: ZoneInfo
    stories: tuple[DigestStory, ...]
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One message of a rendered digest: Telegram HTML within Telegram's limits, and the stories it tells.

    `preview` is the address whose link preview stands above the text, None where no link has one.
    """

    html: str
    stories: tuple[int, ...] = ()
    preview: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A part of a score: its name as in `summaries.ranking`, and what it added or took away."""

    name: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a story stands where it stands: what brought it, how many independent sources, its score from the largest."""

    matches: tuple[str, ...]
    sources: int
    reasons: tuple[Reason, ...]
    total: float
