"""What arrived in the chats, from the local Bot API's own record: the only witness that counts."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from demo.botapi.events import EventLog
from demo.botapi.seen import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One message of the bot's in a chat; `text` in single spaces."""

    chat: int
    number: int
    text: str


class Ears(EventLog):
    """The local Bot API's log of what happens, that also keeps every message of the bot's, by chat, in order."""

    def __init__(self, last: int = 0) -> None:
        super().__init__(last)
        self.count = 0
        self.by_chat: defaultdict[int, list[Heard]] = defaultdict(list)

    def publish(self, kind: str, audience: frozenset[int], **data: object) -> None:
        super().publish(kind, audience, **data)
        wire = data.get("message")
        if kind == "message" and isinstance(wire, dict) and wire.get("from", {}).get("is_bot"):
            message = Message(wire)
            self.count += 1
            self.by_chat[message.chat].append(Heard(chat=message.chat, number=message.id, text=spaced(message.text)))

    def mark(self) -> dict[int, int]:
        """How much was heard in each chat, for `forget_after`."""
        return {chat: len(messages) for chat, messages in self.by_chat.items()}

    def forget_after(self, mark: Mapping[int, int]) -> Counter[tuple[int, str]]:
        """Forget what came since that mark; what it was, in which chat."""
        forgotten: Counter[tuple[int, str]] = Counter()
        for chat, messages in self.by_chat.items():
            forgotten.update((chat, message.text) for message in messages[mark.get(chat, 0) :])
            del messages[mark.get(chat, 0) :]
        return forgotten

    def heard(self) -> Counter[tuple[int, str]]:
        """What came since the last `take` and was not forgotten, with its chats."""
        return Counter((chat, message.text) for chat, messages in self.by_chat.items() for message in messages)

    def take(self) -> dict[int, list[Heard]]:
        """What came since the last call."""
        taken = dict(self.by_chat)
        self.by_chat.clear()
        return taken


def spaced(text: str) -> str:
    """The text with single spaces for all white space, which Telegram trims."""
    return " ".join(text.split())
