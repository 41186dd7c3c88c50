"""What a button asks for, as the 1 to 64 bytes that Telegram gives back when it is tapped.

`v1:<code>:<field>:…`, one frozen class a button. Data comes back from the client, so it is read like any other
input: `decode` gives None for what no button of this version says. A button that switches says which state it wants
rather than "the other one", so that a double tap does no harm.
"""

import re
from dataclasses import dataclass, fields
from typing import ClassVar, Self, get_type_hints

VERSION = "v1"
LONGEST = 64
"""Bytes of callback_data (https://core.telegram.org/bots/api#inlinekeyboardbutton)."""

NUMBER = re.compile(r"\d{1,18}", re.ASCII)
WORD = re.compile(r"[A-Za-z0-9_/+-]{1,40}")


@dataclass(frozen=True)
class Tap:
    """A button's meaning. Fields are whole numbers from 0 on, switches, or short words of ASCII."""

    code: ClassVar[str] = ""

    @classmethod
    def read(cls, values: list[str]) -> Self | None:
        """The button with these fields, None where one is missing, superfluous or malformed."""
        kinds = [get_type_hints(cls)[field.name] for field in fields(cls)]
        if len(kinds) != len(values):
            return None
        read = [_value(kind, value) for kind, value in zip(kinds, values, strict=True)]
        return None if None in read else cls(*read)


def encode(tap: Tap) -> str:
    """The callback_data of a button. Raises ValueError when it would not survive the way there and back."""
    values = [getattr(tap, field.name) for field in fields(tap)]
    written = (str(int(value)) if isinstance(value, int) else value for value in values)
    data = ":".join((VERSION, tap.code, *written))
    if len(data.encode()) > LONGEST or decode(data) != tap:
        raise ValueError(f"no callback data can carry {tap!r}")
    return data


def decode(data: str) -> Tap | None:
    """The button that this data belongs to; None when it is forged, mangled or from another version."""
    version, _, rest = data.partition(":")
    code, *values = rest.split(":")
    kind = TAPS.get(code)
    return kind.read(values) if version == VERSION and kind else None


def family(data: str) -> str:
    """The card that a button was on, by the first part of its code (`topics`, `schedule`, …); empty where unclear."""
    code = data.partition(":")[2].partition(":")[0]
    name = code.partition(".")[0]
    return name if any(known.partition(".")[0] == name for known in TAPS) else ""


def _value(kind: type, written: str) -> int | str | None:
    if kind is bool:
        return {"0": False, "1": True}.get(written)
    if kind is int:
        return int(written) if NUMBER.fullmatch(written) and str(int(written)) == written else None
    return written if WORD.fullmatch(written) else None


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


@dataclass(frozen=True)
class Latest(Tap):
    """What is new now: of one topic, or of all the chat follows when it is 0."""

    code = "latest.now"
    topic_id: int


@dataclass(frozen=True)
class ShowSchedule(Tap):
    code = "schedule.show"


@dataclass(frozen=True)
class ShowHours(Tap):
    code = "schedule.hours"


@dataclass(frozen=True)
class SetHour(Tap):
    """Digest at this minute of the day, or not any more."""

    code = "schedule.hour"
    minute: int
    on: bool


@dataclass(frozen=True)
class ShowDays(Tap):
    code = "schedule.days"


@dataclass(frozen=True)
class SetDays(Tap):
    """Exactly these days: bit 0 is Monday."""

    code = "schedule.week"
    mask: int


@dataclass(frozen=True)
class ShowZones(Tap):
    """A page of places, counted from 1; 0 is the one around the chat's own zone."""

    code = "schedule.zones"
    page: int


@dataclass(frozen=True)
class SetZone(Tap):
    code = "schedule.zone"
    zone: str


@dataclass(frozen=True)
class SetPause(Tap):
    code = "schedule.pause"
    on: bool


@dataclass(frozen=True)
class AdminHome(Tap):
    code = "admin.home"
    page: int


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
class CancelQuestion(Tap):
    """Leave the question, back to the topic's card, or to all topics when it is 0."""

    code = "admin.cancel"
    topic_id: int


@dataclass(frozen=True)
class ShowPacks(Tap):
    """The starter packs of all languages."""

    code = "admin.packs"


@dataclass(frozen=True)
class AddPack(Tap):
    """Show what is in this starter pack, and with `sure` add its topics and feeds."""

    code = "admin.pack"
    name: str
    sure: bool


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
class Nothing(Tap):
    """A button that only shows something, such as the number of the page."""

    code = "page.none"


TAPS: dict[str, type[Tap]] = {kind.code: kind for kind in Tap.__subclasses__()}
