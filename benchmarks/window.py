"""What it costs to find the story of an arriving article, against a window of many: CPU and memory.

    python -m benchmarks.window [--articles 50000]

The articles are words drawn as often as English news has them (`background.json`), with names of their own, three
reports to an event.
"""

import argparse
import json
import random
import resource
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import files

from summaries.types import Article
from summaries.window import Window, assign

ASKED = 300
EVENT = 3
WORDS = 110
# as many more words are of the kind that every text is full of
COMMON = (
    "the",
    "of",
    "to",
    "and",
    "in",
    "is",
    "that",
    "for",
    "on",
    "it",
    "with",
    "as",
    "was",
    "at",
    "by",
    "from",
    "his",
    "an",
)
NAMES = 12
START = datetime(2031, 5, 14, 9, 0, tzinfo=UTC)


def arriving() -> Iterator[Article]:
    """Articles without end, one a second."""
    chance = random.Random(11)
    known = json.loads(files("summaries").joinpath("background.json").read_text("utf-8"))["en"]["frequencies"]
    terms, often = list(known), list(known.values())
    key = 0
    while True:
        names = [f"{chance.choice(terms).title()}{chance.randrange(10**6)}" for _ in range(NAMES)]
        for _ in range(EVENT):
            text = chance.choices(terms, often, k=WORDS) + chance.choices(COMMON, k=WORDS) + names
            chance.shuffle(text)
            yield Article(
                key=key,
                url="",
                title=" ".join([*text[:8], *names[:2]]),
                text=" ".join(text) + ".",
                source=f"Outlet {key % 40}",
                published_at=START + timedelta(seconds=key),
                language="en",
            )
            key += 1


def main() -> None:
    """Fill a window, and print what the next articles cost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=50_000)
    size = parser.parse_args().articles
    window, articles = Window(), arriving()
    for _ in range(size):
        article = next(articles)
        window.add(article, article.key // EVENT)
    assign(next(articles), window)  # measures all articles, which later happens once in thousands
    found = 0
    spent = 0.0
    for _ in range(ASKED):
        article = next(articles)
        started = time.process_time()
        story = assign(article, window)
        window.add(article, article.key // EVENT)
        spent += time.process_time() - started
        found += story == article.key // EVENT
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{size:,} articles in the window: {spent * 1000 / ASKED:.2f} ms of CPU an article, {peak:.0f} MB at most, "
        f"{found / ASKED:.0%} of those asked for found their event (the first report of each can't)"
    )


if __name__ == "__main__":
    main()
