"""A few rounds under fire on both databases; `make chaos` goes on for as long as asked."""

import pytest

from fire.campaign import play_all
from fire.plan import short_campaign

SEED = 3


@pytest.mark.timeout(300)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
async def test_nothing_is_lost_and_no_more_comes_twice_than_was_in_flight(database: str) -> None:
    campaign = await play_all(database, short_campaign(SEED), seed=SEED)
    assert campaign.kills == 4
    assert campaign.verdict.digests > 100
    assert campaign.verdict.lost == []
    assert campaign.verdict.wrong == []
    assert campaign.verdict.duplicates <= campaign.bound
