"""Setting up a group or a channel from the private chat."""

from dataclasses import dataclass

from bot.taps.core import Tap


@dataclass(frozen=True)
class ShowChats(Tap):
    """A page of the groups and channels that one may set up from here."""

    code = "afar.chats"
    page: int


@dataclass(frozen=True)
class Control(Tap):
    """Let the next commands be about this chat (its row's id), or about one's own when it is 0."""

    code = "afar.control"
    chat_id: int
