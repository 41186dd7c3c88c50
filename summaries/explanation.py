"""What a reader who asks "Why?" is answered from: a story's score in the order of its parts' weight."""

from summaries.types import Explanation, Reason, Score

_NEGLIGIBLE = 0.005


def explain(score: Score, *, matches: tuple[str, ...], sources: int) -> Explanation:
    """Why a story stands where it stands; parts that add and take away nothing are left out.

    `sources` counts the outlets that wrote a text of their own (`summaries.copies.independent_sources`).
    """
    parts = [Reason(name=name, value=value) for name, value in score.parts.items() if abs(value) >= _NEGLIGIBLE]
    reasons = sorted(parts, key=lambda part: (-abs(part.value), part.name))
    return Explanation(matches=matches, sources=sources, reasons=tuple(reasons), total=score.total)
