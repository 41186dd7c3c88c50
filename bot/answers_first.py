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
    """Lets an answer go at once, so that what the outbox holds waits for it; a pause that Telegram wants holds both."""

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
        for tries in range(1, TRIES + 1):
            await self._pause_is_over()
            self._count(data)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                self._limiter.throttle(seconds_of(error), now=_now())
                if tries == TRIES:
                    raise
        raise AssertionError

    async def _pause_is_over(self) -> None:
        while (wait := self._limiter.throttled_for(_now())) > 0:
            if wait > LONGEST_WAIT_S:
                raise RetryAfter(round(wait))
            await asyncio.sleep(wait)

    def _count(self, data: Mapping[str, Any]) -> None:
        chat = data.get("chat_id")
        # a message that was sent inline is in a chat nobody knows
        number = chat if isinstance(chat, int) else 0
        text = data.get("text") or data.get("caption") or ""
        self._limiter.answer(number, group=number < 0, now=_now(), characters=len(str(text)))


def seconds_of(error: RetryAfter) -> float:
    """How long a 429 asks to wait."""
    # the public attribute changes its type with an environment variable, and warns that it will
    return error._retry_after.total_seconds()


def _now() -> float:
    return asyncio.get_running_loop().time()
