"""sumy's own algorithms, on our sentences; and our scorer as one of sumy's summarizers.

sumy's tokenizers need an NLTK download for most languages and extra packages for others; here it gets sentences that
are split already, and their words (`sumy_language.py`), so that every language works and nothing is ever fetched.
Importing this module imports sumy, which takes a second.
"""

from collections.abc import Sequence

import numpy
from sumy.models.dom import ObjectDocumentModel, Paragraph
from sumy.models.dom import Sentence as SumySentence
from sumy.parsers.parser import DocumentParser
from sumy.summarizers._summarizer import AbstractSummarizer, SentenceInfo
from sumy.summarizers.edmundson import EdmundsonSummarizer
from sumy.summarizers.kl import KLSummarizer
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.lsa import LsaSummarizer
from sumy.summarizers.luhn import LuhnSummarizer
from sumy.summarizers.reduction import ReductionSummarizer
from sumy.summarizers.sum_basic import SumBasicSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer

from summaries.choose import Limit, choose
from summaries.quotations import quotations
from summaries.readable import fitness
from summaries.score import values
from summaries.sumy_language import Tokenizer, stemmer, stop_words
from summaries.types import Method
from summaries.units import Unit, unit_at
from summaries.words import kinds

MOST_SENTENCES = {
    Method.LEXRANK: 300,
    Method.LSA: 400,
    Method.TEXTRANK: 500,
    Method.LUHN: 1000,
    Method.SUMBASIC: 1000,
    Method.KL: 100,
    Method.REDUCTION: 300,
    Method.EDMUNDSON: 2000,
}
"""More distinct sentences than these take sumy seconds: graphs compare every two, KL is cubic."""

_WORDS_A_SENTENCE = 25
_SUMMARIZERS = {
    Method.LEXRANK: LexRankSummarizer,
    Method.LSA: LsaSummarizer,
    Method.TEXTRANK: TextRankSummarizer,
    Method.LUHN: LuhnSummarizer,
    Method.SUMBASIC: SumBasicSummarizer,
    Method.KL: KLSummarizer,
    Method.REDUCTION: ReductionSummarizer,
}
# a word that no text holds: Edmundson's method refuses an empty list
_NO_WORD = "\0"


class NewsSummarizer(AbstractSummarizer):  # type: ignore[misc]  # sumy is untyped
    """Our scorer where sumy's summarizers are expected: `NewsSummarizer("en")(document, 3)`.

    The document's headings serve as the title where none is given.
    """

    def __init__(self, language: str = "en", title: str = "") -> None:
        super().__init__()
        self._language = language
        self._title = title

    def __call__(self, document: ObjectDocumentModel, sentences_count: int) -> tuple[SumySentence, ...]:
        heading = self._title or " ".join(str(sentence) for sentence in document.headings)
        title = kinds(heading, self._language)[0]
        found: list[Unit] = []
        for paragraph in document.paragraphs:
            for place, sentence in enumerate(paragraph.sentences):
                found.append(unit_at(str(sentence), (0, len(str(sentence))), (len(found), place), self._language))
        fit = [fitness(unit, title, self._language) for unit in found]
        chosen = choose(found, values(found, title, fit), fit, quotations(found), Limit(sentences=sentences_count))
        return tuple(document.sentences[index] for index in chosen)


def rank(found: Sequence[Unit], language: str, limit: Limit, method: Method, title: str = "") -> list[int]:
    """Indices of the sentences that sumy's algorithm chooses, in order; empty where it has no answer.

    That is: a number that isn't one (LexRank on two sentences), an exception, nothing chosen (LSA on numbers), no words
    that mean something or too few for the algorithm, no `title` for Edmundson's cues, or more than `MOST_SENTENCES`.
    """
    distinct = {unit.text: index for index, unit in reversed(list(enumerate(found)))}
    unlike = sorted(distinct.values())
    most = MOST_SENTENCES[method]
    if len(unlike) > most or sum(found[index].length for index in unlike) > most * _WORDS_A_SENTENCE:
        return []
    try:
        with numpy.errstate(divide="raise", invalid="raise"):
            return sorted(_chosen(found, unlike, language, limit=limit, method=method, title=title))
    # NLTK's patterns give up on what would take them seconds
    except (ArithmeticError, AssertionError, ValueError, TimeoutError, numpy.linalg.LinAlgError):
        return []


def _chosen(
    found: Sequence[Unit], unlike: Sequence[int], language: str, *, limit: Limit, method: Method, title: str
) -> list[int]:
    document = _document(found, unlike, Tokenizer(language), title if method is Method.EDMUNDSON else "")
    place = {id(sentence): index for sentence, index in zip(document.sentences, unlike, strict=True)}
    if _meant(document, language) < (len(unlike) if method is Method.LSA else 1):
        return []  # of LSA sumy warns that its result means nothing then
    summarizer = _summarizer(method, language, document)
    if summarizer is None:
        return []

    def within(best_first: list[SentenceInfo]) -> list[SentenceInfo]:
        taken: list[SentenceInfo] = []
        for info in best_first:
            if not limit.allows([found[place[id(other.sentence)]] for other in [*taken, info]]):
                break
            taken.append(info)
        return taken

    return [place[id(sentence)] for sentence in summarizer(document, within)]


def _document(found: Sequence[Unit], unlike: Sequence[int], tokenizer: Tokenizer, title: str) -> ObjectDocumentModel:
    """The sentences at `unlike` in their paragraphs, below the title."""
    paragraphs: list[list[SumySentence]] = [[SumySentence(title, tokenizer, is_heading=True)] if title.strip() else []]
    for index in unlike:
        if found[index].place == 0 and any(not sentence.is_heading for sentence in paragraphs[-1]):
            paragraphs.append([])
        paragraphs[-1].append(SumySentence(found[index].text, tokenizer))
    return ObjectDocumentModel([Paragraph(sentences) for sentences in paragraphs])


def _meant(document: ObjectDocumentModel, language: str) -> int:
    stop, stem = stop_words(language), stemmer(language)
    lowered = (word.lower() for sentence in document.sentences for word in sentence.words)
    return len({stem(word) for word in lowered if word not in stop})


def _summarizer(method: Method, language: str, document: ObjectDocumentModel) -> AbstractSummarizer | None:
    stem, stop = stemmer(language), stop_words(language)
    if method is not Method.EDMUNDSON:
        summarizer = _SUMMARIZERS[method](stem)
        summarizer.stop_words = stop
        return summarizer
    cues = frozenset(word for heading in document.headings for word in heading.words)
    if not cues:
        return None
    edmundson = EdmundsonSummarizer(stem)
    edmundson.bonus_words = cues
    # what sumy's own command takes
    edmundson.stigma_words = DocumentParser.STIGMA_WORDS
    edmundson.null_words = stop or {_NO_WORD}
    return edmundson
