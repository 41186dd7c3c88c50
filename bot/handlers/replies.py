"""Acting by answering a digest's message: /more, /why, /save, /mute, with a story's number where there are several."""

from collections.abc import Awaitable, Callable

from markupsafe import escape

from bot.context import Handler
from bot.handlers import story
from bot.handlers.doors import on_command
from bot.handlers.rights import Right
from bot.taps.story import SaveStory, ShowMore, ShowMutes, ShowWhy
from bot.texts import story as texts
from bot.visit import Card, Visit
from storage.database import Session
from storage.digests import LedgerStory, stories_in_message

Act = Callable[[Visit, int, int], Awaitable[str | None]]


def handlers() -> list[Handler]:
    return [
        on_command("more", _acting(_more), may=Right.ANYBODY),
        on_command("why", _acting(_why), may=Right.ANYBODY),
        on_command("save", _acting(_save), may=Right.ANYBODY),
        on_command("mute", _acting(_mute), may=Right.CHAT),
    ]


async def _more(visit: Visit, digest_id: int, position: int) -> str | None:
    return await story.more(visit, ShowMore(digest_id, position))


async def _why(visit: Visit, digest_id: int, position: int) -> str | None:
    return await story.why(visit, ShowWhy(digest_id, position))


async def _save(visit: Visit, digest_id: int, position: int) -> str | None:
    return await story.save(visit, SaveStory(digest_id, position, True))


async def _mute(visit: Visit, digest_id: int, position: int) -> str | None:
    return await story.show_mutes(visit, ShowMutes(digest_id, position))


def _acting(act: Act) -> Callable[[Visit], Awaitable[None]]:
    async def answer(visit: Visit) -> None:
        answered = visit.message.reply_to_message if visit.message else None
        number = int(visit.words) if visit.words.isdecimal() and len(visit.words) < 4 else None

        def work(session: Session) -> LedgerStory | None:
            chat = visit.find(session)
            if chat is None or answered is None:
                return None
            told = stories_in_message(session, chat.id, answered.message_id)
            if number is None:
                return told[0] if told else None
            return next((each for each in told if each.position + 1 == number), None)

        found = await visit.read(work)
        if found is None:
            await visit.say(Card(texts.reply_first(visit.t)))
        elif said := await act(visit, found.digest_id, found.position):
            await visit.say(Card(escape(said)))

    return answer
