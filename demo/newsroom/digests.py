"""The digests that the newsroom's articles make, as text: what a reader of each sample topic gets.

    python -m demo.newsroom.digests FOLDER

writes one file a topic. Everything is pure and by a clock that stands still, so that the files change only with the
articles or with what summaries makes of them; tests hold them, and somebody reads every change.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from demo.newsroom.newsroom import Newsroom, Piece, published
from demo.newsroom.pages import article_page
from demo.newsroom.topics import TOPICS, SampleTopic
from summaries import cluster, extract, headline, rank, render, summarize_story
from summaries.markup import plain_text
from summaries.types import Article, Digest, DigestStory, Score, Story

START = datetime(2031, 5, 14, 9, 0, tzinfo=UTC)
NOW = START + timedelta(hours=3)
ZONE = ZoneInfo("Europe/Kyiv")
BASE = "https://newsroom.example"
STORIES, SENTENCES = 10, 3


@dataclass(frozen=True, slots=True)
class Filed:
    """An article with the path of the feed it stands in, without the feed's name: `/harbour-post/sea/`."""

    article: Article
    places: tuple[str, str]


def write_digests(folder: Path) -> None:
    """A file for each topic, named by its slug."""
    folder.mkdir(parents=True, exist_ok=True)
    for slug, text in digests().items():
        (folder / f"{slug}.txt").write_text(text, encoding="utf-8")


def digests() -> dict[str, str]:
    """The digest of each sample topic by its slug, as a phone shows it without its links."""
    filed = {each.article.key: each for each in map(_filed, published(Newsroom(START, lambda: NOW).pieces, NOW))}
    events = cluster([each.article for each in filed.values()])
    return {topic.slug: _digest(topic, [[filed[key] for key in event] for event in events]) for topic in TOPICS}


def _filed(piece: Piece) -> Filed:
    url = BASE + piece.path
    article = Article(
        key=piece.number,
        url=url,
        title=piece.title,
        text=extract(article_page(piece, (), BASE), url).text or piece.lead,
        source=piece.outlet.name,
        published_at=piece.published_at,
        language=piece.outlet.language,
    )
    return Filed(article, (f"/{piece.outlet.slug}/", f"/{piece.outlet.slug}/{piece.section}/"))


def _digest(topic: SampleTopic, events: Sequence[Sequence[Filed]]) -> str:
    carried = [tuple(each.article for each in event if _carries(topic, each)) for event in events]
    stories = [Story(key=articles[0].key, articles=articles) for articles in carried if articles]
    ranked = rank(stories, now=NOW)
    digest = Digest(
        since=min(article.published_at for story in stories for article in story.articles),
        until=NOW,
        zone=ZONE,
        stories=tuple(_tell(story, score) for story, score in ranked[:STORIES]),
        more=max(0, len(ranked) - STORIES),
    )
    parts = render(digest, title=topic.name)
    return "\n\n— — —\n\n".join(plain_text(part.html) for part in parts) + "\n"


def _carries(topic: SampleTopic, filed: Filed) -> bool:
    return any(feed.rpartition("/")[0] + "/" in filed.places for feed in topic.feeds)


def _tell(story: Story, score: Score) -> DigestStory:
    summary = summarize_story(story.articles, sentences=SENTENCES)
    title, article = headline(story.articles, summary)
    return DigestStory(story=story, headline=title, url=article.url, summary=summary, score=score)


if __name__ == "__main__":
    write_digests(Path(sys.argv[1]))
