"""Summaries: sentences chosen from one article, or from all articles of a story."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from summaries.choose import Limit, choose, tellable
from summaries.copies import copies
from summaries.disputes import Reading, compare
from summaries.language import detect, tag_language
from summaries.quotations import quotations
from summaries.readable import fitness
from summaries.score import values
from summaries.story_choice import Option, choose_together, options
from summaries.types import Article, Method, Sentence, Summary
from summaries.units import Unit, units
from summaries.vectors import language_of
from summaries.words import kinds

# of a copy's length beside the fullest one's: less is an excerpt
_WHOLE = 0.8
# reports so much apart tell of different times
_NEWER = timedelta(hours=3)


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
    `characters`, as many as fit that budget. `language` is an ISO 639-1 code or a tag such as `en-GB`, else it is
    detected. The summary's `method` differs from the asked one where sumy's algorithm has no answer for this text and
    ours stepped in.
    """
    language = tag_language(language or "") or detect(text) or "en"
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
    early in their articles come first. A figure that later reports have left behind comes last, if at all; where
    sources differ on a number still, `disputed` has each one's. Raises ValueError where two articles have the same key.
    """
    if len({article.key for article in articles}) < len(articles):
        raise ValueError("summarize_story: two articles have the same key; give each article its own")
    groups = copies(articles)
    spoken = {article: language_of(article) or "en" for group in groups for article in group}
    language = _most_spoken([spoken[group[0]] for group in groups])
    told = {
        article: units(article.text, language, article.key) for article, tongue in spoken.items() if tongue == language
    }
    if not told:
        return Summary(sentences=(), method=Method.NEWS)
    reading = compare(list(told.items()), language)
    leads = [lead for group in groups if (lead := _lead([each for each in group if each in told], reading))]
    summary = _of_story(
        {lead: told[lead] for lead in leads}, language, reading, _limit(sentences, words, characters), method
    )
    return replace(summary, disputed=reading.disputed)


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


def _of_story(
    told: Mapping[Article, Sequence[Unit]], language: str, reading: Reading, limit: Limit, method: Method
) -> Summary:
    first, its_units = next(iter(told.items()))
    if len(told) == 1:
        return _of_one(its_units, first.title, language, limit, method)
    pooled = [unit for found in told.values() for unit in found]
    if method is not Method.NEWS and pooled:
        from summaries.sumy_methods import rank  # noqa: PLC0415 -- sumy costs a second to import

        if picked := rank(pooled, language, limit, method, first.title):
            return _summary(_in_reading_order([pooled[index] for index in picked], list(told), reading), method)
    chosen = _together(told, language, reading, limit)
    if not chosen:
        return _of_one(its_units, first.title, language, limit, method)
    return _summary(_in_reading_order(chosen, list(told), reading), Method.NEWS)


def _together(told: Mapping[Article, Sequence[Unit]], language: str, reading: Reading, limit: Limit) -> list[Unit]:
    offered: list[Option] = []
    for article, found in told.items():
        heading = kinds(article.title, language)[0]
        fit = [fitness(unit, heading, language) for unit in found]
        runs = tellable(fit, quotations(found))
        worth = values(found, heading, fit)
        offered.extend(options(found, worth, runs, language, article.published_at, stale=reading.stale))
    return choose_together(offered, len(told), limit)


def _lead(group: Sequence[Article], reading: Reading) -> Article | None:
    """Of copies the first that is nearly whole, but none whose figures were left behind where another's weren't."""
    if not group:
        return None
    old = {article for article, _ in reading.stale}
    whole = _WHOLE * max(len(article.text) for article in group)
    able = [article for article in group if len(article.text) >= whole and article.key not in old]
    return min(able, key=lambda article: (article.published_at, article.key), default=group[0])


def _most_spoken(languages: Sequence[str]) -> str:
    """The most frequent language; the first one wins a draw."""
    return Counter(languages).most_common(1)[0][0] if languages else "en"


def _in_reading_order(chosen: Sequence[Unit], articles: Sequence[Article], reading: Reading) -> list[Unit]:
    """Those that stand early in their articles first, of two as early the one hours newer, else the one chosen first.

    Old figures come last; what stood together stays together.
    """
    published = {article.key: article.published_at for article in articles}
    newest = max(published.values())
    order = {unit: at for at, unit in enumerate(chosen)}
    runs: list[list[Unit]] = []
    for unit in sorted(chosen, key=lambda unit: (unit.article, unit.number)):
        if runs and runs[-1][-1].article == unit.article and runs[-1][-1].number + 1 == unit.number:
            runs[-1].append(unit)
        else:
            runs.append([unit])

    def place(run: Sequence[Unit]) -> tuple[bool, int, int, int]:
        is_stale = any((unit.article, unit.number) in reading.stale for unit in run)
        age = (newest - published[run[0].article]) // _NEWER
        return is_stale, run[0].number, age, min(order[unit] for unit in run)

    return [unit for run in sorted(runs, key=place) for unit in run]


def _summary(found: Sequence[Unit], method: Method) -> Summary:
    return Summary(
        sentences=tuple(
            Sentence(text=unit.text, start=unit.start, end=unit.end, article=unit.article) for unit in found
        ),
        method=method,
    )
