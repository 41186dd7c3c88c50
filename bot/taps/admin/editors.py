"""Who may edit a topic."""

from dataclasses import dataclass

from bot.taps.core import Tap


@dataclass(frozen=True)
class ShowEditors(Tap):
    code = "admin.editors"
    topic_id: int


@dataclass(frozen=True)
class AskEditor(Tap):
    """Ask who shall edit the topic."""

    code = "admin.editor"
    topic_id: int


@dataclass(frozen=True)
class StopEditor(Tap):
    """Let somebody edit the topic no more."""

    code = "admin.uneditor"
    topic_id: int
    user_id: int
