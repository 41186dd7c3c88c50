"""From the stories that are news to a chat to a digest: in which order, and what each one says. Pure."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from jobs.digests.content.choosing import Candidate
from jobs.digests.content.saying import say
from jobs.digests.limits import DigestLimits
from storage.tastes import Taste, TasteKind
from summaries.ranking import Weighed, order, weigh
from summaries.types import Digest, DigestStory, Label, Length, Score, Story

SENTENCES = {Length.HEADLINES: 1, Length.SHORT: 2, Length.LONG: 6}
"""How many sentences tell a story where the chat chose a length."""


def compose(
    candidates: Sequence[Candidate],
    *,
    since: datetime,
    until: datetime,
    zone: ZoneInfo,
    limits: DigestLimits,
    tastes: Collection[Taste] = (),
    length: Length | None = None,
    weighing: Callable[[Story], Weighed] | None = None,
) -> Digest:
    """Rank the candidates, and tell the first of them, at the `length` that the chat chose.

    `weighing` stands for `summaries.ranking.weigh` at that moment, for who remembers.
    """
    ranked = _ranked(candidates, weighing or partial(weigh, now=until), tastes)
    stories = tuple(tell(candidate, score, length) for candidate, score in ranked[: limits.stories])
    return Digest(since=since, until=until, zone=zone, stories=stories, more=len(ranked) - len(stories))


def rank_candidates(
    candidates: Sequence[Candidate], *, now: datetime, tastes: Collection[Taste] = ()
) -> list[tuple[Candidate, Score]]:
    """The candidates from the most to the least important, each with its score."""
    return _ranked(candidates, partial(weigh, now=now), tastes)


def _ranked(
    candidates: Sequence[Candidate], weighing: Callable[[Story], Weighed], tastes: Collection[Taste]
) -> list[tuple[Candidate, Score]]:
    by_key = {candidate.story.key: candidate for candidate in candidates}
    liked = (
        {key: taste for key, candidate in by_key.items() if (taste := taste_for(candidate, tastes))} if tastes else {}
    )
    ordered = order([weighing(candidate.story) for candidate in candidates], liked)
    return [(by_key[story.key], score) for story, score in ordered]


def taste_for(candidate: Candidate, tastes: Collection[Taste]) -> float:
    """How much more (up to 1) or less (down to -1) the chat wants of a story like this: by its outlets and its topics,
    of each the mean."""
    if not tastes:
        return 0.0
    weights = {(taste.kind, taste.name): taste.weight for taste in tastes}
    sources = {article.source for article in candidate.story.articles}
    liked = _mean(weights.get((TasteKind.SOURCE, source), 0.0) for source in sources)
    liked += _mean(weights.get((TasteKind.TOPIC, topic.slug), 0.0) for topic in candidate.topics)
    return max(-1.0, min(1.0, liked))


def tell(candidate: Candidate, score: Score, length: Length | None = None) -> DigestStory:
    """What the digest says of a story: of one that was told before, what is new. Without a length it is as its topic
    has it."""
    sentences = candidate.sentences if length is None else SENTENCES[length]
    said = say(candidate.fresh, sentences, candidate.method)
    told_before = candidate.story.label is Label.DEVELOPING
    return DigestStory(
        story=candidate.story,
        headline=said.headline,
        url=said.url,
        summary=said.summary,
        score=score,
        length=length or Length.SHORT,
        fresh=frozenset(each.key for each in candidate.fresh) if told_before else frozenset(),
    )


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0
