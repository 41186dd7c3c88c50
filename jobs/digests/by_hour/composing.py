"""Who computes the digests of a batch: this process, or another one that doesn't keep anybody waiting."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from jobs.courtesy import NOBODY_WAITS, Courtesy
from jobs.digests.by_hour.batch import Batch, make_batch
from jobs.digests.by_hour.issue import Issue
from jobs.digests.by_hour.lateness import Line
from jobs.digests.limits import DigestLimits
from jobs.digests.messages.presenter import Presenter
from storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The digests of these chats, whose hour has come by `now`, as of `until` and as far as `seconds` go; they stand
    behind what is in `line`."""

    chat_ids: tuple[int, ...]
    now: datetime
    until: datetime
    limits: DigestLimits
    presenter: Presenter
    seconds: float
    line: Line


class ComposingWontStart(Exception):
    """What computes digests had no order yet when it ended, or said nothing: no chat is to blame."""


class Composing(Protocol):
    """One order at a time: `begin` returns at once, `finish` gives its batch, or raises what went wrong. After `rest`
    nothing is kept of what was made, but of what was made as of `but`."""

    def begin(self, order: Order) -> None: ...

    def finish(self) -> Batch: ...

    def rest(self, *, but: datetime | None = None) -> None: ...


class Composer:
    """Computes in this process. What one order made is used for the next, while they are of one moment."""

    def __init__(self, database: Database, courtesy: Courtesy = NOBODY_WAITS) -> None:
        self._database = database
        self._courtesy = courtesy
        self._issues: dict[datetime, Issue] = {}
        self._order: Order | None = None

    def begin(self, order: Order) -> None:
        self._order = order

    def finish(self) -> Batch:
        assert self._order is not None
        return self.compose(self._order)

    def rest(self, *, but: datetime | None = None) -> None:
        self._issues = {until: issue for until, issue in self._issues.items() if until == but}

    def compose(self, order: Order) -> Batch:
        issue = self._issues.get(order.until)
        if issue is None or not issue.is_for(order.limits, order.presenter):
            issue = Issue(until=order.until, limits=order.limits, presenter=order.presenter)
            self._issues[order.until] = issue
        with self._database.read() as session:
            return make_batch(
                session,
                issue,
                order.chat_ids,
                now=order.now,
                seconds=order.seconds,
                line=order.line,
                courtesy=self._courtesy,
            )
