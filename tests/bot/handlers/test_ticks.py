"""What the engine runs, on the real bot's parts."""

import asyncio
from datetime import timedelta

from sqlalchemy import select

from bot.housekeeping import keep_house
from bot.ticks import jobs_of
from bot.words.spans import read_span
from jobs.wrong_clock import WrongClock
from storage import schedules
from storage.tables import ArticleRow

QUAY = "The council voted for a new quay on Monday. Work starts in May. The old one is closed to lorries from today."


async def test_a_pause_with_an_end_is_over_in_the_tick_that_makes_the_digest_of_that_hour(world, sam):
    (topic,) = world.add_topics("Harbour")
    await sam.ask("/sub harbour")
    schedule = world.schedule(sam.id)  # daily at 08:00
    until = read_span("until tomorrow 8:00", now=world.clock(), zone=world.deps.settings.default_zone)
    with world.database.write() as session:
        schedules.pause(session, schedule.chat_id, until=until)
    make_digests = jobs_of(world.deps)["digests"].go_round

    world.clock.time = until - timedelta(minutes=1)
    world.publish(topic, "Council votes for a new quay", QUAY)
    await make_digests()
    assert world.schedule(sam.id).paused
    await sam.silence()

    world.clock.time = until
    await make_digests()
    digest = await sam.wait_for(lambda message: "new quay" in message.text)
    assert "Council votes for a new quay" in digest.text
    resumed = world.schedule(sam.id)
    assert (resumed.paused, resumed.next_run_at) == (False, until + timedelta(days=1))


async def test_where_nothing_is_to_be_tidied_nobody_who_writes_is_waited_for(world, sam):
    await sam.ask("/start")
    with world.database.write():
        async with asyncio.timeout(30):
            await keep_house(world.deps, WrongClock(world.database, longest_check=timedelta(hours=2)))


async def test_nothing_is_forgotten_in_the_first_tick_by_a_clock_that_is_ahead(world):
    (topic,) = world.add_topics("Harbour")
    world.publish(topic, "Council votes for a new quay", QUAY)
    world.clock.time += timedelta(days=2 * world.deps.settings.keep_digests_days)
    await jobs_of(world.deps)["prune"].go_round()
    with world.database.read() as session:
        assert session.scalars(select(ArticleRow)).one().title == "Council votes for a new quay"
