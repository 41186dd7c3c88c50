"""How well the article is found in a page: precision, recall and F1 of four-word shingles, and ms a page.

    newsdigest bench extract --data FOLDER [--json]

The folder holds pages as `ID.html` or `ID.html.gz`, and `ground-truth.json`: `{ID: {"articleBody", "url"}}`. Counted as
the Article Extraction Benchmark counts (https://github.com/scrapinghub/article-extraction-benchmark): shingles are
compared as multisets, precision and recall are means over pages, and F1 is that of the two means.
"""

import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from summaries import extract

SHINGLE = 4
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page and the text that a person found in it."""

    key: str
    html: bytes
    url: str
    text: str


def read(folder: Path) -> Iterator[Page]:
    """The pages of a folder. Raises FileNotFoundError naming what is missing."""
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    for key, wanted in sorted(truth.items()):
        yield Page(key=key, html=_html(folder, key), url=wanted.get("url") or "", text=wanted["articleBody"])


def measure(pages: Sequence[Page], *, data: str) -> dict[str, object]:
    """The figures, as the JSON output shows them; `data` is the name they go by."""
    scores = []
    spent = 0.0
    for page in pages:
        started = time.process_time()
        found = extract(page.html, page.url)
        spent += time.process_time() - started
        scores.append(agreement(page.text, found.text))
    precision = sum(p for p, _ in scores) / max(1, len(scores))
    recall = sum(r for _, r in scores) / max(1, len(scores))
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {
        "data": data,
        "pages": len(scores),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(f1, 4),
        "ms": round(spent * 1000 / max(1, len(scores)), 2),
    }


def agreement(wanted: str, found: str) -> tuple[float, float]:
    """(precision, recall) of the shingles of `found` against those of `wanted`; an empty text says nothing wrong."""
    own, other = _shingles(wanted), _shingles(found)
    shared = (own & other).total()
    precision = shared / other.total() if other else 1.0
    recall = shared / own.total() if own else 1.0
    return precision, recall


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return Counter(
        tuple(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1)) if words[i : i + SHINGLE]
    )


def _html(folder: Path, key: str) -> bytes:
    for place in (folder, folder / "html"):
        if (packed := place / f"{key}.html.gz").exists():
            return gzip.decompress(packed.read_bytes())
        if (plain := place / f"{key}.html").exists():
            return plain.read_bytes()
    raise FileNotFoundError(f"{folder} has no {key}.html or {key}.html.gz, which its ground-truth.json names")
