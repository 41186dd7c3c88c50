"""What a hub is believed and when it is asked again: docs/feeds.md as tests."""

import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.feeds.checking.leases import (
    ASK_AGAIN,
    HEARD,
    LONGEST_LEASE,
    USUAL_LEASE,
    Confirmed,
    Denied,
    after_failure,
    credentials_of,
    judged,
    missed,
    new_credentials,
    next_hubs,
    request_form,
    signature_in,
    slowed,
    useless_until,
)
from jobs.feeds.checking.timing import A_DAY, PlanLimits
from storage.feeds import Check, Feed, FeedState
from storage.websub import Lease, Mode

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LIMITS = PlanLimits(shortest=timedelta(minutes=10), longest=timedelta(hours=2))
BASE = "https://news.example"
FEED = Feed(
    id=7,
    url="https://harbour.example/feed",
    title="Harbour Post",
    language="en",
    state=FeedState.ACTIVE,
    etag=None,
    last_modified=None,
    body_hash=None,
    next_check_at=NOW,
    checked_at=NOW,
    ok_at=NOW,
    failures=0,
    problem=None,
)
NAMED = Lease(
    id=1,
    feed_id=7,
    topic="https://harbour.example/feed",
    hubs=("https://hub.example/",),
    base=None,
    key=None,
    token=None,
    secret=None,
    asked=None,
    ask_at=NOW,
    live_until=None,
    failures=0,
    problem=None,
    delivered_at=None,
    received_at=None,
    body_hash=None,
)
ASKED = replace(NAMED, base=BASE, key="k", token="t", secret="s", asked=Mode.SUBSCRIBE)
LIVE = replace(ASKED, asked=None, live_until=NOW + 10 * A_DAY)
SENDS = replace(LIVE, delivered_at=NOW - A_DAY)


def query(mode: str = "subscribe", **others: str) -> dict[str, str]:
    given = {"mode": mode, "topic": NAMED.topic, "challenge": "abc", "lease_seconds": "864000"} | others
    return {f"hub.{name}": value for name, value in given.items()}


def test_a_hub_that_was_asked_is_told_its_own_challenge():
    answer = judged(ASKED, FEED, query(), now=NOW)
    assert isinstance(answer, Confirmed)
    assert (answer.mode, answer.challenge, answer.live_until) == (Mode.SUBSCRIBE, "abc", NOW + 10 * A_DAY)
    assert NOW + 7.5 * A_DAY <= answer.renew_at <= NOW + 9 * A_DAY


def test_a_hub_may_ask_whether_a_live_lease_still_stands():
    assert isinstance(judged(LIVE, FEED, query(), now=NOW), Confirmed)


@pytest.mark.parametrize(
    ("lease", "feed", "asked"),
    [
        (ASKED, FEED, query(topic="https://harbour.example/feed/")),
        (ASKED, FEED, query(topic="")),
        (ASKED, FEED, {"hub.mode": "subscribe", "hub.challenge": "abc"}),
        (ASKED, FEED, query(topic="https://harbour.example/fe\u00e9d")),
        (ASKED, FEED, query(challenge="")),
        (ASKED, FEED, query(challenge="x" * 3000)),
        (ASKED, FEED, query(mode="publish")),
        (ASKED, FEED, query(mode="")),
        (ASKED, FEED, query(mode="unsubscribe")),
        (LIVE, FEED, query(mode="unsubscribe")),
        (ASKED, None, query()),
        (NAMED, FEED, query()),
        (replace(LIVE, live_until=NOW), FEED, query()),
        (replace(LIVE, asked=Mode.UNSUBSCRIBE), FEED, query()),
        (NAMED, FEED, query(mode="denied")),
    ],
)
def test_what_nobody_asked_for_gets_no_answer(lease, feed, asked):
    assert judged(lease, feed, asked, now=NOW) is None


def test_a_hub_that_was_told_to_stop_gets_its_yes():
    answer = judged(replace(LIVE, asked=Mode.UNSUBSCRIBE), None, query(mode="unsubscribe"), now=NOW)
    assert isinstance(answer, Confirmed)
    assert answer.mode is Mode.UNSUBSCRIBE


@pytest.mark.parametrize(
    ("said", "length"),
    [
        ("3600", timedelta(hours=1)),
        ("", USUAL_LEASE),
        ("-5", USUAL_LEASE),
        ("ten days", USUAL_LEASE),
        ("²", USUAL_LEASE),
        ("9" * 400, LONGEST_LEASE),
        ("0", timedelta(0)),
    ],
)
def test_a_lease_is_as_long_as_the_hub_says_within_reason(said, length):
    answer = judged(ASKED, FEED, query(lease_seconds=said), now=NOW)
    assert isinstance(answer, Confirmed)
    assert answer.live_until == NOW + length
    assert answer.renew_at >= NOW + ASK_AGAIN, "however short, a hub is not asked all the time"


def test_renewals_of_one_hub_are_spread():
    times = {judged(replace(ASKED, id=number), FEED, query(), now=NOW).renew_at for number in range(50)}
    assert len(times) == 50
    assert max(times) - min(times) > A_DAY


def test_a_denial_is_kept_with_its_reason_and_the_only_hub_left_alone_for_a_day():
    answer = judged(ASKED, FEED, query("denied", reason="No\n<b>members</b>" + "x" * 900), now=NOW)
    assert isinstance(answer, Denied)
    assert answer.problem.startswith("the hub will not send this feed: No <b>members")
    assert len(answer.problem) < 200
    assert answer.again_at >= NOW + A_DAY
    assert answer.hubs == NAMED.hubs


def test_after_a_denial_or_a_failure_another_hub_of_the_feed_is_tried():
    two = replace(ASKED, hubs=("https://hub.example/", "https://other.example/"))
    answer = judged(two, FEED, query("denied"), now=NOW)
    assert isinstance(answer, Denied)
    assert answer.hubs == next_hubs(two) == ("https://other.example/", "https://hub.example/")
    assert answer.again_at < NOW + timedelta(hours=1)


def test_failures_wait_longer_each_time_up_to_a_day_and_a_hubs_own_wish_counts():
    waits = [after_failure(replace(ASKED, failures=failures), now=NOW) - NOW for failures in range(12)]
    assert waits == sorted(waits)
    assert ASK_AGAIN <= waits[0] < waits[-1] <= 1.1 * A_DAY
    assert after_failure(ASKED, now=NOW, retry_after=timedelta(hours=3)) - NOW >= timedelta(hours=3)
    assert after_failure(ASKED, now=NOW, retry_after=timedelta(days=300)) - NOW <= 1.1 * A_DAY


def test_a_renewal_comes_from_the_same_address_and_another_base_gets_a_new_one():
    kept = credentials_of(LIVE, BASE)
    assert (kept.key, kept.token, kept.secret) == ("k", "t", "s")
    assert credentials_of(LIVE, "https://elsewhere.example").token != "t"
    assert credentials_of(NAMED, BASE).token != credentials_of(NAMED, BASE).token


def test_what_a_hub_is_asked_is_what_the_specification_wants():
    made = new_credentials()
    form = request_form(NAMED, Mode.SUBSCRIBE, base=BASE, credentials=made)
    assert form == {
        "hub.mode": "subscribe",
        "hub.topic": NAMED.topic,
        "hub.callback": f"{BASE}/websub/{made.key}/{made.token}",
        "hub.secret": made.secret,
        "hub.lease_seconds": "864000",
    }
    assert len(made.secret) < 200
    assert "hub.secret" not in request_form(NAMED, Mode.UNSUBSCRIBE, base=BASE, credentials=made)


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha384", "sha512"])
def test_the_four_algorithms_are_known(algorithm):
    digest = hmac.new(b"s", b"body", algorithm)
    assert signature_in(f"{algorithm}={digest.hexdigest()}") == (algorithm, digest.digest())
    assert signature_in(f"{algorithm}={digest.hexdigest().upper()}") == (algorithm, digest.digest())


@pytest.mark.parametrize(
    "header", ["", "sha256", "sha256=", "md5=" + "0" * 32, "sha256=" + "0" * 40, "sha1=" + "z" * 40]
)
def test_other_signatures_are_none(header):
    assert signature_in(header) is None


@given(st.text())
def test_no_signature_makes_trouble(header):
    signature_in(header)


def check(wait: timedelta, problem: str | None = None) -> Check:
    return Check(at=NOW, next_check_at=NOW + wait, problem=problem)


@pytest.mark.parametrize(
    ("longest", "least", "most"),
    [
        (timedelta(hours=2), timedelta(hours=12), timedelta(hours=13.2)),
        (timedelta(minutes=30), timedelta(hours=3), timedelta(hours=3.3)),
        (timedelta(days=9), timedelta(hours=20), timedelta(hours=22)),
    ],
)
def test_while_a_hub_sends_its_feed_is_asked_at_six_times_the_longest_wait_and_daily(longest, least, most):
    limits = replace(LIMITS, longest=longest)
    wait = slowed(check(timedelta(minutes=10)), FEED, SENDS, now=NOW, limits=limits).next_check_at - NOW
    assert least <= wait <= most


@pytest.mark.parametrize("lease", [None, NAMED, ASKED, LIVE, replace(SENDS, live_until=NOW)])
def test_without_a_live_hub_that_has_sent_polling_is_as_ever(lease):
    usual = check(timedelta(minutes=10))
    assert slowed(usual, FEED, lease, now=NOW, limits=LIMITS) == usual


def test_a_failure_is_retried_as_ever_and_a_publishers_longer_wish_stands():
    for usual in (check(timedelta(minutes=10), "no answer"), check(timedelta(hours=23))):
        assert slowed(usual, FEED, SENDS, now=NOW, limits=LIMITS) == usual


def test_a_feed_is_asked_when_the_lease_ends_so_that_polling_is_as_ever_by_itself():
    ending = replace(SENDS, live_until=NOW + timedelta(hours=1))
    assert slowed(check(timedelta(minutes=10)), FEED, ending, now=NOW, limits=LIMITS).next_check_at == ending.live_until


def test_a_poll_that_finds_entries_shows_that_the_hub_missed_them_unless_it_sent_something_just_now():
    assert missed(SENDS, entries=1, now=NOW)
    assert not missed(SENDS, entries=0, now=NOW)
    assert not missed(LIVE, entries=1, now=NOW)
    assert not missed(replace(SENDS, delivered_at=NOW - HEARD), entries=1, now=NOW)


def test_a_hub_that_sends_nothing_useful_makes_its_feed_due_at_most_once_a_minute():
    assert useless_until(replace(FEED, checked_at=None), now=NOW) == NOW
    assert useless_until(replace(FEED, checked_at=NOW - timedelta(hours=1)), now=NOW) == NOW
    assert useless_until(replace(FEED, checked_at=NOW - timedelta(seconds=5)), now=NOW) == NOW + timedelta(seconds=55)
