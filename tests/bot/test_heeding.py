"""A setting that an owner changes in the chat, in processes that he doesn't write to."""

import asyncio

from bot.opening import opened
from bot.settings import Settings
from bot.watch.watch import Watch
from jobs.clock import utc_now
from storage.database import Database
from storage.options import set_option


async def test_a_change_holds_in_every_process_at_its_next_look_and_after_a_start(no_settings):
    settings = Settings.model_validate(
        {"database_url": f"sqlite:///{no_settings}/news.sqlite3", "tick_seconds": 0.01, "digest_stories": 7}
    )
    async with opened(settings, utc_now, Watch()) as one, opened(settings, utc_now, Watch()) as other:
        change(one.database, "12")
        async with asyncio.timeout(30):
            while {one.settings.digest_stories, other.settings.digest_stories} != {12}:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
    async with opened(settings, utc_now, Watch()) as later:
        assert later.settings.digest_stories == 12


def change(database: Database, value: str) -> None:
    with database.write() as session:
        set_option(session, "digest_stories", value, by=1, now=utc_now())
