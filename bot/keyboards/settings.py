"""The card of settings: a row each, with what holds now."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup

from bot.i18n.languages import spoken
from bot.i18n.texts import Texts
from bot.keyboards.buttons import button
from bot.taps.filters import ShowFilters
from bot.taps.language import ShowLanguages
from bot.taps.schedule import ShowQuiet, ShowSchedule
from bot.taps.settings import SetInstant, SetLength, SetPictures, SetWhenNothing, ShowInstant, ShowSettings
from bot.texts import buttons as words
from bot.texts import settings as texts
from jobs.digests.as_it_happens.instants import Instant, level_of
from jobs.schedule import QuietHours
from storage.preferences import Length, Preferences, WhenNothing
from storage.schedules import Schedule

LENGTHS: Sequence[Length | None] = (None, Length.HEADLINES, Length.SHORT, Length.LONG)
AS_TOPICS = "topic"
"""How a button names the length that each topic has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What holds for a chat; `filters` is how many it has, its own and those of topics."""

    preferences: Preferences
    schedule: Schedule
    filters: int

    @property
    def quiet(self) -> QuietHours:
        return QuietHours(self.preferences.quiet_from, self.preferences.quiet_until)


def settings(t: Texts, held: Held) -> InlineKeyboardMarkup:
    chosen = held.preferences
    following = LENGTHS[(LENGTHS.index(chosen.length) + 1) % len(LENGTHS)]
    silent = chosen.when_nothing is WhenNothing.SILENT
    rows = (
        button(texts.hours_row(t, held.schedule), ShowSchedule()),
        button(texts.quiet_row(t, held.quiet), ShowQuiet()),
        button(texts.length_row(t, chosen.length), SetLength(following or AS_TOPICS)),
        button(texts.picture_row(t, on=chosen.pictures), SetPictures(not chosen.pictures)),
        button(texts.nothing_row(t, chosen.when_nothing), SetWhenNothing(not silent)),
        button(texts.instant_row(t, level_of(chosen.instant)), ShowInstant()),
        button(texts.filters_row(t, held.filters), ShowFilters(0)),
        button(texts.language_row(t, spoken(chosen.language)), ShowLanguages()),
    )
    return InlineKeyboardMarkup([[row] for row in rows])


def instant(t: Texts, current: Instant) -> InlineKeyboardMarkup:
    rows = [
        [button(words.chosen(texts.level_name(t, level).capitalize(), level is current), SetInstant(level))]
        for level in Instant
    ]
    return InlineKeyboardMarkup([*rows, [button(words.back(t), ShowSettings())]])
