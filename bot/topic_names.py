"""Topics as people write their names, and names as they may be kept."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from difflib import SequenceMatcher

from bot.letters import bare_letters
from storage.feeds import Feed
from storage.topics import Topic

LONGEST_NAME = 60
LONGEST_SLUG = 50
"""With `topic_` before it, a deep link's parameter stays within Telegram's 64 characters."""

JOINERS = "\u200c\u200d"
MOST_CLOSE = 4
MOST_KEYWORDS = 50


def find_topic(topics: Sequence[Topic], name: str) -> Topic | None:
    """The one topic that is meant: by slug or name, without case and accents, or by how its name alone begins."""
    wanted = _plain(name)
    if not wanted:
        return None
    exact = [topic for topic in topics if is_called(topic, name)]
    begun = [topic for topic in topics if _plain(topic.name).startswith(wanted)]
    found = exact or begun
    return found[0] if exact or len(found) == 1 else None


def is_called(topic: Topic, name: str) -> bool:
    """Whether this is the topic's slug or whole name."""
    wanted = _plain(name)
    return bool(wanted) and wanted in {_plain(topic.slug), _plain(topic.name)}


def close_topics(topics: Sequence[Topic], name: str) -> list[Topic]:
    """At most four topics whose name is like this, or contains it; the likeliest first."""
    wanted = _plain(name)
    if not wanted:
        return []
    likeness = {topic.id: max(_likeness(wanted, topic.name), _likeness(wanted, topic.slug)) for topic in topics}
    close = [topic for topic in topics if likeness[topic.id] >= 0.6]
    return sorted(close, key=lambda topic: -likeness[topic.id])[:MOST_CLOSE]


def search_topics(topics: Sequence[Topic], words: str) -> list[Topic]:
    """Topics with each of the words in their name or description, the best first: those whose name has them all, then
    by their order. Where there is none, those that are spelled alike."""
    wanted = _plain(words).split()
    if not wanted:
        return []
    in_name = [topic for topic in topics if all(word in _plain(topic.name) for word in wanted)]
    about = [topic for topic in topics if all(word in _plain(f"{topic.name} {topic.description}") for word in wanted)]
    return [*in_name, *(topic for topic in about if topic not in in_name)] or close_topics(topics, words)


def search_feeds(feeds: Sequence[Feed], words: str) -> list[Feed]:
    """Feeds with each of the words in their title or address."""
    wanted = _plain(words).split()
    return [feed for feed in feeds if wanted and all(word in _plain(f"{feed.title} {feed.url}") for word in wanted)]


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


def _likeness(wanted: str, name: str) -> float:
    plain = _plain(name)
    if wanted in plain:
        return 0.9
    words = [plain, *plain.split()]
    return max((SequenceMatcher(None, wanted, word).ratio() for word in words), default=0.0)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", bare_letters(text)).split())
