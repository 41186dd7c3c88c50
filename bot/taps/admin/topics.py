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
class AskTopicSearch(Tap):
    """Ask for words of the topic that is looked for."""

    code = "admin.find"


@dataclass(frozen=True)
class ShowTopicPart(Tap):
    """One of a topic's cards: `words`, `telling`, `readers`, `hours`, `days`, `language`."""

    code = "admin.part"
    topic_id: int
    part: str


@dataclass(frozen=True)
class AskTopicField(Tap):
    """Ask for one of a topic's fields (`bot.topic_values.Field`)."""

    code = "admin.ask"
    topic_id: int
    field: str


@dataclass(frozen=True)
class ClearTopicField(Tap):
    """Empty one of a topic's fields."""

    code = "admin.clear"
    topic_id: int
    field: str


@dataclass(frozen=True)
class SetTopicField(Tap):
    """Let a topic's field be this, in the word that its typed form takes."""

    code = "admin.set"
    topic_id: int
    field: str
    value: str


@dataclass(frozen=True)
class SetFirstHour(Tap):
    """Chats whose first topic this is begin with this minute of the day, or not any more."""

    code = "admin.hour"
    topic_id: int
    minute: int
    on: bool


@dataclass(frozen=True)
class SetFirstDays(Tap):
    """Chats whose first topic this is begin with exactly these days: bit 0 is Monday."""

    code = "admin.days"
    topic_id: int
    mask: int


@dataclass(frozen=True)
class PlaceTopic(Tap):
    """Put the topic at this place of the list, from 1 on."""

    code = "admin.place"
    topic_id: int
    place: int


@dataclass(frozen=True)
class RenewInvitation(Tap):
    """Make the link to a private topic void and give out another: ask, and with `sure` do it."""

    code = "admin.renew"
    topic_id: int
    sure: bool


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


@dataclass(frozen=True)
class RestoreTopic(Tap):
    """Take a removal back."""

    code = "admin.undrop"
    topic_id: int


@dataclass(frozen=True)
class ShowRemoved(Tap):
    """The topics that can be brought back."""

    code = "admin.removed"
