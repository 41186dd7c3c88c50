"""What `/filter` was told: `ferry -football`, `science: comet -moon`, `science: off`. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from bot.topic_names import find_topic
from jobs.filters.language import parse_filter
from jobs.filters.terms import QUOTES, Filter, FilterNotUnderstood, Kind, Term, tidy, with_term
from storage.topics import Topic

FIELDS = {*Kind, "language"}


@dataclass(frozen=True, slots=True)
class Asked:
    """For one topic, or for everything; `words` are what stands behind the topic's name."""

    topic: Topic | None
    words: str


def read_scope(text: str, topics: Sequence[Topic]) -> Asked:
    """What is asked for which of `topics`: a topic's name and a colon come first, where one topic is meant.

    A word that filters know before a colon, such as `title:`, is theirs.
    """
    clean = tidy(text).strip()
    for at in reversed([place for place, letter in enumerate(clean) if letter == ":"]):
        name = clean[:at].strip()
        if name.casefold() in FIELDS or any(quote in name for quote in QUOTES):
            continue
        if topic := find_topic(topics, name):
            return Asked(topic, clean[at + 1 :].strip())
    return Asked(None, clean)


def unknown_scope(text: str) -> str | None:
    """What stands before the first colon, where it could be the name of a topic; None where it couldn't."""
    name, colon, _ = tidy(text).partition(":")
    name = name.strip()
    return name if colon and name.casefold() not in FIELDS and not any(quote in name for quote in QUOTES) else None


def merged(wanted: Filter, more: Filter) -> Filter:
    """The filter with the terms of another one; what it says to the contrary gives way.

    Raises FilterNotUnderstood where there is no room.
    """
    for term in more.terms:
        wanted = with_term(wanted, term)
    return wanted


def readable(text: str) -> Filter:
    """A filter that was kept; none where this version doesn't understand it any more."""
    try:
        return parse_filter(text)
    except FilterNotUnderstood:
        return Filter()


def mark_of(*parts: object) -> str:
    """A short name for a term, or for a draft, that a button has room for."""
    said = "\n".join(repr(part.meaning) if isinstance(part, Term) else str(part) for part in parts)
    return sha256(said.encode("utf-8", "replace")).hexdigest()[:10]
