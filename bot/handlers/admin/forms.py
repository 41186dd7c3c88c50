"""The typed forms of /admin: each says what is done by buttons too, and needs the same right."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.handlers.rights import Right
from bot.visit import Visit


@dataclass(frozen=True, slots=True)
class Form:
    """`pattern` is all that stands behind `/admin`, in any case; `example` shows how, and is never translated."""

    pattern: re.Pattern[str]
    answer: Callable[[Visit, re.Match[str]], Awaitable[None]]
    may: Right
    example: str


def form(
    pattern: str, answer: Callable[[Visit, re.Match[str]], Awaitable[None]], *, example: str, may: Right = Right.ADMIN
) -> Form:
    return Form(re.compile(pattern, re.IGNORECASE | re.DOTALL), answer, may, example)
