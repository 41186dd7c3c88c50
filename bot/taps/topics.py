"""Choosing topics."""

from dataclasses import dataclass

from bot.taps.core import Tap


@dataclass(frozen=True)
class ShowTopics(Tap):
    """Turn to a page of the topics; `first` on the card that welcomes."""

    code = "topics.show"
    page: int
    first: bool


@dataclass(frozen=True)
class SetTopic(Tap):
    """Follow a topic or stop; `page` and `first` tell the card to come back to."""

    code = "topics.set"
    topic_id: int
    on: bool
    page: int
    first: bool


@dataclass(frozen=True)
class SearchTopics(Tap):
    """Ask for words to look for; `first` as above."""

    code = "topics.search"
    first: bool


@dataclass(frozen=True)
class SetFound(Tap):
    """Follow a topic that was found, or stop; the card with the others that were found stays."""

    code = "topics.found"
    topic_id: int
    on: bool
    first: bool


@dataclass(frozen=True)
class LeaveUnlisted(Tap):
    """Leave a topic that no list leads back to, which was asked."""

    code = "topics.unlisted"
    topic_id: int


@dataclass(frozen=True)
class ShowLeaving(Tap):
    """A page of what is followed, to be left."""

    code = "topics.leaving"
    page: int


@dataclass(frozen=True)
class LeaveTopic(Tap):
    """Leave a topic, on that page of what is followed."""

    code = "topics.leave"
    topic_id: int
    page: int


@dataclass(frozen=True)
class TakeBack(Tap):
    """Follow the topic again that was just left."""

    code = "topics.back"
    topic_id: int
    page: int


@dataclass(frozen=True)
class TopicsDone(Tap):
    code = "topics.done"


@dataclass(frozen=True)
class Follow(Tap):
    """Follow or leave one topic from outside its card, such as a suggestion."""

    code = "topics.follow"
    topic_id: int
    on: bool
