"""When the digest comes, and the cards that change it."""

from datetime import datetime

from markupsafe import Markup

from bot.i18n.phrases import days, hours, local_time, moment, rhythm, zone_name
from bot.i18n.texts import Texts, lines, shorten
from bot.schedule_words import Fault, ScheduleNotUnderstood
from storage.schedules import Schedule

EXAMPLE = Markup("<code>/schedule 07:30 18:00 Kyiv mon-fri</code>")


def when(t: Texts, schedule: Schedule, now: datetime) -> Markup:
    """When the digest comes, in a sentence."""
    usual = rhythm(t, schedule.times, schedule.weekdays, schedule.zone)
    if schedule.paused:
        return t("Your digest is paused, else it comes {rhythm}. Go on with /resume", rhythm=usual)
    return t("Your digest comes {rhythm}; next {moment}.", rhythm=usual, moment=_next(t, schedule, now))


def schedule_card(t: Texts, schedule: Schedule, *, now: datetime) -> Markup:
    state = (
        t("Paused: nothing comes until you resume.")
        if schedule.paused
        else t("Next: {moment}.", moment=_next(t, schedule, now))
    )
    return lines(
        t("<b>Your digest comes</b>"),
        _hours_of_days(t, schedule),
        _clock(t, schedule, now),
        "",
        state,
        "",
        t("Or write it: {example}", example=EXAMPLE),
    )


def hours_card(t: Texts, schedule: Schedule, *, now: datetime) -> Markup:
    return lines(
        t("<b>At which hours?</b>"),
        hours(t, schedule.times),
        _clock(t, schedule, now),
        "",
        t("Another minute? {example}", example=Markup("<code>/schedule 07:30</code>")),
    )


def days_card(t: Texts, schedule: Schedule, *, now: datetime) -> Markup:
    return lines(t("<b>On which days?</b>"), _hours_of_days(t, schedule), _clock(t, schedule, now))


def zones_card(t: Texts, schedule: Schedule, *, now: datetime) -> Markup:
    return lines(
        t("<b>What time is it where you are?</b>"),
        t("Set to {zone}.", zone=_clock(t, schedule, now)),
        "",
        t("Not listed? Name a city: {example}", example=Markup("<code>/schedule Lisbon</code>")),
    )


def schedule_changed(t: Texts, schedule: Schedule, *, following: bool, now: datetime) -> Markup:
    rest = None if following else t("You follow no topics yet. Choose some: /topics")
    return lines(when(t, schedule, now), rest)


def schedule_problem(t: Texts, problem: ScheduleNotUnderstood) -> Markup:
    """Names the word that wasn't understood, and shows how it can be said."""
    return lines(_fault(t, problem), t("For example: {example}", example=EXAMPLE))


def no_schedule_yet(t: Texts) -> Markup:
    return t("You follow no topics yet, so nothing comes. Choose some: /topics")


def paused(t: Texts) -> Markup:
    return t("<b>Paused.</b> Nothing comes until you say /resume. /latest still works.")


def resumed(t: Texts, schedule: Schedule, *, now: datetime) -> Markup:
    return lines(t("<b>On again.</b>"), when(t, schedule, now))


def last_hour_toast(t: Texts) -> str:
    return t.plain("Your digest needs at least one hour. For a break, use /pause.")


def last_day_toast(t: Texts) -> str:
    return t.plain("Your digest needs at least one day. For a break, use /pause.")


def unknown_zone_toast(t: Texts) -> str:
    return t.plain("I don't know this time zone. Please choose another.")


def many_hours_toast(t: Texts) -> str:
    return t.plain("That is as many as a day can have.")


def _fault(t: Texts, problem: ScheduleNotUnderstood) -> Markup:
    word = shorten(problem.word, 40)
    match problem.fault:
        case Fault.EMPTY:
            return t("I found no hour, no day and no city in that.")
        case Fault.TIME:
            return t("“{word}” is no time of day. Write it like 7:30, 18:00 or 7pm.", word=word)
        case Fault.OFFSET:
            return t(
                "“{word}” doesn't say when summer time begins. Name a city there instead, such as Kyiv or New York.",
                word=word,
            )
        case Fault.TWO_ZONES:
            return t("Those are two time zones: “{word}”. Please name one.", word=word)
        case Fault.MANY_TIMES:
            return t("“{word}” times a day are too many: at most 24, please.", word=word)
        case Fault.UNKNOWN if problem.suggestions:
            meant = t.list(problem.suggestions, "or")
            return t("I didn't understand “{word}”. Did you mean {places}?", word=word, places=meant)
        case Fault.UNKNOWN:
            return t("I didn't understand “{word}”.", word=word)


def _hours_of_days(t: Texts, schedule: Schedule) -> Markup:
    return t("{days}: {hours}", days=days(t, schedule.weekdays), hours=hours(t, schedule.times))


def _clock(t: Texts, schedule: Schedule, now: datetime) -> Markup:
    """The zone, and what its clock shows: a reader knows at once whether it is theirs."""
    return t("{zone} (now {hour})", zone=zone_name(t, schedule.zone), hour=local_time(t, schedule.zone, now))


def _next(t: Texts, schedule: Schedule, now: datetime) -> str:
    return moment(t, schedule.next_run_at, now=now, zone=schedule.zone)
