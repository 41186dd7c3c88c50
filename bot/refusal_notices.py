"""The message that tells who set up a group or channel that the bot can't write there, in their language."""

from bot.i18n.texts import texts_in
from bot.texts import afar
from storage.chats import Chat
from storage.refusals import Refusal


def refusal_notice(refusal: Refusal, admin: Chat) -> str:
    return afar.refused(texts_in(admin.language), refusal.chat, refusal.reason)
