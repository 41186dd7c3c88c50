"""What the overview shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from storage.delays import DelayOnDay
from storage.statistics import ChatsOnDay, DeliveriesOnDay, FeedHealth, StoriesOfTopic


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    """The days are the same in chats, deliveries and delays."""

    chats: Sequence[ChatsOnDay]
    deliveries: Sequence[DeliveriesOnDay]
    feeds: FeedHealth
    stories: Sequence[StoriesOfTopic]
    delays: Sequence[DelayOnDay]
