"""What an article is about, as weighted terms: the common ground of clustering and the online window.

Words count less the later they stand, e^(-place / 50), and those of the title three times; news tells its event first.
Terms are words' forms (`forms.py`) cut to six letters, which serves as a stemmer for every language with an alphabet
(McNamee & Mayfield, "Character N-Gram Tokenization for European Language Text Retrieval", 2004).
"""

import math
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from sys import intern

from summaries.forms import form
from summaries.language import detect, tag_language
from summaries.types import Article
from summaries.words import forms, stop_words

TITLE_WEIGHT = 3.0
DECAY_WORDS = 50.0
# a word beyond this place would weigh under two hundredths
READ_WORDS = 200
READ_CHARACTERS = 2500
TERM_LETTERS = 6


def primary_language(language: str | None) -> str:
    """The ISO 639-1 code of a language tag ("en" of "en-GB"); "" where there is none."""
    return tag_language(language or "") or ""


def language_of(article: Article) -> str:
    """The article's language as it is tagged, else as its text reads; "" where there is too little to tell."""
    return primary_language(article.language) or detect(f"{article.title}\n{article.text}") or ""


@dataclass(frozen=True, slots=True)
class Document:
    """Term -> square root of its weighted count, for all terms that carry meaning, and for the names among them."""

    weights: Mapping[str, float]
    names: Mapping[str, float]


def document(article: Article, language: str) -> Document:
    """The terms of an article, without the stop words of `language`.

    Numbers are names too, and so are capitalised words inside a sentence that stand nowhere in lower case.
    """
    counts: defaultdict[str, float] = defaultdict(float)
    text = article.text[:READ_CHARACTERS]
    for term in terms(article.title):
        counts[term] += TITLE_WEIGHT
    for place, term in enumerate(islice(terms(text), READ_WORDS)):
        counts[term] += _PLACE_WEIGHTS[place]
    stop = _stop_terms(language)
    weights = {term: math.sqrt(count) for term, count in counts.items() if term not in stop}
    named = _named(f"{article.title}\n{text}")
    return Document(weights, {term: weight for term, weight in weights.items() if term in named or term[0].isdigit()})


def terms(text: str) -> list[str]:
    """The terms of `text` in order; a number is one term, however it is grouped or pointed (1,400 and 1.400)."""
    return [intern(word[:TERM_LETTERS]) for word in forms(_POINT_IN_NUMBER.sub("", text.casefold()))]


_POINT_IN_NUMBER = re.compile(r"(?<=\d)[.,'](?=\d)")
# a word after another word or a comma, so that no sentence begins there
_INSIDE_SENTENCE = re.compile(r"(?<=[\w,;] )[^\W\d_]\w*")
_PLACE_WEIGHTS = [math.exp(-place / DECAY_WORDS) for place in range(READ_WORDS)]


def _named(text: str) -> set[str]:
    capitalised: set[str] = set()
    lower: set[str] = set()
    for word in _INSIDE_SENTENCE.findall(text):
        (capitalised if word[0].isupper() else lower).add(form(word.casefold())[:TERM_LETTERS])
    return capitalised - lower


@cache
def _stop_terms(language: str) -> frozenset[str]:
    listed = stop_words(language)
    shaped = {form(word, language == "ar")[:TERM_LETTERS] for word in listed}
    return frozenset(word[:TERM_LETTERS] for word in listed) | shaped | frozenset("'’stdm")
