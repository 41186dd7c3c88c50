"""How a broadcast stands: the card that the handlers show, and the one that a tick keeps up to date."""

import asyncio
from collections.abc import Sequence

from telegram.constants import ParseMode
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.i18n.texts import Texts, texts_in
from bot.keyboards.admin import broadcast as keys
from bot.texts.admin import broadcast as texts
from bot.visit import Card, preview_of
from jobs.broadcast import Report
from storage import broadcasts, topics
from storage.audiences import Audience, audience
from storage.broadcasts import Broadcast, BroadcastState
from storage.chats import language_of
from storage.database import Database, Session
from storage.topics import Topic


def broadcast_card(session: Session, t: Texts, broadcast: Broadcast) -> Card:
    """A draft with whom it is for, or how far it has come."""
    topic = topic_of(session, broadcast)
    if broadcast.state == BroadcastState.DRAFT:
        reached = reach_of(session, broadcast)
        return Card(
            texts.draft(t, broadcast, topic, reached),
            keys.draft(t, broadcast, topic, chats=reached.total),
        )
    progress = broadcasts.progress(session, broadcast.id)
    return Card(texts.report(t, broadcast, topic, progress), keys.report(t, broadcast))


def topic_of(session: Session, broadcast: Broadcast) -> Topic | None:
    return topics.topic(session, broadcast.topic_id) if broadcast.topic_id else None


def reach_of(session: Session, broadcast: Broadcast) -> Audience:
    return audience(session, topic_id=broadcast.topic_id, language=broadcast.language)


class ProgressMessages:
    """Keeps the messages up to date that show how far broadcasts have come; what Telegram doesn't take, it gets with
    the next call."""

    def __init__(self, bot: ExtBot[None], database: Database) -> None:
        self._bot = bot
        self._database = database
        self._shown: dict[int, Card] = {}
        self._owed: set[int] = set()

    async def __call__(self, reports: Sequence[Report]) -> None:
        ids = self._owed | {report.broadcast.id for report in reports}
        self._owed = {broadcast_id for broadcast_id in sorted(ids) if not await self._show(broadcast_id)}

    async def _show(self, broadcast_id: int) -> bool:
        """Whether its message says how it stands, or never will."""
        # read anew: an admin may have stopped it since the tick looked
        found, card = await asyncio.to_thread(self._read, broadcast_id)
        if found is None or card is None or self._shown.get(broadcast_id) == card:
            return True
        try:
            await self._bot.edit_message_text(
                card.html,
                chat_id=found.report_chat,
                message_id=found.report_message,
                reply_markup=card.buttons,
                parse_mode=ParseMode.HTML,
                link_preview_options=preview_of(None),
            )
        except BadRequest:
            # it says so already, or its admin deleted it
            pass
        except (RetryAfter, NetworkError):
            return False
        except TelegramError:
            # the admin blocked the bot
            return True
        if found.state == BroadcastState.SENDING:
            self._shown[broadcast_id] = card
        else:
            self._shown.pop(broadcast_id, None)
        return True

    def _read(self, broadcast_id: int) -> tuple[Broadcast | None, Card | None]:
        with self._database.read() as session:
            found = broadcasts.broadcast(session, broadcast_id)
            if found is None or found.report_chat is None or found.report_message is None:
                return None, None
            return found, broadcast_card(session, texts_in(language_of(session, found.report_chat)), found)
