"""What is judged after a round: each thing that can go wrong is seen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from fire.heard import Heard
from fire.readers import Reader
from fire.verdict import Evidence, Judge, Verdict
from fire.written import Digest, Part, Told

MORNING = datetime(2031, 5, 14, 8, tzinfo=UTC)
DAY = timedelta(days=1)
ADA = Reader(number=5000, zone="UTC", times=(time(8),), topics=("harbour",))

PARTS = (
    Part(number=0, text="The ferry is late", state="sent", message=11),
    Part(number=1, text="The bridge is shut", state="sent", message=12),
)
STORIES = (
    Told(story=1, part=0, url="/1", came=(MORNING,)),
    Told(story=2, part=1, url="/2", came=(MORNING,)),
)
DIGEST = Digest(id=1, chat=5000, kind="scheduled", since=MORNING - DAY, until=MORNING, parts=PARTS, stories=STORIES)
HEARD = (Heard(chat=5000, number=11, text="The ferry is late"), Heard(chat=5000, number=12, text="The bridge is shut"))
GOOD = Evidence(
    since=MORNING - timedelta(hours=20),
    until=MORNING + timedelta(minutes=5),
    digests=(DIGEST,),
    heard={5000: HEARD},
    next_runs={5000: MORNING + DAY},
)


def verdict_on(*rounds: Evidence) -> Verdict:
    judge = Judge([ADA])
    return [judge.judge(evidence) for evidence in rounds][-1]


def with_parts(*parts: Part) -> dict[str, Any]:
    return {"digests": (replace(DIGEST, parts=parts),)}


def the_day_after(**changes: Any) -> Evidence:
    """A good second day, but for what its digest has otherwise."""
    parts = (Part(number=0, text="The tunnel is open", state="sent", message=13),)
    digest = replace(
        DIGEST, id=2, since=MORNING, until=MORNING + DAY, parts=parts,
        stories=(Told(story=3, part=0, url="/3", came=(MORNING + DAY,)),),
    )  # fmt: skip
    return Evidence(
        since=GOOD.until,
        until=GOOD.until + DAY,
        digests=(replace(digest, **changes),),
        heard={5000: (Heard(chat=5000, number=13, text="The tunnel is open"),)},
        next_runs={5000: MORNING + 2 * DAY},
    )


def test_all_is_well() -> None:
    assert verdict_on(GOOD) == Verdict(digests=1, parts=2)
    assert verdict_on(GOOD, the_day_after()) == Verdict(digests=1, parts=1)


def test_a_part_that_never_came_is_lost() -> None:
    assert len(verdict_on(replace(GOOD, heard={5000: HEARD[:1]})).lost) == 1


def test_one_that_is_counted_as_unknown_is_in_doubt_and_not_lost() -> None:
    doubtful = (PARTS[0], replace(PARTS[1], state="unknown", message=None))
    came = verdict_on(replace(GOOD, **with_parts(*doubtful)))
    assert (came.unknown, came.vanished, came.lost, came.wrong) == (1, 0, [], [])
    gone = verdict_on(replace(GOOD, **with_parts(*doubtful), heard={5000: HEARD[:1]}))
    assert (gone.unknown, gone.vanished, gone.lost, gone.wrong) == (1, 1, [], [])


def test_what_comes_twice_is_counted_also_a_round_later() -> None:
    again = Heard(chat=5000, number=14, text="The ferry is late")
    twice = verdict_on(replace(GOOD, heard={5000: (*HEARD, again)}))
    assert (twice.duplicates, twice.belated) == (1, 0)
    late = the_day_after()
    twice = verdict_on(GOOD, replace(late, heard={5000: (again, *late.heard[5000])}))
    assert (twice.duplicates, twice.belated) == (1, 1)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda: replace(GOOD, digests=()), "was due 1 times and got 0"),
        (lambda: replace(GOOD, digests=(DIGEST, replace(DIGEST, id=2, parts=(), stories=()))), "got 2 digests"),
        (lambda: replace(GOOD, next_runs={5000: MORNING}), "is due next at"),
        (lambda: replace(GOOD, next_runs={5000: MORNING + 2 * DAY}), "is due next at"),
        (lambda: replace(GOOD, heard={5000: HEARD[::-1]}), "out of order"),
        (lambda: replace(GOOD, heard={5000: (*HEARD, Heard(chat=5000, number=15, text="Boo"))}), "no digest has: Boo"),
        (lambda: replace(GOOD, **with_parts(PARTS[0], replace(PARTS[1], state="failed"))), "is failed"),
        (lambda: replace(GOOD, **with_parts(PARTS[0], replace(PARTS[1], state="sending"))), "is sending"),
        (lambda: replace(GOOD, **with_parts(PARTS[0], replace(PARTS[1], message=11))), "message 11 is not part 1"),
        (lambda: replace(GOOD, digests=(replace(DIGEST, since=MORNING),)), "before it begins"),
        (lambda: replace(GOOD, digests=(replace(DIGEST, stories=(replace(STORIES[0], part=7),)),)), "stands in part 7"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(change: Callable[[], Evidence], says: str) -> None:
    assert any(says in fault for fault in verdict_on(change()).wrong)


def test_a_story_told_twice_is_seen_and_one_that_developed_is_none() -> None:
    same = (Told(story=1, part=0, url="/1", came=(MORNING - DAY, MORNING + DAY)),)
    assert "story 1 again" in verdict_on(GOOD, the_day_after(stories=same)).wrong[0]
    grown = (replace(same[0], came=(MORNING - DAY, MORNING + DAY, MORNING + DAY)),)
    assert verdict_on(GOOD, the_day_after(stories=grown)).wrong == []


def test_an_address_told_as_another_story_is_seen() -> None:
    renamed = (Told(story=9, part=0, url="/1", came=(MORNING,)),)
    assert "/1 again as another story" in verdict_on(GOOD, the_day_after(stories=renamed)).wrong[0]


def test_hours_between_two_digests_that_neither_covers_are_seen() -> None:
    assert "the last ended" in verdict_on(GOOD, the_day_after(since=MORNING + timedelta(hours=1))).wrong[0]


def test_a_night_asleep_gives_one_digest_for_all_its_hours() -> None:
    ella = Reader(number=5000, zone="UTC", times=tuple(map(time, range(24))), topics=("harbour",))
    night = replace(GOOD, next_runs={5000: MORNING + timedelta(hours=1)}, jumps=((GOOD.since, MORNING),))
    twice = replace(night, digests=(DIGEST, replace(DIGEST, id=2)))
    assert Judge([ella]).judge(night).wrong == []
    assert any("got 2 digests, at most 1" in fault for fault in Judge([ella]).judge(twice).wrong)


def test_a_story_that_nobody_was_told_is_found_at_the_end() -> None:
    judge = Judge([ADA])
    judge.judge(GOOD)
    assert judge.untold([ADA], {"harbour": [1, 2]}) == []
    assert judge.untold([ADA], {"harbour": [1, 4]}) == ["chat 5000 was never told story 4 of harbour"]
