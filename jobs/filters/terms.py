"""What a filter is made of. Pure.

A filter is a list of terms, each asked for or excluded. A term is

- words: a word or phrase in the headline or the text, by the rules of `jobs.keywords`;
- title: the same, in the headline alone;
- source: words in the name of an article's source, or, as `-source:"Harbour Post"` has it in quotes, the whole name;
- language: what an article is written in, by its ISO 639 code; regions don't count.

`jobs.filters.language` reads and writes them, `jobs.filters.judging` tells what they keep.
"""

import re
import unicodedata
from dataclasses import dataclass, field, replace
from enum import StrEnum

from jobs.folding import folded_word

MAX_LENGTH = 1000
"""Characters of a filter."""
MAX_TERMS = 50
MAX_TERM = 100
"""Characters of a term."""
# invisible signs, and halves of signs that no database takes
_UNSEEN = frozenset({"Cf", "Cs"})
_SIGNS = str.maketrans("：＊−–—－＋", ":*----+")
QUOTES = '"„“”‟«»＂「」『』'
"""Each of them opens a phrase, and the next of them ends it."""


class Kind(StrEnum):
    """What of an article a term is about."""

    WORDS = "words"
    TITLE = "title"
    SOURCE = "source"
    LANGUAGE = "lang"


class Fault(StrEnum):
    """Why a text is no filter."""

    TOO_LONG = "too_long"
    """More than MAX_LENGTH characters."""
    TOO_MANY = "too_many"
    """More than MAX_TERMS terms."""
    TERM_TOO_LONG = "term_too_long"
    """More than MAX_TERM characters in a term."""
    QUOTE = "quote"
    """A phrase begins that doesn't end."""
    NOTHING = "nothing"
    """A sign with nothing behind it, such as `-` or `source:`."""
    FIELD = "field"
    """A word with a colon that is none of source, lang and title; in quotes it would be a word."""
    LANGUAGE = "language"
    """No language is called so."""
    STAR = "star"
    """A star anywhere but at the end, or where no word can be longer."""
    CONTRADICTION = "contradiction"
    """The same term is asked for and excluded."""


class FilterNotUnderstood(ValueError):
    """A text is no filter: why, and the word where it shows (at most 40 characters)."""

    def __init__(self, fault: Fault, word: str = "") -> None:
        super().__init__(f"{fault}: {word}")
        self.fault = fault
        self.word = word if len(word) <= 40 else word[:39] + "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One condition. `text` is as it was written, but without quotes, signs and star; of a language, its code."""

    text: str
    kind: Kind = Kind.WORDS
    excluded: bool = False
    prefix: bool = False
    """A star stood at its end: the last word may go on."""
    whole: bool = False
    """The whole name of a source, rather than words in it."""

    @property
    def meaning(self) -> tuple[Kind, str, bool, bool]:
        """What two terms have in common that say the same, asked for or excluded."""
        return self.kind, " ".join(folded_word(self.text).split()), self.prefix, self.whole


@dataclass(frozen=True, slots=True)
class Filter:
    """Terms as they were written, none of them twice; without terms it keeps everything."""

    terms: tuple[Term, ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.terms)

    def asked(self, *kinds: Kind) -> tuple[Term, ...]:
        """The terms of these kinds of which one must be met."""
        return tuple(term for term in self.terms if term.kind in kinds and not term.excluded)

    def excluded(self, *kinds: Kind) -> tuple[Term, ...]:
        """The terms of these kinds of which none may be met."""
        return tuple(term for term in self.terms if term.kind in kinds and term.excluded)


def source_term(name: str, *, excluded: bool) -> Term:
    """The term for exactly this source, such as a button "Mute this source" adds.

    Raises FilterNotUnderstood for a name without a letter.
    """
    text = source_name(name)
    if not folded_word(text).strip():
        raise FilterNotUnderstood(Fault.NOTHING, name)
    return Term(kind=Kind.SOURCE, text=text, excluded=excluded, whole=True)


def source_name(name: str) -> str:
    """A source's name as a term can hold it: without quotes and stars, and not longer than a term."""
    bare = re.sub(rf"[{QUOTES}*]+", " ", tidy(name[: 4 * MAX_TERM]))
    return " ".join(bare.split())[:MAX_TERM].strip()


def tidy(text: str) -> str:
    """A text with one kind of dash, colon and star, and without what can't be seen; what joins letters in Persian and
    Indian scripts stays."""
    spaced = re.sub(r"[\s\x00-\x1f\x7f-\x9f]", " ", text)
    seen = "".join(sign for sign in spaced if sign in "\u200c\u200d" or unicodedata.category(sign) not in _UNSEEN)
    return unicodedata.normalize("NFC", seen).translate(_SIGNS)


def with_term(wanted: Filter, term: Term) -> Filter:
    """The filter with one term more; its opposite gives way. Raises FilterNotUnderstood where there is no room."""
    if term in wanted.terms:
        return wanted
    others = without_term(wanted, term).terms
    if len(others) == MAX_TERMS:
        raise FilterNotUnderstood(Fault.TOO_MANY, term.text)
    return Filter((*others, term))


def without_term(wanted: Filter, term: Term) -> Filter:
    """The filter without the term, and without its opposite."""
    return Filter(tuple(other for other in wanted.terms if other.meaning != term.meaning))


def opposite(term: Term) -> Term:
    """The same, excluded where it was asked for and asked for where it was excluded."""
    return replace(term, excluded=not term.excluded)
