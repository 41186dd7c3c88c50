"""From votes to tastes: what a chat wants more or less of.

Derived anew from the votes each time, so that withdrawing one undoes exactly what it did.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from jobs.digests.content.wants import match
from storage import articles, tastes
from storage.database import Session
from storage.tastes import Opinion, Taste, TasteKind, Votes
from storage.topics import visible_topics

REMEMBERED = 100
"""So many of the last stories voted on count: what somebody liked a year ago fades."""

CAUTION = 3.0
"""So many undecided stories are thought of beside those that were voted on: one vote moves a source by a quarter."""

LEAST = 0.02
"""What is nearer to nothing than this is nothing."""

MOST_TASTES = 60
"""Of a chat; the strongest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a story that was voted on came from: the names of its sources, and the slugs of the chat's topics."""

    sources: frozenset[str]
    topics: frozenset[str]


def derive(votes: Iterable[Votes], told: Mapping[int, Told]) -> list[Taste]:
    """The tastes that these votes come to; each weight is inside (-1, 1).

    A story counts once however many voted on it: with the share of those for it less the share of those against it, to
    equal parts for each of its sources and for each of its topics.
    """
    sums: defaultdict[tuple[TasteKind, str], float] = defaultdict(float)
    counts: defaultdict[tuple[TasteKind, str], float] = defaultdict(float)
    for vote in votes:
        origin = told.get(vote.story_id)
        voters = vote.up + vote.down
        if origin is None or not voters:
            continue
        opinion = (vote.up - vote.down) / voters
        for kind, names in ((TasteKind.SOURCE, origin.sources), (TasteKind.TOPIC, origin.topics)):
            for name in names:
                sums[kind, name] += opinion / len(names)
                counts[kind, name] += 1 / len(names)
    weights = {key: total / (counts[key] + CAUTION) for key, total in sums.items()}
    strongest = sorted(weights.items(), key=lambda item: (-abs(item[1]), item[0]))[:MOST_TASTES]
    return [Taste(kind=kind, name=name, weight=weight) for (kind, name), weight in strongest if abs(weight) >= LEAST]


def vote(session: Session, *, chat_id: int, user_id: int, story_id: int, value: Opinion | None, now: datetime) -> bool:
    """Cast a vote, or withdraw it for None, and let the chat's tastes follow.

    False when nothing came of it: the chat wasn't told the story, or there was no vote to withdraw.
    """
    if value is None:
        changed = tastes.withdraw_vote(session, chat_id=chat_id, user_id=user_id, story_id=story_id)
    else:
        changed = tastes.cast_vote(session, chat_id=chat_id, user_id=user_id, story_id=story_id, value=value, now=now)
    if changed:
        refresh(session, chat_id, now=now)
    return changed


def refresh(session: Session, chat_id: int, *, now: datetime) -> None:
    """Derive the chat's tastes from the votes that are there now."""
    votes = tastes.latest_votes(session, chat_id, limit=REMEMBERED)
    told = _told(session, chat_id, [vote.story_id for vote in votes], now=now) if votes else {}
    tastes.set_tastes(session, chat_id, derive(votes, told))


def _told(session: Session, chat_id: int, story_ids: Collection[int], *, now: datetime) -> dict[int, Told]:
    topics = {topic.id: topic for topic in visible_topics(session, chat_id)}
    plain = [topic.id for topic in topics.values() if not topic.keywords]
    found = articles.story_sources(session, story_ids=story_ids, topic_ids=plain, until=now)
    # only where a topic has keywords the texts are needed, which are much to read
    narrowed = topics.keys() - set(plain)
    carried = articles.story_articles(session, story_ids=story_ids, topic_ids=narrowed, until=now) if narrowed else []
    found += [
        (article.story_id, topic_id, article.source)
        for topic_id, article in carried
        if article.story_id is not None and match(topics[topic_id], article)
    ]
    sources: defaultdict[int, set[str]] = defaultdict(set)
    slugs: defaultdict[int, set[str]] = defaultdict(set)
    for story_id, topic_id, source in found:
        sources[story_id].add(source)
        slugs[story_id].add(topics[topic_id].slug)
    return {
        story_id: Told(sources=frozenset(names), topics=frozenset(slugs[story_id]))
        for story_id, names in sources.items()
    }
