"""Settings that owners change in the chat: they hold at once, over the environment, in every process."""

import logging
from collections.abc import Mapping

from pydantic import ValidationError

from bot.deps import Deps
from bot.reading_settings import SettingsProblem, explain
from bot.settings import PREFIX, Settings
from storage import options
from storage.database import Session

CHANGEABLE = (
    "digest_stories",
    "own_feeds",
    "default_times",
    "default_zone",
    "first_entries",
    "shortest_minutes",
    "longest_minutes",
)
"""The others are about this machine or its secrets, and are read once at the start."""

log = logging.getLogger(__name__)


def with_option(settings: Settings, name: str, value: str) -> Settings:
    """The settings with this one changed, its value written as in the environment. Raises SettingsProblem."""
    changed = settings.model_copy()
    try:
        Settings.__pydantic_validator__.validate_assignment(changed, name, value)
    except ValidationError as error:
        raise SettingsProblem("\n".join(explain(detail) for detail in error.errors())) from None
    return changed


def with_options(settings: Settings, values: Mapping[str, str]) -> Settings:
    """The settings with all that was changed; what can't be used any more is left aside."""
    for name, value in values.items():
        if name not in CHANGEABLE:
            continue
        try:
            settings = with_option(settings, name, value)
        except SettingsProblem as problem:
            log.warning("A setting that was changed in the chat is left aside: %s", problem)
    return settings


def refresh(session: Session, deps: Deps) -> None:
    """Let what was changed in the chat, perhaps in another process, hold here."""
    values = {name: option.value for name, option in options.options(session).items()}
    deps.settings = with_options(deps.started_with, values)


def shown(settings: Settings, name: str) -> str:
    """A setting's value as it would be written in the environment."""
    value = getattr(settings, name)
    if isinstance(value, tuple):
        return " ".join(f"{each:%H:%M}" if hasattr(each, "hour") else str(each) for each in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def variable(name: str) -> str:
    return PREFIX + name.upper()
