"""How fast Telegram lets a bot send: overall, into one chat, into one group, and a pause for everybody.

Seconds are those of any monotonic clock, passed in.
Source: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimits:
    """`per_second` overall, one message each `chat_interval` seconds a chat, `group_per_minute` a group."""

    per_second: float = 28.0
    chat_interval: float = 1.0
    group_per_minute: int = 20


class Limiter:
    """Says when the next message may go, and which chats must wait. One per token."""

    def __init__(self, limits: RateLimits) -> None:
        self._limits = limits
        self._next_at = 0.0
        self._paused_until = 0.0
        self._free_at: dict[int, float] = {}
        self._group_sends: dict[int, deque[float]] = {}

    def ready_at(self) -> float:
        """The moment from which the next message may go to anybody."""
        return max(self._next_at, self._paused_until)

    def busy_chats(self, now: float) -> dict[int, float]:
        """Chats that had a message too recently, each with the moment it is free again."""
        self._free_at = {chat: free_at for chat, free_at in self._free_at.items() if free_at > now}
        return self._free_at

    def take(self, chat: int, *, group: bool, now: float) -> None:
        """Count one message into `chat` at `now`."""
        self._next_at = max(now, self._next_at) + 1 / self._limits.per_second
        free_at = now + self._limits.chat_interval
        if group:
            sends = self._group_sends.setdefault(chat, deque(maxlen=self._limits.group_per_minute))
            sends.append(now)
            if len(sends) == sends.maxlen:
                free_at = max(free_at, sends[0] + 60)
        self._free_at[chat] = free_at

    def pause(self, seconds: float, *, now: float) -> None:
        """Nothing goes to anybody for so long; an earlier, longer pause stands."""
        self._paused_until = max(self._paused_until, now + seconds)
