"""The settings: read from the environment and `.env` once, checked, handed down."""

import json
from datetime import time
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


def _listed(value: Any) -> Any:
    """A list written `a, b` or as JSON; `NoDecode` keeps pydantic-settings from insisting on JSON."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        return json.loads(value)
    return [item for item in value.replace(",", " ").split() if item]


Listed = (NoDecode, BeforeValidator(_listed))


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="NEWSDIGEST_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    token: SecretStr | None = Field(None, description="The bot's token, from https://t.me/BotFather.")
    admins: Annotated[tuple[int, ...], *Listed] = Field(
        (), description="Telegram user ids that may configure topics and feeds, separated by commas."
    )
    database_url: str = Field(
        "sqlite:///data/newsdigest.sqlite3",
        repr=False,
        description="Where everything is kept: an SQLite file, or postgresql://user:password@host/name.",
    )
    bot_api_url: str = Field(
        "https://api.telegram.org", description="The Bot API to talk to; another one for a server of your own."
    )
    contact: str = Field(
        "", description="An address or page named to the feeds' servers, so that their operators can reach you."
    )
    allowed_networks: Annotated[tuple[IPv4Network | IPv6Network, ...], *Listed] = Field(
        (), description="Private networks that feeds may come from, such as 192.168.1.0/24; all others are refused."
    )
    default_times: Annotated[tuple[time, ...], *Listed] = Field(
        (time(8, 0),), description="When a new chat's digest comes, until the chat changes it."
    )
    default_zone: ZoneInfo = Field(
        default_factory=lambda: ZoneInfo("UTC"),
        description="The time zone of a new chat, an IANA name such as Europe/Kyiv.",
    )
    digest_stories: int = Field(7, ge=1, le=50, description="The most stories that one digest tells.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="How much is logged.")
