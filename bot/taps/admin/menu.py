"""What an admin has besides topics and feeds: roles, settings, the list of changes."""

from dataclasses import dataclass

from bot.taps.core import Tap


@dataclass(frozen=True)
class AdminMenu(Tap):
    """The card that leads to everything but topics and feeds."""

    code = "admin.menu"


@dataclass(frozen=True)
class ShowChanges(Tap):
    """Who changed what: the newest, or those before this one (0: the newest)."""

    code = "admin.changes"
    before: int


@dataclass(frozen=True)
class ShowRoles(Tap):
    code = "admin.roles"


@dataclass(frozen=True)
class RevokeRoles(Tap):
    """Take all roles from somebody: ask, and with `sure` do it."""

    code = "admin.revoke"
    user_id: int
    sure: bool


@dataclass(frozen=True)
class AskRole(Tap):
    """Ask who shall be an admin, or the editor of a topic."""

    code = "admin.role"
    topic_id: int


@dataclass(frozen=True)
class ShowOptions(Tap):
    """The settings that can be changed while the bot runs."""

    code = "admin.options"


@dataclass(frozen=True)
class AskOption(Tap):
    """Ask for a setting's value."""

    code = "admin.option"
    name: str


@dataclass(frozen=True)
class ResetOption(Tap):
    """Go back to what the environment says."""

    code = "admin.unset"
    name: str
