"""The menu of commands in somebody's private chat, as they have it by their rights and the language they chose."""

from bot.commands import register_holder, register_reader
from bot.visit import Visit
from storage.chats import find_chat, language_of
from storage.database import Session
from storage.preferences import preferences
from storage.roles import Rights, rights_of


async def show_menu(visit: Visit, user_id: int) -> None:
    """Let Telegram show what holds now; of who never wrote to the bot, in the language of the visitor."""

    def work(session: Session) -> tuple[Rights, str | None, str | None]:
        chat = find_chat(session, user_id)
        chosen = preferences(session, chat.id).language if chat else None
        return rights_of(session, user_id), chosen, language_of(session, user_id)

    rights, chosen, spoken = await visit.read(work)
    if rights.any:
        await register_holder(visit.context.bot, user_id, spoken or visit.t.code, rights)
    else:
        await register_reader(visit.context.bot, user_id, chosen)
