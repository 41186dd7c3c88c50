"""Write summaries/background.json: in how many articles of each language a term stands.

    python -m benchmarks.background --data articles.jsonl

Lines are `{"title", "text", "language"}`. Counts are all that is kept of the articles; a language needs 500 of them.
"""

import argparse
import json
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

from summaries.types import Article
from summaries.vectors import document, primary_language

LEAST_DOCUMENTS = 500
LEAST_FREQUENCY = 3
TARGET = Path(__file__).parent.parent / "summaries" / "background.json"


def background_of(lines: list[dict[str, str]]) -> dict[str, dict[str, object]]:
    """Language -> how many articles, and how many of them each term stands in; rarer terms are left out."""
    documents: Counter[str] = Counter()
    frequencies: dict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        language = primary_language(line["language"])
        article = Article(
            key=0,
            url="",
            title=line["title"] or "",
            text=line["text"],
            source="",
            published_at=datetime.min.replace(tzinfo=UTC),
            language=language,
        )
        documents[language] += 1
        frequencies[language].update(document(article, language).weights.keys())
    return {
        language: {
            "documents": documents[language],
            "frequencies": {term: df for term, df in sorted(counts.items()) if df >= LEAST_FREQUENCY},
        }
        for language, counts in sorted(frequencies.items())
        if documents[language] >= LEAST_DOCUMENTS
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    lines = [json.loads(line) for line in parser.parse_args().data.read_text("utf-8").splitlines()]
    found = background_of(lines)
    TARGET.write_text(json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    for language, counts in found.items():
        print(f"{language}: {counts['documents']} articles")


if __name__ == "__main__":
    main()
