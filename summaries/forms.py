"""One form for what a language writes onto its words: articles and prepositions, particles, vowel points, accents.

By script, since a text's language is not always told. Latin and Cyrillic need nothing here: they put endings on their
words, and cutting those off after six letters (`words.py`) serves as a stemmer.

Hebrew: vowel points and the marks of abbreviations go, and so do and, that, from, in, to, as and the, wherever three
letters stay. Arabic: the light stemming of Larkey, Ballesteros & Connell ("Improving Stemming for Arabic Information
Retrieval", SIGIR 2002), prefixes only. Persian: what a half-space joins. Korean: case particles (josa). Greek: accents,
which move with a word's endings and don't stand on capitals.
"""

import re
from functools import lru_cache

_HEBREW_MARKS = re.compile("[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\"'\u05f3\u05f4]")
# a root's own "m" goes behind the article too, as it does where there is no article to show that it isn't "from"
_HEBREW_PREFIX = re.compile("ו?(?:כש|ש)?[בלכמ]?ה?(?:מ(?=.{4}))?(?=.{3})")
_ARABIC_MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")
_ARABIC_LETTERS = str.maketrans("أإآٱىة", "اااايه")
# "and" stands before the article; a root's own "w" behind it goes too, as it does where there is no article
_ARABIC_PREFIX = re.compile("و?(?:(?:[بكف]?ال|لل)(?=..))?(?:و(?=...))?")
# letters that Arabic doesn't have: what holds them is Persian, Urdu, Pashto, Kurdish ...
_NOT_ARABIC = re.compile("[\u0679-\u06cc\u06d2\u200c]")
_PERSIAN_LETTERS = str.maketrans("يكىأإآٱ", "یکیاااا")
_PERSIAN_VERB = re.compile("ن?می\u200c")
_KOREAN_PARTICLE = re.compile(
    "(?<=..)(?:에서부터|으로부터|에서는|에서도|으로는|으로도|이라고|이라는|에게서|까지|부터|에서|에게|에는|에도|으로|로는|"
    "라고|라는|처럼|보다|조차|마저|이나|이며|들은|들이|들을|들의|들도|들|은|는|이|가|을|를|의|에|와|과|도|만|로|께서)\\Z"
)
_GREEK = str.maketrans("άέήίόύώϊϋΐΰς", "αεηιουωιυιυσ")

SHAPED = re.compile("[\u0370-\u03ff\u0590-\u077f\u1f00-\u1fff\uac00-\ud7a3]")
"""A letter of a script whose words `form` changes."""

RULES = frozenset({"ar", "el", "fa", "he", "ko", "ps", "ur", "yi"})
"""Languages that have rules here."""


def is_arabic(text: str) -> bool:
    """Whether a text in Arabic letters can be Arabic, and not Persian or Urdu."""
    return _NOT_ARABIC.search(text) is None


@lru_cache(maxsize=50_000)
def form(word: str, arabic: bool = True) -> str:
    """The form that stands for a word in lower case; `arabic` as `is_arabic` says of its sentence."""
    first = word[0]
    if "\u05d0" <= first <= "\u05ea":
        return _hebrew(word)
    if "\u0620" <= first <= "\u077f":
        return _arabic(word) if arabic else _persian(word)
    if "\uac00" <= first <= "\ud7a3":
        return _KOREAN_PARTICLE.sub("", word)
    if "\u0370" <= first <= "\u03ff":
        return word.translate(_GREEK)
    return word


def _hebrew(word: str) -> str:
    bare = _HEBREW_MARKS.sub("", word)
    found = _HEBREW_PREFIX.match(bare)
    return bare[found.end() :] if found else bare


def _arabic(word: str) -> str:
    bare = _ARABIC_MARKS.sub("", word).translate(_ARABIC_LETTERS)
    found = _ARABIC_PREFIX.match(bare)
    # "and" alone stands before three letters at least
    return bare[found.end() :] if found and (len(bare) - found.end() >= 2) else bare


def _persian(word: str) -> str:
    bare = _PERSIAN_VERB.sub("", _ARABIC_MARKS.sub("", word).translate(_PERSIAN_LETTERS))
    return bare.split("\u200c", 1)[0] or word
