"""/saved: what somebody kept for later, in their private chat alone."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot.context import Handler
from bot.dialogs import Step, ask, close, open_question
from bot.handlers.doors import TapKind, on_command, on_tap
from bot.handlers.hours import schedule_or_default
from bot.handlers.rights import Right
from bot.keyboards import saved as keys
from bot.keyboards.buttons import page_of, to_private
from bot.keyboards.saved import STORIES_A_PAGE
from bot.saved_file import saved_file
from bot.taps.saved import EmptySaved, OpenSaved, RemoveSaved, RestoreSaved, SendSaved, ShowSaved
from bot.texts import saved as texts
from bot.texts import talk
from bot.visit import Card, Visit
from storage import saved
from storage.chats import find_chat
from storage.database import Session
from storage.saved import NewSaved, SavedStory

LINK = "saved"
"""The parameter of a deep link that opens the list."""

NOBODY = 0
"""The row of no chat: its list is empty."""


def handlers() -> list[Handler]:
    return [
        on_command("saved", show_list, may=Right.ANYBODY),
        on_tap(ShowSaved, in_private(turn_to), may=Right.ANYBODY),
        on_tap(OpenSaved, in_private(open_story), may=Right.ANYBODY),
        on_tap(RemoveSaved, in_private(remove), may=Right.ANYBODY),
        on_tap(RestoreSaved, in_private(restore), may=Right.ANYBODY),
        on_tap(SendSaved, in_private(send_file), may=Right.ANYBODY),
        on_tap(EmptySaved, in_private(empty), may=Right.ANYBODY),
    ]


def in_private(
    answer: Callable[[Visit, TapKind], Awaitable[str | None]],
) -> Callable[[Visit, TapKind], Awaitable[str | None]]:
    """No list stands in a group: a button of one is forged there, and would take the place of what the group reads."""

    async def answered(visit: Visit, tap: TapKind) -> str | None:
        return await answer(visit, tap) if visit.private else talk.old_button_no_card_toast(visit.t)

    return answered


async def show_list(visit: Visit) -> None:
    if not visit.private:
        button = to_private(texts.open_button(visit.t), visit.context.bot.username, LINK)
        await visit.say(Card(texts.kept_in_private(visit.t), button))
        return
    await visit.say(await visit.read(lambda session: list_card(session, visit, 0)))


async def turn_to(visit: Visit, tap: ShowSaved) -> None:
    await visit.show(await visit.read(lambda session: list_card(session, visit, tap.page)))


async def open_story(visit: Visit, tap: OpenSaved) -> str | None:
    def work(session: Session) -> tuple[Card, str | None]:
        story = saved.saved_story(session, owner(session, visit), tap.saved_id)
        if story is None:
            return list_card(session, visit, tap.page), texts.gone_toast(visit.t)
        html = texts.saved_story(visit.t, story, now=visit.now, zone=_zone(session, visit))
        return Card(html, keys.saved_story(visit.t, story.id, tap.page)), None

    card, toast = await visit.read(work)
    await visit.show(card)
    return toast


async def remove(visit: Visit, tap: RemoveSaved) -> str | None:
    """It goes at once, and can be put back until something else is asked."""

    def work(session: Session) -> tuple[Card, str | None]:
        chat_id = owner(session, visit)
        story = saved.saved_story(session, chat_id, tap.saved_id)
        if story is not None:
            saved.unsave_story(session, chat_id, story.id)
            ask(session, visit, Step.SAVED_REMOVED, _as_data(story))
        data = _removed(session, visit, tap.saved_id)
        if data is None:
            return list_card(session, visit, tap.page), texts.gone_toast(visit.t)
        # on a second tap too: so that it doesn't take the way back with it
        return Card(texts.removed(visit.t, data["headline"]), keys.removed(visit.t, tap.saved_id, tap.page)), None

    card, toast = await visit.write(work)
    await visit.show(card)
    return toast


async def restore(visit: Visit, tap: RestoreSaved) -> str | None:
    def work(session: Session) -> tuple[Card, str]:
        data = _removed(session, visit, tap.saved_id)
        if data is None:
            return list_card(session, visit, tap.page), texts.too_late_toast(visit.t)
        close(session, visit)
        story, saved_at = _from_data(data)
        saved.save_story(session, owner(session, visit), story, now=saved_at)
        return list_card(session, visit, tap.page), texts.restored_toast(visit.t)

    card, toast = await visit.write(work)
    await visit.show(card)
    return toast


async def send_file(visit: Visit, _: SendSaved) -> str | None:
    def work(session: Session) -> tuple[list[SavedStory], str]:
        return saved.all_saved(session, owner(session, visit)), _zone(session, visit)

    stories, zone = await visit.read(work)
    if not stories:
        return texts.nothing_to_send_toast(visit.t)
    content = await asyncio.to_thread(saved_file, visit.t, stories, now=visit.now, zone=zone)
    await visit.send_file(f"saved-{visit.now:%Y-%m-%d}.html", content, texts.file_caption(visit.t, len(stories)))
    return None


async def empty(visit: Visit, tap: EmptySaved) -> str | None:
    def ask_first(session: Session) -> Card:
        count = saved.count_saved(session, owner(session, visit))
        if not count:
            return list_card(session, visit, 0)
        return Card(texts.confirm_empty(visit.t, count), keys.confirm_empty(visit.t))

    if not tap.sure:
        await visit.show(await visit.read(ask_first))
        return None
    await visit.write(lambda session: saved.forget_saved(session, owner(session, visit)))
    await visit.show(await visit.read(lambda session: list_card(session, visit, 0)))
    return texts.emptied_toast(visit.t)


def owner(session: Session, visit: Visit) -> int:
    """The row of the private chat whose list this is; what is tapped elsewhere is about nobody's."""
    mine = find_chat(session, visit.user_id) if visit.private else None
    return mine.id if mine else NOBODY


def list_card(session: Session, visit: Visit, page: int) -> Card:
    """The page of the list that exists and is nearest to the one asked for."""
    chat_id = owner(session, visit)
    total = saved.count_saved(session, chat_id)
    page, pages = page_of(total, page, STORIES_A_PAGE)
    shown = saved.saved_page(session, chat_id, offset=page * STORIES_A_PAGE, limit=STORIES_A_PAGE)
    first = page * STORIES_A_PAGE + 1
    html = texts.saved(visit.t, shown, first=first, total=total, now=visit.now, zone=_zone(session, visit))
    return Card(html, keys.saved(visit.t, shown, first=first, page=page, pages=pages))


def _zone(session: Session, visit: Visit) -> str:
    chat = visit.find(session)
    return schedule_or_default(session, visit, chat.id if chat else None).zone


def _removed(session: Session, visit: Visit, saved_id: int) -> Mapping[str, Any] | None:
    """The story with this number, where it is the one that was taken off last."""
    dialog = open_question(session, visit)
    if dialog is None or dialog.step != Step.SAVED_REMOVED or dialog.data["saved_id"] != saved_id:
        return None
    return dialog.data


def _as_data(story: SavedStory) -> dict[str, Any]:
    return asdict(story) | {"saved_id": story.id, "saved_at": story.saved_at.isoformat()}


def _from_data(data: Mapping[str, Any]) -> tuple[NewSaved, datetime]:
    story = NewSaved(
        story_id=data["story_id"],
        headline=data["headline"],
        url=data["url"],
        source=data["source"],
        summary=data["summary"],
    )
    return story, datetime.fromisoformat(data["saved_at"])
