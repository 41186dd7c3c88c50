"""The newsroom at a moment: which pieces are out, and what they say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from demo.newsroom.dates import fill, resolve
from demo.newsroom.drafts import Draft, Kind, load_drafts, load_moments
from demo.newsroom.outlets import KESTMARK_TIME, Outlet


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece as an outlet publishes it: every placeholder filled from its own time."""

    number: int
    outlet: Outlet
    slug: str
    title: str
    by: str
    section: str
    event: str
    kind: Kind
    caption: str
    scene: str
    paragraphs: tuple[str, ...]
    published_at: datetime

    @property
    def path(self) -> str:
        """Where the piece's page stands: `/outlet/2025/03/slug`, by the outlet's own calendar."""
        local = self.published_at.astimezone(KESTMARK_TIME)
        return f"/{self.outlet.slug}/{local:%Y/%m}/{self.slug}"

    @property
    def lead(self) -> str:
        """The first paragraph."""
        return self.paragraphs[0]


def write(drafts: Sequence[Draft], start: datetime) -> tuple[Piece, ...]:
    """Every draft as the piece it becomes for a newsroom that started at `start` (aware), newest first."""
    moments = {"start": start} | {name: resolve(m, {"": start}) for name, m in load_moments().items()}
    pieces = [_write(number, draft, moments) for number, draft in enumerate(drafts, start=4101)]
    return tuple(sorted(pieces, key=lambda piece: (piece.published_at, piece.number), reverse=True))


def _write(number: int, draft: Draft, moments: dict[str, datetime]) -> Piece:
    published_at = resolve(draft.at, moments)
    bases = {"": published_at, **moments}

    def filled(text: str) -> str:
        return fill(text, draft.outlet.language, bases)

    return Piece(
        number=number,
        outlet=draft.outlet,
        slug=draft.slug,
        title=filled(draft.title),
        by=draft.by,
        section=draft.section,
        event=draft.event,
        kind=draft.kind,
        caption=filled(draft.caption),
        scene=draft.scene,
        paragraphs=tuple(filled(paragraph) for paragraph in draft.paragraphs),
        published_at=published_at,
    )


class Newsroom:
    """All outlets, from `start` on. `now` says what time it is; both times are aware, and nothing else moves it."""

    def __init__(self, start: datetime, now: Callable[[], datetime]) -> None:
        self.start = start.replace(microsecond=0)
        self.pieces = write(load_drafts(), self.start)
        self._now = now

    def published(self) -> tuple[Piece, ...]:
        """The pieces that are out by now, newest first."""
        return published(self.pieces, self._now())


def published(pieces: Sequence[Piece], now: datetime) -> tuple[Piece, ...]:
    """Those of `pieces` that are out at `now`, in their order."""
    return tuple(piece for piece in pieces if piece.published_at <= now)
