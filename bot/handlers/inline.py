"""Inline mode: `@bot words` in any chat offers stories to share there, from what the asker's private chat may see."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
    User,
)
from telegram.constants import ParseMode
from telegram.ext import InlineQueryHandler

from bot.context import Context, Handler
from bot.deps import Deps
from bot.handlers import search
from bot.i18n.texts import Texts, texts_in
from bot.presenting import presenter
from bot.texts import search as texts
from bot.visit import preview_of
from jobs.finding import Shared, SharedPage, stories_to_share
from storage import chats, schedules, topics
from storage.bans import is_banned
from storage.database import Session
from summaries.rendering import render_brief

A_PAGE = 6
"""Results at a time, as many as a phone shows: each is told anew with every letter typed. Telegram asks for more
as somebody scrolls (https://core.telegram.org/bots/api#answerinlinequery)."""

CACHE_SECONDS = 10
"""How long Telegram may answer the same again by itself, to the same person alone."""

HELLO = "hello"
"""The start parameter of a stranger: nothing but a welcome, and Telegram wants one."""

OFFSET = re.compile(r"\d{1,4}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, as far as the bot knows them: `topic_ids` may be seen, `newest_of` are those whose news come first."""

    known: bool
    banned: bool
    t: Texts
    zone: str
    topic_ids: Sequence[int]
    newest_of: Sequence[int]


def handlers() -> list[Handler]:
    return [InlineQueryHandler(offer)]


async def offer(update: Update, context: Context) -> None:
    query, deps = update.inline_query, context.bot_data
    assert query is not None
    offset = int(query.offset) if OFFSET.fullmatch(query.offset) else 0
    now = deps.clock()

    def work() -> tuple[Asker, SharedPage, list[InlineQueryResultArticle]]:
        with deps.database.read() as session:
            asker = look_up(session, query.from_user, deps)
            page = find(session, asker, query.query, offset=offset, now=now)
        return asker, page, [_result(each, asker, now=now) for each in page.stories]

    asker, page, results = await asyncio.to_thread(work)
    await query.answer(
        results,
        cache_time=CACHE_SECONDS,
        is_personal=True,
        next_offset="" if page.following is None else str(page.following),
        button=_button(asker, empty=not results and not offset),
    )


def look_up(session: Session, user: User, deps: Deps) -> Asker:
    chat = chats.find_chat(session, user.id)
    followed = chats.subscribed_topics(session, chat.id) if chat else []
    visible = topics.visible_topics(session, chat.id if chat else None)
    schedule = schedules.schedule(session, chat.id) if chat else None
    topic_ids = [topic.id for topic in visible]
    return Asker(
        known=chat is not None,
        banned=is_banned(session, user.id),
        t=texts_in(chats.language_of(session, user.id, theirs=user.language_code)),
        zone=schedule.zone if schedule else deps.settings.default_zone.key,
        topic_ids=topic_ids,
        newest_of=[topic.id for topic in followed] or topic_ids,
    )


def find(session: Session, asker: Asker, words: str, *, offset: int, now: datetime) -> SharedPage:
    """Who is banned finds nothing."""
    if asker.banned:
        return SharedPage(stories=(), following=None)
    topic_ids = asker.topic_ids if words.strip() else asker.newest_of
    return stories_to_share(session, words, topic_ids=topic_ids, now=now, limit=A_PAGE, offset=offset)


def _result(each: Shared, asker: Asker, *, now: datetime) -> InlineQueryResultArticle:
    hit, told = each.hit, each.told
    part = render_brief(told, now=now, zone=ZoneInfo(asker.zone), wording=presenter().wording(asker.t.code))
    return InlineQueryResultArticle(
        id=str(hit.article_id),
        title=texts.inline_title(told),
        description=texts.inline_description(asker.t, told, sources=hit.sources, now=now, zone=asker.zone),
        input_message_content=InputTextMessageContent(
            part.html, parse_mode=ParseMode.HTML, link_preview_options=preview_of(None)
        ),
    )


def _button(asker: Asker, *, empty: bool) -> InlineQueryResultsButton | None:
    """What stands above the results: for a stranger the way to the bot, for others a word where there are none."""
    if not asker.known:
        return InlineQueryResultsButton(texts.write_button(asker.t), start_parameter=HELLO)
    if empty and not asker.banned:
        return InlineQueryResultsButton(texts.nothing_button(asker.t), start_parameter=search.LINK)
    return None
