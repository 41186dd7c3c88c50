"""Moments of the newsroom, and the words that an outlet's language has for them.

A moment is written `base+offset`: `ferry+1h20m`, `start-3h`, `+2d` (from the article's own time), `ferry`.
A placeholder in an article is written `{name}` or `{name:moment}`; its words follow the article's language.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from babel.dates import format_date

from demo.newsroom.outlets import KESTMARK_TIME

_MOMENT = re.compile(r"(?P<base>[a-z-]*?)(?:(?P<sign>[+-])(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?)?")
_PLACEHOLDER = re.compile(r"\{(\w+)(?::([^}]*))?\}")

_LAST_HOUR_OF_NIGHT = 4
_ENGLISH_PARTS = ((11, "on {} morning"), (17, "on {} afternoon"), (21, "on {} evening"), (23, "late on {}"))
_GERMAN_PARTS = (
    (10, "am {}morgen"),
    (13, "am {}mittag"),
    (17, "am {}nachmittag"),
    (21, "am {}abend"),
    (23, "am späten {}abend"),
)
_UKRAINIAN_PARTS = ((11, "у {} вранці"), (17, "у {} удень"), (23, "у {} увечері"))
_PARTS = {
    "en": ((_LAST_HOUR_OF_NIGHT, "early on {}"), *_ENGLISH_PARTS),
    "de": ((_LAST_HOUR_OF_NIGHT, "in der Nacht zum {}"), *_GERMAN_PARTS),
    "uk": ((_LAST_HOUR_OF_NIGHT, "у ніч на {}"), *_UKRAINIAN_PARTS),
}


def resolve(moment: str, bases: Mapping[str, datetime]) -> datetime:
    """The time that `moment` means; an empty base is `bases[""]`. Raises `ValueError` for what is no moment."""
    match = _MOMENT.fullmatch(moment)
    if match is None or match["base"] not in bases:
        known = ", ".join(repr(name) for name in bases)
        raise ValueError(f"{moment!r} is no moment: write base+1d2h3m4s, with a base out of {known}")
    days, hours, minutes, seconds = (int(number or 0) for number in match.groups()[2:])
    offset = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return bases[match["base"]] + (-offset if match["sign"] == "-" else offset)


def fill(text: str, language: str, bases: Mapping[str, datetime]) -> str:
    """`text` with every placeholder replaced. Raises `ValueError` for a placeholder or a moment unknown."""

    def words(match: re.Match[str]) -> str:
        name, moment = match[1], match[2] or ""
        render = _WORDS.get(name.lower())
        if render is None:
            raise ValueError(f"{match[0]!r} is no placeholder: use one of {', '.join(sorted(_WORDS))}")
        filled = render(resolve(moment, bases).astimezone(KESTMARK_TIME), language)
        return filled[0].upper() + filled[1:] if name[0].isupper() else filled

    return _PLACEHOLDER.sub(words, text)


def weekday(time: datetime, language: str) -> str:
    """The day's name as it stands after "on": `Tuesday`, `Dienstag`; in Ukrainian, after "у", `вівторок`, `середу`."""
    name = _day_name(time, language)
    if language != "uk":
        return name
    accusative = {"а": "у", "я": "ю"}
    return name[:-1] + accusative.get(name[-1], name[-1])


def _day_name(time: datetime, language: str) -> str:
    return format_date(time, "EEEE", locale=language).replace("ʼ", "’")


def date(time: datetime, language: str) -> str:
    """The day without its year: `4 March`, `4. März`, `4 березня`."""
    return format_date(time, "d. MMMM" if language == "de" else "d MMMM", locale=language)


def full_date(time: datetime, language: str) -> str:
    """The day as a page prints it: `Tuesday, 4 March 2025`."""
    return f"{_day_name(time, language)}, {date(time, language)} {time.year}"


def clock(time: datetime, language: str) -> str:
    """The time of day as the outlets write it: `7.05 a.m.`, `7.05`, `07:05`."""
    if language == "en":
        return f"{time.hour % 12 or 12}.{time.minute:02} {'a.m.' if time.hour < 12 else 'p.m.'}"
    return f"{time.hour}.{time.minute:02}" if language == "de" else f"{time.hour:02}:{time.minute:02}"


def when(time: datetime, language: str) -> str:
    """Day and part of the day: `on Tuesday morning`, `in der Nacht zum Dienstag`, `у вівторок увечері`."""
    phrase = next(phrase for last, phrase in _PARTS[language] if time.hour <= last)
    day = weekday(time, language)
    if day.endswith(("у", "ю")):
        # Ukrainian avoids two vowels in a row: "у вівторок увечері", but "у середу ввечері"
        phrase = phrase.replace("} у", "} в")
    return phrase.format(day)


_WORDS: Mapping[str, Callable[[datetime, str], str]] = {
    "weekday": weekday,
    "date": date,
    "clock": clock,
    "when": when,
}
