"""What the messages of a digest need from those who know the chat's side: words in a language, and buttons."""

from collections.abc import Callable
from dataclasses import dataclass

from storage.deliveries import Buttons
from storage.digests import DigestKind
from summaries.types import DigestStory
from summaries.wording import ENGLISH, Wording

ANY_DIGEST = 2**31 - 1
"""Stands for the number of a digest, which it has when it is kept: the largest that a row can have, and so as long as
any in a button's data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPart:
    """One message of a digest that is about to be kept, for one chat or for many.

    `stories` are those it tells, each with its position in the digest, from 0 on: where the message numbers them, a
    story's number is its position + 1. `more` is how many stories the digest had no room for; its `last` message says
    so. A `follow_up` answers an earlier message.
    """

    kind: DigestKind
    number: int
    stories: tuple[tuple[int, DigestStory], ...]
    language: str | None
    last: bool = True
    more: int = 0
    follow_up: bool = False
    digest_id: int = ANY_DIGEST
    """What buttons are to say where they name the digest."""


def buttons_of(buttons: Buttons, digest_id: int) -> Buttons:
    """The buttons with the digest's own number, where their data names it as one of its fields (`a:b:c`)."""
    number = f":{digest_id}:"
    return [[(label, f"{data}:".replace(_ANY, number)[:-1]) for label, data in row] for row in buttons]


_ANY = f":{ANY_DIGEST}:"


def _english(language: str | None) -> Wording:
    return ENGLISH


def _no_buttons(part: ShownPart) -> Buttons:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Presenter:
    """`wording` for a language tag (None where a chat has none), and the `buttons` under a part.

    Both look nothing up, and what they say holds for all chats: many may get the same message.
    """

    wording: Callable[[str | None], Wording] = _english
    buttons: Callable[[ShownPart], Buttons] = _no_buttons


PLAIN = Presenter()
"""English, and no buttons."""
