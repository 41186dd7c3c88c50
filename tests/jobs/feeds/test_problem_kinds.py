"""Problems are counted by kind: whatever words a check leaves on a feed's row, their kind is the one they tell of."""

import aiohttp
import pytest

from jobs.feeds.fetching import failures
from jobs.feeds.fetching.failures import error_in_words, status_in_words
from jobs.feeds.fetching.guard import AddressRules
from jobs.feeds.fetching.walls import in_words
from jobs.feeds.parsing.parse import parse_feed
from jobs.feeds.problem_kinds import ProblemKind, by_kind, kind_of
from jobs.feeds.problems import AddressRefused, FeedProblem


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, ProblemKind.LOGIN),
        (403, ProblemKind.REFUSED),
        (404, ProblemKind.ENDED),
        (410, ProblemKind.ENDED),
        (429, ProblemKind.TOO_OFTEN),
        (451, ProblemKind.REFUSED),
        (500, ProblemKind.SERVER),
        (503, ProblemKind.SERVER),
        (302, ProblemKind.ADDRESS),
        (418, ProblemKind.OTHER),
    ],
)
def test_a_status_has_a_kind(status: int, kind: ProblemKind) -> None:
    assert kind_of(status_in_words(status)) is kind


@pytest.mark.parametrize("status", [403, 429, 503])
def test_a_wall_is_a_wall_whatever_its_status(status: int) -> None:
    assert kind_of(in_words("Cloudflare", status)) is ProblemKind.WALL
    assert kind_of(in_words("", status)) is ProblemKind.WALL


def test_an_answer_that_takes_too_long_is_slow() -> None:
    assert kind_of(error_in_words(TimeoutError(), seconds=30)) is ProblemKind.SLOW


def test_no_error_of_the_network_is_without_a_kind() -> None:
    kinds = {words: kind_of(words) for _, words in failures._ERRORS}
    assert ProblemKind.OTHER not in kinds.values(), kinds
    assert kind_of(error_in_words(aiohttp.ClientError(), seconds=30)) is ProblemKind.UNREACHABLE


@pytest.mark.parametrize(("host", "port"), [("10.0.0.1", 443), ("8.8.8.8", 22), ("2130706433", 443)])
def test_an_address_that_is_not_gone_to_is_a_kind(host: str, port: int) -> None:
    with pytest.raises(AddressRefused) as refused:
        AddressRules().check(host, port)
    assert kind_of(str(refused.value)) is ProblemKind.ADDRESS


@pytest.mark.parametrize(
    "body", [b"", b"   ", b"<html><body>Hello</body></html>", b"{", b'{"a": 1}', b"plain words", b"\x00\x01\x02"]
)
def test_what_cannot_be_read_is_content(body: bytes) -> None:
    with pytest.raises(FeedProblem) as problem:
        parse_feed(body, url="https://example.org/feed")
    assert kind_of(str(problem.value)) is ProblemKind.CONTENT


def test_feeds_are_counted_by_kind_the_commonest_first() -> None:
    problems = {
        status_in_words(503): 2,
        "something nobody foresaw": 1,
        status_in_words(500): 3,
        status_in_words(404): 4,
    }
    assert by_kind(problems) == [(ProblemKind.SERVER, 5), (ProblemKind.ENDED, 4), (ProblemKind.OTHER, 1)]
