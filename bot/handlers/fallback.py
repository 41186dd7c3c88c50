"""Everything else: written answers, free text, unknown commands, and buttons of older messages."""

from difflib import get_close_matches

from telegram import InlineKeyboardMarkup, MessageEntity, Update
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.commands import ELSEWHERE, known_commands
from bot.context import Context, Handler
from bot.dialogs import Step, drop_question, open_question
from bot.handlers.admin.cards import show_home
from bot.handlers.admin.new_feed import offer_topics
from bot.handlers.answers import take_answer
from bot.handlers.doors import WRITTEN, arrive, on_command, on_tap
from bot.handlers.filters import show_filters
from bot.handlers.language import show_languages
from bot.handlers.new_own_feed import ask_whether_to_look, look_at
from bot.handlers.own_feeds import show_feeds
from bot.handlers.rights import Right, refused, speaks_for_chat
from bot.handlers.schedule import show_schedule
from bot.handlers.settings import show_settings
from bot.handlers.subscribing import is_address, is_whole_address
from bot.handlers.topics import choice, topics_card
from bot.keyboards import search as search_keys
from bot.keyboards import topics as topic_keys
from bot.taps.core import family
from bot.taps.own_feeds import ShowOwnFeeds
from bot.taps.page import Nothing
from bot.texts import talk
from bot.texts import topics as topic_texts
from bot.topic_names import close_topics, find_topic
from bot.visit import Card, Visit

CARDS = {
    "topics": Right.CHAT,
    "first": Right.CHAT,
    "own": Right.CHAT,
    "lists": Right.CHAT,
    "latest": Right.CHAT,
    "schedule": Right.CHAT,
    "settings": Right.CHAT,
    "lang": Right.CHAT,
    "filter": Right.CHAT,
    "admin": Right.EDIT,
}
"""The cards that an old button may be on, and who may see the current one."""


def handlers() -> list[Handler]:
    """To be asked after all others."""
    private = filters.ChatType.PRIVATE
    return [
        on_command("cancel", cancel, may=Right.ANYBODY, leaves_question=False),
        on_tap(Nothing, nothing, may=Right.ANYBODY),
        MessageHandler(WRITTEN & filters.COMMAND, unknown_command),
        MessageHandler(WRITTEN & private & filters.TEXT, free_text),
        MessageHandler(WRITTEN & ~private & filters.TEXT & filters.REPLY, answer_in_group),
        MessageHandler(WRITTEN & private & ~filters.StatusUpdate.ALL, not_text),
        CallbackQueryHandler(old_button),
    ]


async def cancel(visit: Visit) -> None:
    had_question = await speaks_for_chat(visit) and await drop_question(visit)
    await visit.say(Card(talk.cancelled(visit.t) if had_question else talk.nothing_to_cancel(visit.t)))


async def nothing(_: Visit, __: Nothing) -> None:
    """The number of the page was tapped."""


async def unknown_command(update: Update, context: Context) -> None:
    """Name the nearest command; in a group only where this bot was meant."""
    visit = await arrive(update, context)
    assert visit.message is not None
    command, _, meant = (visit.message.text or "").split()[0].removeprefix("/").partition("@")
    if meant.casefold() != context.bot.username.casefold() if meant else not visit.private:
        return
    known = known_commands(admin=visit.private and visit.rights.any)
    meant_here = ELSEWHERE.get(command.casefold()) or next(
        iter(get_close_matches(command.casefold(), known, n=1, cutoff=0.6)), None
    )
    await visit.say(Card(talk.unknown_command(visit.t, command, meant_here)))


async def free_text(update: Update, context: Context) -> None:
    """The answer to a question, if one is open; else a web address, the name of a topic, or small talk."""
    if _is_own(update, context):
        return
    visit = await arrive(update, context)
    assert visit.message is not None
    visit.words = (visit.message.text or "").strip()
    dialog = await visit.read(lambda session: open_question(session, visit))
    address = web_address(visit)
    if dialog is not None and await take_answer(visit, dialog):
        return
    if address and visit.rights.any:
        await offer_topics(visit, address)
    elif is_address(visit.words) and (address or is_whole_address(visit.words)):
        await look_at(visit, visit.words)
    elif address:
        await ask_whether_to_look(visit, address)
    else:
        await small_talk(visit)


def _is_own(update: Update, context: Context) -> bool:
    """Whether somebody shares, in this chat too, what the bot offered in inline mode."""
    sent_by = update.effective_message.via_bot if update.effective_message else None
    return sent_by is not None and sent_by.id == context.bot.id


async def answer_in_group(update: Update, context: Context) -> None:
    """In a group or channel, an answer is what is written as one to the question's message."""
    visit = await arrive(update, context)
    assert visit.message is not None
    answered = visit.message.reply_to_message
    dialog = await visit.read(lambda session: open_question(session, visit))
    if dialog is not None and answered is not None and dialog.data.get("message_id") == answered.message_id:
        visit.words = (visit.message.text or "").strip()
        await take_answer(visit, dialog)


async def small_talk(visit: Visit) -> None:
    """Somebody wrote what is no command: perhaps the name of a topic."""
    chosen = await visit.read(lambda session: choice(session, visit))
    named = find_topic(chosen.offered, visit.words)
    close = [named] if named else close_topics(chosen.offered, visit.words)
    if named:
        html = topic_texts.topic_named(visit.t, named, followed=named.id in chosen.ids)
        await visit.say(Card(html, topic_keys.one_topic(visit.t, named, followed=named.id in chosen.ids)))
        return
    html = topic_texts.which_topic(visit.t, visit.words, found=True) if close else talk.free_text(visit.t)
    others = topic_keys.suggestions(visit.t, close, chosen.ids) if close else topic_keys.overview(visit.t)
    # the words to look for stand in the message that is answered
    buttons = InlineKeyboardMarkup([search_keys.look(visit.t), *others.inline_keyboard])
    await visit.say(Card(html, buttons), answering=visit.message)


async def not_text(update: Update, context: Context) -> None:
    """A picture, a voice message; forwarded it may answer whose it was."""
    visit = await arrive(update, context)
    dialog = await visit.read(lambda session: open_question(session, visit))
    forwarded = visit.message is not None and visit.message.forward_origin is not None
    if forwarded and dialog and dialog.step == Step.PERSON and await take_answer(visit, dialog):
        return
    await visit.say(Card(talk.not_text(visit.t)))


async def old_button(update: Update, context: Context) -> None:
    """A button of an older version, or forged: say so, and show the card that is true now."""
    visit = await arrive(update, context)
    query = update.callback_query
    assert query is not None
    card = family(query.data or "")
    right = CARDS.get(card)
    if right is None or await refused(visit, right):
        await visit.answer_tap(talk.old_button_no_card_toast(visit.t), alert=True)
        return
    match card:
        case "schedule":
            await show_schedule(visit)
        case "settings":
            await show_settings(visit)
        case "lang":
            await show_languages(visit)
        case "filter":
            await show_filters(visit)
        case "admin":
            await show_home(visit)
        case "own":
            await show_feeds(visit, ShowOwnFeeds(0))
        case _:
            await visit.show(topics_card(visit, await visit.read(lambda session: choice(session, visit))))
    await visit.answer_tap(talk.old_button_toast(visit.t))


def web_address(visit: Visit) -> str | None:
    """The first web address in a message, as Telegram marks it; also one behind linked words."""
    assert visit.message is not None
    marked = visit.message.parse_entities([MessageEntity.URL, MessageEntity.TEXT_LINK])
    return next((entity.url or text for entity, text in marked.items()), None)
