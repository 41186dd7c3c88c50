"""Time zones under the names that people use."""

from datetime import UTC, datetime
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.zones import close_names, find_zone, home_of, is_offset, place_on_the_clock, zones_around_the_clock

NOW = datetime(2031, 3, 3, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("NEW_YORK", "America/New_York"),
        ("Kiev", "Europe/Kyiv"),
        ("europe/kyiv", "Europe/Kyiv"),
        ("Munich", "Europe/Berlin"),
        ("München", "Europe/Berlin"),
        ("Japan", "Asia/Tokyo"),
        ("St. Petersburg", "Europe/Moscow"),
        ("Port-au-Prince", "America/Port-au-Prince"),
        ("Buenos Aires", "America/Argentina/Buenos_Aires"),
        ("utc", "UTC"),
        ("EST", "America/New_York"),
        ("Etc/GMT+3", "Etc/GMT+3"),
        ("Atlantis", None),
        ("localtime", None),
        ("", None),
    ],
)
def test_a_place_has_its_zone(name: str, zone: str | None) -> None:
    assert find_zone(name) == zone


def test_every_zone_is_known_by_its_own_name() -> None:
    fixed = {"EST", "MST", "HST", "Factory", "localtime"}
    known = {find_zone(zone) for zone in available_timezones() - fixed}
    assert available_timezones() - fixed - known <= {"GMT", "Zulu", "UCT", "Japan", "Portugal", "Iceland", "Singapore"}


def test_a_misspelled_place_brings_the_nearest() -> None:
    assert "Berlin" in close_names("Berln")
    assert close_names("qqqq") == []


@pytest.mark.parametrize(("word", "offset"), [("UTC+2", True), ("+02:00", True), ("GMT-3", True), ("Berlin", False)])
def test_offsets_are_told_from_places(word: str, offset: bool) -> None:
    assert is_offset(word) is offset


def test_the_offered_zones_go_round_the_clock() -> None:
    offered = zones_around_the_clock(NOW)
    assert offered[0] == "Pacific/Honolulu"
    assert offered[-1] == "Pacific/Auckland"
    assert offered[place_on_the_clock("Europe/Kyiv", NOW)] == "Europe/Kyiv"
    assert set(offered) <= available_timezones()


@pytest.mark.parametrize(
    ("language", "zone"),
    [("uk", "Europe/Kyiv"), ("de-AT", "Europe/Vienna"), ("ja", "Asia/Tokyo"), ("ru", None), ("en", None), ("?", None)],
)
def test_a_language_is_at_home_where_it_is_spoken_in_one_zone(language: str, zone: str | None) -> None:
    assert home_of(language) == zone


@given(st.text(max_size=60))
def test_any_words_name_a_zone_or_none(words: str) -> None:
    assert find_zone(words) in available_timezones() | {None}
    close_names(words)
    home_of(words)
