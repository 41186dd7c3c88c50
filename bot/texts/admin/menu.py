"""Roles, settings and the list of changes."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from markupsafe import Markup

from bot.i18n.phrases import ago
from bot.i18n.texts import Texts, lines, shorten
from bot.texts.admin.changes import said
from storage.audit import COMMAND_LINE, ERASED, Change
from storage.roles import Holder
from storage.topics import Topic

ROOM = 3900
"""For the lines of one message, of the 4096 that it may have."""


def menu(t: Texts) -> Markup:
    return lines(t("<b>Everything else</b>"), t("People, figures, settings, and who changed what."))


def menu_button(t: Texts) -> str:
    return t.plain("⋯ More")


def roles_button(t: Texts) -> str:
    return t.plain("🗝 Roles")


def options_button(t: Texts) -> str:
    return t.plain("⚙️ Settings")


def changes_button(t: Texts) -> str:
    return t.plain("🧾 Changes")


def older_button(t: Texts) -> str:
    return t.plain("Older ›")


def changes(t: Texts, found: Sequence[Change], *, now: datetime) -> tuple[Markup, int]:
    """Who changed what and when, and how many of these found room; people are numbers here, as everywhere."""
    if not found:
        return lines(t("<b>Changes</b>"), t("Nothing was changed yet.")), 0
    shown: list[Markup] = []
    room = ROOM
    for each in (_change(t, change, now) for change in found):
        # Telegram counts UTF-16 units
        room -= len(each.encode("utf-16-le")) // 2 + 1
        if room < 0:
            break
        shown.append(each)
    return lines(t("<b>Changes</b>"), *shown), len(shown)


def roles(t: Texts, holders: Sequence[Holder], topics: Mapping[int, Topic]) -> Markup:
    return lines(
        t("<b>Roles</b>"),
        t("Owners stand in the settings file. Admins change everything but roles and settings; editors their topics."),
        "",
        *(_holder(t, holder, topics) for holder in holders),
        "",
        t("In words: {example}", example=Markup("<code>/admin grant 123456789 World</code>")),
    )


def add_admin_button(t: Texts) -> str:
    return t.plain("➕ An admin")


def add_editor_button(t: Texts) -> str:
    return t.plain("➕ An editor")


def ask_role(t: Texts, topic: Topic | None) -> Markup:
    question = t("Who shall edit <b>{topic}</b>?", topic=topic.name) if topic else t("<b>Who shall be an admin?</b>")
    return lines(
        question,
        t("Write their Telegram user id, a number. They see theirs with /id."),
    )


def no_user_id(t: Texts) -> Markup:
    return t("That is no user id. It is a number, and they see theirs with /id.")


def granted(t: Texts, user_id: int, topic: Topic | None) -> Markup:
    if topic is None:
        return t("{user} is an admin now. They start with /admin.", user=str(user_id))
    return t("{user} edits <b>{topic}</b> now. They start with /admin.", user=str(user_id), topic=topic.name)


def confirm_revoke(t: Texts, user_id: int) -> Markup:
    return t("Take all roles from {user}?", user=str(user_id))


def revoked_toast(t: Texts) -> str:
    return t.plain("Done: they have no role any more.")


def owner_toast(t: Texts) -> str:
    return t.plain("Owners stand in the settings file; change NEWSDIGEST_ADMINS there.")


def own_id(t: Texts, user_id: int) -> Markup:
    return t("Your Telegram user id is {number}.", number=Markup("<code>{}</code>").format(user_id))


def options(t: Texts, values: Sequence[tuple[str, str, bool]]) -> Markup:
    """(name, value, whether it was changed here) of each setting."""
    shown = [
        Markup("{} <code>{}</code> = <b>{}</b>").format("•" if changed else "◦", name, value)
        for name, value, changed in values
    ]
    return lines(
        t("<b>Settings</b>"),
        t("They hold at once, and over the settings file. A full point marks what was changed here."),
        "",
        *shown,
    )


def option(t: Texts, name: str, *, description: str, value: str, example: str) -> Markup:
    return lines(
        Markup("<b>{}</b>").format(name),
        description,
        "",
        t("Now: {value}", value=value),
        t("Write the new value, such as {example}.", example=Markup("<code>{}</code>").format(example)),
    )


def option_problem(t: Texts, reason: str) -> Markup:
    return lines(Markup("{}").format(shorten(reason, 300)), t("Please write another."))


def unset_button(t: Texts) -> str:
    return t.plain("↺ As in the file")


def _change(t: Texts, change: Change, now: datetime) -> Markup:
    match change.user_id:
        case who if who == COMMAND_LINE:
            person = t("command line")
        case who if who == ERASED:
            person = t("somebody who left")
        case who:
            person = Markup("<code>{}</code>").format(who)
    return Markup("• {} · {} · {}").format(ago(t, change.at, now=now), person, said(t, change))


def _holder(t: Texts, holder: Holder, topics: Mapping[int, Topic]) -> Markup:
    who = Markup("<code>{}</code>").format(holder.user_id)
    if holder.rights.owner:
        return t("• {user} · owner", user=who)
    if holder.rights.admin:
        return t("• {user} · admin", user=who)
    names = [topics[topic_id].name for topic_id in sorted(holder.rights.edits) if topic_id in topics]
    return t("• {user} · edits {topics}", user=who, topics=t.list(names))
