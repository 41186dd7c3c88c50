"""A digest as messages: Telegram HTML in parts within Telegram's limits, each story whole in one of them.

A story that is too long for a part of its own is the exception: it is split between sentences, at worst between words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from summaries.layout import Atom, story_atoms
from summaries.markup import Run, Size, clean, is_rtl, isolated, markup, shortened
from summaries.types import Digest, Part
from summaries.wording import ENGLISH, Wording

LONGEST_TITLE = 128

_BETWEEN = "\n\n"
_QUOTE = "<blockquote expandable>", "</blockquote>"
_QUOTE_SIZE = Size(entities=1, bytes=sum(map(len, _QUOTE)))


def render(digest: Digest, *, title: str | None = None, wording: Wording = ENGLISH) -> tuple[Part, ...]:
    """The messages of a digest, in order; at least one.

    `title` heads the first of them, by default the wording's own. Raises ValueError where a sentence names an article
    that its story doesn't hold.
    """
    draft = _Draft()
    parts = [draft]
    draft.add((Atom(_header(digest, title or wording.title, wording)),))
    for told in digest.stories:
        for atoms in _portions(story_atoms(told, digest, wording), room=parts[-1]):
            if not parts[-1].takes(atoms):
                parts.append(_Draft())
            parts[-1].add(atoms, told.story.key)
    for line in _closing(digest, wording):
        if not parts[-1].takes((line,)):
            parts.append(_Draft())
        parts[-1].add((line,))
    return tuple(Part(html=part.html, stories=tuple(part.stories)) for part in parts)


@dataclass(slots=True)
class _Draft:
    """A part in the making."""

    html: str = ""
    size: Size = field(default_factory=Size)
    stories: list[int] = field(default_factory=list)

    def takes(self, atoms: Sequence[Atom]) -> bool:
        return (self.size + _between(self.html) + _assembled(atoms)[1]).fits

    def add(self, atoms: Sequence[Atom], story: int | None = None) -> None:
        html, added = _assembled(atoms)
        self.size = self.size + _between(self.html) + added
        self.html += (_BETWEEN if self.html else "") + html
        if story is not None and story not in self.stories:
            self.stories.append(story)


def _between(html: str) -> Size:
    return Size(units=len(_BETWEEN), bytes=len(_BETWEEN)) if html else Size()


def _portions(atoms: Sequence[Atom], room: _Draft) -> list[Sequence[Atom]]:
    """The whole story, or as many of its atoms at a time as a part holds."""
    if _assembled(atoms)[1].fits:
        return [atoms]
    portions: list[list[Atom]] = [[]]
    for atom in atoms:
        enlarged = [*portions[-1], atom]
        # a story that is split anyway may begin below the header, but not below another story
        first = len(portions) == 1 and not room.stories
        if portions[-1] and not (room.takes(enlarged) if first else _assembled(enlarged)[1].fits):
            portions.append([atom])
        else:
            portions[-1] = enlarged
    return list(portions)


def _assembled(atoms: Sequence[Atom]) -> tuple[str, Size]:
    html, total, quoting = "", Size(), False
    for place, atom in enumerate(atoms):
        if quoting and not atom.quoted:
            html += _QUOTE[1]
        if place:
            html += atom.glue
            total += Size(units=len(atom.glue), bytes=len(atom.glue))
        if atom.quoted and not quoting:
            html += _QUOTE[0]
            total += _QUOTE_SIZE
        quoting = atom.quoted
        inner, added = markup(atom.runs)
        html += inner
        total += added
    return html + (_QUOTE[1] if quoting else ""), total


def _header(digest: Digest, title: str, wording: Wording) -> tuple[Run, ...]:
    name = isolated(shortened(clean(title), LONGEST_TITLE), is_rtl(wording.nothing))
    return Run("🗞 "), Run(name, ("b",)), Run(f" · {_hours(digest, wording)}")


def _hours(digest: Digest, wording: Wording) -> str:
    since, until = digest.since.astimezone(digest.zone), digest.until.astimezone(digest.zone)

    def moment(at: datetime) -> str:
        return f"{wording.day_text(at.date(), beside=until.date())}, {wording.hour_text(at)}"

    if since.date() == until.date():
        return f"{moment(since)}–{wording.hour_text(until)}"
    return f"{moment(since)} – {moment(until)}"


def _closing(digest: Digest, wording: Wording) -> list[Atom]:
    lines = [] if digest.stories else [wording.nothing]
    if digest.more:
        lines.append(wording.counted(wording.more, digest.more))
    return [Atom((Run(line),)) for line in lines]
