"""Time zones under the names that people use."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.words.locales import LANGUAGES
from bot.words.zones import (
    city,
    close_names,
    find_zone,
    home_of,
    is_offset,
    place_on_the_clock,
    zone_at,
    zones_around_the_clock,
)

ZONES = available_timezones() | {None}
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


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Київ", "Europe/Kyiv"),
        ("КИЇВ", "Europe/Kyiv"),
        ("Киев", "Europe/Kyiv"),
        ("Kijów", "Europe/Kyiv"),
        ("Берлин", "Europe/Berlin"),
        ("Мюнхен", "Europe/Berlin"),
        ("Нью Йорк", "America/New_York"),
        ("Nueva York", "America/New_York"),
        ("Londres", "Europe/London"),
        ("Wien", "Europe/Vienna"),
        ("Varsóvia", "Europe/Warsaw"),
        ("Wrocław", "Europe/Warsaw"),
        ("İSTANBUL", "Europe/Istanbul"),
        ("القاهرة", "Africa/Cairo"),
        ("تهران", "Asia/Tehran"),
        ("تهر\u200cان", "Asia/Tehran"),
        ("कोलकाता", "Asia/Kolkata"),
        ("東京", "Asia/Tokyo"),
        ("北京", "Asia/Shanghai"),
        ("Україна", "Europe/Kyiv"),
        ("Deutschland", "Europe/Berlin"),
        ("مصر", "Africa/Cairo"),
        ("日本", "Asia/Tokyo"),
        ("Россия", None),
        ("Brasil", None),
    ],
)
def test_a_place_is_known_in_the_readers_language(name: str, zone: str | None) -> None:
    assert find_zone(name) == zone


def test_a_zones_city_is_shown_in_the_readers_language() -> None:
    assert [city("Europe/Kyiv", code) for code in ("en", "uk", "de", "pt-br", "ja")] == [
        *("Kyiv", "Київ", "Kiew", "Kiev", "キーウ")
    ]
    assert city("Asia/Calcutta", "de") == city("Asia/Kolkata", "de") == "Kalkutta"
    assert city("America/Argentina/Buenos_Aires", "ar") == "بوينوس أيرس"


@pytest.mark.parametrize("code", [None, "xx", "", "?"])
def test_without_a_language_that_is_spoken_a_city_is_shown_in_english(code: str | None) -> None:
    assert city("America/New_York", code) == "New York"


def test_zones_that_are_no_place_are_themselves_in_every_language() -> None:
    for zone in ("UTC", "CET", "GMT"):
        assert {city(zone, code) for code in LANGUAGES} == {zone}
    assert {city("Etc/GMT+3", code) for code in LANGUAGES} == {"GMT+3"}


def test_every_shown_city_leads_back_to_a_zone_with_its_clock() -> None:
    for zone in zones_around_the_clock(NOW):
        for code in LANGUAGES:
            found = find_zone(city(zone, code))
            assert found is not None, (zone, code)
            assert NOW.astimezone(ZoneInfo(found)).utcoffset() == NOW.astimezone(ZoneInfo(zone)).utcoffset()


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (50.45, 30.52, "Europe/Kyiv"),
        (35.68, 139.69, "Asia/Tokyo"),
        (-54.8, -68.3, "America/Argentina/Ushuaia"),
        (-90, 0, "Antarctica/McMurdo"),
        (40, -30, None),  # the Atlantic
        (0, 180, None),
        (0, -180, None),
        (500, 10, None),
        (float("nan"), 0, None),
    ],
)
def test_a_shared_location_has_its_zone_and_the_high_seas_have_none(
    latitude: float, longitude: float, zone: str | None
) -> None:
    assert zone_at(latitude, longitude) == zone


@given(st.floats(), st.floats())
def test_any_two_numbers_are_a_place_in_a_known_zone_or_none(latitude: float, longitude: float) -> None:
    assert zone_at(latitude, longitude) in ZONES


def test_every_zone_is_known_by_its_own_name() -> None:
    fixed = {"EST", "MST", "HST", "Factory", "localtime"}
    known = {find_zone(zone) for zone in available_timezones() - fixed}
    assert available_timezones() - fixed - known <= {"GMT", "Zulu", "UCT", "Japan", "Portugal", "Iceland", "Singapore"}


def test_a_misspelled_place_brings_the_nearest() -> None:
    assert "Berlin" in close_names("Berln")
    assert "Берлін" in close_names("Берлн", "uk")
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
    assert find_zone(words) in ZONES
    close_names(words)
    home_of(words)
