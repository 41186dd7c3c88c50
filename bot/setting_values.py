"""What a single setting may hold; what it may not is said in words that tell how to write it."""

import json
import re
from datetime import datetime, time
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode


def _listed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return json.loads(value) if value.lstrip().startswith("[") else value.replace(",", " ").split()


def _time_of_day(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return datetime.strptime(value, "%H:%M").time()  # noqa: DTZ007  # local to each chat
    except ValueError:
        raise ValueError("a time of day has hours and minutes") from None


def _user_id(value: Any) -> Any:
    if isinstance(value, str) and not value.isdecimal():
        raise ValueError("a Telegram user id is a positive number, not a name")
    return value


def some(value: tuple[time, ...]) -> tuple[time, ...]:
    """The value, or ValueError where it is empty."""
    if not value:
        raise ValueError("at least one is needed")
    return value


def _network(value: Any) -> Any:
    return ip_network(value) if isinstance(value, str) else value


def _token(value: SecretStr) -> SecretStr:
    number, colon, key = value.get_secret_value().partition(":")
    if not (number.isdecimal() and colon and key and key.isascii() and key.isprintable() and " " not in key):
        raise ValueError("it has digits, a colon, and a key")
    return value


def _webhook_secret(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", value.get_secret_value()):
        raise ValueError("it has 16 to 256 letters, digits, hyphens and underscores")
    return value


def _long(value: SecretStr) -> SecretStr:
    if len(value.get_secret_value()) < 16:
        raise ValueError("it can be guessed; it has 16 characters or more")
    return value


def _base_address(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("it begins with http:// or https://")
    return value.rstrip("/")


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


Token = Annotated[SecretStr, AfterValidator(_token)]
PageToken = Annotated[SecretStr, AfterValidator(_long)]
WebhookSecret = Annotated[SecretStr, AfterValidator(_webhook_secret)]
BaseAddress = Annotated[str, AfterValidator(_base_address)]
TimeOfDay = Annotated[time, BeforeValidator(_time_of_day)]
# at most 52 significant bits (https://core.telegram.org/bots/api#user); more would not fit the database either
UserId = Annotated[int, Field(gt=0, lt=2**52), BeforeValidator(_user_id)]
Port = Annotated[int, Field(gt=0, lt=65536)]
Network = Annotated[IPv4Network | IPv6Network, BeforeValidator(_network)]
Level = Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)]
LogFormat = Annotated[Literal["people", "json"], BeforeValidator(_lower)]
# `a, b` or JSON; NoDecode keeps pydantic-settings from insisting on JSON
Listed = (NoDecode, BeforeValidator(_listed))
