"""The JSON that goes over the wire: Bot API objects as plain dictionaries."""

from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
"""One object of https://core.telegram.org/bots/api, as it is sent and saved."""
