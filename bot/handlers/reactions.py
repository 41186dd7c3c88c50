"""👍 and 👎 put on a message that tells one story are votes on it, as the buttons are.

Telegram tells bots of reactions in private chats, and in groups where the bot is an admin
(https://core.telegram.org/bots/api#messagereactionupdated); of anonymous ones nothing that could be a vote.
"""

from telegram import ReactionTypeEmoji, Update
from telegram.ext import MessageReactionHandler

from bot.context import Context, Handler
from bot.handlers.doors import arrive
from jobs.tastes import vote
from storage.database import Session
from storage.digests import stories_in_message
from storage.tastes import Opinion

OPINIONS: dict[str, Opinion] = {"👍": 1, "❤": 1, "🔥": 1, "👎": -1, "💩": -1, "🤮": -1}


def handlers() -> list[Handler]:
    return [MessageReactionHandler(reacted, message_reaction_types=MessageReactionHandler.MESSAGE_REACTION_UPDATED)]


async def reacted(update: Update, context: Context) -> None:
    """A message with several stories doesn't say which is meant: nothing comes of it."""
    change = update.message_reaction
    if change is None or change.user is None:
        return
    user_id, message_id = change.user.id, change.message_id
    emoji = [kind.emoji for kind in change.new_reaction if isinstance(kind, ReactionTypeEmoji)]
    opinion = next((OPINIONS[each] for each in emoji if each in OPINIONS), None)
    visit = await arrive(update, context)
    if visit.banned:
        return

    def work(session: Session) -> None:
        chat = visit.find(session)
        told = stories_in_message(session, chat.id, message_id) if chat else []
        if chat is not None and len(told) == 1:
            story_id = told[0].story_id
            vote(session, chat_id=chat.id, user_id=user_id, story_id=story_id, value=opinion, now=visit.now)

    await visit.write(work)
