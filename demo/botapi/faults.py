"""Bad weather on demand: what a test or the demo wants to go wrong on the bot's side.

Kinds, and what the bot then sees:

    refusal            an error answer: `status` and `description` (403 of any kind, 400, 429 with `seconds`)
    server_error       500 as JSON, or 502 as a web server's HTML page, before anything was done
    slow               `seconds` of waiting, then the method runs, whether the bot still waits or not
    dropped            the connection closes before anything was done
    delivered_dropped  the method runs, then the connection closes without an answer
    delivered_slow     the method runs, then `seconds` of waiting before the answer
"""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from demo.botapi.errors import ApiError, bad_request, forbidden, too_many_requests

FORBIDDEN = (
    "bot was blocked by the user",
    "user is deactivated",
    "bot can't initiate conversation with a user",
    "bot was kicked from the group chat",
    "bot was kicked from the supergroup chat",
    "bot was kicked from the channel chat",
    "bot is not a member of the group chat",
    "bot is not a member of the supergroup chat",
    "bot is not a member of the channel chat",
)
"""Every 403 that a delivery can meet, without the prefix."""


class Kind(StrEnum):
    REFUSAL = "refusal"
    SERVER_ERROR = "server_error"
    SLOW = "slow"
    DROPPED = "dropped"
    DELIVERED_DROPPED = "delivered_dropped"
    DELIVERED_SLOW = "delivered_slow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that goes wrong: for a method and a chat (None: any), the next `times` calls (None: always)."""

    kind: Kind
    method: str | None = None
    chat: int | None = None
    times: int | None = 1
    probability: float = 1.0
    seconds: float = 0
    status: int = 500
    description: str = "Internal Server Error"

    def fits(self, method: str, chat: int | None) -> bool:
        same_method = self.method is None or self.method.lower() == method.lower()
        return same_method and (self.chat is None or self.chat == chat)

    def error(self) -> ApiError:
        """The refusal that the bot gets."""
        if self.status == 429:
            return too_many_requests(int(self.seconds))
        return ApiError(self.status, self.description)


class Faults:
    """The faults that are set, in order; the first that fits a call happens to it. `seed` decides the improbable.

    `happened` counts them.
    """

    def __init__(self, seed: int = 0) -> None:
        self.happened: Counter[Kind] = Counter()
        self._set: list[Fault] = []
        self._dice = random.Random(seed)  # noqa: S311 - repeatable weather, no secrets

    def add(self, fault: Fault) -> None:
        self._set.append(fault)

    def clear(self) -> None:
        self._set = []

    def reseed(self, seed: int) -> None:
        self._dice.seed(seed)

    def list(self) -> list[Fault]:
        return list(self._set)

    def flood(self, seconds: int, **where: Any) -> None:
        """429 with `retry_after`; `where` takes `method`, `chat`, `times`, `probability` as Fault does."""
        self.add(Fault(kind=Kind.REFUSAL, status=429, seconds=seconds, **where))

    def forbid(self, reason: str, **where: Any) -> None:
        """403 with one of `FORBIDDEN`."""
        self.add(Fault(kind=Kind.REFUSAL, status=403, description=str(forbidden(reason)), **where))

    def refuse(self, reason: str, **where: Any) -> None:
        """400 with this reason, such as "chat not found"."""
        self.add(Fault(kind=Kind.REFUSAL, status=400, description=str(bad_request(reason)), **where))

    def break_down(self, status: int = 500, **where: Any) -> None:
        """500 or 502."""
        self.add(Fault(kind=Kind.SERVER_ERROR, status=status, **where))

    def slow_down(self, seconds: float, *, delivered: bool = False, **where: Any) -> None:
        """Wait, before the method runs or after."""
        self.add(Fault(kind=Kind.DELIVERED_SLOW if delivered else Kind.SLOW, seconds=seconds, **where))

    def drop(self, *, delivered: bool, **where: Any) -> None:
        """Close the connection, before the method runs or after."""
        self.add(Fault(kind=Kind.DELIVERED_DROPPED if delivered else Kind.DROPPED, **where))

    def take(self, method: str, chat: int | None) -> Fault | None:
        """The fault that happens to this call, counted down."""
        for place, fault in enumerate(self._set):
            if not fault.fits(method, chat) or self._dice.random() >= fault.probability:
                continue
            if fault.times is not None:
                self._set[place] = replace(fault, times=fault.times - 1)
                if fault.times <= 1:
                    del self._set[place]
            self.happened[fault.kind] += 1
            return fault
        return None


def from_json(data: Mapping[str, Any]) -> Fault:
    """A fault from `{"kind": ..., "method"?: ..., "chat"?: ..., ...}`. Raises ValueError naming what is wrong."""
    allowed = {field: data[field] for field in Fault.__dataclass_fields__ if field in data}
    if unknown := set(data) - set(allowed):
        raise ValueError(f"a fault has no {sorted(unknown)}; it has {sorted(Fault.__dataclass_fields__)}")
    try:
        return Fault(**{**allowed, "kind": Kind(data.get("kind", ""))})
    except ValueError:
        raise ValueError(f"kind is {data.get('kind')!r}; it can be {', '.join(Kind)}") from None
