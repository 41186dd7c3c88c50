"""Summaries: sentences chosen from one article, or from all articles of a story."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from summaries.choose import Limit, choose
from summaries.language import detect
from summaries.quotations import Run, quotations
from summaries.readable import Fitness, fitness
from summaries.score import Vector, scaled, squared_rarity, values
from summaries.types import Article, Method, Sentence, Summary
from summaries.units import Unit, units
from summaries.words import kinds

# what a sentence is worth in its own article, beside how much of it the other articles tell
_OWN = 0.3


def summarize(
    text: str,
    *,
    title: str = "",
    language: str | None = None,
    sentences: int = 3,
    words: int | None = None,
    characters: int | None = None,
    method: Method = Method.NEWS,
) -> Summary:
    """The sentences of `text` that tell most, word for word and in its order.

    At most `sentences`, and fewer where more would tell little or can't be read by themselves; or, with `words` or
    `characters`, as many as fit that budget. `language` is an ISO 639-1 code, else it is detected. The summary's
    `method` differs from the asked one where sumy's algorithm has no answer for this text and ours stepped in.
    """
    language = language or detect(text) or "en"
    limit = _limit(sentences, words, characters)
    return _of_one(units(text, language), title, language, limit, method)


def summarize_story(
    articles: Sequence[Article],
    *,
    sentences: int = 3,
    words: int | None = None,
    characters: int | None = None,
    method: Method = Method.NEWS,
) -> Summary:
    """The sentences that tell most, from the articles of one event, none saying what another says.

    Their number is bound as in `summarize`. Each keeps its article's key and its offsets there. Articles in another
    language than most are left out: their sentences can't be compared. Sentences that stand early in their articles
    come first.
    """
    told = _one_language(articles)
    limit = _limit(sentences, words, characters)
    if len(told) == 1:
        [(article, language)] = told
        return _of_one(units(article.text, language, article.key), article.title, language, limit, method)
    return _from_many(told, replace(limit, fills=True), method)


def _limit(sentences: int, words: int | None, characters: int | None) -> Limit:
    if words is None and characters is None:
        return Limit(sentences=max(0, sentences))
    return Limit(words=words, characters=characters, fills=True)


def _of_one(found: Sequence[Unit], title: str, language: str, limit: Limit, method: Method) -> Summary:
    if method is not Method.NEWS:
        from summaries.sumy_methods import rank  # noqa: PLC0415 -- sumy costs a second to import

        if picked := rank(found, language, limit, method):
            return _summary([found[index] for index in picked], method)
    heading = kinds(title, language)[0]
    fit = [fitness(unit, heading, language) for unit in found]
    chosen = choose(found, values(found, heading, fit), fit, quotations(found), limit)
    return _summary([found[index] for index in chosen], Method.NEWS)


def _from_many(told: Sequence[tuple[Article, str]], limit: Limit, method: Method) -> Summary:
    by_article = [units(article.text, language, article.key) for article, language in told]
    pooled = [unit for found in by_article for unit in found]
    if method is not Method.NEWS and pooled:
        from summaries.sumy_methods import rank  # noqa: PLC0415 -- sumy costs a second to import

        if picked := rank(pooled, told[0][1], limit, method):
            return _summary(_in_reading_order([pooled[index] for index in picked]), method)
    worth: list[float] = []
    fit: list[Fitness] = []
    quoted: list[Run | None] = []
    for (article, language), found in zip(told, by_article, strict=True):
        heading = kinds(article.title, language)[0]
        state = [fitness(unit, heading, language) for unit in found]
        runs = quotations(found)
        quoted.extend(run and (run[0] + len(fit), run[1] + len(fit)) for run in runs)
        worth.extend(values(found, heading, state))
        fit.extend(state)
    shared = scaled(_shared(by_article, pooled))
    weighed = [value * (_OWN + common) for value, common in zip(worth, shared, strict=True)]
    chosen = choose(pooled, weighed, fit, quoted, limit)
    return _summary(_in_reading_order([pooled[index] for index in chosen]), Method.NEWS)


def _shared(by_article: Sequence[Sequence[Unit]], pooled: Sequence[Unit]) -> list[float]:
    """How much of each sentence the other articles tell too: the sum of its cosines to them."""
    rarity = squared_rarity(pooled)
    own = [_sum(found, rarity) for found in by_article]
    everything: Vector = {}
    for article in own:
        for term, weight in article.items():
            everything[term] = everything.get(term, 0.0) + weight
    return [
        sum([rarity[term] * (everything[term] - article[term]) for term in unit.kinds]) / _norm(unit, rarity)
        for found, article in zip(by_article, own, strict=True)
        for unit in found
    ]


def _sum(found: Sequence[Unit], rarity: Vector) -> Vector:
    """How often each term stands in an article, its vector at unit length (each weight without its idf)."""
    total: Counter[str] = Counter([term for unit in found for term in unit.kinds])
    norm = math.sqrt(sum([rarity[term] * number * number for term, number in total.items()])) or 1.0
    return {term: number / norm for term, number in total.items()}


def _norm(unit: Unit, rarity: Vector) -> float:
    return math.sqrt(sum([rarity[term] for term in unit.kinds])) or 1.0


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
        if runs and runs[-1][-1].article == unit.article and runs[-1][-1].number + 1 == unit.number:
            runs[-1].append(unit)
        else:
            runs.append([unit])
    runs.sort(key=lambda run: run[0].number)
    return [unit for run in runs for unit in run]


def _summary(found: Sequence[Unit], method: Method) -> Summary:
    return Summary(
        sentences=tuple(
            Sentence(text=unit.text, start=unit.start, end=unit.end, article=unit.article) for unit in found
        ),
        method=method,
    )
