"""People who ask something while the digests go out: each question has an answer that names it."""

import asyncio
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from demo.botapi.acts import writing
from demo.botapi.acts.act import Act
from demo.botapi.records import Person
from demo.botapi.state import State
from fire.heard import Heard
from jobs.clock import Clock

FIRST_ASKER = 900_000
ASKS_EVERY_S = (0.8, 2.5)
"""Slower than what the bot takes for a flood."""

NAMED = re.compile(r"question(\d+)")


@dataclass(slots=True)
class Asker:
    """Somebody who asks questions with numbers, and how many they asked so far."""

    number: int
    asked: int = 0
    answers: list[int] = field(default_factory=list)
    """The questions that answers named, in the order of the answers."""

    def hear(self, heard: Sequence[Heard]) -> None:
        """All that came to them so far."""
        self.answers = [int(found[1]) for message in heard if (found := NAMED.search(message.text))]

    @property
    def waits(self) -> bool:
        return len(set(self.answers)) < self.asked

    def faults(self) -> list[str]:
        """Questions without an answer, and answers out of order; what was answered twice is counted by `twice`."""
        missing = sorted(set(range(self.asked)) - set(self.answers))
        first = list(dict.fromkeys(self.answers))
        faults = [f"person {self.number} got no answer to questions {missing}"] if missing else []
        return faults + ([f"person {self.number} got answers in the order {first}"] if first != sorted(first) else [])

    @property
    def twice(self) -> int:
        return len(self.answers) - len(set(self.answers))


def come(state: State, count: int) -> list[Asker]:
    """So many people whom the bot hasn't met."""
    askers = [Asker(FIRST_ASKER + place) for place in range(count)]
    for asker in askers:
        state.open_private(Person(id=asker.number, first_name="Asker"))
    return askers


async def ask(asker: Asker, state: State, clock: Clock, seed: int) -> None:
    """Ask one question after another, until cancelled."""
    chance = random.Random(f"{seed} {asker.number}")
    while True:
        await asyncio.sleep(chance.uniform(*ASKS_EVERY_S))
        act = Act(state, state.chats[asker.number], asker.number, clock())
        writing.send(act, writing.text_body(f"/search question{asker.asked}"))
        asker.asked += 1
