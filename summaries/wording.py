"""The words a digest shows that no source wrote, and how it writes days and hours: one `Wording` a language."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from babel import Locale
from babel.dates import format_skeleton, format_time, get_datetime_format

Counted: TypeAlias = Callable[[int], str]
"""A text for a number, in the form that the language wants for it: 1 → "1 day", 3 → "3 days"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The texts of one language, plain and without markup; `locale` is a CLDR locale ("en_GB", "pt_BR")."""

    locale: str
    title: str
    nothing: str
    recap: Counted
    """Beside the title of a digest over more than a day and a half; takes whole days."""
    new: str
    developing: str
    since: Counted
    """How many sources reported a story since the chat was told it."""
    what_is_new: str
    """Above the sentences that a follow-up adds."""
    sources: Counted
    """Above the list of a story's sources, which need not be counted in it."""
    first: str
    """Beside the source that was first of those in the list."""
    copied: Counted
    """How many sources carry a text that another one wrote."""
    others: Counted
    """How many more sources there are than those in the list."""
    differ: str
    more: Counted
    """How many stories the digest had no room for, and how to see them."""
    late_many: str
    """That a digest comes late since very many are due, and how one would come sooner."""
    late_away: str
    """That it comes late since the bot couldn't send."""

    @property
    def rtl(self) -> bool:
        """Whether the language runs from right to left."""
        return Locale.parse(self.locale).text_direction == "rtl"

    def day_text(self, day: date, *, beside: date) -> str:
        """A day, with its year where that isn't the year of the day it stands beside."""
        return format_skeleton("MMMEd" if day.year == beside.year else "yMMMEd", day, locale=self.locale)

    def hour_text(self, moment: datetime) -> str:
        """The hour and minute of a moment that is already in the reader's zone."""
        return format_time(moment.time(), "short", locale=self.locale)

    def moment_text(self, moment: datetime, *, beside: date) -> str:
        """The day, hour and minute of a moment that is already in the reader's zone."""
        pattern = str(get_datetime_format("medium", locale=self.locale))
        day = self.day_text(moment.date(), beside=beside)
        return pattern.replace("{1}", day).replace("{0}", self.hour_text(moment))


def _counted(one: str, many: str) -> Counted:
    return lambda count: (one if count == 1 else many).format(count=count)


ENGLISH = Wording(
    locale="en_GB",
    title="Your digest",
    nothing="Nothing new in these hours.",
    recap=_counted("recap of {count} day", "recap of {count} days"),
    new="new",
    developing="developing",
    since=_counted("+{count} source since", "+{count} sources since"),
    what_is_new="What is new:",
    sources=_counted("Source", "Sources"),
    first="first",
    copied=_counted("{count} more with the same text", "{count} more with the same text"),
    others=_counted("and {count} more source", "and {count} more sources"),
    differ="Sources differ:",
    more=_counted("and {count} more story: /latest", "and {count} more stories: /latest"),
    late_many="Late, since very many digests are due at this hour. Another hour: /schedule",
    late_away="Late, since the bot couldn’t send for a while.",
)
