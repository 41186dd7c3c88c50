"""One call of a method, as its function receives it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from demo.botapi.arguments import Arguments
from demo.botapi.state import State


@dataclass(frozen=True, slots=True)
class Call:
    """The state to work on, the parameters, and the time."""

    state: State
    args: Arguments
    now: datetime


Method: TypeAlias = Callable[[Call], object]
"""Takes a call and returns the answer's `result`; raises ApiError. The docstring of each is its page in the Bot API."""
