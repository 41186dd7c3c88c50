"""Which of the messages that wait go now. Pure; seconds are those of the limiter's clock."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from jobs.limits import Limiter
from storage.deliveries import Delivery

GROUPS = frozenset({"group", "supergroup", "channel"})

LEAST_REST_S = 0.05
"""A chat whose message is under way is looked at again after so long."""

TURN_OF_THE_OLDEST = 0.1
"""So much of what goes belongs to the priority that waits longest: urgent news never hold up the others for good."""


@dataclass(slots=True)
class Choice:
    """`picked` go now; `resting`, by delivery, say when their chats are free, one message after the other."""

    room: int
    picked: list[Delivery] = field(default_factory=list)
    resting: dict[int, float] = field(default_factory=dict)
    crowded: set[int] = field(default_factory=set)
    """Telegram ids of the chats of which messages rest."""
    _next_of: dict[int, float] = field(default_factory=dict)
    """By chat the moment for its next message."""

    @property
    def is_full(self) -> bool:
        return len(self.picked) >= self.room

    def consider(
        self,
        due: Sequence[Delivery],
        limiter: Limiter,
        under_way: Collection[int],
        *,
        now: float,
        room: int | None = None,
    ) -> None:
        """Pick from these in their order, up to `room` in all; a chat gets one message at a time.

        `under_way` are Telegram ids of chats that have one now. The others don't wait for a chat that has many.
        """
        room = self.room if room is None else room
        rest = max(limiter.limits.chat_interval, LEAST_REST_S)
        known = {delivery.id for delivery in self.picked}
        for delivery in due:
            if len(self.picked) >= room:
                return
            if delivery.id in known or delivery.id in self.resting:
                continue
            chat = delivery.telegram_id
            if delivery.blocked:
                # the part that it waits for may come after it here, having been tried already: it isn't in its way
                self.resting[delivery.id] = now + rest
                self.crowded.add(chat)
                continue
            at = self._next_of.get(chat, limiter.free_at(chat))
            if chat in under_way:
                at = max(at, now + rest)
            if at <= now:
                self.picked.append(delivery)
                at = now
            else:
                self.resting[delivery.id] = at
                self.crowded.add(chat)
            self._next_of[chat] = at + rest


@dataclass(slots=True)
class Shares:
    """Counts who is due a turn: a tenth of the messages belongs to the priority that waits longest."""

    _owed: float = 0.0

    def of_the_oldest(self, room: int) -> int:
        """How many of the next `room` messages are its."""
        owed = self._owed + room * TURN_OF_THE_OLDEST
        return min(room, int(owed))

    def count(self, sent: int, of_the_oldest: int) -> None:
        """So many went, so many of them were the oldest's turn."""
        self._owed = min(1.0, max(0.0, self._owed + sent * TURN_OF_THE_OLDEST - of_the_oldest))
