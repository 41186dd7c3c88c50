"""Finding, keeping and removing feeds."""

from dataclasses import dataclass

from bot.taps.core import Tap


@dataclass(frozen=True)
class AskFeedAddress(Tap):
    code = "admin.feed"
    topic_id: int


@dataclass(frozen=True)
class CheckFeedFor(Tap):
    """Check the address that the admin sent, for this topic; `key` tells which address it was."""

    code = "admin.check"
    topic_id: int
    key: str


@dataclass(frozen=True)
class SaveFeed(Tap):
    """Keep the feed that was checked; `key` tells which one, as there may be two such messages."""

    code = "admin.save"
    topic_id: int
    key: str


@dataclass(frozen=True)
class ListFeeds(Tap):
    """A topic's feeds, or all when it is 0."""

    code = "admin.feeds"
    topic_id: int
    page: int


@dataclass(frozen=True)
class ShowFeed(Tap):
    """One feed, coming from a topic's list, or from the list of all when it is 0."""

    code = "admin.health"
    feed_id: int
    topic_id: int


@dataclass(frozen=True)
class RetryFeed(Tap):
    code = "admin.retry"
    feed_id: int
    topic_id: int


@dataclass(frozen=True)
class ShowFeedTopics(Tap):
    """Which topics carry a feed; `topic_id` is where the admin came from."""

    code = "admin.links"
    feed_id: int
    topic_id: int
    page: int


@dataclass(frozen=True)
class LinkFeed(Tap):
    """Let `link_id` carry the feed, or not any more."""

    code = "admin.link"
    feed_id: int
    topic_id: int
    link_id: int
    on: bool
    page: int


@dataclass(frozen=True)
class RemoveFeed(Tap):
    """Take the feed out of a topic, or out of all when it is 0: ask, and with `sure` do it."""

    code = "admin.unfeed"
    feed_id: int
    topic_id: int
    sure: bool


@dataclass(frozen=True)
class SearchFeeds(Tap):
    """Ask which feed is looked for."""

    code = "admin.seek"


@dataclass(frozen=True)
class PauseFeed(Tap):
    """Check it no more, or again."""

    code = "admin.pause"
    feed_id: int
    topic_id: int
    on: bool


@dataclass(frozen=True)
class SetFullArticle(Tap):
    """Whether its entries' pages are read, or its own texts told."""

    code = "admin.full"
    feed_id: int
    topic_id: int
    on: bool


@dataclass(frozen=True)
class AskFeedTitle(Tap):
    code = "admin.title"
    feed_id: int
    topic_id: int


@dataclass(frozen=True)
class DropFeedTitle(Tap):
    """Call it again what it calls itself."""

    code = "admin.untitle"
    feed_id: int
    topic_id: int


@dataclass(frozen=True)
class AskFeedMove(Tap):
    """Ask where it is read from now on."""

    code = "admin.where"
    feed_id: int
    topic_id: int


@dataclass(frozen=True)
class MoveFeed(Tap):
    """Read it from where its server says that it moved, or from the address that was looked at; `key` tells which."""

    code = "admin.move"
    feed_id: int
    topic_id: int
    key: str
