"""What a reader who asks "Why?" is answered from."""

from summaries import explain
from summaries.types import Explanation, Reason, Score


def test_the_parts_of_a_score_stand_by_their_weight_and_idle_ones_are_left_out() -> None:
    score = Score(parts={"sources": 1.1, "freshness": 0.4, "growth": 0.0, "seen": -0.5, "variety": -0.004})
    assert explain(score, matches=("Harbour", "ferry"), sources=3) == Explanation(
        matches=("Harbour", "ferry"),
        sources=3,
        reasons=(
            Reason(name="sources", value=1.1),
            Reason(name="seen", value=-0.5),
            Reason(name="freshness", value=0.4),
        ),
        total=score.total,
    )
