"""One story in a message of its own: told at length where a reader asks for more, or as a follow-up."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from summaries.assembly import assembled
from summaries.citing import Reader, article_of, folded, href, mark, outlet
from summaries.copies import origins
from summaries.layout import (
    Atom,
    directed,
    dispute_atoms,
    headline_atoms,
    news_atoms,
    sentence_atoms,
    slanted,
    story_atoms,
)
from summaries.markup import Run, units
from summaries.types import Article, DigestStory, Length, Part
from summaries.wording import ENGLISH, Wording

MOST_LISTED = 12
# what takes more than about a screen of a phone is folded, but for its first sentences
MOST_OPEN_UNITS = 1200
OPEN_SENTENCES = 3

_NO_BREAK_SPACE = "\u00a0"


def render_story(told: DigestStory, *, now: datetime, zone: ZoneInfo, wording: Wording = ENGLISH) -> Part:
    """A story alone, in one message: all sentences of its summary that fit it, and its sources from the first on.

    Raises ValueError where a sentence names an article that the story doesn't hold.
    """
    reader = Reader(wording=wording, zone=zone, now=now)
    return _one_part(told, lambda shorter: _view(shorter, reader))


def render_follow_up(told: DigestStory, *, now: datetime, zone: ZoneInfo, wording: Wording = ENGLISH) -> Part:
    """What is new about a story that the chat was told, in one message that answers the one that told it.

    Raises ValueError where a sentence is from an article that isn't among the story's fresh ones.
    """
    stale = {sentence.article for sentence in told.summary.sentences} - told.fresh
    if stale:
        raise ValueError(f"render: the follow-up of story {told.story.key} cites articles that it told: {stale}")
    reader = Reader(wording=wording, zone=zone, now=now)
    told = replace(told, length=Length.SHORT)
    return _one_part(told, lambda shorter: _follow_up(shorter, reader))


def _one_part(told: DigestStory, atoms: Callable[[DigestStory], Sequence[Atom]]) -> Part:
    """The fullest form of a story that fits one message: sentences go from the end, the disputes before the first."""
    for shorter in _shortenings(told):
        html, size = assembled(atoms(shorter))
        if size.fits:
            break
    return Part(html=html, stories=(told.story.key,))


def _shortenings(told: DigestStory) -> list[DigestStory]:
    sentences = told.summary.sentences
    kept = [sentences[:count] for count in range(len(sentences), 0, -1)]
    summaries = [replace(told.summary, sentences=some) for some in kept]
    summaries += [replace(summary, disputed=()) for summary in summaries]
    summaries.append(replace(told.summary, sentences=(), disputed=()))
    return [replace(told, summary=summary) for summary in summaries]


def _view(told: DigestStory, reader: Reader) -> list[Atom]:
    listed = _listed(told)
    numbers = {article.key: number for number, article in enumerate(listed, start=1)}
    atoms = headline_atoms(told)
    atoms += news_atoms(told, reader.wording)
    atoms += _folded_tail(sentence_atoms(told, lambda article: numbers[article.key], quoted=False))
    atoms += dispute_atoms(told, reader.wording)
    return atoms + _source_atoms(told, listed, reader)


def _follow_up(told: DigestStory, reader: Reader) -> list[Atom]:
    atoms = story_atoms(told, reader, dated=True)
    heading = Atom((Run(reader.wording.what_is_new, ("b",)),))
    place = len(headline_atoms(told)) + len(news_atoms(told, reader.wording))
    return [*atoms[:place], heading, *atoms[place:]] if told.summary.sentences else atoms


def _folded_tail(atoms: list[Atom]) -> list[Atom]:
    if sum(units(run.text) for atom in atoms for run in atom.runs) <= MOST_OPEN_UNITS:
        return atoms
    folded_atoms = [replace(atom, quoted=True) for atom in atoms[OPEN_SENTENCES:]]
    if folded_atoms:
        folded_atoms[0] = replace(folded_atoms[0], glue="\n")
    return atoms[:OPEN_SENTENCES] + folded_atoms


def _listed(told: DigestStory) -> list[Article]:
    """The articles to name, by time: those cited, and the earliest that somebody wrote for himself."""
    own = origins(told.story.articles)
    named = {each.key: each for each in (article_of(told, sentence) for sentence in told.summary.sentences)}
    named.setdefault(own[0].key, own[0])
    for article in own:
        if len(named) < MOST_LISTED:
            named.setdefault(article.key, article)
    return sorted(named.values(), key=lambda article: (article.published_at, article.key))


def _source_atoms(told: DigestStory, listed: Sequence[Article], reader: Reader) -> list[Atom]:
    wording, lines = reader.wording, list[list[Run]]()
    stamps = [reader.moment(article.published_at, dated=True) for article in listed]
    for number, (article, stamp) in enumerate(zip(listed, stamps, strict=True), start=1):
        before = listed[number - 2].published_at if number > 1 else None
        same_day = before is not None and _day(before, reader) == _day(article.published_at, reader)
        text = reader.moment(article.published_at, dated=False) if same_day else stamp
        # who shares the minute with another one was not first
        first = number == 1 and len(listed) > 1 and stamp != stamps[1]
        line = [
            Run(mark(number) + _NO_BREAK_SPACE),
            Run(outlet(article.source, wording.rtl), href=href(article.url)),
            Run(f" · {text} · {wording.first}" if first else f" · {text}"),
        ]
        lines.append(directed(wording.rtl, against=True) + line)
    lines.extend([Run(text)] for text in _uncounted(told, listed, wording))
    tags = slanted(wording.rtl)
    atoms = [Atom((Run(wording.sources, tags),), glue="\n\n")] if len(lines) > 1 else []
    atoms += [Atom(tuple(replace(run, tags=tags) for run in line)) for line in lines]
    return [replace(atoms[0], glue="\n\n"), *atoms[1:]]


def _day(moment: datetime, reader: Reader) -> date:
    return moment.astimezone(reader.zone).date()


def _uncounted(told: DigestStory, listed: Sequence[Article], wording: Wording) -> list[str]:
    """How many outlets more there are with a text of their own, and how many with another's only."""
    named = {folded(article.source) for article in listed}
    others = {folded(article.source) for article in origins(told.story.articles)} - named
    copied = {folded(article.source) for article in told.story.articles} - named - others
    texts = [wording.others(len(others))] if others else []
    return texts + ([wording.copied(len(copied))] if copied else [])
