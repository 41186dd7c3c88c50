"""The updates that wait for the bot: numbering, confirmation by offset, and the kinds it asked for."""

from collections.abc import Callable, Iterable

from demo.botapi.shapes import Json

KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "message_reaction",
    "message_reaction_count",
)
# asked for by name only: https://core.telegram.org/bots/api#getupdates
UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class UpdateQueue:
    """Updates in order. `allowed` is None until the bot asks for kinds; an empty list means the usual ones."""

    def __init__(self) -> None:
        self.pending: list[Json] = []
        self.next_id = 100_000_001
        self.allowed: list[str] | None = None
        self.listeners: set[Callable[[], None]] = set()

    def add(self, kind: str, content: Json) -> int | None:
        """Queue an update; its id, or None where the bot doesn't want the kind."""
        if not self.wants(kind):
            return None
        update = {"update_id": self.next_id, kind: content}
        self.next_id += 1
        self.pending.append(update)
        for listener in tuple(self.listeners):
            listener()
        return self.next_id - 1

    def wants(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in UNASKED

    def ask_for(self, kinds: Iterable[str]) -> None:
        """Keep the known kinds; Telegram ignores the others."""
        self.allowed = [kind for kind in kinds if kind in KINDS]

    def confirm(self, offset: int) -> None:
        """Forget what comes before `offset`; a negative one keeps only that many from the end."""
        if offset < 0:
            self.pending = self.pending[offset:]
        elif offset > 0:
            self.pending = [update for update in self.pending if update["update_id"] >= offset]

    def take(self, update_id: int) -> None:
        """Forget this one, whatever came before it."""
        self.pending = [update for update in self.pending if update["update_id"] != update_id]

    def drop(self) -> None:
        self.pending = []
