"""A chat's own feeds: found, followed, shown, left."""

from dataclasses import dataclass

from bot.taps.core import Tap


@dataclass(frozen=True)
class ShowOwnFeeds(Tap):
    code = "own.list"
    page: int


@dataclass(frozen=True)
class SearchOwnFeeds(Tap):
    """Ask for words to look for among them."""

    code = "own.search"


@dataclass(frozen=True)
class ShowOwnFeed(Tap):
    """One feed, coming from that page of the list."""

    code = "own.feed"
    feed_id: int
    page: int


@dataclass(frozen=True)
class RemoveOwnFeed(Tap):
    """Ask, and with `sure` do it."""

    code = "own.remove"
    feed_id: int
    page: int
    sure: bool


@dataclass(frozen=True)
class AskOwnFeed(Tap):
    """Ask for an address."""

    code = "own.ask"


@dataclass(frozen=True)
class LookForFeed(Tap):
    """Look for feeds at the address that was sent; `key` tells which one it was."""

    code = "own.look"
    key: str


@dataclass(frozen=True)
class FollowFeed(Tap):
    """Follow a feed that was found; `key` tells which one."""

    code = "own.follow"
    key: str


@dataclass(frozen=True)
class StopLooking(Tap):
    """Leave it: the search that goes on, or what was found."""

    code = "own.stop"
