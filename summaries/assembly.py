"""From a story's lines to messages: what fits one, and where the next begins."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from summaries.layout import Atom
from summaries.markup import Size, markup

_BETWEEN = "\n\n"
_QUOTE = "<blockquote expandable>", "</blockquote>"
_QUOTE_SIZE = Size(entities=1, bytes=sum(map(len, _QUOTE)))


@dataclass(slots=True)
class Draft:
    """A part in the making."""

    html: str = ""
    size: Size = field(default_factory=Size)
    stories: list[int] = field(default_factory=list)

    def takes(self, atoms: Sequence[Atom]) -> bool:
        """Whether there is room for them."""
        return (self.size + _between(self.html) + assembled(atoms)[1]).fits

    def add(self, atoms: Sequence[Atom], story: int | None = None) -> None:
        """Put them below what is there."""
        html, added = assembled(atoms)
        self.size = self.size + _between(self.html) + added
        self.html += (_BETWEEN if self.html else "") + html
        if story is not None and story not in self.stories:
            self.stories.append(story)


def assembled(atoms: Sequence[Atom]) -> tuple[str, Size]:
    """Some atoms as HTML, and its size."""
    html, total, quoting = "", Size(), False
    for nth, atom in enumerate(atoms):
        if quoting and not atom.quoted:
            html += _QUOTE[1]
        if nth:
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


def portions(atoms: Sequence[Atom], room: Draft) -> list[Sequence[Atom]]:
    """The whole story, or as many of its atoms at a time as a part holds."""
    if assembled(atoms)[1].fits:
        return [atoms]
    found: list[list[Atom]] = [[]]
    for atom in atoms:
        enlarged = [*found[-1], atom]
        # a story that is split anyway may begin below the header, but not below another story
        first = len(found) == 1 and not room.stories
        if found[-1] and not (room.takes(enlarged) if first else assembled(enlarged)[1].fits):
            found.append([atom])
        else:
            found[-1] = enlarged
    return list(found)


def _between(html: str) -> Size:
    return Size(units=len(_BETWEEN), bytes=len(_BETWEEN)) if html else Size()
