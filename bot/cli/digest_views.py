"""A digest for a terminal, and as data for programs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.style import Style
from rich.text import Text

from jobs.feeds.preview import Gathered
from summaries.copies import independent_sources
from summaries.fragment import linkable, text_fragment
from summaries.markup import clean
from summaries.types import Article, Digest, DigestStory, Sentence

WIDEST = 100
"""Lines longer than this are hard to read, however wide the terminal is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A sentence with its article and the address of its very place there."""

    sentence: Sentence
    article: Article
    place: str


def as_data(digest: Digest, gathered: Gathered) -> dict[str, Any]:
    """What `--json` prints. Offsets count characters of the article's text; times are ISO 8601 in UTC."""
    return {
        "since": digest.since.isoformat(),
        "until": digest.until.isoformat(),
        "articles": len(gathered.articles),
        "stories": [_story_data(told) for told in digest.stories],
        "more": digest.more,
        "problems": [{"address": address, "problem": problem} for address, problem in gathered.problems],
    }


def _story_data(told: DigestStory) -> dict[str, Any]:
    return {
        "headline": told.headline,
        "url": told.url,
        "published_at": _newest(told).isoformat(),
        "sources": list(independent_sources(told.story.articles)),
        "sentences": [
            {
                "text": quote.sentence.text,
                "start": quote.sentence.start,
                "end": quote.sentence.end,
                "source": quote.article.source,
                "article": quote.article.url,
                "url": quote.place,
            }
            for quote in _quotes(told)
        ],
        "score": dict(told.score.parts),
    }


def show(digest: Digest, gathered: Gathered) -> None:
    """Print the digest; on a terminal its headlines and sentences lead to their places."""
    console = Console(highlight=False)
    console.width = min(console.width, WIDEST)
    sources = len({article.source for article in gathered.articles})
    console.print(Text(f"{len(gathered.articles)} articles, {sources} sources", style="dim"))
    for number, told in enumerate(digest.stories, start=1):
        console.print()
        headline = Text(clean(told.headline), style=_link("bold", told.url))
        mark = f"{number}. "
        for text in (headline, _sentences(told), _sources(told), Text(clean(told.url), style="dim")):
            for line in text.wrap(console, console.width - len(mark)):
                line.rstrip()
                console.print(Text(mark) + line, soft_wrap=True)
                mark = " " * len(mark)
    if digest.more:
        console.print(Text(f"\n{digest.more} more with --stories {len(digest.stories) + digest.more}", style="dim"))


def _sentences(told: DigestStory) -> Text:
    quotes = _quotes(told)
    numbers = _numbers(quotes)
    line = Text()
    for quote in quotes:
        line.append(" " if line else "")
        line.append(clean(quote.sentence.text), style=_link("", quote.place))
        line.append(f" [{numbers[quote.article.source]}]" if len(numbers) > 1 else "", style="dim")
    return line


def _sources(told: DigestStory) -> Text:
    numbers = _numbers(_quotes(told))
    cited = [f"[{number}] {clean(name)}" if len(numbers) > 1 else clean(name) for name, number in numbers.items()]
    others = len(set(independent_sources(told.story.articles)) - set(numbers))
    at = _newest(told).astimezone().strftime("%a %d %b, %H:%M")
    return Text(f"{' · '.join(cited)}{f' +{others}' if others else ''} · {at}", style="italic")


def _quotes(told: DigestStory) -> list[Quote]:
    articles = {article.key: article for article in told.story.articles}
    return [_quote(sentence, articles[sentence.article]) for sentence in told.summary.sentences]


def _quote(sentence: Sentence, article: Article) -> Quote:
    found = linkable(article.url)
    place = text_fragment(article.url, article.text, sentence.start, sentence.end) if found else article.url
    return Quote(sentence=sentence, article=article, place=place)


def _numbers(quotes: list[Quote]) -> dict[str, int]:
    """The sources in order of citation, each with its number."""
    names = dict.fromkeys(quote.article.source for quote in quotes)
    return {name: number for number, name in enumerate(names, start=1)}


def _newest(told: DigestStory) -> datetime:
    return max(article.published_at for article in told.story.articles)


def _link(style: str, url: str) -> Style:
    return Style.parse(style) + Style(link=url if linkable(url) else None)
