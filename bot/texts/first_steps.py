"""The first minute: when the digest shall come, and the first one at once."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.i18n.phrases import days, hours, local_time, zone_name
from bot.i18n.texts import Texts, lines
from bot.texts.schedule import when
from bot.texts.topics import names
from jobs.schedule import EVERY_DAY
from storage.schedules import Schedule
from storage.topics import Topic


def which_hour(t: Texts, followed: Sequence[Topic], schedule: Schedule, *, now: datetime) -> Markup:
    clock = local_time(t, schedule.zone, now)
    return lines(
        t("You follow {topics}.", topics=names(t, followed)),
        "",
        t("<b>When shall the digest come?</b>"),
        t("{zone}: it is {hour} now. Right?", zone=zone_name(t, schedule.zone), hour=clock),
    )


def which_zone(t: Texts, schedule: Schedule, *, now: datetime) -> Markup:
    clock = local_time(t, schedule.zone, now)
    return lines(
        t("<b>What time is it where you are?</b>"),
        t("Set to {zone} (now {hour}).", zone=zone_name(t, schedule.zone), hour=clock),
        "",
        t("Not listed? Name a city: {example}", example=Markup("<code>/schedule Lisbon</code>")),
    )


def ready(t: Texts, followed: Sequence[Topic], schedule: Schedule, *, told: bool, now: datetime) -> Markup:
    """All is set; `told` where a first digest is on its way."""
    first = (
        t("The first one is on its way.")
        if told
        else t("There is nothing new in it right now; the first one comes then.")
    )
    return lines(t("You follow {topics}.", topics=names(t, followed)), when(t, schedule, now), "", first)


def as_it_is(t: Texts, schedule: Schedule) -> str:
    """The hours of the first topic, on a button."""
    at = hours(t, schedule.times)
    if schedule.weekdays == EVERY_DAY:
        return at
    return t.plain("{days}: {hours}", days=days(t, schedule.weekdays), hours=at)


def other_hour(t: Texts) -> str:
    return t.plain("Another hour")


def other_zone(t: Texts, hour: str) -> str:
    return t.plain("🌍 Not {hour} here?", hour=hour)


def choose_first_toast(t: Texts) -> str:
    return t.plain("Choose a topic first.")
