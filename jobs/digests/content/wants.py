"""What a topic and a chat want of a story's articles, and why they don't want the others. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from jobs.articles import as_article
from jobs.filters.judging import judge_story
from jobs.filters.terms import Filter
from jobs.keywords import found_keywords
from storage.articles import StoredArticle
from storage.topics import Topic
from summaries.copies import independent_sources
from summaries.language import ENOUGH, detect, tag_language


class Because(StrEnum):
    """Why something isn't told."""

    UNREAD = "unread"
    """Its article isn't read yet."""
    UNREADABLE = "unreadable"
    """No article could be made of it."""
    SKIPPED = "skipped"
    """It is older than what is read of a new feed."""
    LANGUAGE = "language"
    """It is in another language than the topic's."""
    KEYWORDS = "keywords"
    """It has none of the topic's keywords."""
    FILTER = "filter"
    """A filter leaves it out."""
    MUTED = "muted"
    FLOOR = "floor"
    """Fewer outlets tell it than the topic asks for: `number`, where `least` are wanted."""
    TOLD = "told"
    """It was told `at` that time, and hasn't developed since."""
    WINDOW = "window"
    """It came `at` that time, which is before the hours that the digest covers."""
    COPY = "copy"
    """The text stands in another article, which tells it."""
    CROWDED = "crowded"
    """It stands at place `number`, where the digest tells the first `least`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wants:
    """What a chat wants of what its topics carry.

    `filters` are for everything, `by_topic` for the stories of one topic, by its id. Muted stories are never told,
    followed ones whenever there is something new.
    """

    filters: tuple[Filter, ...] = ()
    by_topic: Mapping[int, Filter] = field(default_factory=dict)
    muted: frozenset[int] = frozenset()
    followed: frozenset[int] = frozenset()


EVERYTHING = Wants()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is wanted of a story: its articles, the topics that bring it, and the words or names by which they do.

    `because` says why nothing is, where there are no articles.
    """

    articles: tuple[StoredArticle, ...] = ()
    topics: tuple[Topic, ...] = ()
    matches: tuple[str, ...] = ()
    because: Because | None = None


def sift(carried: Sequence[tuple[Topic, StoredArticle]], wants: Wants) -> Wanted:
    """What is wanted of one story, of which the chat's topics carry this: an article with each topic that has it."""
    because = Because.LANGUAGE
    kept: dict[int, StoredArticle] = {}
    reasons: dict[int, dict[str, Topic]] = {}
    for topic, offered in _by_topic(carried):
        spoken = [article for article in offered if speaks(topic, article)]
        found = {article.id: words for article in spoken if (words := match(topic, article))}
        because = max(because, _reached(spoken, found), key=_STAGES.index)
        for article in _filtered([article for article in spoken if article.id in found], topic, wants):
            kept[article.id] = article
            reasons.setdefault(article.id, {}).update(dict.fromkeys(found[article.id], topic))
    articles = tuple(sorted(kept.values(), key=lambda article: (article.fetched_at, article.id)))
    for chosen in wants.filters:
        articles = judge_story(chosen, articles).articles if articles else ()
    if not articles:
        return Wanted(because=Because.FILTER if kept else because)
    matches = {word: topic for article in articles for word, topic in reasons[article.id].items()}
    bringing = {topic.id: topic for topic in matches.values()}
    return Wanted(articles=articles, topics=tuple(bringing.values()), matches=tuple(matches))


def _by_topic(carried: Sequence[tuple[Topic, StoredArticle]]) -> Iterable[tuple[Topic, Sequence[StoredArticle]]]:
    """By their numbers: to compare records whole takes longer than all the rest."""
    if len(carried) == 1:
        # as of most stories
        return [(carried[0][0], [carried[0][1]])]
    grouped: dict[int, tuple[Topic, list[StoredArticle]]] = {}
    for topic, article in carried:
        grouped.setdefault(topic.id, (topic, []))[1].append(article)
    return grouped.values()


def _filtered(found: Sequence[StoredArticle], topic: Topic, wants: Wants) -> Sequence[StoredArticle]:
    """Those of a topic's articles that the chat's filter for the topic keeps."""
    chosen = wants.by_topic.get(topic.id)
    return judge_story(chosen, found).articles if chosen and found else found


_STAGES = (Because.LANGUAGE, Because.KEYWORDS, Because.FILTER)


def _reached(spoken: Sequence[StoredArticle], found: Mapping[int, object]) -> Because:
    """What a topic's articles got stuck at, unless they are kept."""
    if not spoken:
        return Because.LANGUAGE
    return Because.FILTER if found else Because.KEYWORDS


def match(topic: Topic, article: StoredArticle) -> tuple[str, ...]:
    """Why the topic wants the article: its name, or the keywords found; nothing when it doesn't."""
    if not topic.keywords:
        return (topic.name,)
    return found_keywords(topic.keywords, f"{article.title}\n{article.text}")


def speaks(topic: Topic, article: StoredArticle) -> bool:
    """Whether the article is in the topic's language, as far as it can be told."""
    wanted, said = tag_language(topic.language or ""), tag_language(article.language or "")
    if wanted is None or said is None or wanted == said:
        return True
    # a site's template may declare a language that its text isn't in
    return _detected(article.text[:ENOUGH]) in {wanted, None}


@lru_cache(maxsize=4096)
def _detected(start: str) -> str | None:
    # of the whole text as much as `detect` looks at: it is held as long as this is remembered
    return detect(start)


def weight(articles: Sequence[StoredArticle]) -> int:
    """How much a story weighs: how many outlets tell it in words of their own."""
    # no story weighs more than it has outlets, which takes no comparing
    if len({article.source for article in articles}) <= 1:
        return min(1, len(articles))
    return len(independent_sources([as_article(article, key=article.id) for article in articles]))
