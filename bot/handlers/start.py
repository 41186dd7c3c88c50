"""/start: the welcome, with the topics to tap, and the links that lead to one topic."""

import asyncio
from collections.abc import Mapping

from markupsafe import Markup

from bot.context import Handler
from bot.handlers import afar, personal, saved, search
from bot.handlers.doors import Answer, on_command
from bot.handlers.first_steps import hours_card
from bot.handlers.menus import show_menu
from bot.handlers.rights import Right, speaks_for_chat
from bot.handlers.topics import Choice, choice, followed_or_left, heading, set_subscription, topics_card
from bot.i18n.texts import lines
from bot.keyboards.admin import home as home_keys
from bot.links import TopicLink, read_parameter
from bot.texts import start as start_texts
from bot.visit import Card, Visit
from jobs.feeds.lists.packs import pack_in
from storage.database import Session
from storage.topics import Topic

LINKS: Mapping[str, Answer] = {
    saved.LINK: saved.show_list,
    personal.LINK: personal.show_privacy,
    search.LINK: search.ask_words,
}
"""What buttons elsewhere lead to in the private chat, by the link's parameter."""


def handlers() -> list[Handler]:
    return [on_command("start", start, may=Right.ANYBODY)]


async def start(visit: Visit) -> None:
    if not await speaks_for_chat(visit):
        await visit.say(Card(start_texts.group_start(visit.t)))
        return
    await visit.write(visit.meet)
    if visit.private and visit.rights.any:
        await show_menu(visit, visit.chat.id)
    if link := read_parameter(visit.words):
        await accept_invitation(visit, link)
        return
    if visit.private and visit.words.startswith(afar.LINK):
        await afar.open_link(visit, visit.words.removeprefix(afar.LINK))
        return
    if visit.private and (linked := LINKS.get(visit.words)):
        await linked(visit)
        return
    chosen = await visit.read(lambda session: choice(session, visit))
    if visit.private and not chosen.offered and visit.rights.admin:
        buttons = home_keys.first_steps(visit.t, await asyncio.to_thread(pack_in, visit.language))
        await visit.say(Card(start_texts.welcome_runner(visit.t), buttons))
    elif chosen.followed:
        await visit.say(topics_card(visit, chosen, heading=start_texts.welcome_back(visit.t)))
    else:
        await visit.say(topics_card(visit, chosen, heading=heading(visit, first=True), first=True))


async def accept_invitation(visit: Visit, link: TopicLink) -> None:
    """Follow the topic of the link; the link is anybody's words, so it may name none."""

    def look(session: Session) -> tuple[Topic | None, Choice]:
        return link.topic(session), choice(session, visit)

    topic, before = await visit.read(look)
    if topic is None:
        said = start_texts.no_such_invitation(visit.t, invited=link.invitation is not None)
        await visit.say(topics_card(visit, before, heading=said, first=not before.followed))
    elif before.followed:
        await visit.say(await followed_or_left(visit, topic, on=True))
    else:
        await begin_with(visit, topic)


async def begin_with(visit: Visit, topic: Topic) -> None:
    """The first topic of a chat: next it chooses the hour."""

    def work(session: Session) -> Choice:
        set_subscription(session, visit, topic, on=True)
        return choice(session, visit)

    chosen = await visit.write(work)
    assert chosen.schedule is not None
    card = hours_card(visit, chosen, chosen.schedule)
    greeting = start_texts.greeting(visit.t) if visit.private else start_texts.greeting_group(visit.t)
    about = Markup("<i>{}</i>").format(topic.description) if topic.description else None
    await visit.say(Card(lines(greeting, about, "", card.html), card.buttons))
