"""Whether what a print tells still stands in the stories under whose names it tells it."""

from collections.abc import Collection

from jobs.digests.messages.keeping import Printed
from storage import homes
from storage.database import Session

MOST = 1000
"""Of so many prints it is remembered that they hold."""


class Standing:
    """Asked in the transaction that writes digests: between composing and writing, articles may have been sorted anew.

    What holds is remembered while nobody sorts.
    """

    def __init__(self) -> None:
        self._sortings = -1
        # by identity; each is held, lest another one get its identity
        self._holding: dict[int, Printed] = {}

    def holds(self, session: Session, printed: Printed) -> bool:
        return not self.outdated(session, [printed])

    def outdated(self, session: Session, prints: Collection[Printed]) -> list[Printed]:
        """Those that would tell an article under another name than who sorted since then gave its story; nobody sorts
        until the transaction ends."""
        sortings = homes.hold_for_telling(session)
        if sortings != self._sortings or len(self._holding) > MOST:
            self._sortings, self._holding = sortings, {}
        unknown = [printed for printed in prints if id(printed) not in self._holding]
        stand = homes.homes(session, {article for printed in unknown for article, _ in printed.homes})
        # what is made from several looks at the database may tell an article in two stories: one of them is wrong
        fine = [
            printed
            for printed in unknown
            if all(stand.get(article, story) == story for article, story in printed.homes)
        ]
        self._holding |= {id(printed): printed for printed in fine}
        return [printed for printed in unknown if id(printed) not in self._holding]
