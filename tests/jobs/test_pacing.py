"""Work that is done when it is wanted: no wish is forgotten."""

import asyncio
from contextlib import nullcontext

import pytest

from jobs.pacing import Paced


async def test_what_is_wanted_while_it_is_under_way_is_wanted_afterwards() -> None:
    begun, goes_on = asyncio.Event(), asyncio.Event()

    async def work() -> bool:
        begun.set()
        await goes_on.wait()
        return True

    paced = Paced(work)
    paced.wanted = True
    running = asyncio.create_task(paced.run())
    await begun.wait()
    paced.wanted = True
    goes_on.set()
    await running
    assert paced.wanted


@pytest.mark.parametrize(("outcome", "wanted"), [("done", False), ("another is at it", True), ("failed", True)])
async def test_what_was_not_done_is_still_wanted(outcome: str, wanted: bool) -> None:
    async def work() -> bool:
        if outcome == "failed":
            raise ZeroDivisionError
        return outcome == "done"

    paced = Paced(work)
    paced.wanted = True
    with nullcontext() if outcome != "failed" else pytest.raises(ZeroDivisionError):
        await paced.run()
    assert paced.wanted is wanted
