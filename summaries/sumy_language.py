"""A language as sumy sees it: its words, its stems and its stop words, with nothing to download.

Where sumy has resources of its own they are used, so that its algorithms choose what they choose in sumy; where it
needs an NLTK download, an extra package, or has nothing, ours take their place. Importing this module imports sumy.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache

from nltk.tokenize import NLTKWordTokenizer  # type: ignore[import-untyped]
from sumy.nlp.stemmers import Stemmer
from sumy.utils import get_stop_words

from summaries.segment import sentences
from summaries.words import stemmer as own_stemmer
from summaries.words import stop_words as own_stop_words
from summaries.words import words

_NAMES = {
    "ar": "arabic", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "et": "estonian", "fi": "finnish", "fr": "french", "hu": "hungarian", "it": "italian", "nl": "dutch",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sk": "slovak",
    "sl": "slovene", "sv": "swedish", "tr": "turkish", "uk": "ukrainian",
}  # fmt: skip
"""sumy's names of the languages whose words it finds without an extra package."""
_OWN_WORDS = frozenset({"ar", "hu", "ro"})
_STEMMER_IS_EXTRA = frozenset({"el", "pl"})
_STEMMER_WARNS = frozenset({"cs", "sk"})
# of each language; an article has a thousand words or so
_STEMS = 10_000
_GREEK = re.compile(r"[ ,;;.!?:-]+")
_IS_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['-])*\Z")


class Tokenizer:
    """What sumy asks of a tokenizer."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._of_sumy = language in _NAMES and language not in _OWN_WORDS
        self._nltk = NLTKWordTokenizer()

    def to_sentences(self, paragraph: str) -> tuple[str, ...]:
        return tuple(paragraph[start:end] for start, end in sentences(paragraph, self.language))

    def to_words(self, sentence: str) -> tuple[str, ...]:
        if not self._of_sumy:
            return tuple(word for word in words(sentence) if not word.isdigit())
        found = _GREEK.split(sentence) if self.language == "el" else self._nltk.tokenize(sentence)
        return tuple(word for word in found if _IS_WORD.match(word))


@cache
def stemmer(language: str) -> Callable[[str], str]:
    """sumy's stemmer, else ours."""
    if language in _STEMMER_IS_EXTRA:
        return own_stemmer(language)
    try:
        found = Stemmer(_NAMES[language])
    except LookupError:  # also a language without a name
        return own_stemmer(language)
    # its algorithms stem each word anew for each pair of sentences
    return lru_cache(maxsize=_STEMS)(_cased(found) if language in _STEMMER_WARNS else found)


def _cased(stem: Callable[[str], str]) -> Callable[[str], str]:
    """`stem`, but not for words of other scripts, which it would return with a warning."""
    return lambda word: stem(word) if word.islower() or word.istitle() or word.isupper() else word


@cache
def stop_words(language: str) -> frozenset[str]:
    """sumy's stop words, else ours."""
    try:
        found: frozenset[str] = get_stop_words(_NAMES[language])
    except LookupError:
        return own_stop_words(language)
    return found
