"""A cluster whose processes are killed one after another; `make chaos CLUSTER=2000` does so with many digests."""

import pytest

from fire.cluster import PARTS, run_cluster


@pytest.mark.timeout(600)
async def test_a_cluster_loses_no_digest_and_answers_every_question_in_order() -> None:
    outcome = await run_cluster(seed=1, digests=100, people=3, events=4, once=True)
    assert {killed.name for killed in outcome.killed} == set(PARTS)
    assert outcome.verdict.digests == 100
    assert outcome.verdict.lost == []
    assert outcome.verdict.wrong == []
    assert outcome.verdict.duplicates <= outcome.bound
    assert outcome.asked > 0
    assert outcome.answered_twice <= outcome.answers_bound
    assert outcome.good
