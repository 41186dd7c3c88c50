"""Telegram's rate limits, for those who want to meet them: messages a second, a chat, a group."""

import math
from collections import defaultdict, deque
from datetime import datetime, timedelta


class RateLimits:
    """30 messages a second in all, one a second in a chat, 20 a minute in a group: sliding windows.

    https://core.telegram.org/bots/faq#broadcasting-to-users
    """

    def __init__(self, *, overall: int = 30, chat: int = 1, group_a_minute: int = 20) -> None:
        self.overall = overall
        self.chat = chat
        self.group_a_minute = group_a_minute
        self._sent: dict[str, deque[datetime]] = defaultdict(deque)

    def take(self, chat: int, now: datetime) -> int:
        """0 where one more message may go to the chat now, and it is counted; else the seconds to wait."""
        windows = [("all", self.overall, 1), (f"chat {chat}", self.chat, 1)]
        if chat < 0:
            windows.append((f"group {chat}", self.group_a_minute, 60))
        wait = max(self._wait(key, count, seconds, now) for key, count, seconds in windows)
        if not wait:
            for key, _, _ in windows:
                self._sent[key].append(now)
        return wait

    def _wait(self, key: str, count: int, seconds: int, now: datetime) -> int:
        sent, span = self._sent[key], timedelta(seconds=seconds)
        while sent and now - sent[0] >= span:
            sent.popleft()
        if len(sent) < count:
            return 0
        return max(1, math.ceil((sent[len(sent) - count] + span - now).total_seconds()))
