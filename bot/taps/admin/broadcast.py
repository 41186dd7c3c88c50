"""Messages to many chats: written, addressed, sent, stopped."""

from dataclasses import dataclass

from bot.taps.core import Tap

EVERY = "all"
"""Stands for no language in particular."""


@dataclass(frozen=True)
class ShowBroadcasts(Tap):
    """The last broadcasts."""

    code = "admin.casts"


@dataclass(frozen=True)
class WriteBroadcast(Tap):
    """Ask for the words: of a new one where it is 0, else of this draft."""

    code = "admin.write"
    broadcast_id: int


@dataclass(frozen=True)
class ShowBroadcast(Tap):
    """A draft with its audience, or how far it has come; `below` where the draft's message stands above the button."""

    code = "admin.cast"
    broadcast_id: int
    below: bool


@dataclass(frozen=True)
class ChooseAudience(Tap):
    """Ask whose followers get it, by page."""

    code = "admin.whom"
    broadcast_id: int
    page: int


@dataclass(frozen=True)
class ChooseReaders(Tap):
    """Ask the readers of which language get it."""

    code = "admin.tongue"
    broadcast_id: int


@dataclass(frozen=True)
class SetAudience(Tap):
    """Only for a topic's followers (0: whatever they follow) who read a language (`all`: whichever)."""

    code = "admin.aim"
    broadcast_id: int
    followed: int
    language: str


@dataclass(frozen=True)
class SendBroadcast(Tap):
    """Ask, and with `sure` let it go out."""

    code = "admin.send"
    broadcast_id: int
    sure: bool


@dataclass(frozen=True)
class StopBroadcast(Tap):
    """Send no more of it."""

    code = "admin.stop"
    broadcast_id: int


@dataclass(frozen=True)
class DiscardBroadcast(Tap):
    """Forget a draft."""

    code = "admin.scrap"
    broadcast_id: int
