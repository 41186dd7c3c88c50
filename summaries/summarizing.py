"""Summaries: sentences chosen from one article, or from all articles of a story."""

from collections import Counter
from collections.abc import Sequence

from summaries.choose import Limit, choose, tellable
from summaries.copies import copies
from summaries.language import detect
from summaries.quotations import quotations
from summaries.readable import fitness
from summaries.score import values
from summaries.story_choice import choose_together, options
from summaries.types import Article, Method, Sentence, Summary
from summaries.units import Unit, units
from summaries.words import kinds


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

    Their number is bound as in `summarize`. Each keeps its article's key and its offsets there. Copies are left out,
    and so are articles in another language than most, since their sentences can't be compared. Sentences that stand
    early in their articles come first.
    """
    told = _one_language([group[0] for group in copies(articles)])
    limit = _limit(sentences, words, characters)
    if not told:
        return Summary(sentences=(), method=Method.NEWS)
    if len(told) == 1:
        [(article, language)] = told
        return _of_one(units(article.text, language, article.key), article.title, language, limit, method)
    return _from_many(told, limit, method)


def _limit(sentences: int, words: int | None, characters: int | None) -> Limit:
    if words is None and characters is None:
        return Limit(sentences=max(0, sentences))
    return Limit(words=words, characters=characters, fills=True)


def _of_one(found: Sequence[Unit], title: str, language: str, limit: Limit, method: Method) -> Summary:
    if method is not Method.NEWS:
        from summaries.sumy_methods import rank  # noqa: PLC0415 -- sumy costs a second to import

        if picked := rank(found, language, limit, method, title):
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
    offered = []
    for (article, language), found in zip(told, by_article, strict=True):
        heading = kinds(article.title, language)[0]
        fit = [fitness(unit, heading, language) for unit in found]
        runs = tellable(fit, quotations(found))
        offered.extend(options(found, values(found, heading, fit), runs, language, article.published_at))
    chosen = set(choose_together(offered, len(told), limit))
    if not chosen:
        article, language = told[0]
        return _of_one(by_article[0], article.title, language, limit, method)
    return _summary(_in_reading_order([unit for unit in pooled if unit in chosen]), Method.NEWS)


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
