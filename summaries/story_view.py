"""One story in a message of its own: told at length where a reader asks for more, or as a follow-up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from summaries.assembly import Draft, assembled
from summaries.citing import NO_BREAK_SPACE, Reader, article_of, folded, href, mark, outlet
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


def render_story(told: DigestStory, *, now: datetime, zone: ZoneInfo, wording: Wording = ENGLISH) -> Part:
    """A story alone, in one message: all sentences of its summary that fit it, and its sources from the first on.

    Raises ValueError where a sentence names an article that the story doesn't hold.
    """
    reader = Reader(wording=wording, zone=zone, now=now)
    html, _ = assembled(_fitting(told, lambda shorter: _view(shorter, reader)))
    return Part(html=html, stories=(told.story.key,))


def render_brief(told: DigestStory, *, now: datetime, zone: ZoneInfo, wording: Wording = ENGLISH) -> Part:
    """A story alone, in one message, as a digest tells it; its sources with their day.

    Raises ValueError where a sentence names an article that the story doesn't hold.
    """
    reader = Reader(wording=wording, zone=zone, now=now)
    html, _ = assembled(_fitting(told, lambda shorter: story_atoms(shorter, reader, number=None, dated=True)))
    return Part(html=html, stories=(told.story.key,))


def render_follow_up(told: DigestStory, *, now: datetime, zone: ZoneInfo, wording: Wording = ENGLISH) -> Part:
    """What is new about a story that the chat was told, in one message that answers the one that told it.

    Raises ValueError where a sentence is from an article that isn't among the story's fresh ones.
    """
    return render_follow_ups([told], now=now, zone=zone, wording=wording)[0]


def render_follow_ups(
    stories: Sequence[DigestStory], *, now: datetime, zone: ZoneInfo, wording: Wording = ENGLISH, first: int = 1
) -> tuple[Part, ...]:
    """What is new about stories that one message told: one answer to it, or more where they don't fit.

    Several are numbered, from `first` on. Raises ValueError where a sentence is from an article that isn't among its
    story's fresh ones.
    """
    reader = Reader(wording=wording, zone=zone, now=now)
    drafts: list[Draft] = []
    for number, told in enumerate(stories, start=first):
        atoms = _fresh_atoms(told, reader, number if len(stories) > 1 else None)
        if not drafts or not drafts[-1].takes(atoms):
            drafts.append(Draft())
        drafts[-1].add(atoms, told.story.key)
    return tuple(Part(html=draft.html, stories=tuple(draft.stories)) for draft in drafts)


def _fresh_atoms(told: DigestStory, reader: Reader, number: int | None) -> Sequence[Atom]:
    stale = {sentence.article for sentence in told.summary.sentences} - told.fresh
    if stale:
        cited = ", ".join(map(str, sorted(stale)))
        raise ValueError(
            f"render: the follow-up of story {told.story.key} cites articles that were told before: {cited}"
        )
    return _fitting(replace(told, length=Length.SHORT), lambda shorter: _follow_up(shorter, reader, number))


def _fitting(told: DigestStory, atoms: Callable[[DigestStory], Sequence[Atom]]) -> Sequence[Atom]:
    """The fullest form of a story that fits one message: sentences go from the end, the disputes before the first."""
    for shorter in _shortenings(told):
        found = atoms(shorter)
        if assembled(found)[1].fits:
            break
    return found


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
    atoms += _said(told, numbers)
    atoms += dispute_atoms(told, reader.wording)
    return atoms + _source_atoms(told, listed, reader)


def _follow_up(told: DigestStory, reader: Reader, number: int | None) -> list[Atom]:
    atoms = story_atoms(told, reader, number=number, dated=True)
    heading = Atom((Run(reader.wording.what_is_new, ("b",)),))
    place = len(headline_atoms(told)) + len(news_atoms(told, reader.wording))
    return [*atoms[:place], heading, *atoms[place:]] if told.summary.sentences else atoms


def _said(told: DigestStory, numbers: Mapping[int, int]) -> list[Atom]:
    """The sentences, in a paragraph for each article that speaks; what is long is folded after the first few."""
    long = sum(units(sentence.text) for sentence in told.summary.sentences) > MOST_OPEN_UNITS
    unfolded = OPEN_SENTENCES if long else None
    return sentence_atoms(told, lambda article: numbers[article.key], unfolded=unfolded, paragraphs=True)


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
    """A line for each article by time, under its day; the first says so, unless another has the same minute."""
    wording = reader.wording
    stamps = [reader.moment(article.published_at, dated=True) for article in listed]
    lines: list[list[Run]] = []
    for nth, article in enumerate(listed):
        day = reader.day(article.published_at)
        if nth == 0 or day != reader.day(listed[nth - 1].published_at):
            text = wording.day_text(day, beside=reader.day(reader.now))
            lines.append([Run(f"{wording.sources(len(listed))} · {text}" if nth == 0 else text)])
        is_first = nth == 0 and len(listed) > 1 and stamps[0] != stamps[1]
        hour = reader.moment(article.published_at, dated=False)
        line = [
            *directed(wording.rtl, against=False),
            Run(f"{mark(nth + 1)}{NO_BREAK_SPACE}{hour} · "),
            Run(outlet(article.source, wording.rtl), href=href(article.url)),
            Run(f" · {wording.first}" if is_first else ""),
        ]
        lines.append([run for run in line if run.text])
    lines.extend([Run(text)] for text in _uncounted(told, listed, wording))
    tagged = [tuple(replace(run, tags=slanted(wording.rtl)) for run in line) for line in lines]
    return [Atom(line, glue="\n" if nth else "\n\n") for nth, line in enumerate(tagged)]


def _uncounted(told: DigestStory, listed: Sequence[Article], wording: Wording) -> list[str]:
    """How many outlets more there are with a text of their own, and how many with another's only."""
    named = {folded(article.source) for article in listed}
    others = {folded(article.source) for article in origins(told.story.articles)} - named
    copied = {folded(article.source) for article in told.story.articles} - named - others
    texts = [wording.others(len(others))] if others else []
    return texts + ([wording.copied(len(copied))] if copied else [])
