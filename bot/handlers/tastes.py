"""/taste: what votes made of the order of stories, and a way to forget it."""

from bot.context import Handler
from bot.handlers.doors import on_command, on_tap
from bot.handlers.rights import Right
from bot.keyboards import story as keys
from bot.taps.story import ResetTastes, ShowTastes
from bot.texts import story as texts
from bot.visit import Card, Visit
from storage import tastes, topics
from storage.database import Session
from storage.tastes import Taste


def handlers() -> list[Handler]:
    return [
        on_command("taste", show, may=Right.ANYBODY),
        on_tap(ShowTastes, show_by_tap, may=Right.ANYBODY),
        on_tap(ResetTastes, reset, may=Right.CHAT),
    ]


async def show(visit: Visit) -> None:
    def work(session: Session) -> tuple[list[Taste], dict[str, str]]:
        chat = visit.find(session)
        if chat is None:
            return [], {}
        names = {topic.slug: topic.name for topic in topics.visible_topics(session, chat.id)}
        return tastes.tastes_of(session, chat.id), names

    found, names = await visit.read(work)
    buttons = keys.tastes(visit.t, any_votes=bool(found))
    await visit.show(Card(texts.tastes(visit.t, found, topics=names), buttons))


async def show_by_tap(visit: Visit, _: ShowTastes) -> None:
    await show(visit)


async def reset(visit: Visit, tap: ResetTastes) -> None:
    if not tap.sure:
        await visit.show(Card(texts.confirm_reset(visit.t), keys.confirm_reset(visit.t)))
        return

    def work(session: Session) -> None:
        if (chat := visit.find(session)) is not None:
            tastes.reset_tastes(session, chat.id)

    await visit.write(work)
    await visit.show(Card(texts.tastes_reset(visit.t)))
