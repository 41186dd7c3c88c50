"""How a chat wants to be told: each row says what holds now."""

from markupsafe import Markup

from bot.i18n.languages import NAMES
from bot.i18n.phrases import days, hours
from bot.i18n.texts import Texts, lines
from bot.texts import quiet
from jobs.digests.as_it_happens.instants import IMPORTANT, VERY_IMPORTANT, Instant
from jobs.schedule import QuietHours
from storage.preferences import Length, WhenNothing
from storage.schedules import Schedule


def settings_card(t: Texts) -> Markup:
    return lines(t("<b>Settings</b>"), t("Each row shows what holds now. Tap it to change it."))


def instant_card(t: Texts, *, most_a_day: int) -> Markup:
    return lines(
        t("<b>As it happens</b>"),
        t("Between your digests, you are told at once what many outlets report, each in its own words."),
        "",
        t.many("<b>Important</b>: {count} outlet or more", "<b>Important</b>: {count} outlets or more", int(IMPORTANT)),
        t.many(
            "<b>Very important</b>: {count} outlet or more",
            "<b>Very important</b>: {count} outlets or more",
            int(VERY_IMPORTANT),
        ),
        "",
        t.many(
            "At most {count} time a day, and never in your quiet hours. What is over waits for your digest.",
            "At most {count} times a day, and never in your quiet hours. What is over waits for your digest.",
            most_a_day,
        ),
    )


def length_row(t: Texts, length: Length | None) -> str:
    match length:
        case None:
            return t.plain("📏 Stories: as topics have it")
        case Length.HEADLINES:
            return t.plain("📏 Stories: headlines only")
        case Length.SHORT:
            return t.plain("📏 Stories: short")
        case Length.LONG:
            return t.plain("📏 Stories: long")


def picture_row(t: Texts, *, on: bool) -> str:
    return t.plain("🖼 Picture on top: yes") if on else t.plain("🖼 Picture on top: no")


def nothing_row(t: Texts, choice: WhenNothing) -> str:
    if choice is WhenNothing.SILENT:
        return t.plain("🍃 Nothing new: stay silent")
    return t.plain("🍃 Nothing new: say so")


def instant_row(t: Texts, level: Instant) -> str:
    return t.plain("⚡ As it happens: {level}", level=level_name(t, level))


def level_name(t: Texts, level: Instant) -> str:
    match level:
        case Instant.OFF:
            return t.plain("off")
        case Instant.IMPORTANT:
            return t.plain("important")
        case Instant.VERY_IMPORTANT:
            return t.plain("very important")


def quiet_row(t: Texts, hours: QuietHours) -> str:
    return t.plain("🌙 Quiet hours: {hours}", hours=quiet.span(t, hours))


def hours_row(t: Texts, schedule: Schedule) -> str:
    if schedule.paused:
        return t.plain("🕗 Digest: paused")
    return t.plain("🕗 Digest: {days}, {hours}", days=days(t, schedule.weekdays), hours=hours(t, schedule.times))


def filters_row(t: Texts, count: int) -> str:
    if not count:
        return t.plain("🔎 Filters: none")
    return t.plain("🔎 Filters: {count}", count=count)


def language_row(t: Texts, code: str | None) -> str:
    if code is None:
        return t.plain("🌐 Language: as Telegram")
    return t.plain("🌐 Language: {language}", language=NAMES[code])


def unknown_choice_toast(t: Texts) -> str:
    return t.plain("I don't know this choice. Here is what there is.")
