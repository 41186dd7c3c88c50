"""The words a digest shows that no source wrote, and how it writes days and hours: one `Wording` a language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from babel import Locale
from babel.dates import format_date, format_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Texts and templates of one language.

    `locale` is a CLDR locale ("en_GB"), patterns are CLDR date patterns, and the texts with a count are by the
    locale's plural categories ("one", "few", "other", ...), "other" always among them.
    """

    locale: str
    title: str
    nothing: str
    developing: str
    differ: str
    joined: Mapping[str, str]
    more: Mapping[str, str]
    day: str
    day_and_year: str
    hour: str

    def counted(self, texts: Mapping[str, str], count: int) -> str:
        """The text of `texts` that this language wants for `count`, with the count in it."""
        category = Locale.parse(self.locale).plural_form(count)
        return texts.get(category, texts["other"]).format(count=count)

    def day_text(self, day: date, *, beside: date) -> str:
        """A day, with its year where that isn't the year of the day it stands beside."""
        return format_date(day, self.day if day.year == beside.year else self.day_and_year, locale=self.locale)

    def hour_text(self, moment: datetime) -> str:
        """The hour and minute of a moment that is already in the reader's zone."""
        return format_time(moment.time(), self.hour, locale=self.locale)


ENGLISH = Wording(
    locale="en_GB",
    title="Your digest",
    nothing="Nothing new in these hours.",
    developing="developing",
    differ="Sources differ:",
    joined={"one": "+{count} source", "other": "+{count} sources"},
    more={"one": "and {count} more story: /latest", "other": "and {count} more stories: /latest"},
    day="EEE d MMM",
    day_and_year="EEE d MMM y",
    hour="HH:mm",
)
