"""/start: the welcome, with the topics to tap, and the links that lead to one topic."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from bot.commands import register_admin
from bot.context import Handler
from bot.handlers import afar, personal, saved
from bot.handlers.doors import Answer, on_command
from bot.handlers.rights import Right, speaks_for_chat
from bot.handlers.topics import choice, followed_or_left, heading, topics_card
from bot.i18n.texts import lines
from bot.keyboards.admin import home as home_keys
from bot.texts import start as start_texts
from bot.visit import Card, Visit
from jobs.feeds.lists.packs import pack_in
from storage.topics import topic_called

INVITATION = "topic_"
"""Begins the parameter of a deep link to a topic: `t.me/<bot>?start=topic_<slug>`."""

LINKS: Mapping[str, Answer] = {saved.LINK: saved.show_list, personal.LINK: personal.show_privacy}
"""What buttons of a group lead to in the private chat, by the link's parameter."""


def handlers() -> list[Handler]:
    return [on_command("start", start, may=Right.ANYBODY)]


async def start(visit: Visit) -> None:
    if not await speaks_for_chat(visit):
        await visit.say(Card(start_texts.group_start(visit.t)))
        return
    await visit.write(visit.meet)
    if visit.private and visit.rights.any:
        await register_admin(visit.context.bot, visit.chat.id, visit.t.code)
    if visit.words.startswith(INVITATION):
        await accept_invitation(visit, visit.words.removeprefix(INVITATION))
        return
    if visit.private and visit.words.startswith(afar.LINK):
        await afar.open_link(visit, visit.words.removeprefix(afar.LINK))
        return
    if visit.private and (linked := LINKS.get(visit.words)):
        await linked(visit)
        return
    chosen = await visit.read(lambda session: choice(session, visit))
    if visit.private and not chosen.topics and visit.rights.admin:
        buttons = home_keys.first_steps(visit.t, await asyncio.to_thread(pack_in, visit.language))
        await visit.say(Card(start_texts.welcome_runner(visit.t), buttons))
        return
    if chosen.followed:
        await visit.say(topics_card(visit, chosen, heading=start_texts.welcome_back(visit.t)))
    else:
        await visit.say(topics_card(visit, chosen, heading=heading(visit, first=True), first=True))


async def accept_invitation(visit: Visit, slug: str) -> None:
    """Follow the topic of the link; the link is anybody's words, so it may name none."""
    topic = await visit.read(lambda session: topic_called(session, slug))
    before = await visit.read(lambda session: choice(session, visit))
    if topic is None:
        await visit.say(topics_card(visit, before, heading=start_texts.no_such_invitation(visit.t)))
        return
    answer = await followed_or_left(visit, topic, on=True)
    await visit.say(
        answer if before.followed else replace(answer, html=lines(start_texts.greeting(visit.t), "", answer.html))
    )
