"""Which of the stories that a chat's topics carry are news to it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from jobs.articles import as_article
from jobs.digests.content.wants import EVERYTHING, Because, Wanted, Wants, sift, weight
from storage.articles import StoredArticle
from storage.digests import Told
from storage.topics import Topic
from summaries.copies import origins
from summaries.types import Article, Label, Method, Story

DEVELOPED = 2
"""So many independent reports since it was told make a story worth telling again; of a followed one each is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A story that is news to the chat; `fresh` are the articles to tell it from, in so many sentences where
    the chat chose no length.

    `topics` are those that bring it.
    """

    story: Story
    fresh: tuple[Article, ...]
    sentences: int
    method: Method
    topics: tuple[Topic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Why something isn't told, with the figures that belong to the reason."""

    because: Because
    number: int | None = None
    least: float | None = None
    at: datetime | None = None


def choose(
    carried: Iterable[tuple[Topic, StoredArticle]], told: Mapping[int, Told], wants: Wants = EVERYTHING
) -> list[Candidate]:
    """The stories among `carried` that a chat wants and wasn't told, or that developed since it was.

    Articles outside their topic's keywords don't count, nor do articles that belong to no story yet.
    """
    return [found for found in judge(carried, told, wants).values() if isinstance(found, Candidate)]


def judge(
    carried: Iterable[tuple[Topic, StoredArticle]], told: Mapping[int, Told], wants: Wants = EVERYTHING
) -> dict[int, Candidate | LeftOut]:
    """The same of each story among `carried`, with the reasons why the others are left out."""
    stories: dict[int, list[tuple[Topic, StoredArticle]]] = {}
    for topic, article in carried:
        if article.story_id is not None:
            stories.setdefault(article.story_id, []).append((topic, article))
    return {story_id: consider(story_id, parts, told.get(story_id), wants) for story_id, parts in stories.items()}


def consider(
    story_id: int, carried: Sequence[tuple[Topic, StoredArticle]], before: Told | None, wants: Wants
) -> Candidate | LeftOut:
    """One story as it is to be told, or why it isn't; `before` is when the chat was told it."""
    if story_id in wants.muted:
        return LeftOut(because=Because.MUTED)
    return consider_wanted(story_id, sift(carried, wants), before, followed=story_id in wants.followed)


def consider_wanted(story_id: int, wanted: Wanted, before: Told | None, *, followed: bool) -> Candidate | LeftOut:
    """The same of what is wanted of a story already."""
    if wanted.because is not None:
        return LeftOut(because=wanted.because)
    if (light := _too_light(wanted)) is not None:
        return light
    everything = tuple(as_article(article, key=article.id) for article in wanted.articles)
    enough = 1 if followed else DEVELOPED
    fresh = everything if before is None else _since(before, wanted.articles, everything, enough)
    if not fresh and before is not None:
        return LeftOut(because=Because.TOLD, at=before.at)
    topic = wanted.topics[0]
    return Candidate(
        story=Story(
            key=story_id,
            articles=everything,
            label=Label.NEW if before is None else Label.DEVELOPING,
            matches=wanted.matches,
        ),
        fresh=fresh,
        sentences=topic.sentences,
        method=Method(topic.method),
        topics=wanted.topics,
    )


def _too_light(wanted: Wanted) -> LeftOut | None:
    """The reason where none of the topics takes a story of this weight."""
    least = min(topic.weight_floor for topic in wanted.topics)
    if least <= 1:
        return None
    weighs = weight(wanted.articles)
    return LeftOut(because=Because.FLOOR, number=weighs, least=least) if weighs < least else None


def _since(
    before: Told, stored: Sequence[StoredArticle], articles: tuple[Article, ...], enough: int
) -> tuple[Article, ...]:
    """The independent reports that came after the story was told, where they are enough to tell it again."""
    new = {article.id for article in stored if article.fetched_at >= before.at}
    if len(new) < enough:
        return ()
    own = tuple(article for article in origins(articles) if article.key in new)
    return own if len(own) >= enough else ()
