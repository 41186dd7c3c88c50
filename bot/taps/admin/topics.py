"""Making, changing and removing topics."""

from dataclasses import dataclass

from bot.taps.core import Tap


@dataclass(frozen=True)
class AdminTopic(Tap):
    code = "admin.topic"
    topic_id: int


@dataclass(frozen=True)
class AskTopicName(Tap):
    code = "admin.new"


@dataclass(frozen=True)
class AskTopicField(Tap):
    """Ask for a topic's `name`, `description` or `keywords`."""

    code = "admin.ask"
    topic_id: int
    field: str


@dataclass(frozen=True)
class ClearTopicField(Tap):
    """Empty a topic's `description` or `keywords`."""

    code = "admin.clear"
    topic_id: int
    field: str


@dataclass(frozen=True)
class SetTelling(Tap):
    """How a topic's stories are told: so many sentences, chosen by this method."""

    code = "admin.tell"
    topic_id: int
    sentences: int
    method: str


@dataclass(frozen=True)
class SkipQuestion(Tap):
    """Leave out this step of making a topic."""

    code = "admin.skip"
    topic_id: int
    field: str


@dataclass(frozen=True)
class RemoveTopic(Tap):
    """Ask, and with `sure` do it."""

    code = "admin.drop"
    topic_id: int
    sure: bool
