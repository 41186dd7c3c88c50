"""People in numbers; and single chats by their number: looked up, banned, limited."""

from dataclasses import dataclass

from bot.taps.core import Tap

USUAL = "usual"
"""Stands for the limit that the settings name."""


@dataclass(frozen=True)
class ShowPeople(Tap):
    """How many there are."""

    code = "admin.people"


@dataclass(frozen=True)
class AskChat(Tap):
    """Ask which chat is meant."""

    code = "admin.who"


@dataclass(frozen=True)
class ShowChat(Tap):
    """One chat by its Telegram number, a group's with its minus."""

    code = "admin.chat"
    number: str


@dataclass(frozen=True)
class SetBan(Tap):
    """Serve them no more, or again."""

    code = "admin.ban"
    number: str
    on: bool


@dataclass(frozen=True)
class SetLimit(Tap):
    """How many feeds of its own a chat may have: a number, or `usual`."""

    code = "admin.limit"
    number: str
    most: str


@dataclass(frozen=True)
class ShowBans(Tap):
    """Who is banned, the newest first, by page."""

    code = "admin.bans"
    page: int
