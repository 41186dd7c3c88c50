"""How one story looks: its headline, what is new about it, its sentences, its sources.

Each sentence ends with a linked mark (①) for the source that said it, which leads to its very place there. Dates stand
beside what was said on another day than the digest's, so that "yesterday" stays true.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from summaries.copies import origins
from summaries.fragment import address, linkable, text_fragment
from summaries.markup import MOST_HREF_BYTES, Run, clean, cut, escaped_bytes, is_rtl, isolated, shortened
from summaries.types import Article, Digest, DigestStory, Figure, Label, Sentence
from summaries.wording import Wording

LONGEST_HEADLINE = 256
LONGEST_SOURCE = 64
LONGEST_FIGURE = 100
# an over-long sentence is cut into pieces of at most so many units, which leave a part room for links and escapes
LONGEST_PIECE = 3000
MOST_SOURCES = 12
# a summary of more sentences than this is folded into a quote that expands
MOST_OPEN_SENTENCES = 4

_RIGHT_TO_LEFT_MARK = "\u200f"
_NO_BREAK_SPACE = "\u00a0"
_NARROW_SPACE = "\u202f"
# Unicode's circled numbers stand in three places
_CIRCLED = "".join(chr(first + n) for first, count in ((0x2460, 20), (0x3251, 15), (0x32B1, 15)) for n in range(count))


# the folded name of an outlet and a day: what a circled number stands for
_Mark: TypeAlias = tuple[str, date]


@dataclass(frozen=True, slots=True)
class Atom:
    """What stays together when a story is split; `glue` stands before it where something precedes it."""

    runs: tuple[Run, ...]
    glue: str = "\n"
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class _Outlet:
    """An outlet, with those of one day's articles of it that the summary cites."""

    name: str
    articles: list[Article]


def story_atoms(told: DigestStory, digest: Digest, wording: Wording) -> list[Atom]:
    """A story from headline to sources. Raises ValueError where a sentence names an article that isn't the story's."""
    rtl = is_rtl(told.headline)
    outlets = _cited(told, digest.zone)
    title = shortened(clean(told.headline), LONGEST_HEADLINE)
    lines = [Atom((Run(title, ("b",), _href(told.url)),))] if title else []
    if told.story.label is Label.DEVELOPING:
        lines.append(Atom((Run(_news(told, digest, wording), ("i",)),)))
    lines.extend(_sentence_atoms(told, outlets, digest.zone))
    lines.extend(_dispute_atoms(told, rtl, wording))
    lines.append(Atom(_source_line(told, outlets, digest, wording)))
    return lines


def _cited(told: DigestStory, zone: ZoneInfo) -> dict[_Mark, _Outlet]:
    """The outlets that the summary cites, in order of citation.

    One that is cited from two days counts as two, so that the "yesterday" of each has its own date beside it.
    """
    outlets: dict[_Mark, _Outlet] = {}
    for sentence in told.summary.sentences:
        article = _article_of(told, sentence)
        outlet = outlets.setdefault(_mark_of(article, zone), _Outlet(article.source, []))
        outlet.articles.append(article)
    return outlets


def _mark_of(article: Article, zone: ZoneInfo) -> _Mark:
    return _folded(article.source), article.published_at.astimezone(zone).date()


def _article_of(told: DigestStory, said: Sentence | Figure) -> Article:
    found = next((article for article in told.story.articles if article.key == said.article), None)
    if found is None:
        raise ValueError(
            f"render: story {told.story.key} cites article {said.article}, which isn't one of its articles"
        )
    return found


def _news(told: DigestStory, digest: Digest, wording: Wording) -> str:
    first: dict[str, datetime] = {}
    for article in origins(told.story.articles):
        first.setdefault(_folded(article.source), article.published_at)
    joined = sum(moment >= digest.since for moment in first.values())
    if 0 < joined < len(first):
        return f"{wording.developing} · {wording.counted(wording.joined, joined)}"
    return wording.developing


def _sentence_atoms(told: DigestStory, outlets: dict[_Mark, _Outlet], zone: ZoneInfo) -> list[Atom]:
    rtl = is_rtl(told.headline)
    numbers = {cited: number for number, cited in enumerate(outlets, start=1)}
    quoted = len(told.summary.sentences) > MOST_OPEN_SENTENCES
    atoms: list[Atom] = []
    for sentence in told.summary.sentences:
        article = _article_of(told, sentence)
        pieces = _pieces(clean(sentence.text), rtl)
        mark = Run(_mark(numbers[_mark_of(article, zone)]), href=_place(article, sentence))
        for place, piece in enumerate(pieces):
            is_last = place == len(pieces) - 1
            runs = (Run(piece + _NARROW_SPACE), mark) if is_last else (Run(piece),)
            atoms.append(Atom(runs, glue=" " if atoms else "\n", quoted=quoted))
    return atoms


def _dispute_atoms(told: DigestStory, rtl: bool, wording: Wording) -> list[Atom]:
    """A line for each number on which the sources differ: what each says, word for word, with its name."""
    atoms = []
    for quantity in told.summary.disputed:
        runs = [Run(f"⚖️ {wording.differ} ")]
        for place, figure in enumerate(quantity):
            article = _article_of(told, figure)
            said = shortened(clean(figure.text), LONGEST_FIGURE)
            name = isolated(shortened(clean(article.source), LONGEST_SOURCE), rtl)
            runs.append(Run(" · " if place else ""))
            runs.append(Run(isolated(said, rtl) if is_rtl(said) != rtl else said, href=_place(article, figure)))
            runs.append(Run(f" ({name})"))
        atoms.append(Atom(tuple(run for run in runs if run.text)))
    return atoms


def _pieces(text: str, rtl: bool) -> list[str]:
    pieces = []
    while text:
        end = cut(text, LONGEST_PIECE)
        piece = clean(text[:end])
        pieces.append(isolated(piece, rtl) if is_rtl(piece) != rtl else piece)
        text = text[end:].lstrip(" ")
    return pieces


def _source_line(told: DigestStory, outlets: dict[_Mark, _Outlet], digest: Digest, wording: Wording) -> tuple[Run, ...]:
    rtl = is_rtl(told.headline)
    today = digest.until.astimezone(digest.zone).date()
    listed = list(outlets.values())[:MOST_SOURCES] or [_headline_outlet(told)]
    moments = [max(article.published_at for article in outlet.articles).astimezone(digest.zone) for outlet in listed]
    same_day = len({moment.date() for moment in moments}) == 1

    def stamp(moment: datetime) -> str:
        hour = wording.hour_text(moment)
        if moment.date() == today:
            return hour
        day = wording.day_text(moment.date(), beside=today)
        return f"{day}, {hour}".replace(" ", _NO_BREAK_SPACE)

    runs = [Run(_RIGHT_TO_LEFT_MARK)] if rtl else []
    for number, (outlet, moment) in enumerate(zip(listed, moments, strict=True), start=1):
        runs.append(Run((" · " if number > 1 else "") + (_mark(number) + _NO_BREAK_SPACE if outlets else "")))
        name = isolated(shortened(clean(outlet.name), LONGEST_SOURCE), rtl)
        runs.append(Run(name, href=_href(outlet.articles[0].url)))
        if not same_day:
            runs.append(Run(f" {stamp(moment)}"))
    others = {_folded(article.source) for article in origins(told.story.articles)}
    others -= {_folded(outlet.name) for outlet in listed}
    runs.append(Run((f" +{len(others)}" if others else "") + (f" · {stamp(max(moments))}" if same_day else "")))
    # Arabic and Hebrew have no italics; slanting them only hurts
    tags = () if rtl else ("i",)
    return tuple(replace(run, tags=tags) for run in runs if run.text)


def _headline_outlet(told: DigestStory) -> _Outlet:
    article = next((a for a in told.story.articles if a.url == told.url), told.story.articles[0])
    return _Outlet(article.source, [article])


def _mark(number: int) -> str:
    return _CIRCLED[number - 1] if number <= len(_CIRCLED) else f"({number})"


def _href(url: str) -> str | None:
    return _bounded(address(url)) if linkable(url) else None


def _place(article: Article, said: Sentence | Figure) -> str | None:
    if not linkable(article.url):
        return None
    return _bounded(text_fragment(article.url, article.text, said.start, said.end)) or _href(article.url)


def _bounded(href: str) -> str | None:
    return href if escaped_bytes(href) <= MOST_HREF_BYTES else None


def _folded(source: str) -> str:
    return clean(source).casefold()
