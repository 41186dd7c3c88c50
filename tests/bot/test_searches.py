"""Readers' searches: one at a time for each, few at once, so many in a while."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.searches import AT_ONCE, MOST, WITHIN, Searches

NOON = datetime(2031, 3, 3, 12, 0, tzinfo=UTC)


async def forever() -> str:
    await asyncio.Event().wait()
    return "never"


async def found() -> str:
    return "found"


async def fails() -> str:
    raise LookupError("nothing there")


async def test_what_a_search_finds_or_raises_is_its_outcome() -> None:
    searches = Searches()
    assert await searches.run(1, found) == "found"
    with pytest.raises(LookupError, match="nothing there"):
        await searches.run(1, fails)


async def test_the_next_search_of_an_asker_ends_the_one_before_and_no_others() -> None:
    searches = Searches()
    first, other = (asyncio.create_task(searches.run(asker, forever)) for asker in (1, 2))
    await asyncio.sleep(0)
    assert await searches.run(1, found) == "found"
    assert await first is None
    assert not other.done()
    searches.give_up(2)
    assert await other is None


async def test_a_search_that_is_given_up_before_it_begins_leaves_nothing_behind() -> None:
    searches = Searches()
    given_up = asyncio.create_task(searches.run(1, found))
    await asyncio.sleep(0)
    searches.give_up(1)
    searches.give_up(1)
    assert await given_up is None


async def test_few_search_at_once() -> None:
    searches = Searches()
    begun = 0

    async def counted() -> None:
        nonlocal begun
        begun += 1
        await asyncio.Event().wait()

    running = [asyncio.create_task(searches.run(asker, counted)) for asker in range(AT_ONCE + 3)]
    for _ in range(10):
        await asyncio.sleep(0)
    assert begun == AT_ONCE
    for asker in range(AT_ONCE + 3):
        searches.give_up(asker)
    assert await asyncio.gather(*running) == [None] * len(running)


async def test_the_end_of_who_waits_ends_the_search() -> None:
    searches = Searches()
    waiting = asyncio.create_task(searches.run(1, forever))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


def test_so_many_are_allowed_in_a_while_and_then_again() -> None:
    searches = Searches()
    assert all(searches.allows(1, now=NOON) for _ in range(MOST))
    assert not searches.allows(1, now=NOON + timedelta(minutes=1))
    assert searches.allows(2, now=NOON)
    assert searches.allows(1, now=NOON + WITHIN)
