"""Breaks, with an end or without."""

from datetime import datetime

from markupsafe import Markup

from bot.i18n.phrases import moment
from bot.i18n.texts import Texts, lines
from bot.texts.echo import echo, no_time_of_day, not_understood
from bot.texts.schedule import when
from bot.words.spans import SpanFault, SpanNotUnderstood
from jobs.schedule import QuietHours
from storage.schedules import Schedule


def pause_card(t: Texts) -> Markup:
    return lines(
        t("<b>A break: for how long?</b>"),
        t("The first digest after it tells what mattered most meanwhile. /latest still works."),
        "",
        t("Or write it: {example}", example=Markup("<code>/pause until monday</code>")),
    )


def paused(t: Texts, schedule: Schedule, first: datetime, *, now: datetime) -> Markup:
    """`first` is when the first digest after the break comes, where it has an end."""
    if schedule.resume_at is None:
        return lines(
            t("<b>Paused.</b> Nothing comes until you say /resume. /latest still works."),
            t("To give it an end, tap one or write {example}.", example=Markup("<code>/pause 3d</code>")),
        )
    return lines(
        t("<b>Paused.</b> The break ends {moment}.", moment=moment(t, schedule.resume_at, now=now, zone=schedule.zone)),
        t("Your next digest comes {moment}.", moment=moment(t, first, now=now, zone=schedule.zone)),
        t("Sooner: /resume. /latest still works."),
    )


def resumed(t: Texts, schedule: Schedule, quiet: QuietHours, *, now: datetime) -> Markup:
    return lines(t("<b>On again.</b>"), when(t, schedule, now, quiet))


def no_schedule_yet(t: Texts) -> Markup:
    return t("You follow no topics yet, so nothing comes. Choose some: /topics")


def span_problem(t: Texts, problem: SpanNotUnderstood) -> Markup:
    """Names the word that wasn't understood, and shows how it can be said."""
    example = t.list([Markup("<code>/pause 3d</code>"), Markup("<code>/pause until monday</code>")], "or")
    return lines(_fault(t, problem), t("For example: {example}", example=example))


def days(t: Texts, count: int) -> str:
    if count % 7 == 0:
        return t.plain.many("{count} week", "{count} weeks", count // 7)
    return t.plain.many("{count} day", "{count} days", count)


def until_resumed_button(t: Texts) -> str:
    return t.plain("Until I resume")


def _fault(t: Texts, problem: SpanNotUnderstood) -> Markup:
    word = echo(problem.word)
    match problem.fault:
        case SpanFault.EMPTY:
            return t("I found no end in that.")
        case SpanFault.UNKNOWN:
            return not_understood(t, word)
        case SpanFault.TIME:
            return no_time_of_day(t, word)
        case SpanFault.DATE:
            return t("There is no such day: “{word}”.", word=word)
        case SpanFault.AMBIGUOUS:
            return t("“{word}” could be read in two ways. Please write the unit or the month in letters.", word=word)
        case SpanFault.TWO_ENDS:
            return t("“{word}” has two ends. Please name one.", word=word)
        case SpanFault.PAST:
            return t("“{word}” is over already.", word=word)
        case SpanFault.LONG:
            return t("“{word}” is longer than a year. For a break without an end, write /pause alone.", word=word)
