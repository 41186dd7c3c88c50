"""People in front of the local Bot API, who write, tap and ask, and note when the answer is there."""

import asyncio
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bot.taps.core import Tap, decode
from demo.botapi.acts import answering, inline, writing
from demo.botapi.acts.act import Act
from demo.botapi.events import EventLog
from demo.botapi.seen import Message
from demo.botapi.server import LocalBotApi
from demo.botapi.shapes import Json
from jobs.clock import Clock

PATIENCE_S = 10.0
SETTLES_S = 0.06
"""What the bot does right after an answer belongs to it."""

Hear = Callable[[str, Json], None]


class Ears(EventLog):
    """The local Bot API's log of what happens; who listens hears it at the moment it does."""

    def __init__(self, last: int = 0) -> None:
        super().__init__(last)
        self.listening: dict[int, list[Hear]] = {}
        self.sent = 0
        """Messages that came to people who asked for nothing: digests."""

    def publish(self, kind: str, audience: frozenset[int], **data: object) -> None:
        super().publish(kind, audience, **data)
        hearing = [hear for person in audience for hear in self.listening.get(person, ())]
        self.sent += kind == "message" and not hearing
        for hear in hearing:
            hear(kind, data)

    @contextmanager
    def heard_by(self, person: int, hear: Hear) -> Iterator[None]:
        self.listening.setdefault(person, []).append(hear)
        try:
            yield
        finally:
            self.listening[person].remove(hear)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """How long somebody waited for an answer, and for the first sign that there will be one, in milliseconds.

    `cpu` are those of processor time that the bot used for it, where nobody else was answered.
    """

    kind: str
    answer: float
    sign: float
    cpu: float | None = None


class NoAnswer(Exception):
    """Nothing came in `PATIENCE_S`; the message says what was asked."""


@dataclass(slots=True)
class Waits:
    """What was measured so far; nothing is noted before `noting` is set."""

    noted: list[Wait] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    noting: bool = False
    cpu_s: Callable[[], float] | None = None
    """Seconds that the bot used so far, where that is measured by the update."""

    def add(self, wait: Wait) -> None:
        if self.noting:
            self.noted.append(wait)


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Where people meet the bot, and what is measured there."""

    api: LocalBotApi
    ears: Ears
    clock: Clock
    waits: Waits = field(default_factory=Waits)


class Person:
    """Somebody in a chat with the bot; `seen` is the bot's message that they look at."""

    def __init__(self, town: Town, number: int, chat: int) -> None:
        self._town, self._number, self._chat = town, number, chat
        self.seen: Message | None = None

    async def write(self, kind: str, text: str) -> None:
        """Write to the bot, and wait for its message."""
        act = self._act()
        await self._wait_for(kind, lambda: _nothing(writing.send(act, writing.text_body(text))), _is_message)

    async def tap(self, kind: str, *taps: type[Tap], last: bool = False) -> bool:
        """Tap a button that asks for one of these, any or the last one, and wait for what changes; False for none."""
        buttons = [button.get("callback_data", "") for row in self.seen.rows for button in row] if self.seen else []
        fitting = [data for data in buttons if isinstance(decode(data), taps)]
        if not fitting or self.seen is None:
            return False
        act, message_id, data = self._act(), self.seen.id, fitting[-1] if last else random.choice(fitting)
        await self._wait_for(kind, lambda: answering.tap(act, message_id, data), _is_message)
        return True

    async def ask(self, kind: str, text: str) -> None:
        """Type an inline query, of words that nobody asks for again, and wait for what is offered."""
        act = self._act()
        await self._wait_for(kind, lambda: inline.ask(act, text).id, lambda _, __: False)

    def _act(self) -> Act:
        state = self._town.api.state
        return Act(state, state.chats[self._chat], self._number, self._town.clock())

    async def _wait_for(self, kind: str, do: Callable[[], str], fits: Callable[[str, Json], bool]) -> None:
        """`do` gives the id of a query, whose own answer counts too."""
        answered: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        signs: list[float] = []
        query = ""

        def hear(name: str, data: Json) -> None:
            now = time.perf_counter()
            message = data.get("message")
            if message and message["chat"]["id"] == self._chat and message["from"].get("is_bot"):
                self.seen = Message(message)
                found = fits(name, data)
            else:
                found = name in {"answer", "inline"} and data.get("query_id") == query
            if found or name == "action":
                signs.append(now)
            if found and not answered.done():
                answered.set_result(now)

        waits = self._town.waits
        with self._town.ears.heard_by(self._number, hear):
            used, started = waits.cpu_s and waits.cpu_s(), time.perf_counter()
            query = do()
            try:
                async with asyncio.timeout(PATIENCE_S):
                    at = await answered
            except TimeoutError:
                waits.missing.append(kind)
                raise NoAnswer(kind) from None
        cpu = None
        if waits.cpu_s is not None and used is not None:
            await asyncio.sleep(SETTLES_S)
            cpu = (waits.cpu_s() - used) * 1000
        waits.add(Wait(kind=kind, answer=(at - started) * 1000, sign=(signs[0] - started) * 1000, cpu=cpu))


def _is_message(name: str, _: Json) -> bool:
    return name in {"message", "edit"}


def _nothing(_: object) -> str:
    return ""
