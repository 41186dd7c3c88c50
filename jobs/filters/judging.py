"""What a filter keeps. Pure, in time that grows with the text and with the number of terms alone.

An article is kept when

1. it meets none of the excluded terms, and
2. where words or titles are asked for, it meets one of those; the same goes for sources, and for languages.

An article whose language isn't known is in none.

A story is judged by its articles. Those of a source or a language that is excluded or not asked for count as if they
had never come. Where excluded words stand in at least half of the others, the story is about them, and it is left out;
where they stand in fewer, those articles alone are. The story is kept where one that remains has the words asked for,
and is told from all of them.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import filterfalse
from typing import Generic, Protocol, TypeVar

from jobs.filters.terms import Filter, Kind, Term, source_name
from jobs.folding import folded_word
from jobs.keywords import Haystack, haystack

MOST_TEXT = 50_000
"""Characters of an article that are looked through for words: few articles are longer, and those are no news."""
_ABOUT = (Kind.WORDS, Kind.TITLE)


class Reason(StrEnum):
    """Why something is kept or left out."""

    FREE = "free"
    """Kept: nothing is asked for, or no term but excluded ones."""
    FOUND = "found"
    """Kept: the term is met."""
    EXCLUDED = "excluded"
    """Left out: the excluded term is met."""
    MISSING = "missing"
    """Left out: neither the term, which is the first of its group, nor another one is met."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something is kept, why, and the term that decided (none where nothing is asked for)."""

    reason: Reason
    term: Term | None = None

    @property
    def kept(self) -> bool:
        return self.reason in {Reason.FREE, Reason.FOUND}


class Told(Protocol):
    """What of an article a filter looks at; stored articles have it."""

    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def language(self) -> str | None: ...


Article = TypeVar("Article", bound=Told)


@dataclass(frozen=True, slots=True)
class StoryVerdict(Generic[Article]):
    """A story's verdict, and the articles that it is to be told from: none where it is left out."""

    verdict: Verdict
    articles: tuple[Article, ...]


def matches(wanted: Filter, title: str, text: str, source: str, language: str | None) -> Verdict:
    """What the filter says of one article."""
    return (
        _out_by_origin(wanted, source, language)
        or _out_by_words(wanted, title, text)
        or _asked_words(wanted, title, text)
        or _let_in(wanted, source, language)
    )


def judge_story(wanted: Filter, articles: Sequence[Article]) -> StoryVerdict[Article]:
    """What the filter says of a story that these articles tell, one at least."""
    if not wanted.terms:
        return StoryVerdict(Verdict(Reason.FREE), tuple(articles))
    offered, out = _split(articles, lambda told: _out_by_origin(wanted, told.source, told.language))
    if not offered:
        return StoryVerdict(out[0], ())
    remaining, out = _split(offered, lambda told: _out_by_words(wanted, told.title, told.text))
    if 2 * len(out) >= len(offered):
        return StoryVerdict(out[0], ())
    # nothing keeps these out
    verdicts = [
        _asked_words(wanted, told.title, told.text) or _let_in(wanted, told.source, told.language) for told in remaining
    ]
    verdict = next(filterfalse(_is_out, verdicts), verdicts[0])
    return StoryVerdict(verdict, tuple(remaining) if verdict.kept else ())


def _split(
    articles: Iterable[Article], judge: Callable[[Article], Verdict | None]
) -> tuple[list[Article], list[Verdict]]:
    """The articles of which there is nothing to say, and what there is to say of the others."""
    judged = [(article, judge(article)) for article in articles]
    return [article for article, verdict in judged if verdict is None], [verdict for _, verdict in judged if verdict]


def _is_out(verdict: Verdict) -> bool:
    return not verdict.kept


def _out_by_origin(wanted: Filter, source: str, language: str | None) -> Verdict | None:
    for kind in (Kind.SOURCE, Kind.LANGUAGE):
        if met := _first(wanted.excluded(kind), lambda term: _is_of(term, source, language)):
            return Verdict(Reason.EXCLUDED, met)
        asked = wanted.asked(kind)
        if asked and not _first(asked, lambda term: _is_of(term, source, language)):
            return Verdict(Reason.MISSING, asked[0])
    return None


def _out_by_words(wanted: Filter, title: str, text: str) -> Verdict | None:
    met = _first_about(wanted.excluded(*_ABOUT), title, text)
    return Verdict(Reason.EXCLUDED, met) if met else None


def _asked_words(wanted: Filter, title: str, text: str) -> Verdict | None:
    """What comes of the words asked for, where any are."""
    asked = wanted.asked(*_ABOUT)
    if not asked:
        return None
    met = _first_about(asked, title, text)
    return Verdict(Reason.FOUND, met) if met else Verdict(Reason.MISSING, asked[0])


def _let_in(wanted: Filter, source: str, language: str | None) -> Verdict:
    """The verdict on what nothing keeps out and no words are asked for."""
    met = _first(wanted.asked(Kind.SOURCE, Kind.LANGUAGE), lambda term: _is_of(term, source, language))
    return Verdict(Reason.FOUND, met) if met else Verdict(Reason.FREE)


def _first(terms: Iterable[Term], met: Callable[[Term], bool]) -> Term | None:
    return next((term for term in terms if met(term)), None)


def _first_about(terms: Iterable[Term], title: str, text: str) -> Term | None:
    whole: Haystack | None = None
    for term in terms:
        if term.kind is Kind.TITLE:
            searched = haystack(title[:MOST_TEXT])
        else:
            searched = whole = whole or haystack(f"{title}\n{text}"[:MOST_TEXT])
        if searched.holds(term.text, prefix=term.prefix):
            return term
    return None


def _is_of(term: Term, source: str, language: str | None) -> bool:
    if term.kind is Kind.LANGUAGE:
        return language is not None and re.split("[-_]", language.lower())[0] == term.text
    name = source_name(source)
    if term.whole:
        return folded_word(name) == folded_word(term.text)
    return haystack(name).holds(term.text, prefix=term.prefix)
