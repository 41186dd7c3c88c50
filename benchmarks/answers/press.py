"""Invented news: events, and what outlets write about them, with the words by which the search finds it.

The words come as often as English news has them (`background.json`), with those that every text is full of; events have
names of their own. Most of it is cut from a long row of words drawn beforehand, so that an article costs little.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import accumulate

from benchmarks.window import COMMON

DRAWN = 300_000
STOCK = 20_000
FACTS, NAMES = 4, 4
FILLING = (6, 13)
"""Sentences of the stock in an article, the least and the most."""
REWORDED = 0.4
"""How much of a fact is in other words in an outlet's own report of it."""
ENDINGS = ("ton", "ville", "berg", "ova", "sen", "ides", "mann", "field", "escu", "ski")


@dataclass(frozen=True, slots=True)
class Event:
    """What happened: its facts as words, each with a name in it."""

    names: tuple[str, ...]
    facts: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An article; `title_words` and `body_words` are for the search, folded, with a space between two."""

    title: str
    text: str
    title_words: str
    body_words: str


class Press:
    """Events and reports without end, the same ones each time."""

    def __init__(self, seed: int = 11) -> None:
        self._chance = random.Random(seed)
        known = json.loads(files("summaries").joinpath("background.json").read_text("utf-8"))["en"]["frequencies"]
        self.terms = [term for term in sorted(known, key=known.get, reverse=True) if term.isalpha() and term.isascii()]
        often = list(accumulate(known[term] for term in self.terms))
        content = self._chance.choices(self.terms, cum_weights=often, k=DRAWN)
        common = self._chance.choices(COMMON, k=DRAWN)
        self._row = [word for pair in zip(content, common, strict=True) for word in pair]
        self._stock = [self._words(self._chance.randint(9, 24)) for _ in range(STOCK)]

    def event(self) -> Event:
        chance = self._chance
        names = tuple(f"{chance.choice(self.terms).title()}{chance.choice(ENDINGS)}" for _ in range(NAMES))
        facts = []
        for name in (*names, *chance.choices(names, k=max(0, FACTS - NAMES)))[:FACTS]:
            words = self._words(chance.randint(8, 16))
            words[chance.randrange(1, len(words))] = name
            facts.append(tuple(words))
        return Event(names, tuple(facts))

    def report(self, event: Event, *, copied: bool = False) -> Report:
        """What one outlet makes of an event: in words of its own, or `copied` word for word."""
        chance = self._chance
        told: list[Sequence[str]] = [fact if copied else self._reworded(fact) for fact in event.facts]
        title = [*told[0][:6], chance.choice(event.names)]
        told[2:2] = chance.choices(self._stock, k=chance.randint(*FILLING))
        sentences = list(map(_sentence, told))
        return Report(
            title=_sentence(title)[:-1],
            text="\n\n".join(" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3)),
            title_words=" ".join(title).lower(),
            body_words=" ".join(map(" ".join, told)).lower(),
        )

    def words(self, count: int) -> list[str]:
        """Words as news has them, the common ones left out."""
        return self._words(2 * count)[::2]

    def _words(self, count: int) -> list[str]:
        at = 2 * self._chance.randrange(DRAWN - count)
        return self._row[at : at + count]

    def _reworded(self, fact: tuple[str, ...]) -> list[str]:
        """The fact with a stretch of it said differently; names stay."""
        size = int(len(fact) * REWORDED)
        at = self._chance.randrange(len(fact) - size)
        own = [was if was[0].isupper() else new for was, new in zip(fact[at:], self._words(size), strict=False)]
        return [*fact[:at], *own, *fact[at + size :]]


def _sentence(words: Sequence[str]) -> str:
    sentence = " ".join(words)
    return f"{sentence[0].upper()}{sentence[1:]}."
