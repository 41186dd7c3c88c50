"""Who may do what: asked at every command, button and answer, each time anew."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from markupsafe import Markup
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.i18n.texts import Texts
from bot.taps.core import Tap
from bot.texts import talk
from bot.visit import Visit
from storage.chat_admins import is_remembered, remember_admin
from storage.roles import Rights

REMEMBERED_FOR = timedelta(days=1)


class Right(StrEnum):
    ANYBODY = "anybody"
    CHAT = "chat"
    """Whoever speaks for the chat: the person of a private chat, the admins of a group, a channel itself."""
    EDIT = "edit"
    """Who may edit the topic that is meant, or any where none is, in their private chat with the bot."""
    FEED = "feed"
    """Who may edit the topic by way of which a feed is meant; where it is the list of all feeds, an admin."""
    ADMIN = "admin"
    """The admins of this bot, in their private chat with it."""
    OWNER = "owner"
    """Those named in the settings, in their private chat."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """The two forms of a polite no: a message, and an alert at the button."""

    message: Markup
    toast: str


def not_admin(t: Texts) -> Refusal:
    return Refusal(talk.admins_only(t), talk.admins_only_toast(t))


def not_runner(t: Texts) -> Refusal:
    return Refusal(talk.runners_only(t), talk.runners_only_toast(t))


def not_theirs(t: Texts) -> Refusal:
    return Refusal(talk.not_theirs(t), talk.not_theirs_toast(t))


def not_here(t: Texts) -> Refusal:
    return Refusal(talk.private_only(t, "/admin"), talk.private_only_toast(t))


async def refused(visit: Visit, right: Right, tap: Tap | None = None, *, topic_id: int = 0) -> Refusal | None:
    """Why this visitor may not do that; None when they may. What is meant for another chat needs its admin's right.

    `topic_id` is the topic that is meant, where it isn't the tap that names it.
    """
    if visit.aim is not None and not await is_admin_there(visit, visit.aim.telegram_id):
        # also of who runs the bot: what they are shown names the chat that is meant
        return not_admin(visit.t)
    match right:
        case Right.ANYBODY:
            return None
        case Right.CHAT:
            return None if visit.aim is not None or await speaks_for_chat(visit) else not_admin(visit.t)
    if not _has(visit.rights, right, topic_id or getattr(tap, "topic_id", 0)):
        edits_others = visit.rights.any and right in {Right.EDIT, Right.FEED}
        return not_theirs(visit.t) if edits_others else not_runner(visit.t)
    return None if visit.private else not_here(visit.t)


def _has(rights: Rights, right: Right, topic_id: int) -> bool:
    match right:
        case Right.OWNER:
            return rights.owner
        case Right.ADMIN:
            return rights.admin
        case Right.FEED:
            return rights.may_edit(topic_id)
        case _:
            return rights.may_edit(topic_id) if topic_id else rights.any


async def speaks_for_chat(visit: Visit) -> bool:
    """Whether the visitor may change the chat's settings. A group's admins are asked of Telegram each time."""
    if visit.private or visit.speaks_as_chat:
        return True
    if visit.chat.type == ChatType.CHANNEL and visit.update.channel_post is not None:
        return True
    if not await is_admin_there(visit, visit.chat.id):
        return False
    await _remember(visit)
    return True


async def _remember(visit: Visit) -> None:
    """Who sets up a group is offered it in their private chat, and hears what fails in it."""
    user_id, chat_id, since = visit.user_id, visit.chat.id, visit.now - REMEMBERED_FOR
    if await visit.read(lambda session: is_remembered(session, user_id, chat_id, since=since)):
        return
    await visit.write(lambda session: remember_admin(session, user_id, chat_id, now=visit.now))


async def is_admin_there(visit: Visit, telegram_id: int) -> bool:
    try:
        member = await visit.context.bot.get_chat_member(telegram_id, visit.user_id)
    except (BadRequest, Forbidden):
        # nobody that Telegram knows there, or a group that the bot was put out of
        return False
    except ChatMigrated as moved:
        # what belongs to the group follows with the answer
        return await is_admin_there(visit, moved.new_chat_id)
    return member.status in {ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR}
