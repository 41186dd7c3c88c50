"""How common terms are in the news of a language at large, so that a handful of articles can be told apart by theirs.

Without it a term that all articles of a small set share would look common, though it is what their event is about.
`background.json` holds counts alone; `python -m benchmarks.background` writes it from a file of articles.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

# how many times a background article counts against one of the articles at hand
WEIGHT = 10
RARITY_POWER = 1.5
# among articles enough to tell, what stands in more than so many of them is a town's name rather than an event's
EVERYWHERE = 0.15
FEW_ARTICLES, ENOUGH_ARTICLES = 30, 100
LEAST_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Background:
    """In how many of `documents` articles each term stands; terms that aren't named stand in next to none."""

    documents: int = 0
    frequencies: Mapping[str, int] = field(default_factory=dict)

    def idf(self, term: str, documents: int, frequency: int) -> float:
        """Inverse document frequency of a term that stands in `frequency` of the `documents` at hand.

        (ln((N + 1) / (df + 1)) + 1), the usual smooth form, over the background and the articles at hand together;
        with a background to lean on, raised to 1.5, since rare terms then are rare indeed. What the background hardly
        knows and every seventh article at hand has, as a local paper's town, counts for less, down to nothing.
        """
        everything = WEIGHT * self.documents + documents
        known = WEIGHT * self.frequencies.get(term, 0) + frequency
        smooth = math.log((everything + 1) / (known + 1)) + 1.0
        rarity = smooth**RARITY_POWER if self.documents else smooth
        if documents <= FEW_ARTICLES or frequency <= EVERYWHERE * documents:
            return rarity
        enough = min(1.0, (documents - FEW_ARTICLES) / (ENOUGH_ARTICLES - FEW_ARTICLES))
        share: float = max(LEAST_SHARE, math.log(frequency / documents) / math.log(EVERYWHERE)) ** enough
        return rarity * share


@cache
def background(language: str) -> Background:
    """The background of `language` (ISO 639-1); an empty one where there is none."""
    return _all().get(language, Background())


@cache
def _all() -> dict[str, Background]:
    read = json.loads(files("summaries").joinpath("background.json").read_text("utf-8"))
    return {language: Background(counts["documents"], counts["frequencies"]) for language, counts in read.items()}
