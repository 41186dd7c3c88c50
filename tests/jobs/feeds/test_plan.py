"""When a feed is checked again, and which of its entries are new: docs/feeds.md as tests."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.feeds.fetch import Failed, Unchanged, Validators
from jobs.feeds.parsed import ParsedFeed
from jobs.feeds.plan import A_DAY, Parsed, PlanLimits, back_off, plan, rhythm, spread
from storage.entries import NewEntry
from storage.feeds import Feed, FeedState

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LIMITS = PlanLimits(shortest=timedelta(minutes=10), longest=timedelta(hours=2), first_entries=3)

FEED = Feed(
    id=1,
    url="https://harbour.example/feed",
    title="Harbour Post",
    language="en",
    state=FeedState.ACTIVE,
    etag='"old"',
    last_modified="Sun, 01 Mar 2026 08:00:00 GMT",
    body_hash="0ld",
    next_check_at=NOW,
    checked_at=NOW - timedelta(minutes=30),
    ok_at=NOW - timedelta(minutes=30),
    failures=0,
    problem=None,
)


def entry(number: int, *, ago: timedelta | None = None, **changes: str) -> NewEntry:
    url = f"https://harbour.example/{number}"
    made = NewEntry(guid=f"post-{number}", url=url, title=f"No. {number}", content="")
    return replace(made, published_at=None if ago is None else NOW - ago, **changes)


def parsed(*entries: NewEntry, fresh_for: timedelta | None = None) -> Parsed:
    feed = ParsedFeed(kind="RSS 2.0", title="Their Title", language="de", site=None, entries=entries)
    return Parsed(feed=feed, validators=Validators(etag='"new"'), body_hash="n3w", fresh_for=fresh_for)


def wait(check_at: datetime) -> timedelta:
    return check_at - NOW


def hourly(count: int) -> list[NewEntry]:
    return [entry(number, ago=timedelta(hours=number)) for number in range(1, count + 1)]


def test_a_success_keeps_the_new_validators_and_not_the_old_ones():
    check = plan(FEED, parsed(), now=NOW, limits=LIMITS).check
    assert (check.etag, check.last_modified, check.body_hash, check.problem) == ('"new"', None, "n3w", None)


def test_title_and_language_are_the_feeds_own_only_where_none_was_given():
    kept = plan(FEED, parsed(), now=NOW, limits=LIMITS).check
    assert (kept.title, kept.language) == (None, None)
    taken = plan(replace(FEED, title="", language=None), parsed(), now=NOW, limits=LIMITS).check
    assert (taken.title, taken.language) == ("Their Title", "de")


def test_a_304_keeps_the_validators_that_it_does_not_repeat():
    check = plan(FEED, Unchanged(validators=Validators(etag='"newer"')), now=NOW, limits=LIMITS).check
    assert (check.etag, check.last_modified, check.body_hash) == ('"newer"', FEED.last_modified, "0ld")


def test_a_feed_is_checked_at_half_its_own_rhythm():
    assert rhythm(hourly(10), now=NOW, limits=LIMITS) == timedelta(minutes=30)


@pytest.mark.parametrize(("gap", "expected"), [(1, "shortest"), (60 * 24, "longest")])
def test_the_rhythm_stays_between_the_shortest_and_the_longest_wait(gap, expected):
    entries = [entry(number, ago=timedelta(minutes=gap * number)) for number in range(1, 11)]
    assert rhythm(entries, now=NOW, limits=LIMITS) == getattr(LIMITS, expected)


def test_without_dates_a_feed_is_checked_at_the_longest_wait():
    assert rhythm([entry(1), entry(2, ago=-timedelta(days=1))], now=NOW, limits=LIMITS) == LIMITS.longest


def test_while_nothing_comes_the_wait_grows_by_a_fifth_each_time_up_to_the_longest():
    feed, waits = replace(FEED, checked_at=NOW - spread(timedelta(minutes=30), FEED.url)), []
    for _ in range(12):
        check = plan(feed, Unchanged(validators=Validators()), now=NOW, limits=LIMITS).check
        waits.append(wait(check.next_check_at))
        feed = replace(feed, checked_at=NOW, next_check_at=check.next_check_at)
    assert waits[0] == pytest.approx(spread(timedelta(minutes=36), FEED.url), abs=timedelta(seconds=1))
    assert waits == sorted(waits)
    assert waits[-1] == pytest.approx(spread(LIMITS.longest, FEED.url), abs=timedelta(seconds=1))


def test_a_publisher_may_ask_for_more_time_up_to_a_day():
    for wish, expected in [(timedelta(hours=6), timedelta(hours=6)), (timedelta(days=30), A_DAY)]:
        for result in (parsed(fresh_for=wish), Unchanged(validators=Validators(), fresh_for=wish)):
            check = plan(FEED, result, now=NOW, limits=LIMITS).check
            assert wait(check.next_check_at) == spread(expected, FEED.url)


def test_the_pace_that_a_feed_sets_stands_while_it_is_unchanged():
    brought = parsed()
    brought = replace(brought, feed=replace(brought.feed, pace=timedelta(hours=8)))
    feed = FEED
    for result in (brought, Unchanged(validators=Validators()), Unchanged(validators=Validators())):
        check = plan(feed, result, now=NOW, limits=LIMITS).check
        assert wait(check.next_check_at) == pytest.approx(
            spread(timedelta(hours=8), FEED.url), abs=timedelta(seconds=1)
        )
        feed = replace(feed, checked_at=NOW, next_check_at=check.next_check_at)


def test_failures_double_the_wait_up_to_a_day_and_never_end_it():
    waits = [back_off(failures, LIMITS.shortest) for failures in range(12)]
    assert waits[:4] == [timedelta(minutes=minutes) for minutes in (10, 20, 40, 80)]
    assert waits[-1] == A_DAY
    assert back_off(10**9, LIMITS.shortest) == A_DAY


def test_a_failure_is_recorded_with_its_reason_and_the_feed_stays_active():
    check = plan(replace(FEED, failures=2), Failed(problem="no answer"), now=NOW, limits=LIMITS).check
    assert (check.problem, check.ended) == ("no answer", False)
    assert wait(check.next_check_at) == spread(timedelta(minutes=40), FEED.url)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (timedelta(hours=3), timedelta(hours=3)),
        (timedelta(seconds=1), timedelta(minutes=10)),
        (timedelta(days=9), A_DAY),
    ],
)
def test_retry_after_is_honoured_between_the_back_off_and_a_day(asked, expected):
    check = plan(FEED, Failed(problem="slow down", retry_after=asked), now=NOW, limits=LIMITS).check
    assert wait(check.next_check_at) == spread(expected, FEED.url)


def test_a_feed_that_is_gone_ends():
    assert plan(FEED, Failed(problem="ended", gone=True), now=NOW, limits=LIMITS).check.ended


def test_the_wait_is_spread_by_up_to_a_tenth_always_the_same_for_one_feed():
    waits = {spread(timedelta(minutes=100), f"https://harbour.example/{n}") for n in range(50)}
    assert len(waits) == 50
    assert min(waits) >= timedelta(minutes=100)
    assert max(waits) <= timedelta(minutes=110)
    assert spread(A_DAY, FEED.url) == spread(A_DAY, FEED.url)


def test_the_first_answer_brings_the_newest_entries_and_the_rest_is_known_and_never_read():
    decided = plan(FEED, parsed(*reversed(hourly(5))), first=True, now=NOW, limits=LIMITS)
    assert [new.guid for new in decided.entries] == ["post-1", "post-2", "post-3"]
    assert [old.guid for old in decided.skipped] == ["post-4", "post-5"]


def test_without_dates_the_first_entries_of_the_feed_are_the_newest():
    decided = plan(FEED, parsed(*(entry(n) for n in range(5))), first=True, now=NOW, limits=LIMITS)
    assert [new.guid for new in decided.entries] == ["post-0", "post-1", "post-2"]


def test_known_guids_are_not_new_and_neither_is_a_known_address_under_another_guid():
    entries = [entry(1), entry(2, guid="changed"), entry(3)]
    known = {"post-1", "https://harbour.example/2"}
    decided = plan(FEED, parsed(*entries), known=known, now=NOW, limits=LIMITS)
    assert [new.guid for new in decided.entries] == ["post-3"]


def test_an_old_entry_that_appears_late_is_not_read():
    entries = [entry(1, ago=timedelta(days=30)), entry(2, ago=timedelta(days=1)), entry(3)]
    decided = plan(FEED, parsed(*entries), now=NOW, limits=LIMITS)
    assert {new.guid for new in decided.entries} == {"post-2", "post-3"}
    assert [old.guid for old in decided.skipped] == ["post-1"]


def test_a_date_in_the_future_becomes_the_moment_it_was_seen():
    decided = plan(FEED, parsed(entry(1, ago=-timedelta(days=400))), now=NOW, limits=LIMITS)
    assert decided.entries[0].published_at == NOW


RESULTS = st.one_of(
    st.builds(
        Failed, problem=st.just("x"), retry_after=st.none() | st.timedeltas(min_value=timedelta(0)), gone=st.booleans()
    ),
    st.builds(Unchanged, validators=st.just(Validators()), fresh_for=st.none() | st.timedeltas(min_value=timedelta(0))),
    st.builds(
        parsed,
        st.builds(entry, st.integers(0, 9), ago=st.none() | st.timedeltas(-timedelta(days=999), timedelta(days=9999))),
        fresh_for=st.none() | st.timedeltas(min_value=timedelta(0)),
    ),
)


@given(result=RESULTS, failures=st.integers(0, 10**6), last=st.timedeltas(-timedelta(days=999), timedelta(days=999)))
def test_the_next_check_is_never_sooner_than_the_shortest_wait_nor_later_than_a_day_and_a_tenth(result, failures, last):
    feed = replace(FEED, failures=failures, checked_at=NOW - last, next_check_at=NOW)
    next_check = wait(plan(feed, result, now=NOW, limits=LIMITS).check.next_check_at)
    assert LIMITS.shortest <= next_check <= A_DAY * 1.1
