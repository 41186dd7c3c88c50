"""Searching the news: from what somebody types to stories, each with the sentence that shows why it was found.

    storm ferry         both words, in any order
    "night ferry"       the phrase, letter for letter
    -football           not with this word
    flo*                any word that begins so

A word that isn't in quotes also finds its longer forms: what a language hangs on a word's end is taken off before, as
far as a rule without a dictionary can ("elections" finds "election", "школа" finds "школу"). Anything at all can be
typed: what isn't understood is looked for as words.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from jobs.filters.terms import QUOTES, tidy
from jobs.folding import UNSPACED
from jobs.search_words import split
from storage.database import Session
from storage.search import Hit, search
from storage.search_query import Phrase, Query
from summaries.segment import sentences

LONGEST = 256
"""Characters that are read of what somebody types."""
MOST_PHRASES = 10
MOST_WORDS = 12
"""In a phrase."""
_SHOWN = 4000
"""So many characters of an article are looked through for the sentence to show."""
_PIECE = re.compile(rf"(-?)(?:[{QUOTES}]([^{QUOTES}]*)(?:[{QUOTES}]|$)|([^\s{QUOTES}]+))")
_HEBREW_QUOTE = re.compile(rf"(?<=[א-ת])[{QUOTES}](?=[א-ת])")
_CYRILLIC_END = re.compile(
    "(.{4,}?)(?:ого|ому|ими|ами|ями|ів|ов|ев|ей|ом|ем|ам|ям|ах|ях|ою|ею|[аеёєиіїйоуыэюяьъ]{1,2})"
)
_LATIN_END = re.compile("([a-z]{5,}?)(?:es|en|as|os|s|e|a|i|o|y)")
_CYRILLIC = re.compile("[\u0400-\u04ff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A story that was found, and a sentence of its best article, word for word; empty where it has none.

    `titled` is whether its headline has all that was asked for.
    """

    hit: Hit
    sentence: str
    titled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPage:
    """One page of what was found. `found` is how many stories there are in all; where `capped`, at least so many.

    `asked` is False where the text holds nothing to look for.
    """

    stories: tuple[Found, ...]
    found: int
    capped: bool
    asked: bool = True


def search_stories(
    session: Session,
    text: str,
    *,
    topic_ids: Collection[int],
    now: datetime,
    limit: int = 10,
    offset: int = 0,
    typing: bool = False,
) -> FoundPage:
    """What the given topics carry of what is asked for, the best first; with `typing` the last word may be unfinished.

    Raises nothing, whatever the text.
    """
    query = understand(text, typing=typing)
    page = search(session, query, topic_ids=topic_ids, now=now, limit=limit, offset=offset)
    stories = tuple(
        Found(
            hit=hit,
            sentence=telling_sentence(hit, query),
            titled=_count(query, hit.headline) == len(query.wanted),
        )
        for hit in page.hits
    )
    return FoundPage(stories=stories, found=page.found, capped=page.capped, asked=bool(query.wanted))


def understand(text: str, *, typing: bool = False) -> Query:
    """What somebody looks for. Without a word in it, or with nothing but unwanted ones, it finds nothing."""
    clean = _HEBREW_QUOTE.sub("", tidy(text[:LONGEST]))
    pieces = list(_PIECE.finditer(clean))
    wanted: list[Phrase] = []
    unwanted: list[Phrase] = []
    for piece in pieces[:MOST_PHRASES]:
        quoted, bare = piece[2], piece[3]
        unfinished = typing and bare is not None and piece.end() == len(clean)
        phrase = _phrase(quoted if bare is None else bare, exact=bare is None or bool(piece[1]), unfinished=unfinished)
        if phrase is not None:
            (unwanted if piece[1] else wanted).append(phrase)
    return Query(wanted=tuple(dict.fromkeys(wanted)), unwanted=tuple(dict.fromkeys(unwanted)))


def telling_sentence(hit: Hit, query: Query) -> str:
    """The first sentence with the most of what was asked for."""
    text = hit.text[:_SHOWN]
    best, most = "", -1
    for start, end in sentences(text, hit.language):
        found = _count(query, text[start:end])
        if found > most:
            best, most = text[start:end], found
        if most == len(query.wanted):
            break
    return best


def _count(query: Query, text: str) -> int:
    """How much of what was asked for the text has."""
    words = f" {' '.join(split(text))} "
    return sum(f" {' '.join(asked.words)}{'' if asked.prefix else ' '}" in words for asked in query.wanted)


def _phrase(text: str, *, exact: bool, unfinished: bool) -> Phrase | None:
    starred = text.endswith("*")
    words = tuple(split(text, asked=True)[:MOST_WORDS])
    if not words:
        return None
    *before, last = words
    # a single letter of a script without spaces stands in a pair nearly always
    begins = re.match(f"[{UNSPACED}]", last) is not None if len(last) == 1 else starred or unfinished
    if begins:
        return Phrase(words=words, prefix=True)
    if exact or before or len(last) < 4 or not last.isalpha():
        return Phrase(words=words)
    return Phrase(words=(_begun(last),), prefix=True, exact=last)


def _begun(word: str) -> str:
    """The word without what may be its ending."""
    ending = _CYRILLIC_END if _CYRILLIC.fullmatch(word) else _LATIN_END
    found = ending.fullmatch(word)
    return found[1] if found else word
