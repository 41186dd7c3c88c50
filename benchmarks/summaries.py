"""How much summaries share with those that people wrote: ROUGE, words and ms an article, ours beside others.

    python -m benchmarks.summaries --data FILE.jsonl [--sentences N | --words N [--recall]] [--language xx]
        [--method news ...] [--json]

Lines are `{"id", "title", "text", "summary"}` or `{"id", "docs": [{"title", "text", "date"}], "summaries": [...]}`,
with `"language"` where it is known. Several references are averaged. ROUGE-1, -2 and -Lsum are F1, with `--recall`
recall, as `rouge-score` counts them (Lin, "ROUGE: A Package for Automatic Evaluation of Summaries", 2004): Porter stems
for English, Unicode words for other languages. `lead` takes first sentences, of several articles by turns; the oracle
is told the reference, and takes the sentences that raise ROUGE-2 most. sumy runs on our sentences and words.
"""

import argparse
import json
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, zip_longest
from pathlib import Path

from rouge_score.rouge_scorer import RougeScorer

from benchmarks.rouge import Reference, tokens
from summaries import detect, summarize, summarize_story
from summaries.choose import Limit
from summaries.types import Article, Method
from summaries.units import Unit, units

_METRICS = {"r1": "rouge1", "r2": "rouge2", "rl": "rougeLsum"}
_NOWHEN = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One article, or the articles of one story, and what people made of them."""

    articles: tuple[Article, ...]
    references: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How long summaries may be: sentences, or words where they are given."""

    sentences: int = 3
    words: int | None = None

    @property
    def limit(self) -> Limit:
        return Limit(words=self.words) if self.words is not None else Limit(sentences=self.sentences)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one method reached: ROUGE in per cent, words a summary, ms a task."""

    method: str
    r1: float
    r2: float
    rl: float
    words: float
    ms: float


def read(path: Path, language: str | None = None) -> list[Task]:
    """The tasks of a JSON lines file; `language` keeps those in it, and is taken for theirs where they don't say."""
    tasks = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                task = _task(json.loads(line), language)
            except (KeyError, TypeError, ValueError) as error:
                raise SystemExit(f"{path}:{number}: no article with a summary ({error!r})") from error
            if language in {None, task.language}:
                tasks.append(task)
    if not tasks:
        raise SystemExit(f"{path}: no articles" + (f" in {language!r}" if language else ""))
    return tasks


def _task(entry: dict[str, object], language: str | None) -> Task:
    docs = entry.get("docs", [entry])
    references = entry["summaries"] if "summaries" in entry else [entry["summary"]]
    assert isinstance(docs, list)
    assert isinstance(references, list)
    spoken = entry.get("language") or language or detect(docs[0]["text"]) or "en"
    articles = tuple(
        Article(
            key=key,
            url="",
            title=doc.get("title") or "",
            text=doc["text"],
            source=str(key),
            published_at=_moment(doc.get("date")),
            language=str(spoken),
        )
        for key, doc in enumerate(docs)
    )
    return Task(articles=articles, references=tuple(references), language=str(spoken))


def _moment(date: object) -> datetime:
    """The moment of a date as ISO 8601 or as "Friday, December 31, 2004"; the same one where there is none."""
    try:
        moment = datetime.fromisoformat(str(date))
    except ValueError:
        try:
            moment = datetime.strptime(str(date), "%A, %B %d, %Y")  # noqa: DTZ007  # a day, wherever it was
        except ValueError:
            return _NOWHEN
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def measure(tasks: Sequence[Task], size: Size, *, recall: bool = False, only: Collection[str] = ()) -> list[Row]:
    """A row for each method, or for those named by `only`. Raises ValueError for a name that none has."""
    methods: dict[str, Callable[[Task, Size], list[str]]] = {
        str(method): _by(method) for method in (Method.NEWS, *(other for other in Method if other != Method.NEWS))
    }
    methods["lead"] = lead
    methods["oracle"] = oracle
    if unknown := set(only) - methods.keys():
        raise ValueError(f"no method is called {', '.join(sorted(unknown))}; there are {', '.join(methods)}")
    return [
        _row(name, choose, tasks, size, recall=recall) for name, choose in methods.items() if not only or name in only
    ]


def _by(method: Method) -> Callable[[Task, Size], list[str]]:
    def chosen(task: Task, size: Size) -> list[str]:
        if len(task.articles) > 1:
            told = summarize_story(task.articles, sentences=size.sentences, words=size.words, method=method)
        else:
            [article] = task.articles
            told = summarize(
                article.text,
                title=article.title,
                language=task.language,
                sentences=size.sentences,
                words=size.words,
                method=method,
            )
        return [sentence.text for sentence in told.sentences]

    return chosen


def lead(task: Task, size: Size) -> list[str]:
    """The first sentences, of several articles by turns."""
    found = [units(article.text, task.language) for article in task.articles]
    by_turns = [unit for unit in chain.from_iterable(zip_longest(*found)) if unit is not None]
    taken: list[Unit] = []
    for unit in by_turns:
        if not size.limit.allows([*taken, unit]):
            break
        taken.append(unit)
    return [unit.text for unit in taken]


def oracle(task: Task, size: Size) -> list[str]:
    """The sentences that raise ROUGE-2 F1 against the first reference most, added one by one."""
    found = [unit for article in task.articles for unit in units(article.text, task.language)]
    spoken = [tokens(unit.text, task.language) for unit in found]
    reference = Reference(tokens(task.references[0], task.language))
    taken: list[int] = []
    best = 0.0
    while True:
        tried = [
            (reference.f1([word for at in sorted([*taken, place]) for word in spoken[at]], 2), -place)
            for place in range(len(found))
            if place not in taken and size.limit.allows([found[at] for at in [*taken, place]])
        ]
        worth, place = max(tried, default=(0.0, 0))
        if worth <= best:
            return [found[at].text for at in sorted(taken)]
        best = worth
        taken.append(-place)


class _Tokenizer:
    def __init__(self, language: str) -> None:
        self._language = language

    def tokenize(self, text: str) -> list[str]:
        return tokens(text, self._language)


def _row(
    name: str, choose: Callable[[Task, Size], list[str]], tasks: Sequence[Task], size: Size, *, recall: bool
) -> Row:
    choose(tasks[0], size)  # what a first call loads is no part of an article's time
    started = time.process_time()
    told = [choose(task, size) for task in tasks]
    spent = time.process_time() - started
    totals = dict.fromkeys(_METRICS, 0.0)
    words = 0
    scorers = {
        task.language: RougeScorer(list(_METRICS.values()), tokenizer=_Tokenizer(task.language)) for task in tasks
    }
    for task, chosen in zip(tasks, told, strict=True):
        words += len(tokens(" ".join(chosen), task.language))
        for reference in task.references:
            # Lsum compares line by line
            lines = "\n".join(task_line for task_line in _lines(reference, task.language))
            found = scorers[task.language].score(lines, "\n".join(chosen))
            for short, metric in _METRICS.items():
                value = found[metric].recall if recall else found[metric].fmeasure
                totals[short] += value / len(task.references)
    means = {short: round(100 * total / len(tasks), 2) for short, total in totals.items()}
    return Row(method=name, **means, words=round(words / len(tasks), 1), ms=round(spent * 1000 / len(tasks), 2))


def _lines(text: str, language: str) -> list[str]:
    return [unit.text for unit in units(text, language)]


def main() -> None:
    """Print the rows as a table, or as one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sentences", type=int, default=3)
    parser.add_argument("--words", type=int)
    parser.add_argument("--recall", action="store_true", help="recall in place of F1")
    parser.add_argument("--language")
    parser.add_argument("--method", action="append", default=[], help="only this row; may be repeated")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    tasks = read(options.data, options.language)
    rows = measure(
        tasks, Size(sentences=options.sentences, words=options.words), recall=options.recall, only=options.method
    )
    if options.json:
        shown = [{name: getattr(row, name) for name in Row.__slots__} for row in rows]
        print(json.dumps({"data": options.data.name, "rows": shown}))
        return
    print(f"{options.data.name}: {len(tasks)} summaries, ROUGE {'recall' if options.recall else 'F1'} in per cent")
    print(f"{'':10}{'R1':>8}{'R2':>8}{'RLsum':>8}{'words':>8}{'ms':>10}")
    for row in rows:
        print(f"{row.method:10}{row.r1:8.2f}{row.r2:8.2f}{row.rl:8.2f}{row.words:8.1f}{row.ms:10.2f}")


if __name__ == "__main__":
    main()
