"""How well articles are told apart by event: B-cubed and pairwise precision, recall and F1, ms an article.

    python -m benchmarks.clusters --data articles.jsonl [--online] [--json]

Lines are `{"id", "title", "text", "date", "lang", "cluster"}`. `--online` judges the assignment of articles as they
arrive, alone; without it the re-clustering is judged. B-cubed: Bagga & Baldwin, "Entity-Based Cross-Document
Coreferencing Using the Vector Space Model", COLING 1998.
"""

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, TypedDict

from summaries.clustering import cluster
from summaries.types import Article
from summaries.window import Window, assign


class Line(TypedDict):
    """One labelled article; `date` is ISO 8601, or anything else where it isn't known."""

    id: str
    title: str
    text: str
    date: str | None
    lang: str | None
    cluster: str


class Agreement(NamedTuple):
    """Precision, recall, and their harmonic mean, 0 to 1."""

    p: float
    r: float

    @property
    def f(self) -> float:
        return 2 * self.p * self.r / (self.p + self.r) if self.p + self.r else 0.0

    def rounded(self) -> dict[str, float]:
        return {"p": round(self.p, 4), "r": round(self.r, 4), "f": round(self.f, 4)}


def measure(lines: Sequence[Line], *, data: str, online: bool = False) -> dict[str, object]:
    """The figures for labelled articles, as the JSON output shows them; `data` is the name they go by."""
    articles = articles_of(lines)
    started = time.perf_counter()
    groups = assigned(articles) if online else cluster(articles)
    spent = time.perf_counter() - started
    labels = {key: line["cluster"] for key, line in enumerate(lines)}
    return {
        "data": data,
        "b3": b_cubed(groups, labels).rounded(),
        "pairs": pairwise(groups, labels).rounded(),
        "ms": round(spent * 1000 / max(1, len(lines)), 3),
    }


def articles_of(lines: Sequence[Line]) -> list[Article]:
    """Articles whose keys are their places; those without a readable date share the median of the others."""
    dates = [_date(line["date"]) for line in lines]
    known = sorted(date for date in dates if date) or [datetime(2000, 1, 1, tzinfo=UTC)]
    return [
        Article(
            key=key,
            url="",
            title=line["title"] or "",
            text=line["text"],
            source="",
            published_at=date or known[len(known) // 2],
            language=line["lang"],
        )
        for key, (line, date) in enumerate(zip(lines, dates, strict=True))
    ]


def assigned(articles: Sequence[Article]) -> list[list[int]]:
    """Groups of keys as the online step makes them, oldest article first."""
    window = Window()
    groups: dict[int, list[int]] = defaultdict(list)
    for article in sorted(articles, key=lambda article: (article.published_at, article.key)):
        story = assign(article, window)
        story = article.key if story is None else story
        window.add(article, story)
        groups[story].append(article.key)
    return list(groups.values())


def b_cubed(groups: Collection[Sequence[int]], labels: Mapping[int, Hashable]) -> Agreement:
    """The mean over articles of how pure its group is, and how much of its event is there."""
    sizes = Counter(labels.values())
    precision = recall = 0.0
    for group in groups:
        for label, shared in Counter(labels[key] for key in group).items():
            precision += shared * shared / len(group)
            recall += shared * shared / sizes[label]
    return Agreement(precision / max(1, len(labels)), recall / max(1, len(labels)))


def pairwise(groups: Collection[Sequence[int]], labels: Mapping[int, Hashable]) -> Agreement:
    """The share of grouped pairs that belong together, and of pairs that belong together that are grouped."""
    right = sum(_pairs(shared) for group in groups for shared in Counter(labels[key] for key in group).values())
    grouped = sum(_pairs(len(group)) for group in groups)
    wanted = sum(_pairs(size) for size in Counter(labels.values()).values())
    return Agreement(right / grouped if grouped else 1.0, right / wanted if wanted else 1.0)


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


def _date(text: str | None) -> datetime | None:
    try:
        date = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def read(path: Path) -> list[Line]:
    """The labelled articles of a file of JSON lines; raises ValueError where there are none, or one lacks a field."""
    found: list[Line] = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    if not found:
        raise ValueError("no articles")
    for number, line in enumerate(found, 1):
        if missing := {"title", "text", "date", "lang", "cluster"}.difference(line):
            raise ValueError(f"article {number} has no {', '.join(sorted(missing))}")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--online", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measure(read(options.data), data=options.data.name, online=options.online)
    if options.json:
        print(json.dumps(found))
        return
    print(f"{'':10}{'precision':>10}{'recall':>10}{'F1':>10}")
    for name, key in (("B-cubed", "b3"), ("pairs", "pairs")):
        agreement = found[key]
        assert isinstance(agreement, dict)
        print(f"{name:10}{agreement['p']:10.3f}{agreement['r']:10.3f}{agreement['f']:10.3f}")
    print(f"{found['ms']} ms an article")


if __name__ == "__main__":
    main()
