"""The bot's own coming and going: blocked and unblocked, added and removed, and groups that move."""

from telegram import ChatMember, ChatMemberRestricted, Update
from telegram.constants import ChatMemberStatus, ChatType, ParseMode
from telegram.error import BadRequest, Forbidden
from telegram.ext import ApplicationHandlerStop, CallbackQueryHandler, ChatMemberHandler, MessageHandler, filters

from bot.commands import register_group
from bot.context import Context, Handler
from bot.handlers.doors import WRITTEN, arrive
from bot.handlers.hours import write_schedule
from bot.keyboards import afar as afar_keys
from bot.texts import afar as afar_texts
from bot.texts import start as start_texts
from bot.visit import Card, Visit
from storage import chats, schedules
from storage.chat_admins import remember_admin
from storage.chat_moves import move_chat
from storage.database import Session

BLOCKED = "blocked by the user"
REMOVED = "removed from the chat"


def handlers() -> list[Handler]:
    return [
        ChatMemberHandler(membership, ChatMemberHandler.MY_CHAT_MEMBER),
        MessageHandler(filters.StatusUpdate.MIGRATE, moved),
    ]


def first_handlers() -> list[Handler]:
    """To be asked before all others, which answer all the same."""
    return [
        MessageHandler(WRITTEN & ~filters.StatusUpdate.ALL, notice_return),
        CallbackQueryHandler(notice_return),
    ]


async def notice_return(update: Update, context: Context) -> None:
    """Who is banned gets no further. Who writes can be reached again: Telegram keeps the news of a return for a day,
    and a bot may be away for longer (https://core.telegram.org/bots/api#getting-updates)."""
    visit = await arrive(update, context)
    if visit.banned:
        raise ApplicationHandlerStop
    if visit.away:
        await visit.write(lambda session: come_back(session, visit))


async def membership(update: Update, context: Context) -> None:
    change = update.my_chat_member
    assert change is not None
    visit = await arrive(update, context)
    was, now = _is_there(change.old_chat_member), _is_there(change.new_chat_member)
    if not now:
        reason = BLOCKED if visit.private else REMOVED
        await visit.write(lambda session: chats.deactivate_chat(session, visit.chat.id, reason=reason))
    elif not was:
        await visit.write(lambda session: come_in(session, visit))
        if visit.chat.type == ChatType.CHANNEL:
            await tell_who_added(visit)
        elif not visit.private:
            await introduce(visit)


async def moved(update: Update, context: Context) -> None:
    """A group became a supergroup; both tell of it, and the second telling changes nothing."""
    message = update.message
    assert message is not None
    visit = await arrive(update, context)
    old = message.migrate_from_chat_id or visit.chat.id
    new = message.migrate_to_chat_id or visit.chat.id
    code = await visit.write(lambda session: _move(session, visit, old, new))
    if code is not None:
        # Telegram keeps a menu by the chat's number
        await register_group(context.bot, new, code)


def come_back(session: Session, visit: Visit) -> None:
    """The chat can be reached again, with all its forum topics: their digests go on with the next hour there is, not
    with those that passed."""
    for chat_id in chats.reactivate_chat(session, visit.chat.id, now=visit.now):
        current = schedules.schedule(session, chat_id)
        if current is not None:
            write_schedule(session, visit, current)


def come_in(session: Session, visit: Visit) -> None:
    """As `come_back`, also where the bot never was."""
    come_back(session, visit)
    visit.meet(session)


async def introduce(visit: Visit) -> None:
    """Say hello in a group, once; one that lets the bot write nothing is left in peace."""
    chat = await visit.read(visit.find)
    buttons = afar_keys.set_up(visit.t, chat, bot_name=visit.context.bot.username) if chat else None
    try:
        await visit.say(Card(start_texts.introduction(visit.t), buttons))
    except (BadRequest, Forbidden):
        return


async def tell_who_added(visit: Visit) -> None:
    """A channel's readers are not greeted: who added the bot there is told in private how to set it up, if they know
    the bot."""
    chat, adder = await visit.read(visit.find), visit.update.effective_user
    if chat is None or adder is None:
        return
    await visit.write(lambda session: remember_admin(session, adder.id, visit.chat.id, now=visit.now))
    try:
        await visit.context.bot.send_message(
            adder.id,
            afar_texts.added_to_channel(visit.t, chat),
            reply_markup=afar_keys.set_up(visit.t, chat, bot_name=visit.context.bot.username),
            parse_mode=ParseMode.HTML,
        )
    except (BadRequest, Forbidden):
        return


def _move(session: Session, visit: Visit, old: int, new: int) -> str | None:
    """The language that the group chose, where it moves now."""
    if not move_chat(session, old, new):
        return None
    chats.meet_chat(session, telegram_id=new, kind=ChatType.SUPERGROUP, title=visit.chat.title or "", now=visit.now)
    return chats.language_of(session, new)


def _is_there(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status not in {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}
