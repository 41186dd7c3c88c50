"""Time zones as people name them: by city, by country where one name is enough, by IANA name, by a place on the map.

The IANA database (https://www.iana.org/time-zones) knows one city a zone, and CLDR that city's and its country's name
in other languages; the other large cities, and the few abbreviations that mean one thing only, stand in
`bot/words/places.json`.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global

from bot.words.letters import spoken_letters
from bot.words.locales import LANGUAGES, language_of, locale_of, locales

AREAS = {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}

FIXED = {"est", "mst", "hst", "factory", "localtime"}
"""Zones without summer time under names that people use for the ones with it, and zones that are none."""

OFFSET = re.compile(r"(?:utc|gmt|z)?\s*[+\u2212-]\s*\d{1,2}(?::?\d\d)?", re.IGNORECASE)


def find_zone(name: str) -> str | None:
    """The IANA name of the zone that somebody calls `name`, in whichever of `LANGUAGES` and however it is spelled.

    None for an unknown one.
    """
    plain = _plain(name)
    return _zones_by_name().get(plain) or _zones_by_foreign_name().get(plain)


def learn_names() -> None:
    """Read the names of all places now: a third of a second, for which whoever names the first would wait else."""
    _zones_by_name()
    _zones_by_foreign_name()


def close_names(name: str, language: str | None = None) -> list[str]:
    """At most two known places that are spelled nearly like `name`, in English or in the reader's language."""
    places = dict.fromkeys(place for place in _zones_by_name() if "/" not in place)
    spoken = language_of(language)
    if spoken is not None:
        places |= dict.fromkeys(_plain(place) for place in _cities(spoken).values())
    return [match.title() for match in get_close_matches(_plain(name), places, n=2, cutoff=0.8)]


def zone_at(latitude: float, longitude: float) -> str | None:
    """The zone of a place on the map, in degrees; None on the high seas, where clocks follow the ship.

    The first call reads the zones' borders, exact to about 100 m: 35 MB of memory that are kept.
    """
    from tzfpy import get_tz  # noqa: PLC0415 - most processes never need it

    zone = get_tz(longitude, latitude)
    return zone if zone in _zones() and not zone.startswith("Etc/") else None


def is_offset(word: str) -> bool:
    """Whether this is a distance from UTC, such as `UTC+2`: it names no zone, since it can't follow summer time."""
    return OFFSET.fullmatch(word) is not None


def city(zone: str, locale: Locale | str | None = None) -> str:
    """What people call a zone: `America/New_York` is New York, in Ukrainian Нью-Йорк; without a locale in English."""
    language = language_of(str(locale))
    if language is not None and "/" in zone:
        zone = get_global("zone_aliases").get(zone, zone)
        if name := _cities(language).get(zone):
            return name
    return zone.rpartition("/")[2].replace("_", " ")


def zones_around_the_clock(now: datetime) -> tuple[str, ...]:
    """The zones offered as buttons, from the earliest local time to the latest."""
    offered = _places()["offered"]
    return tuple(sorted(offered, key=lambda zone: (_offset_minutes(zone, now), city(zone))))


def place_on_the_clock(zone: str, now: datetime) -> int:
    """Where a zone stands in `zones_around_the_clock`, or would stand."""
    own = (_offset_minutes(zone, now), city(zone))
    return sum((_offset_minutes(other, now), city(other)) < own for other in zones_around_the_clock(now))


def home_of(language: str) -> str | None:
    """The zone where a language is most at home (`uk` is Kyiv), None for one that is spoken across several."""
    likely = get_global("likely_subtags").get(language.partition("-")[0], "")
    territory = language.partition("-")[2].upper() or str(likely).rpartition("_")[2]
    known = [zone for zone in get_global("territory_zones").get(territory, ()) if zone in _places()["offered"]]
    return known[0] if len(known) == 1 else None


def _offset_minutes(zone: str, now: datetime) -> int:
    offset = now.astimezone(ZoneInfo(zone)).utcoffset()
    assert offset is not None
    return int(offset.total_seconds()) // 60


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _places() -> Mapping[str, Mapping[str, list[str]]]:
    loaded: Mapping[str, Mapping[str, list[str]]] = json.loads(
        files("bot.words").joinpath("places.json").read_text("utf-8")
    )
    return loaded


@cache
def _zones_by_name() -> Mapping[str, str]:
    by_name: dict[str, str] = {}
    # where two zones end alike, one is a link to the other: the shorter name wins
    for zone in sorted(_zones(), key=lambda zone: (zone.count("/"), zone), reverse=True):
        if zone.partition("/")[0] in AREAS:
            by_name[_plain(city(zone))] = zone
    for zone in _zones():
        if zone.casefold() not in FIXED:
            by_name[_plain(zone)] = zone
    for zone, names in _places()["offered"].items():
        by_name |= {_plain(name): zone for name in (city(zone), *names)}
    for zone, names in _places()["abbreviations"].items():
        by_name |= {_plain(name): zone for name in names}
    return by_name


@cache
def _zones_by_foreign_name() -> Mapping[str, str]:
    """Cities and countries in all languages; where a name means both, the city. No name means two cities."""
    now_called, by_name = get_global("zone_aliases"), dict[str, str]()
    for territory, zones in get_global("territory_zones").items():
        # the countries that are known in English, and those that have but one zone
        known = _zones_by_name().get(_plain(locale_of("en").territories.get(territory, "")))
        if zone := known or (zones[0] if len(zones) == 1 else None):
            names = (locale.territories.get(territory, "") for _, locale in locales())
            by_name |= {_plain(name): now_called.get(zone, zone) for name in names}
    for language in LANGUAGES:
        by_name |= {_plain(name): zone for zone, name in _cities(language).items()}
    by_name.pop("", None)
    return by_name


@cache
def _cities(language: str) -> Mapping[str, str]:
    """Each zone's city in one language, where CLDR knows it."""
    now_called = get_global("zone_aliases")
    named = {zone: known["city"] for zone, known in locale_of(language).time_zones.items() if "city" in known}
    by_zone = {now_called.get(zone, zone): name for zone, name in named.items()}
    return {zone: name for zone, name in by_zone.items() if zone in _zones()}


def _plain(name: str) -> str:
    """Without case, accents and the difference between spaces, underscores and hyphens."""
    # a sign before a digit tells Etc/GMT+3 from Etc/GMT-3
    spaced = re.sub(r"[\s_]+|-(?!\d)|[.,'’](?=\s|$)", " ", spoken_letters(name))
    return " ".join(spaced.split())
