"""What the messages of a digest need from those who know the chat's side: words in a language, and buttons."""

from collections.abc import Callable
from dataclasses import dataclass

from storage.deliveries import Buttons
from storage.digests import DigestKind
from summaries.types import DigestStory
from summaries.wording import ENGLISH, Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPart:
    """One message of a digest that is about to be kept: its stories, each with its position in the digest.

    `more` is how many stories the digest had no room for, told in its last part alone; 0 in all others. `follow_up`
    is for a message that answers an earlier one.
    """

    digest_id: int
    kind: DigestKind
    number: int
    stories: tuple[tuple[int, DigestStory], ...]
    language: str | None
    last: bool = True
    more: int = 0
    follow_up: bool = False


def _english(language: str | None) -> Wording:
    return ENGLISH


def _no_buttons(part: ShownPart) -> Buttons:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Presenter:
    """`wording` for a language tag (None where a chat has none), and the `buttons` under a part.

    Both are called with a transaction open: they look nothing up.
    """

    wording: Callable[[str | None], Wording] = _english
    buttons: Callable[[ShownPart], Buttons] = _no_buttons


PLAIN = Presenter()
"""English, and no buttons."""
