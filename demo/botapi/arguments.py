"""A call's parameters, wherever they came from: the query, a form, multipart or JSON.

Form values are text, some of it JSON; values of a JSON body may already be objects. Each getter takes both.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from demo.botapi.errors import bad_request
from demo.botapi.shapes import Json


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a multipart body."""

    name: str
    mime_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Arguments:
    """The parameters of one call by name; `files` holds the multipart ones."""

    values: Mapping[str, Any]
    files: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A string, "" where it is missing. Raises ApiError 400 for what is no Unicode text."""
        value = self.values.get(name, "")
        if value is None:
            return ""
        if isinstance(value, dict | list):
            return json.dumps(value)
        text = str(value).lower() if isinstance(value, bool) else str(value)
        try:
            text.encode()
        except UnicodeEncodeError:
            raise bad_request("strings must be encoded in UTF-8") from None
        return text

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number; like the real server, what is none counts as 0."""
        text = self.text(name).strip()
        if not text:
            return default
        try:
            return int(text)
        except ValueError:
            return 0

    def flag(self, name: str) -> bool:
        return self.text(name).strip().lower() in ("true", "yes", "1")

    def has(self, name: str) -> bool:
        return bool(self.text(name)) or name in self.files

    def chat(self, name: str = "chat_id") -> int | str:
        """A chat's id or @username. Raises ApiError 400 "chat_id is empty"."""
        text = self.text(name).strip()
        if not text:
            raise bad_request(f"{name} is empty")
        try:
            return int(text)
        except ValueError:
            return text if text.startswith("@") else f"@{text}"

    def document(self, name: str, what: str) -> Any:
        """A JSON value, None where it is missing. `what` names it in the refusal: "can't parse WHAT JSON object"."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None

    def names(self, name: str) -> list[str] | None:
        """A JSON array of strings, None where it is missing."""
        value = self.document(name, name)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise bad_request(f"expected an Array of String as {name}")
        return value

    def record(self, name: str, what: str) -> Json | None:
        """A JSON object, None where it is missing."""
        value = self.document(name, what)
        if value is not None and not isinstance(value, dict):
            raise bad_request(f"object expected as {what}")
        return value

    def records(self, name: str, what: str) -> list[Json] | None:
        """A JSON array of objects, None where it is missing."""
        value = self.document(name, what)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise bad_request(f"expected an Array of {what}")
        return value
