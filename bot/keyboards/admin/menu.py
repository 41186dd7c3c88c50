"""Roles, settings, changes."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot.i18n.texts import Texts
from bot.keyboards.buttons import button, in_rows
from bot.taps.admin.broadcast import ShowBroadcasts
from bot.taps.admin.home import AdminHome
from bot.taps.admin.menu import (
    AdminMenu,
    AskOption,
    AskRole,
    ResetOption,
    RevokeRoles,
    ShowChanges,
    ShowOptions,
    ShowRoles,
)
from bot.taps.admin.opml import SendList
from bot.taps.admin.packs import ShowPacks
from bot.taps.admin.people import ShowPeople
from bot.taps.admin.stats import SendStats
from bot.taps.admin.topics import ShowRemoved
from bot.texts import buttons as words
from bot.texts.admin import broadcast as broadcast_texts
from bot.texts.admin import home as home_texts
from bot.texts.admin import menu as texts
from bot.texts.admin import opml as opml_texts
from bot.texts.admin import packs as pack_texts
from bot.texts.admin import people as people_texts
from bot.texts.admin import stats as stats_texts
from bot.texts.admin import topics as topic_texts
from storage.roles import Holder, Rights


def menu(t: Texts, rights: Rights) -> InlineKeyboardMarkup:
    """What this admin may open; roles and settings are the owners'."""
    choices = [
        button(stats_texts.menu_button(t), SendStats()),
        button(people_texts.menu_button(t), ShowPeople()),
        button(broadcast_texts.menu_button(t), ShowBroadcasts()),
        button(texts.changes_button(t), ShowChanges(0)),
        button(pack_texts.packs_button(t), ShowPacks()),
        button(opml_texts.menu_button(t), SendList()),
        button(topic_texts.removed_button(t), ShowRemoved()),
    ]
    if rights.owner:
        choices += [button(texts.roles_button(t), ShowRoles()), button(texts.options_button(t), ShowOptions())]
    return InlineKeyboardMarkup([*in_rows(choices, 2), [button(words.back(t), AdminHome(0))]])


def changes(t: Texts, *, older: int | None) -> InlineKeyboardMarkup:
    rows = [[button(texts.older_button(t), ShowChanges(older))]] if older else []
    return InlineKeyboardMarkup([*rows, [button(words.back(t), AdminMenu())]])


def roles(t: Texts, holders: Sequence[Holder]) -> InlineKeyboardMarkup:
    rows = [
        [button(f"✕ {holder.user_id}", RevokeRoles(holder.user_id, False))]
        for holder in holders
        if not holder.rights.owner
    ]
    return InlineKeyboardMarkup(
        [*rows, [button(texts.add_admin_button(t), AskRole(0)), button(words.back(t), AdminMenu())]]
    )


def ask_role(t: Texts) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button(words.cancel(t), ShowRoles())]])


def confirm_revoke(t: Texts, user_id: int) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[button(home_texts.yes_remove(t), RevokeRoles(user_id, True)), button(home_texts.no_keep(t), ShowRoles())]]
    )


def options(t: Texts, names: Sequence[str]) -> InlineKeyboardMarkup:
    choices = [button(name, AskOption(name)) for name in names]
    return InlineKeyboardMarkup([*in_rows(choices, 2), [button(words.back(t), AdminMenu())]])


def option(t: Texts, name: str, *, changed: bool) -> InlineKeyboardMarkup:
    row = [button(words.cancel(t), ShowOptions())]
    if changed:
        row.insert(0, button(texts.unset_button(t), ResetOption(name)))
    return InlineKeyboardMarkup([row])
