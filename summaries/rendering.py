"""A digest as messages: Telegram HTML in parts within Telegram's limits, each story whole in one of them.

A story that is too long for a part of its own is the exception: it is split between sentences, at worst between words.
"""

from datetime import timedelta

from summaries.assembly import Draft, assembled, portions
from summaries.citing import Reader, href
from summaries.layout import Atom, slanted, story_atoms
from summaries.markup import Run, clean, isolated, shortened, size_of
from summaries.story_view import render_brief, render_follow_up, render_follow_ups, render_story
from summaries.types import Digest, DigestStory, Late, Part
from summaries.wording import ENGLISH, Wording

__all__ = [
    "LONGEST_TITLE",
    "render",
    "render_brief",
    "render_follow_up",
    "render_follow_ups",
    "render_story",
    "with_late",
]

LONGEST_TITLE = 128
RECAP = timedelta(days=1.5)
"""A window from this on is no common day's: its digest says how long it is."""


def render(
    digest: Digest,
    *,
    title: str | None = None,
    wording: Wording = ENGLISH,
    picture: bool = False,
    late: Late | None = None,
) -> tuple[Part, ...]:
    """The messages of a digest, in order; at least one.

    `title` heads the first of them, by default the wording's own. Several stories are numbered through all parts: a
    story's number is its place in `digest.stories`, from 1 on. With `picture` the part that tells the first story names
    the address whose preview shows it; `late` says why the digest comes late. Raises ValueError where a sentence names
    an article that its story doesn't hold.
    """
    reader = Reader(wording=wording, zone=digest.zone, now=digest.until)
    drafts = [Draft()]
    drafts[-1].add(_header(digest, title or wording.title, reader))
    # a label tells stories apart: where all are new, none says so
    labelled = len({told.story.label for told in digest.stories}) > 1
    for number, told in enumerate(digest.stories, start=1):
        numbered = number if len(digest.stories) > 1 else None
        for atoms in portions(story_atoms(told, reader, number=numbered, labelled=labelled), room=drafts[-1]):
            if not drafts[-1].takes(atoms):
                drafts.append(Draft())
            drafts[-1].add(atoms, told.story.key)
    for line in _closing(digest, wording, late=late):
        if not drafts[-1].takes((line,)):
            drafts.append(Draft())
        drafts[-1].add((line,))
    shown = next((draft for draft in drafts if draft.stories), None) if picture else None
    return tuple(
        Part(
            html=draft.html,
            stories=tuple(draft.stories),
            preview=_preview(digest.stories[0]) if draft is shown else None,
        )
        for draft in drafts
    )


def _preview(told: DigestStory) -> str | None:
    addresses = (told.url, *(article.url for article in told.story.articles))
    return next(filter(None, map(href, addresses)), None)


def _header(digest: Digest, title: str, reader: Reader) -> list[Atom]:
    """The title, and below it the hours; over more than a day and a half it is a recap, which says of how long."""
    wording = reader.wording
    runs = [Run("🗞 "), Run(isolated(shortened(clean(title), LONGEST_TITLE), wording.rtl), ("b",))]
    window = digest.until - digest.since
    if window >= RECAP:
        runs.append(Run(f" · {wording.recap(round(window / timedelta(days=1)))}"))
    same_day = reader.day(digest.since) == reader.day(digest.until)
    since = reader.moment(digest.since, dated=True)
    until = reader.moment(digest.until, dated=not same_day)
    hours = f"{since}–{until}" if same_day else f"{since} – {until}"
    return [Atom(tuple(runs)), Atom((Run(hours, slanted(wording.rtl)),))]


def _closing(digest: Digest, wording: Wording, *, late: Late | None) -> list[Atom]:
    lines = [] if digest.stories else [wording.nothing]
    if digest.more:
        lines.append(wording.more(digest.more))
    if late is not None:
        lines.append(_why(late, wording))
    return [_line(line, wording) for line in lines]


def _why(late: Late, wording: Wording) -> str:
    return wording.late_many if late is Late.MANY else wording.late_away


def _line(text: str, wording: Wording) -> Atom:
    # a command's slash would change sides in a line from right to left
    return Atom((Run(text.replace(" /", " \u200e/") if wording.rtl else text),))


def with_late(html: str, late: Late, wording: Wording) -> str:
    """The last part of a digest that became late after it was rendered: it says why now, where it didn't and has the
    room."""
    if html.endswith(tuple(assembled([_line(_why(each, wording), wording)])[0] for each in Late)):
        return html
    draft = Draft(html=html, size=size_of(html))
    line = [_line(_why(late, wording), wording)]
    if draft.takes(line):
        draft.add(line)
    return draft.html
