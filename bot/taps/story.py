"""What one does with a story of a digest; `position` is its place there, counted from 0."""

from dataclasses import dataclass

from bot.taps.core import Tap


@dataclass(frozen=True)
class PickStory(Tap):
    """Let the buttons below be about this story."""

    code = "story.pick"
    digest_id: int
    position: int


@dataclass(frozen=True)
class ShowMore(Tap):
    """Tell the story at length in the place of the digest's message."""

    code = "story.more"
    digest_id: int
    position: int


@dataclass(frozen=True)
class ShowWhy(Tap):
    """Say in its place why the story was told."""

    code = "story.why"
    digest_id: int
    position: int


@dataclass(frozen=True)
class BackToDigest(Tap):
    """Put the digest's message back, with this story picked."""

    code = "story.back"
    digest_id: int
    position: int


@dataclass(frozen=True)
class SaveStory(Tap):
    """Keep the story for later, in the private list of who taps, or not any more."""

    code = "story.save"
    digest_id: int
    position: int
    on: bool


@dataclass(frozen=True)
class MuteStory(Tap):
    """Tell this chat no more of the story, or again."""

    code = "story.mute"
    digest_id: int
    position: int
    on: bool


@dataclass(frozen=True)
class FollowStory(Tap):
    """Tell this chat of the story as it develops, or only with its digests."""

    code = "story.follow"
    digest_id: int
    position: int
    on: bool


@dataclass(frozen=True)
class VoteStory(Tap):
    """More like this (2), less (0), or no opinion any more (1)."""

    code = "story.vote"
    digest_id: int
    position: int
    opinion: int


@dataclass(frozen=True)
class MuteSource(Tap):
    """Leave out one of the story's sources, by its place among them."""

    code = "story.source"
    digest_id: int
    position: int
    source: int


@dataclass(frozen=True)
class ShowMutes(Tap):
    """What of a story can be muted: the story itself, or a source."""

    code = "story.mutes"
    digest_id: int
    position: int


@dataclass(frozen=True)
class ShowTastes(Tap):
    """What the votes made of this chat's ranking."""

    code = "story.tastes"


@dataclass(frozen=True)
class ResetTastes(Tap):
    """Forget the votes: ask, and with `sure` do it."""

    code = "story.reset"
    sure: bool
