"""What an article is about, as weighted terms: the common ground of clustering, headlines and the online window.

Terms are folded words; names and numbers count double, since they tell one event from its look-alikes. Scripts without
spaces between words give overlapping pairs of characters (Chinese, Japanese, Thai, ...), which need no dictionary.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from summaries.types import Article

BODY_WORDS = 150
TITLE_COUNT = 2
MARKED = 2.0

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_SENTENCE_END = frozenset('.!?。！？:;\n"“”«»„()[]')
# Thai, Lao, Myanmar, Khmer; kana, CJK ideographs
_UNSPACED = re.compile(r"[฀-໿က-႟ក-៿぀-ヿ㐀-䶿一-鿿豈-﫿]")


def words(text: str) -> list[str]:
    """Folded words of `text` in order: compatibility forms and case folded, possessive endings dropped."""
    return [term for match in _WORD.finditer(unicodedata.normalize("NFKC", text)) for term in _fold(match.group())]


def term_weights(article: Article) -> dict[str, float]:
    """Term -> (1 + ln count), doubled for names and numbers; the title counts twice, then the text's first words."""
    counts: Counter[str] = Counter()
    marked: set[str] = set()
    for text, times, limit in ((article.title, TITLE_COUNT, None), (article.text, 1, BODY_WORDS)):
        for term, is_marked in _marked_terms(text, limit):
            counts[term] += times
            if is_marked:
                marked.add(term)
    return {term: (1.0 + math.log(count)) * (MARKED if term in marked else 1.0) for term, count in counts.items()}


def idf(documents: int, frequency: int) -> float:
    """Smoothed inverse document frequency: ln((1 + n) / (1 + df)) + 1, as in TF-IDF's usual smooth form."""
    return math.log((1 + documents) / (1 + frequency)) + 1.0


def primary_language(language: str | None) -> str:
    """The language's primary subtag in lower case ("en" of "en-GB"); "" where it isn't known."""
    return re.split("[-_]", language or "", maxsplit=1)[0].lower()


def _marked_terms(text: str, limit: int | None) -> Iterator[tuple[str, bool]]:
    # a slice bounds the work on long texts: words of news average about six characters
    text = unicodedata.normalize("NFKC", text if limit is None else text[: limit * 12])
    for index, match in enumerate(_WORD.finditer(text)):
        if limit is not None and index >= limit:
            return
        word = match.group()
        is_number = word[0].isdigit()
        is_name = word[0].isupper() and not _opens_sentence(text, match.start())
        for term in _fold(word):
            yield term, is_number or is_name


def _opens_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 3) : start].rstrip(" \t")
    return not before or before[-1] in _SENTENCE_END


def _fold(word: str) -> list[str]:
    folded = word.casefold().replace("’", "'").removesuffix("'s")
    if _UNSPACED.search(folded) and len(folded) > 2:
        return [folded[i : i + 2] for i in range(len(folded) - 1)]
    return [folded]
