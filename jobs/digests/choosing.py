"""Which of the stories that a chat's topics carry are news to it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from jobs.articles import as_article
from jobs.keywords import found_keywords
from storage.articles import StoredArticle
from storage.digests import Told
from storage.topics import Topic
from summaries.copies import origins
from summaries.types import Article, Label, Method, Story

DEVELOPED = 2
"""So many independent reports since it was told make a story worth telling again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A story that is news to the chat; `fresh` are the articles to tell it from, by the topic's length and method."""

    story: Story
    fresh: tuple[Article, ...]
    sentences: int
    method: Method


def choose(carried: Iterable[tuple[Topic, StoredArticle]], told: Mapping[int, Told]) -> list[Candidate]:
    """The stories among `carried` that a chat wasn't told, or that developed since it was.

    Articles outside their topic's keywords don't count, nor do articles that belong to no story yet.
    """
    groups: dict[int, dict[int, StoredArticle]] = {}
    matches: dict[int, dict[str, Topic]] = {}
    for topic, article in carried:
        found = match(topic, article)
        if article.story_id is not None and found:
            groups.setdefault(article.story_id, {})[article.id] = article
            matches.setdefault(article.story_id, {}).update(dict.fromkeys(found, topic))
    candidates = []
    for story_id, articles in groups.items():
        reasons = matches[story_id]
        before = told.get(story_id)
        everything = tuple(as_article(article, key=article.id) for article in articles.values())
        fresh = everything if before is None else _since(before, tuple(articles.values()), everything)
        if not fresh:
            continue
        topic = next(iter(reasons.values()))
        candidates.append(
            Candidate(
                story=Story(
                    key=story_id,
                    articles=everything,
                    label=Label.NEW if before is None else Label.DEVELOPING,
                    matches=tuple(reasons),
                ),
                fresh=fresh,
                sentences=topic.sentences,
                method=Method(topic.method),
            )
        )
    return candidates


def match(topic: Topic, article: StoredArticle) -> tuple[str, ...]:
    """Why the topic wants the article: its name, or the keywords found; nothing when it doesn't."""
    if not topic.keywords:
        return (topic.name,)
    return found_keywords(topic.keywords, f"{article.title}\n{article.text}")


def _since(before: Told, stored: Sequence[StoredArticle], articles: tuple[Article, ...]) -> tuple[Article, ...]:
    """The independent reports that came after the story was told, where they are enough to tell it again."""
    new = {article.id for article in stored if article.fetched_at >= before.at}
    own = tuple(article for article in origins(articles) if article.key in new)
    return own if len(own) >= DEVELOPED else ()
