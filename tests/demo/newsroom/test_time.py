"""When pieces come out, and the words that each language has for a moment."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from demo.newsroom.dates import fill, resolve
from demo.newsroom.drafts import parse
from demo.newsroom.newsroom import Newsroom
from demo.newsroom.outlets import load_outlets

TUESDAY = datetime(2031, 3, 4, 6, 5, tzinfo=UTC)


def test_what_is_out_at_the_start_came_out_during_the_day_before(newsroom: Newsroom) -> None:
    times = [piece.published_at for piece in newsroom.published()]
    assert times == sorted(times, reverse=True)
    assert newsroom.start - timedelta(hours=24) < times[-1]
    assert max(later - earlier for later, earlier in pairwise(times)) < timedelta(hours=2)


def test_about_twenty_pieces_arrive_within_the_first_hour_quickly_at_first(newsroom: Newsroom) -> None:
    arrivals = sorted(p.published_at - newsroom.start for p in newsroom.pieces if p.published_at > newsroom.start)
    assert 18 <= len(arrivals) <= 25
    assert arrivals[0] <= timedelta(seconds=30)
    assert arrivals[4] <= timedelta(minutes=2, seconds=30)
    assert arrivals[-1] <= timedelta(hours=1)


def test_pieces_arrive_as_the_clock_moves(newsroom: Newsroom, clock) -> None:
    before = newsroom.published()
    clock.forward(seconds=30)
    arrived = [piece for piece in newsroom.published() if piece not in before]
    assert [piece.slug for piece in arrived] == ["ferry-nine-hurt"]
    clock.forward(hours=2)
    assert newsroom.published() == newsroom.pieces


def test_two_newsrooms_with_the_same_start_print_the_same(newsroom: Newsroom, clock) -> None:
    assert Newsroom(newsroom.start, clock).pieces == newsroom.pieces


@pytest.mark.parametrize(
    ("language", "text", "filled"),
    [
        ("en", "on {weekday}", "on Tuesday"),
        ("en", "{When}, at {clock}", "On Tuesday morning, at 7.05 a.m."),
        ("en", "{when:+10h} and {when:+16h}", "on Tuesday afternoon and late on Tuesday"),
        ("en", "{when:-5h}", "early on Tuesday"),
        ("en", "by {date:+27d}", "by 31 March"),
        ("en", "{weekday:ferry} at {clock:ferry+20m}", "Monday at 9.10 p.m."),
        ("de", "am {weekday}, {clock} Uhr", "am Dienstag, 7.05 Uhr"),
        ("de", "{when} und {when:-5h}", "am Dienstagmorgen und in der Nacht zum Dienstag"),
        ("de", "am {date}", "am 4. März"),
        ("uk", "у {weekday} о {clock}", "у вівторок о 07:05"),
        ("uk", "у {weekday:+1d}, у {weekday:+3d}, у {weekday:+4d}", "у середу, у п’ятницю, у суботу"),
        ("uk", "{When:ferry}, {date}", "У понеділок увечері, 4 березня"),
        ("uk", "{when:+1d8h} і {when:+1d15h}", "у середу вдень і у середу ввечері"),
    ],
)
def test_a_moment_reads_as_the_language_says_it(language: str, text: str, filled: str) -> None:
    assert fill(text, language, {"": TUESDAY, "ferry": TUESDAY - timedelta(hours=10, minutes=15)}) == filled


def test_a_moment_adds_days_hours_minutes_and_seconds() -> None:
    assert resolve("start+1d2h3m4s", {"start": TUESDAY}) == datetime(2031, 3, 5, 8, 8, 4, tzinfo=UTC)
    assert resolve("-30m", {"": TUESDAY}) == TUESDAY - timedelta(minutes=30)


@pytest.mark.parametrize("text", ["{weekday:fery}", "{wekday}", "{clock:+5x}"])
def test_a_placeholder_nobody_knows_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no (moment|placeholder)"):
        fill(text, "en", {"": TUESDAY, "ferry": TUESDAY})


@pytest.mark.parametrize(
    ("header", "complaint"),
    [
        ("title: A\nat: start\nby: B", "lacks section"),
        ("title: A\nat: start\nby: B\nsection: gardening", "no section 'gardening'"),
        ("title: A\nat: start\nby: B\nsection: sea\ncolour: red", "knows no colour"),
        ("title", "is not 'name: value'"),
        ("title: A\nat: start\nby: B\nsection: sea\ncontinues: vale-wire/none", "which is no article"),
        ("title: A\nat: start\nby: B\nsection: sea\nkind: poem", "kind 'poem'"),
    ],
)
def test_an_article_out_of_form_is_refused_with_its_file_name(header: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=rf"harbour-post/x\.md.*{complaint}"):
        parse("harbour-post/x", f"{header}\n\nText.", load_outlets()["harbour-post"], {})
