"""What the messages of a digest need from those who know the chat's side: words in a language, and buttons."""

from collections.abc import Callable
from dataclasses import dataclass

from storage.deliveries import Buttons
from storage.digests import DigestKind
from summaries.types import DigestStory
from summaries.wording import ENGLISH, Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPart:
    """One message of a digest that is about to be kept.

    `stories` are those it tells, each with its position in the digest, from 0 on: where the message numbers them, a
    story's number is its position + 1. `more` is how many stories the digest had no room for; its `last` message says
    so. A `follow_up` answers an earlier message.
    """

    digest_id: int
    chat_id: int
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

    `buttons` is called with a transaction open: it looks nothing up.
    """

    wording: Callable[[str | None], Wording] = _english
    buttons: Callable[[ShownPart], Buttons] = _no_buttons


PLAIN = Presenter()
"""English, and no buttons."""
