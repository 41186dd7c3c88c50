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
class TopicsDone(Tap):
    code = "topics.done"


@dataclass(frozen=True)
class Follow(Tap):
    """Follow or leave one topic from outside its card, such as a suggestion."""

    code = "topics.follow"
    topic_id: int
    on: bool
