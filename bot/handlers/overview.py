"""/list: what the chat follows and when its digest comes."""

from bot.context import Handler
from bot.handlers.doors import on_command
from bot.handlers.leaving import followed
from bot.handlers.own_feeds import found_feeds_card
from bot.handlers.rights import Right
from bot.keyboards import topics as topic_keys
from bot.texts import topics as topic_texts
from bot.topic_names import search_feeds, search_topics
from bot.visit import Card, Visit


def handlers() -> list[Handler]:
    return [on_command("list", list_or_search, may=Right.ANYBODY, afar=True)]


async def list_or_search(visit: Visit) -> None:
    """All of it, or with words behind the command what they find in it."""
    if not visit.words:
        await show_list(visit)
        return
    there = await visit.read(lambda session: followed(session, visit, whole=False))
    topics = search_topics(there.choice.chosen, visit.words)
    await visit.say(found_feeds_card(visit, search_feeds(there.feeds, visit.words), topics))


async def show_list(visit: Visit) -> None:
    there = await visit.read(lambda session: followed(session, visit, whole=False))
    chosen, feeds = there.choice, there.feeds
    buttons = topic_keys.listed(visit.t, chosen.own) if chosen.followed or feeds else topic_keys.to_topics(visit.t)
    html = topic_texts.overview(
        visit.t,
        chosen.chosen,
        chosen.schedule,
        own_feeds=len(feeds),
        failing=sum(feed.failures > 0 for feed in feeds),
        now=visit.now,
    )
    await visit.show(Card(html, buttons))
