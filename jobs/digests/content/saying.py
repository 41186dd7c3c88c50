"""What is said of a story: its sentences and its headline. Pure, and remembered.

The same stories are told to many people, one after another: in digests, when they ask, search or share.
"""

from dataclasses import dataclass

from summaries.headlines import headline
from summaries.remembering import remembering, size_of
from summaries.summarizing import summarize_story
from summaries.types import Article, Method, Summary

REMEMBERED_BYTES = 16 * 2**20
"""Two thousand stories or so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """`url` is the address of the article whose title the headline is."""

    summary: Summary
    headline: str
    url: str


@remembering(REMEMBERED_BYTES, weigh=lambda articles, *_, **__: size_of(article.text for article in articles))
def say(articles: tuple[Article, ...], sentences: int, method: Method = Method.NEWS) -> Said:
    """The story of these articles, at least one, in so many sentences at the most."""
    summary = summarize_story(articles, sentences=sentences, method=method)
    title, article = headline(articles, summary)
    return Said(summary=summary, headline=title, url=article.url)
