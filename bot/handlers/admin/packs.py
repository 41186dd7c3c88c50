"""Starter packs: topics with well-known feeds, for an admin who begins with nothing."""

import asyncio

from bot.context import Handler
from bot.dialogs import leave_question
from bot.feed_lists import TakenIn, take_in
from bot.handlers.admin.cards import show_home
from bot.handlers.admin.recorded import note
from bot.handlers.doors import on_tap
from bot.handlers.rights import Right
from bot.keyboards.admin import packs as pack_keys
from bot.taps.admin.packs import AddPack, ShowPacks
from bot.texts.admin import home as home_texts
from bot.texts.admin import packs as pack_texts
from bot.visit import Card, Visit
from jobs.feeds.lists.opml import OpmlFile
from jobs.feeds.lists.packs import list_packs, read_pack
from storage.database import Session


def handlers() -> list[Handler]:
    return [
        on_tap(ShowPacks, show_packs_by_tap, may=Right.ADMIN),
        on_tap(AddPack, add_pack, may=Right.ADMIN),
    ]


async def show_packs_by_tap(visit: Visit, _: ShowPacks) -> None:
    await show_packs(visit)


async def show_packs(visit: Visit) -> None:
    """The packs of all languages."""
    offered = await asyncio.to_thread(list_packs)
    await visit.show(Card(pack_texts.packs(visit.t), pack_keys.packs(visit.t, offered)))


async def add_pack(visit: Visit, tap: AddPack) -> str | None:
    """Show what is in it first; the second tap adds it. A third one finds it there."""
    if tap.name not in {pack.name for pack in await asyncio.to_thread(list_packs)}:
        await show_packs(visit)
        return home_texts.gone_toast(visit.t)
    pack = await asyncio.to_thread(read_pack, tap.name)
    if not tap.sure:
        await visit.show(Card(pack_texts.pack_card(visit.t, pack), pack_keys.pack(visit.t, tap.name)))
        return None
    await leave_question(visit)
    taken = await visit.write(lambda session: _take_in(session, visit, pack))
    await show_home(visit)
    return pack_texts.pack_toast(visit.t, topics=len(taken.topics), feeds=taken.feeds)


def _take_in(session: Session, visit: Visit, pack: OpmlFile) -> TakenIn:
    taken = take_in(session, pack, now=visit.now)
    if taken.topics or taken.feeds:
        note(session, visit, "pack.add", pack=pack.title, topics=len(taken.topics), feeds=taken.feeds)
    return taken
