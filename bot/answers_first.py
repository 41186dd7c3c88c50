"""What handlers say to people goes by the same token as the outbox: at once, counted, and heeding a 429 as it does."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from jobs.limits import Limiter

LONGEST_WAIT_S = 30.0
"""Nobody waits for an answer any longer."""

TRIES = 3

WRITING = ("send", "edit", "copy", "forward")
QUIET = frozenset({"sendChatAction"})


class AnswersFirst(BaseRateLimiter[None]):
    """Lets an answer go at once, so that what the outbox holds waits for it; a pause that Telegram wants holds both.

    Who makes the bot write into a chat until Telegram has enough of it, waits alone: else anybody could silence it.
    """

    def __init__(self, limiter: Limiter) -> None:
        self._limiter = limiter

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def process_request(  # noqa: PLR0917 - python-telegram-bot passes them by place
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Any:
        """As python-telegram-bot's. Raises RetryAfter where an answer would have to wait for too long."""
        if endpoint in QUIET or not endpoint.startswith(WRITING):
            return await callback(*args, **kwargs)
        chat = _chat(data)
        for tries in range(1, TRIES + 1):
            await self._pause_is_over(chat)
            text = data.get("text") or data.get("caption") or ""
            self._limiter.answer(chat, group=chat < 0, now=_now(), characters=len(str(text)))
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                self._wait(chat, seconds_of(error))
                if tries == TRIES:
                    raise
        raise AssertionError

    def _wait(self, chat: int, seconds: float) -> None:
        # where it is about everybody after all, the next one's 429 says so
        if self._limiter.is_to_blame(chat, now=_now()):
            self._limiter.hold(chat, seconds, now=_now())
        else:
            self._limiter.throttle(seconds, now=_now())

    async def _pause_is_over(self, chat: int) -> None:
        while (wait := max(self._limiter.throttled_for(_now()), self._limiter.held_for(chat, _now()))) > 0:
            if wait > LONGEST_WAIT_S:
                raise RetryAfter(round(wait))
            await asyncio.sleep(wait)


def _chat(data: Mapping[str, Any]) -> int:
    chat = data.get("chat_id")
    # a message that was sent inline is in a chat nobody knows
    return chat if isinstance(chat, int) else 0


def seconds_of(error: RetryAfter) -> float:
    """How long a 429 asks to wait."""
    # the public attribute changes its type with an environment variable, and warns that it will
    return error._retry_after.total_seconds()


def _now() -> float:
    return asyncio.get_running_loop().time()
