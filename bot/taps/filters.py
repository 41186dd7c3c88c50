"""Which stories a chat wants: of everything it follows (`topic_id` 0), or of one topic."""

from dataclasses import dataclass

from bot.taps.core import Tap


@dataclass(frozen=True)
class ShowFilters(Tap):
    """A page of topics, each with its filter."""

    code = "filter.all"
    page: int


@dataclass(frozen=True)
class ShowFilter(Tap):
    """A page of the terms of one filter."""

    code = "filter.show"
    topic_id: int
    page: int


@dataclass(frozen=True)
class RemoveTerm(Tap):
    """Take this term off, named as `bot.filter_words.mark_of` has it; where it is gone already, nothing changes."""

    code = "filter.drop"
    topic_id: int
    term: str


@dataclass(frozen=True)
class ShowSources(Tap):
    """A page of the sources that brought stories lately, to mute and unmute."""

    code = "filter.sources"
    topic_id: int
    page: int


@dataclass(frozen=True)
class MuteSource(Tap):
    """Mute a source, named by the mark of the term that does so, or hear it again."""

    code = "filter.mute"
    topic_id: int
    term: str
    on: bool
    page: int


@dataclass(frozen=True)
class WriteFilter(Tap):
    """Ask for words, to be added to the filter."""

    code = "filter.write"
    topic_id: int


@dataclass(frozen=True)
class SaveFilter(Tap):
    """Save what was previewed, named by its mark: in place of the filter that holds, or added to it."""

    code = "filter.save"
    topic_id: int
    draft: str
    add: bool


@dataclass(frozen=True)
class ChangeFilter(Tap):
    """Write what was previewed anew."""

    code = "filter.change"
    topic_id: int
    draft: str


@dataclass(frozen=True)
class CancelFilter(Tap):
    code = "filter.cancel"
    topic_id: int


@dataclass(frozen=True)
class TakeFilterOff(Tap):
    code = "filter.off"
    topic_id: int
