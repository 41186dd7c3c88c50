"""How long choosing three sentences takes, text to sentences, ours beside sumy as it is shipped, by length of the text.

The text is the sample newsroom's articles one after the other, then halves of their sentences put together anew, its
language given. sumy gets its own parser, tokenizer, stemmer and stop words. Its tokenizer wants NLTK's trained Punkt
data, a download; where that isn't installed an untrained Punkt splits the sentences, at the same cost. What takes sumy
more than some seconds is left out.
"""

import random
import time
import warnings
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from nltk.tokenize import NLTKWordTokenizer  # type: ignore[import-untyped]
from nltk.tokenize.punkt import PunktSentenceTokenizer  # type: ignore[import-untyped]
from rich.table import Table
from sumy.nlp.stemmers import Stemmer
from sumy.nlp.tokenizers import Tokenizer
from sumy.parsers.plaintext import PlaintextParser
from sumy.summarizers._summarizer import AbstractSummarizer
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.lsa import LsaSummarizer
from sumy.summarizers.luhn import LuhnSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer
from sumy.utils import get_stop_words

from demo.newsroom.newsroom import Newsroom
from summaries import summarize
from summaries.units import units

SIZES = (10, 30, 100, 300, 1000, 10_000)
SUMY = {"LexRank": LexRankSummarizer, "TextRank": TextRankSummarizer, "LSA": LsaSummarizer, "Luhn": LuhnSummarizer}
MOST_FOR_SUMY = 1000
START = datetime(2031, 5, 14, 9, 0, tzinfo=UTC)
LONG_ENOUGH_S = 0.5


def table() -> Table:
    """Milliseconds a text, and how many times ours is faster than LexRank."""
    shown = Table(
        "sentences", "ours", *SUMY, "LexRank / ours", title="ms from text to three sentences (CPU, least of several)"
    )
    tokenizer = _tokenizer()
    for size, text in texts(SIZES):
        spent = {"ours": _ms(partial(summarize, text, language="en"))}
        if size <= MOST_FOR_SUMY:
            spent |= {name: _ms(partial(_by_sumy, text, method, tokenizer)) for name, method in SUMY.items()}
        columns = [f"{spent[name]:.2f}" if name in spent else "" for name in ("ours", *SUMY)]
        ratio = f"{spent['LexRank'] / spent['ours']:.0f}x" if "LexRank" in spent else ""
        shown.add_row(f"{size:,}", *columns, ratio)
    return shown


def texts(sizes: Sequence[int]) -> list[tuple[int, str]]:
    """(size, a text of so many sentences)."""
    pieces = Newsroom(START, lambda: START).pieces
    told = [paragraph for piece in pieces if piece.outlet.language == "en" for paragraph in piece.paragraphs]
    sentences = [unit.text for unit in units("\n\n".join(told), "en")]
    chance = random.Random(7)  # the same text each time
    while len(sentences) < max(sizes):
        first, second = chance.choices(sentences, k=2)
        opening, end = first.split(), second.split()
        # three sentences a paragraph, as in news
        sentences.append(" ".join([*opening[: len(opening) // 2], *end[len(end) // 2 :]]))
    whole = "\n\n".join(" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3))
    found = units(whole, "en")
    return [(size, whole[: found[min(size, len(found)) - 1].end]) for size in sizes]


class _Untrained(Tokenizer):  # type: ignore[misc]  # sumy is untyped
    """sumy's tokenizer, but for the data that it would download."""

    def _get_sentence_tokenizer(self, _language: str) -> Any:
        return PunktSentenceTokenizer()

    def _get_word_tokenizer(self, _language: str) -> Any:
        return self

    def tokenize(self, text: str) -> list[str]:
        """What nltk.word_tokenize does."""
        split = NLTKWordTokenizer().tokenize
        return [word for sentence in self._sentence_tokenizer.tokenize(text) for word in split(sentence)]


def _tokenizer() -> Tokenizer:
    try:
        return Tokenizer("english")
    except LookupError:
        return _Untrained("english")


def _by_sumy(text: str, method: type[AbstractSummarizer], tokenizer: Tokenizer) -> object:
    document = PlaintextParser.from_string(text, tokenizer).document
    summarizer = method(Stemmer("english"))
    summarizer.stop_words = get_stop_words("english")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return summarizer(document, 3)


def _ms(work: Callable[[], object]) -> float:
    """The least CPU time of several runs: what is above it is the machine's doing."""
    until = time.perf_counter() + LONG_ENOUGH_S
    best = float("inf")
    while True:
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
        if time.perf_counter() > until:
            return best * 1000
