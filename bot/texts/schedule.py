"""When the digest comes, and the cards that change it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.i18n.phrases import days, hours, local_time, moment, rhythm, zone_name
from bot.i18n.texts import Texts, lines
from bot.texts.echo import echo, no_time_of_day, not_understood
from bot.texts.quiet import quiet_line
from bot.words.schedule import Fault, ScheduleNotUnderstood
from jobs.schedule import NEVER_QUIET, QuietHours, is_put_off
from storage.schedules import Schedule

EXAMPLE = Markup("<code>/schedule 07:30 18:00 Kyiv mon-fri</code>")


def when(t: Texts, schedule: Schedule, now: datetime, quiet: QuietHours = NEVER_QUIET) -> Markup:
    """When the digest comes, in a sentence."""
    usual = rhythm(t, schedule.times, schedule.weekdays, schedule.zone)
    if schedule.paused:
        if schedule.resume_at is None:
            return t("Your digest is paused, else it comes {rhythm}. Go on with /resume", rhythm=usual)
        end = moment(t, schedule.resume_at, now=now, zone=schedule.zone)
        return t(
            "Your digest is paused, else it comes {rhythm}. The break ends {moment}; sooner with /resume",
            rhythm=usual,
            moment=end,
        )
    following = moment(t, schedule.next_run_at, now=now, zone=schedule.zone)
    if _is_put_off(schedule, quiet):
        return t("Your digest comes {rhythm}; next {moment}, after your quiet hours.", rhythm=usual, moment=following)
    return t("Your digest comes {rhythm}; next {moment}.", rhythm=usual, moment=following)


def schedule_card(t: Texts, schedule: Schedule, quiet: QuietHours, *, now: datetime) -> Markup:
    return lines(
        t("<b>Your digest comes</b>"),
        _hours_of_days(t, schedule),
        _clock(t, schedule, now),
        quiet_line(t, quiet),
        "",
        _state(t, schedule, quiet, now),
        "",
        t("Or write it: {example}", example=EXAMPLE),
    )


def hours_card(t: Texts, schedule: Schedule, quiet: QuietHours, *, now: datetime) -> Markup:
    return lines(
        t("<b>At which hours?</b>"),
        hours(t, schedule.times),
        _clock(t, schedule, now),
        quiet_line(t, quiet),
        "",
        t("Another minute? {example}", example=Markup("<code>/schedule 07:30</code>")),
    )


def days_card(t: Texts, schedule: Schedule, *, now: datetime) -> Markup:
    return lines(t("<b>On which days?</b>"), _hours_of_days(t, schedule), _clock(t, schedule, now))


def zones_card(t: Texts, schedule: Schedule, *, private: bool, now: datetime) -> Markup:
    return lines(
        t("<b>What time is it where you are?</b>"),
        t("Set to {zone}.", zone=_clock(t, schedule, now)),
        "",
        t("Not listed? Name a city: {example}", example=Markup("<code>/schedule Lisbon</code>")),
        t("Or send me your location: I look up its zone, and forget the place.") if private else None,
    )


def zone_found(t: Texts, zone: str, schedule: Schedule, *, now: datetime) -> Markup:
    """A place was sent: is that where the clock is to be read?"""
    found = _zone_and_clock(t, zone, now)
    if zone == schedule.zone:
        return t("It is {zone} there, which your digest goes by already.", zone=found)
    return lines(
        t("It is {zone} there.", zone=found),
        t("Shall your digest go by that? Now it goes by {zone}.", zone=_clock(t, schedule, now)),
        t("I don't keep the place."),
    )


def zone_unknown(t: Texts) -> Markup:
    return t(
        "I know no time zone for that place. Name a city instead: {example}",
        example=Markup("<code>/schedule Lisbon</code>"),
    )


def schedule_changed(t: Texts, schedule: Schedule, quiet: QuietHours, *, following: bool, now: datetime) -> Markup:
    rest = None if following else t("You follow no topics yet. Choose some: /topics")
    return lines(when(t, schedule, now, quiet), quiet_line(t, quiet), rest)


def schedule_problem(t: Texts, problem: ScheduleNotUnderstood) -> Markup:
    """Names the word that wasn't understood, and shows how it can be said."""
    return lines(_fault(t, problem), t("For example: {example}", example=EXAMPLE))


def last_hour_toast(t: Texts) -> str:
    return t.plain("Your digest needs at least one hour. For a break, use /pause.")


def last_day_toast(t: Texts) -> str:
    return t.plain("Your digest needs at least one day. For a break, use /pause.")


def unknown_zone_toast(t: Texts) -> str:
    return t.plain("I don't know this time zone. Please choose another.")


def quiet_button(t: Texts) -> str:
    return t.plain("🌙 Quiet hours")


def hourly_button(t: Texts) -> str:
    return t.plain("Every full hour")


def yes_button(t: Texts) -> str:
    return t.plain("Yes")


def no_button(t: Texts) -> str:
    return t.plain("No")


def many_hours_toast(t: Texts) -> str:
    return t.plain("That is as many as a day can have.")


def _fault(t: Texts, problem: ScheduleNotUnderstood) -> Markup:
    word = echo(problem.word)
    match problem.fault:
        case Fault.EMPTY:
            return t("I found no hour, no day and no city in that.")
        case Fault.TIME:
            return no_time_of_day(t, word)
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
            return not_understood(t, word)


def _state(t: Texts, schedule: Schedule, quiet: QuietHours, now: datetime) -> Markup:
    if schedule.paused:
        if schedule.resume_at is None:
            return t("Paused: nothing comes until you resume.")
        end = moment(t, schedule.resume_at, now=now, zone=schedule.zone)
        return t("Paused: the break ends {moment}.", moment=end)
    following = moment(t, schedule.next_run_at, now=now, zone=schedule.zone)
    if _is_put_off(schedule, quiet):
        return t("Next: {moment}, after your quiet hours.", moment=following)
    return t("Next: {moment}.", moment=following)


def _is_put_off(schedule: Schedule, quiet: QuietHours) -> bool:
    return is_put_off(schedule.next_run_at, schedule.times, schedule.weekdays, ZoneInfo(schedule.zone), quiet)


def _hours_of_days(t: Texts, schedule: Schedule) -> Markup:
    return t("{days}: {hours}", days=days(t, schedule.weekdays), hours=hours(t, schedule.times))


def _clock(t: Texts, schedule: Schedule, now: datetime) -> Markup:
    return _zone_and_clock(t, schedule.zone, now)


def _zone_and_clock(t: Texts, zone: str, now: datetime) -> Markup:
    """The zone, and what its clock shows: a reader knows at once whether it is theirs."""
    return t("{zone} (now {hour})", zone=zone_name(t, zone), hour=local_time(t, zone, now))
