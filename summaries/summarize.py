"""Summaries: sentences chosen from one article, or from all articles of a story."""

import math
from collections import Counter
from collections.abc import Sequence

from summaries.choose import choose
from summaries.language import detect
from summaries.readable import fitness
from summaries.score import cosine, scaled, scores, vectors
from summaries.types import Article, Method, Sentence, Summary
from summaries.units import Unit, terms, units
from summaries.words import stop_words, words

# what the sentences of other articles have in common with one weighs as much as what follows it in its own
_SHARED = 1.5


def summarize(
    text: str,
    *,
    title: str = "",
    language: str | None = None,
    sentences: int = 3,
    method: Method = Method.NEWS,
) -> Summary:
    """At most `sentences` sentences of `text`, word for word and in its order.

    Fewer where fewer can be read by themselves. `language` is an ISO 639-1 code, else it is detected. The summary's
    `method` differs from the asked one where sumy's algorithm has no answer for this text and ours stepped in.
    """
    language = language or detect(text) or "en"
    found = units(text, language)
    heading = terms(words(title.lower()), stop_words(language))
    chosen, used = _chosen(found, heading, language, sentences, method)
    return _summary([found[index] for index in chosen], used)


def summarize_story(articles: Sequence[Article], *, sentences: int = 3, method: Method = Method.NEWS) -> Summary:
    """At most `sentences` sentences from the articles of one event, none saying what another says.

    Each keeps its article's key and its offsets there. Articles in another language than most are left out: their
    sentences can't be compared. Sentences that stand early in their articles come first.
    """
    told = _one_language(articles)
    if len(told) == 1:
        [(article, language)] = told
        found = units(article.text, language, article.key)
        heading = terms(words(article.title.lower()), stop_words(language))
        chosen, used = _chosen(found, heading, language, sentences, method)
        return _summary([found[index] for index in chosen], used)
    return _from_many(told, sentences, method)


def _chosen(
    found: Sequence[Unit], title: Sequence[str], language: str, count: int, method: Method
) -> tuple[list[int], Method]:
    if method is not Method.NEWS and count > 0:
        from summaries.sumy_methods import rank  # noqa: PLC0415 -- sumy costs a second to import

        picked = rank(found, language, count, method)
        if picked:
            return picked, method
    weighed, heading = vectors(found, title)
    values = scores(found, weighed, heading)
    fit = [fitness(unit, title, language) for unit in found]
    return choose(found, values, fit, count), Method.NEWS


def _from_many(told: Sequence[tuple[Article, str]], count: int, method: Method) -> Summary:
    by_article = [units(article.text, language, article.key) for article, language in told]
    pooled = [unit for found in by_article for unit in found]
    if not pooled:
        return Summary(sentences=(), method=Method.NEWS)
    language = told[0][1]
    stop = stop_words(language)
    titles = [term for article, _ in told for term in terms(words(article.title.lower()), stop)]
    if method is not Method.NEWS:
        from summaries.sumy_methods import rank  # noqa: PLC0415 -- sumy costs a second to import

        picked = rank(pooled, language, count, method)
        if picked:
            return _summary(_in_reading_order([pooled[index] for index in picked]), method)
    values = _values(by_article, pooled, titles)
    headings = [set(terms(words(article.title.lower()), stop)) for article, _ in told]
    fit = [max(fitness(unit, tuple(heading), language) for heading in headings) for unit in pooled]
    chosen = choose(pooled, values, fit, count)
    return _summary(_in_reading_order([pooled[index] for index in chosen]), Method.NEWS)


def _values(by_article: Sequence[Sequence[Unit]], pooled: Sequence[Unit], titles: Sequence[str]) -> list[float]:
    """Each sentence's score in its own article, plus how much of it the other articles tell too."""
    weighed, heading = vectors(pooled, titles)
    values: list[float] = []
    sums: list[dict[str, float]] = []
    at = 0
    for found in by_article:
        own = weighed[at : at + len(found)]
        values.extend(scores(found, own, heading))
        total: dict[str, float] = {}
        for vector in own:
            for term, weight in vector.items():
                total[term] = total.get(term, 0.0) + weight
        norm = math.sqrt(sum(weight * weight for weight in total.values())) or 1.0
        sums.append({term: weight / norm for term, weight in total.items()})
        at += len(found)
    shared: list[float] = []
    at = 0
    for place, found in enumerate(by_article):
        others = [article for other, article in enumerate(sums) if other != place]
        shared.extend(sum(cosine(vector, other) for other in others) for vector in weighed[at : at + len(found)])
        at += len(found)
    return [value + _SHARED * common for value, common in zip(values, scaled(shared), strict=True)]


def _one_language(articles: Sequence[Article]) -> list[tuple[Article, str]]:
    told = [(article, article.language or detect(article.text) or "en") for article in articles]
    if not told:
        return []
    # the first article's language wins a draw
    most = max(Counter(language for _, language in told).items(), key=lambda item: item[1])[0]
    return [(article, language) for article, language in told if language == most]


def _in_reading_order(found: Sequence[Unit]) -> list[Unit]:
    """Those that stand early in their articles first; what stood together stays together."""
    runs: list[list[Unit]] = []
    for unit in found:
        if runs and runs[-1][-1].article == unit.article and runs[-1][-1].index + 1 == unit.index:
            runs[-1].append(unit)
        else:
            runs.append([unit])
    runs.sort(key=lambda run: run[0].index)
    return [unit for run in runs for unit in run]


def _summary(found: Sequence[Unit], method: Method) -> Summary:
    return Summary(
        sentences=tuple(
            Sentence(text=unit.text, start=unit.start, end=unit.end, article=unit.article) for unit in found
        ),
        method=method,
    )
