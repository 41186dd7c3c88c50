"""An entity and the arithmetic on it. Offsets and lengths count UTF-16 code units, as in the Bot API."""

from collections.abc import Mapping
from dataclasses import dataclass

from demo.botapi.shapes import Json

SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
"""Entities that may be cut into pieces and joined again."""

QUOTES = ("blockquote", "expandable_blockquote")
VERBATIM = ("pre", "code")
DETECTED = ("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number")

# who is written first where two begin and end together (TDLib, MessageEntity.cpp)
_PRECEDENCE: Mapping[str, int] = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 11,
    "code": 20,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One MessageEntity. `argument` is its url, language, custom emoji or user id, whichever its type has."""

    type: str
    offset: int
    length: int
    argument: str = ""

    @property
    def end(self) -> int:
        return self.offset + self.length

    @property
    def order(self) -> tuple[int, int, int]:
        return self.offset, -self.length, _PRECEDENCE.get(self.type, 50)

    def crosses(self, other: "Span") -> bool:
        """True where the two overlap and neither contains the other."""
        return self.meets(other) and not (self.within(other) or other.within(self))

    def meets(self, other: "Span") -> bool:
        return self.offset < other.end and other.offset < self.end

    def within(self, other: "Span") -> bool:
        return other.offset <= self.offset and self.end <= other.end

    def wire(self) -> Json:
        """The MessageEntity; a text_mention's user is filled in by whoever knows the users."""
        names = {"text_link": "url", "pre": "language", "custom_emoji": "custom_emoji_id", "text_mention": "user_id"}
        entity: Json = {"type": self.type, "offset": self.offset, "length": self.length}
        if self.type == "date_time":
            entity["unix_time"] = int(self.argument)
        elif self.argument and self.type in names:
            entity[names[self.type]] = self.argument
        return entity


def units(text: str) -> int:
    """How many UTF-16 code units `text` has."""
    return len(text) + sum(1 for letter in text if letter > "\uffff")
