"""sumy's own algorithms, on our sentences and words; and our scorer as one of sumy's summarizers.

sumy's tokenizers need an NLTK download for most languages and extra packages for others; here it gets sentences that
are split already, and a tokenizer of ours, so that every language works and nothing is ever fetched. Importing this
module imports sumy, which takes a second.
"""

from collections.abc import Sequence

import numpy
from sumy.models.dom import ObjectDocumentModel, Paragraph
from sumy.models.dom import Sentence as SumySentence
from sumy.summarizers._summarizer import AbstractSummarizer, SentenceInfo
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.lsa import LsaSummarizer
from sumy.summarizers.luhn import LuhnSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer

from summaries.choose import Limit, choose
from summaries.quotations import quotations
from summaries.readable import fitness
from summaries.score import values
from summaries.segment import sentences
from summaries.types import Method
from summaries.units import Unit, unit_at
from summaries.words import kinds, stemmer, stop_words, words

# its graphs compare every sentence with every other; beyond this a summary takes seconds
_MOST_SENTENCES = 500
_SUMMARIZERS = {
    Method.LEXRANK: LexRankSummarizer,
    Method.LSA: LsaSummarizer,
    Method.TEXTRANK: TextRankSummarizer,
    Method.LUHN: LuhnSummarizer,
}


class Tokenizer:
    """What sumy asks of a tokenizer, for any language, with nothing to download."""

    def __init__(self, language: str) -> None:
        self.language = language

    def to_sentences(self, paragraph: str) -> tuple[str, ...]:
        return tuple(paragraph[start:end] for start, end in sentences(paragraph, self.language))

    def to_words(self, sentence: str) -> tuple[str, ...]:
        return tuple(words(sentence))


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


def rank(found: Sequence[Unit], language: str, limit: Limit, method: Method) -> list[int]:
    """Indices of the sentences that sumy's algorithm chooses, in order; empty where it has no answer.

    That is: a number that isn't one (LexRank on two sentences), an exception, nothing chosen (LSA on numbers), too few
    words for the algorithm, or more than 500 sentences, which would take it many seconds.
    """
    distinct = {unit.text: index for index, unit in reversed(list(enumerate(found)))}
    unlike = sorted(distinct.values())
    if not 0 < len(unlike) <= _MOST_SENTENCES:
        return []
    stop, stem = stop_words(language), stemmer(language)
    if method is Method.LSA:
        meant = {stem(word) for index in unlike for word in words(found[index].text.lower()) if word not in stop}
        if len(meant) < len(unlike):
            return []  # sumy warns that its result means nothing then
    tokenizer = Tokenizer(language)
    candidates = [SumySentence(found[index].text, tokenizer) for index in unlike]
    place = {id(candidate): index for candidate, index in zip(candidates, unlike, strict=True)}

    def within(best_first: list[SentenceInfo]) -> list[SentenceInfo]:
        taken: list[SentenceInfo] = []
        for info in best_first:
            if not limit.allows([found[place[id(other.sentence)]] for other in [*taken, info]]):
                break
            taken.append(info)
        return taken

    summarizer = _SUMMARIZERS[method](stem)
    summarizer.stop_words = stop
    try:
        with numpy.errstate(divide="raise", invalid="raise"):
            ranked = summarizer(ObjectDocumentModel([Paragraph(candidates)]), within)
    except (ArithmeticError, AssertionError, ValueError, numpy.linalg.LinAlgError):
        return []
    return sorted(place[id(sentence)] for sentence in ranked)
