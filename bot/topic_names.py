"""Topics as people write their names, and names as they may be kept."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from bot.words.letters import bare_letters
from storage.feeds import Feed
from storage.topics import Topic

LONGEST_NAME = 60
LONGEST_SLUG = 50
"""With `topic_` before it, a deep link's parameter stays within Telegram's 64 characters."""

JOINERS = "\u200c\u200d"
MOST_CLOSE = 4
LIKE = 0.6
LONGEST_WRITTEN = 200
MOST_KEYWORDS = 50


def find_topic(topics: Sequence[Topic], name: str) -> Topic | None:
    """The one topic that is meant: by slug or name, without case and accents, or by how its name alone begins."""
    wanted = _wanted(name)
    if not wanted:
        return None
    exact = [topic for topic in topics if _is(topic, wanted)]
    begun = [topic for topic in topics if _known(topic.name).startswith(wanted)]
    found = exact or begun
    return found[0] if exact or len(found) == 1 else None


def is_called(topic: Topic, name: str) -> bool:
    """Whether this is the topic's slug or whole name."""
    return _is(topic, _wanted(name))


def close_topics(topics: Sequence[Topic], name: str) -> list[Topic]:
    """At most four topics whose name is like this, or contains it; the likeliest first."""
    wanted = _wanted(name)
    if not wanted:
        return []
    likeness = _Likeness(wanted)
    like = {topic.id: max(likeness.to(topic.name), likeness.to(topic.slug)) for topic in topics}
    close = [topic for topic in topics if like[topic.id] >= LIKE]
    return sorted(close, key=lambda topic: -like[topic.id])[:MOST_CLOSE]


def search_topics(topics: Sequence[Topic], words: str) -> list[Topic]:
    """Topics with each of the words in their name or description, the best first: those whose name has them all, then
    by their order. Where there is none, those that are spelled alike."""
    wanted = _wanted(words).split()
    if not wanted:
        return []
    in_name = [topic for topic in topics if _has(wanted, topic.name)]
    about = [topic for topic in topics if _has(wanted, f"{topic.name} {topic.description}")]
    return [*in_name, *(topic for topic in about if topic not in in_name)] or close_topics(topics, words)


def search_feeds(feeds: Sequence[Feed], words: str) -> list[Feed]:
    """Feeds with each of the words in their title or address."""
    wanted = _wanted(words).split()
    return [feed for feed in feeds if wanted and _has(wanted, f"{feed.title} {feed.url}")]


def clean_line(text: str, longest: int) -> str:
    """One line of visible text: without control characters, marks that turn the direction, and doubled spaces."""
    # Cc, Cf, Cs, Co: control, format, surrogate and private characters; the joiners that emoji and some scripts
    # are written with stay
    hidden = {"Cc", "Cf", "Cs", "Co"}
    kept = (c for c in text if c.isspace() or c in JOINERS or unicodedata.category(c) not in hidden)
    return " ".join("".join(kept).split())[:longest].strip(f" {JOINERS}")


def make_slug(name: str, taken: Collection[str]) -> str:
    """A short ASCII name for links, made from a topic's name; unlike those that are `taken`."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    base = re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-")[:LONGEST_SLUG].strip("-") or "topic"
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def read_keywords(text: str) -> tuple[str, ...]:
    """Words or phrases separated by commas or lines, each once."""
    found = (clean_line(part, LONGEST_NAME) for part in re.split(r"[,;\n]", text))
    return tuple(dict.fromkeys(keyword for keyword in found if any(map(str.isalnum, keyword))))[:MOST_KEYWORDS]


def _is(topic: Topic, wanted: str) -> bool:
    return bool(wanted) and wanted in {_known(topic.slug), _known(topic.name)}


class _Likeness:
    """How much names are like the one that was written, from 0 to 1; less than `LIKE` counts as 0."""

    def __init__(self, wanted: str) -> None:
        self._wanted = wanted
        # difflib keeps what it learns of its second text
        self._matcher = SequenceMatcher(None, "", wanted)
        self._known: dict[str, float] = {}

    def to(self, name: str) -> float:
        plain = _known(name)
        if self._wanted in plain:
            return 0.9
        return max((self._ratio(word) for word in {plain, *plain.split()}), default=0.0)

    def _ratio(self, word: str) -> float:
        if word not in self._known:
            self._known[word] = self._compare(word)
        return self._known[word]

    def _compare(self, word: str) -> float:
        self._matcher.set_seq1(word)
        # the two that come first are upper bounds, and cheap
        ratios = (self._matcher.real_quick_ratio, self._matcher.quick_ratio, self._matcher.ratio)
        return self._matcher.ratio() if all(ratio() >= LIKE for ratio in ratios) else 0.0


def _has(words: Sequence[str], text: str) -> bool:
    plain = _known(text)
    return all(word in plain for word in words)


def _wanted(written: str) -> str:
    """What somebody wrote, to be compared; of more than any name could be, the beginning."""
    return _plain(written[:LONGEST_WRITTEN])


@lru_cache(maxsize=8192)
def _known(text: str) -> str:
    """As `_plain`, of names that are compared again and again."""
    return _plain(text)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", bare_letters(text)).split())
