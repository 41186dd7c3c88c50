"""Trying a topic, and why something isn't told."""

from dataclasses import dataclass

from bot.taps.core import Tap


@dataclass(frozen=True)
class TryTopic(Tap):
    """Show the digest that somebody new would get now."""

    code = "admin.try"
    topic_id: int


@dataclass(frozen=True)
class ShowLeftOut(Tap):
    """What that digest leaves out, with the reasons: a page, counted from 0."""

    code = "admin.out"
    topic_id: int
    page: int


@dataclass(frozen=True)
class ShowReason(Tap):
    """Why one entry of the topic's feeds isn't told; `page` is the one that it stands on."""

    code = "admin.why"
    topic_id: int
    entry_id: int
    page: int
