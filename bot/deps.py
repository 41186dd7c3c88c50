"""What a handler works with, besides the update: put together once by `bot.app`, handed down everywhere."""

from collections import Counter
from dataclasses import dataclass, field

import aiohttp

from bot.bell import Bell
from bot.searches import Searches
from bot.settings import Settings
from bot.watch.watch import Watch
from jobs.clock import Clock
from jobs.courtesy import Courtesy
from jobs.digests.by_hour.composing import Composing
from jobs.feeds.workers import Workers
from jobs.standstill import Standstill
from storage.database import Database


@dataclass(slots=True, kw_only=True)
class Deps:
    """`client` fetches feeds, guarded against private addresses, and `workers` read what it fetched in processes of
    their own; `bell.ring()` after new deliveries were written; `searches` bounds what readers have fetched;
    long work asks `courtesy` before it goes on; what comes round leaves its signs with `watch`.

    While the database fails there is a `standstill`; `tries` counts how often an update was handled for that reason.

    `settings` are those that hold now: `started_with` and what owners changed since then (`bot.options.refresh`).
    """

    settings: Settings
    database: Database
    clock: Clock
    bell: Bell
    client: aiohttp.ClientSession
    workers: Workers
    composing: Composing | None = None
    """Where the digests of the hour are computed; None: in this process."""
    searches: Searches = field(default_factory=Searches)
    courtesy: Courtesy = field(default_factory=Courtesy)
    watch: Watch = field(default_factory=Watch)
    standstill: Standstill = field(init=False)
    tries: Counter[int] = field(default_factory=Counter)
    started_with: Settings = field(init=False)

    def __post_init__(self) -> None:
        self.started_with = self.settings
        self.standstill = Standstill(self.database)
