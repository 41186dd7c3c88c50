"""From the stories that are news to a chat to a digest: in which order, and what each one says. Pure."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from jobs.digests.content.choosing import Candidate
from jobs.digests.content.saying import say
from jobs.digests.limits import DigestLimits
from storage.tastes import Taste, TasteKind
from summaries.ranking import rank
from summaries.types import Digest, DigestStory, Label, Score


def compose(
    candidates: Sequence[Candidate],
    *,
    since: datetime,
    until: datetime,
    zone: ZoneInfo,
    limits: DigestLimits,
    tastes: Collection[Taste] = (),
) -> Digest:
    """Rank the candidates, and tell the first of them."""
    ranked = rank_candidates(candidates, now=until, tastes=tastes)
    stories = tuple(tell(candidate, score) for candidate, score in ranked[: limits.stories])
    return Digest(since=since, until=until, zone=zone, stories=stories, more=len(ranked) - len(stories))


def rank_candidates(
    candidates: Sequence[Candidate], *, now: datetime, tastes: Collection[Taste] = ()
) -> list[tuple[Candidate, Score]]:
    """The candidates from the most to the least important, each with its score."""
    by_key = {candidate.story.key: candidate for candidate in candidates}
    liked = {key: taste for key, candidate in by_key.items() if (taste := taste_for(candidate, tastes))}
    ranked = rank([candidate.story for candidate in candidates], now=now, tastes=liked)
    return [(by_key[story.key], score) for story, score in ranked]


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


def tell(candidate: Candidate, score: Score) -> DigestStory:
    """What the digest says of a story: of one that was told before, what is new."""
    said = say(candidate.fresh, candidate.sentences, candidate.method)
    told_before = candidate.story.label is Label.DEVELOPING
    return DigestStory(
        story=candidate.story,
        headline=said.headline,
        url=said.url,
        summary=said.summary,
        score=score,
        length=candidate.length,
        fresh=frozenset(each.key for each in candidate.fresh) if told_before else frozenset(),
    )


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0
