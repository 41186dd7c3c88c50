"""How one story looks in a digest: its headline, what is new about it, its sentences, its sources.

Each sentence ends with a linked mark (①) for the source that said it, which leads to its very place there. Dates stand
beside what was said on another day than the digest's, so that "yesterday" stays true.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from summaries.citing import NO_BREAK_SPACE, Reader, article_of, folded, href, mark, outlet, place
from summaries.copies import origins
from summaries.markup import Run, clean, cut, is_rtl, isolated, shortened
from summaries.types import Article, DigestStory, Label, Length
from summaries.wording import Wording

LONGEST_HEADLINE = 256
LONGEST_FIGURE = 100
# an over-long sentence is cut into pieces of at most so many units, which leave a part room for links and escapes
LONGEST_PIECE = 3000
MOST_SOURCES = 12
# a summary of more sentences than this is folded into a quote that expands
MOST_OPEN_SENTENCES = 4

_LEFT_TO_RIGHT_MARK, _RIGHT_TO_LEFT_MARK = "\u200e", "\u200f"
_NARROW_SPACE = "\u202f"


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


def story_atoms(
    told: DigestStory, reader: Reader, *, number: int | None = None, labelled: bool = False, dated: bool = False
) -> list[Atom]:
    """A story from headline to sources. Raises ValueError where a sentence names an article that isn't the story's.

    `number` stands before it; `labelled` says of a new story that it is new; `dated` names the day also
    beside what was said on the reader's own.
    """
    if told.length is Length.HEADLINES:
        told = replace(told, summary=replace(told.summary, sentences=(), disputed=()))
    outlets = _cited(told, reader)
    numbers = {cited: number for number, cited in enumerate(outlets, start=1)}
    lines = headline_atoms(told) + news_atoms(told, reader.wording)
    unfolded = None if len(told.summary.sentences) <= MOST_OPEN_SENTENCES else 0
    lines += sentence_atoms(told, lambda article: numbers[_mark_of(article, reader)], unfolded=unfolded)
    lines += dispute_atoms(told, reader.wording)
    lines.append(Atom(_source_line(told, outlets, reader, labelled=labelled, dated=dated)))
    if number is not None:
        lines[0] = replace(lines[0], runs=(Run(f"{number}. ", ("b",)), *lines[0].runs))
    return lines


def headline_atoms(told: DigestStory) -> list[Atom]:
    """The headline, which leads to its article; nothing for a story without one."""
    title = shortened(clean(told.headline), LONGEST_HEADLINE)
    return [Atom((Run(title, ("b",), href(told.url)),))] if title else []


def news_atoms(told: DigestStory, wording: Wording) -> list[Atom]:
    """That a story develops, and how many sources reported it since it was told; nothing for a new one."""
    if told.story.label is not Label.DEVELOPING:
        return []
    joined = _joined(told)
    text = f"{wording.developing} · {wording.since(joined)}" if joined else wording.developing
    return [Atom((Run(text, slanted(wording.rtl)),))]


def sentence_atoms(
    told: DigestStory, number_of: Callable[[Article], int], *, unfolded: int | None = None, paragraphs: bool = False
) -> list[Atom]:
    """The sentences of the summary, each with the linked mark of its source.

    Those after the first `unfolded`, where that isn't None, are folded into a quote. With `paragraphs` there is a new
    one wherever another article speaks.
    """
    rtl = is_rtl(told.headline)
    atoms: list[Atom] = []
    before = None
    for nth, sentence in enumerate(each for each in told.summary.sentences if clean(each.text)):
        article = article_of(told, sentence)
        *pieces, last = ((Run(piece),) for piece in _pieces(clean(sentence.text), rtl))
        source = Run(mark(number_of(article)), href=place(article, sentence))
        starts = nth in (0, unfolded) or (paragraphs and article is not before)
        for runs in (*pieces, (Run(last[0].text + _NARROW_SPACE), source)):
            glue, starts = "\n" if starts else " ", False
            atoms.append(Atom(runs, glue=glue, quoted=unfolded is not None and nth >= unfolded))
        before = article
    return atoms


def dispute_atoms(told: DigestStory, wording: Wording) -> list[Atom]:
    """A line for each number on which the sources differ: what each says, word for word, with its name."""
    rtl = wording.rtl
    atoms = []
    for quantity in told.summary.disputed:
        runs = [Run(f"⚖️ {wording.differ} ")]
        for nth, figure in enumerate(quantity):
            article = article_of(told, figure)
            said = shortened(clean(figure.text), LONGEST_FIGURE)
            runs.append(Run(" · " if nth else ""))
            runs.append(Run(isolated(said, rtl) if is_rtl(said) != rtl else said, href=place(article, figure)))
            runs.append(Run(f" ({outlet(article.source, rtl)})"))
        atoms.append(Atom(tuple(run for run in runs if run.text)))
    return atoms


def slanted(rtl: bool) -> tuple[str, ...]:
    """The tags of what is said in passing: Arabic and Hebrew have no italics, and slanting them only hurts."""
    return () if rtl else ("i",)


def directed(rtl: bool, *, against: bool) -> list[Run]:
    """What sets the direction of a line that its first letter might set wrongly."""
    return [Run(_RIGHT_TO_LEFT_MARK if rtl else _LEFT_TO_RIGHT_MARK)] if rtl or against else []


def _cited(told: DigestStory, reader: Reader) -> dict[_Mark, _Outlet]:
    """The outlets that the summary cites, in order of citation.

    One that is cited from two days counts as two, so that the "yesterday" of each has its own date beside it.
    """
    outlets: dict[_Mark, _Outlet] = {}
    for sentence in told.summary.sentences:
        article = article_of(told, sentence)
        outlets.setdefault(_mark_of(article, reader), _Outlet(article.source, [])).articles.append(article)
    return outlets


def _mark_of(article: Article, reader: Reader) -> _Mark:
    return folded(article.source), reader.day(article.published_at)


def _joined(told: DigestStory) -> int:
    """How many outlets reported the story on their own since the chat was told it, and hadn't before."""
    outlets: dict[str, bool] = {}
    for article in origins(told.story.articles):
        name = folded(article.source)
        outlets[name] = outlets.get(name, True) and article.key in told.fresh
    return sum(outlets.values())


def _pieces(text: str, rtl: bool) -> list[str]:
    pieces = []
    while text:
        end = cut(text, LONGEST_PIECE)
        piece = clean(text[:end])
        pieces.append(isolated(piece, rtl) if is_rtl(piece) != rtl else piece)
        text = text[end:].lstrip(" ")
    return pieces


def _source_line(
    told: DigestStory, outlets: Mapping[_Mark, _Outlet], reader: Reader, *, labelled: bool, dated: bool
) -> tuple[Run, ...]:
    rtl = is_rtl(told.headline)
    listed = list(outlets.values())[:MOST_SOURCES] or [_headline_outlet(told)]
    moments = [max(article.published_at for article in each.articles) for each in listed]
    days = [reader.day(moment) for moment in moments]
    stamps = [
        isolated(reader.moment(moment, dated=dated or day != reader.day(reader.now)), rtl)
        for moment, day in zip(moments, days, strict=True)
    ]
    same_day = len(set(days)) == 1

    runs = directed(rtl, against=reader.wording.rtl)
    runs.append(Run(f"{stamps[moments.index(max(moments))]} · " if same_day else ""))
    for nth, (each, stamp) in enumerate(zip(listed, stamps, strict=True), start=1):
        runs.append(Run((" · " if nth > 1 else "") + (mark(nth) + NO_BREAK_SPACE if outlets else "")))
        runs.append(Run(outlet(each.name, rtl), href=href(each.articles[0].url)))
        runs.append(Run("" if same_day else f" {stamp}"))
    others = {folded(article.source) for article in origins(told.story.articles)}
    others -= {folded(each.name) for each in listed}
    runs.append(Run(f"{NO_BREAK_SPACE}+{len(others)}" if others else ""))
    if labelled and told.story.label is Label.NEW:
        runs.append(Run(f" · {isolated(reader.wording.new, rtl)}"))
    return tuple(replace(run, tags=slanted(rtl)) for run in runs if run.text)


def _headline_outlet(told: DigestStory) -> _Outlet:
    article = next((a for a in told.story.articles if a.url == told.url), told.story.articles[0])
    return _Outlet(article.source, [article])
