"""Hours in which nothing comes."""

from datetime import time

from markupsafe import Markup

from bot.i18n.phrases import hour, zone_name
from bot.i18n.texts import Texts, lines
from bot.texts.echo import echo, no_time_of_day, not_understood
from bot.words.quiet import QuietFault, QuietNotUnderstood
from jobs.schedule import QuietHours

EXAMPLE = Markup("<code>/quiet 22:00 07:00</code>")


def span(t: Texts, quiet: QuietHours) -> str:
    """`22:00 – 07:00`, or that there are none."""
    if not quiet:
        return off(t)
    assert quiet.begin is not None
    assert quiet.end is not None
    return t.plain("{begin} – {end}", begin=hour(t, quiet.begin), end=hour(t, quiet.end))


def quiet_line(t: Texts, quiet: QuietHours) -> Markup | None:
    """What becomes of digests that would come in them; nothing where there are none."""
    if not quiet:
        return None
    assert quiet.end is not None
    return t("🌙 Quiet {hours}: what is due then comes at {end}.", hours=span(t, quiet), end=hour(t, quiet.end))


def quiet_card(t: Texts, quiet: QuietHours, zone: str) -> Markup:
    state = quiet_line(t, quiet) or t("There are none: everything comes at its hour.")
    return lines(
        t("<b>Quiet hours</b>"),
        state,
        t("By {zone}.", zone=zone_name(t, zone)) if quiet else None,
        "",
        t("Or write it: {example}", example=EXAMPLE),
    )


def edge_card(t: Texts, quiet: QuietHours, *, end: bool) -> Markup:
    question = t("<b>Until when is it quiet?</b>") if end else t("<b>From when on is it quiet?</b>")
    return lines(question, t("Now: {hours}", hours=span(t, quiet)))


def quiet_problem(t: Texts, problem: QuietNotUnderstood) -> Markup:
    """Names the word that wasn't understood, and shows how it can be said."""
    return lines(
        _fault(t, problem),
        t("For example: {example}", example=EXAMPLE),
        t("None: {example}", example=Markup("<code>/quiet off</code>")),
    )


def off(t: Texts) -> str:
    return t.plain("off")


def off_button(t: Texts) -> str:
    return t.plain("Never quiet")


def begin_button(t: Texts, at: time) -> str:
    return t.plain("From {hour} …", hour=hour(t, at))


def end_button(t: Texts, at: time) -> str:
    return t.plain("Until {hour} …", hour=hour(t, at))


def _fault(t: Texts, problem: QuietNotUnderstood) -> Markup:
    word = echo(problem.word)
    match problem.fault:
        case QuietFault.UNKNOWN:
            return not_understood(t, word)
        case QuietFault.TIME:
            return no_time_of_day(t, word)
        case QuietFault.NOT_TWO:
            return t("I need two times: when it begins to be quiet, and when that ends.")
        case QuietFault.SAME:
            return t("That begins and ends at the same time: a quiet day needs /pause.")
