"""The two cards that every way through /admin leads back to: all topics, and one topic."""

from bot.i18n.texts import Texts
from bot.keyboards.admin import home as home_keys
from bot.keyboards.admin import topics as topic_keys
from bot.keyboards.admin.home import TopicLine
from bot.keyboards.buttons import page_of
from bot.texts.admin import home as home_texts
from bot.texts.admin import topics as topic_texts
from bot.visit import Card, Visit
from jobs.feeds.lists.packs import pack_in
from storage import chats, feeds, topics
from storage.chats import ChatState
from storage.database import Session
from storage.topics import Topic


async def show_home(visit: Visit, page: int = 0) -> None:
    await visit.show(await visit.read(lambda session: home_card(session, visit.t, page, language=visit.language)))


async def show_topic(visit: Visit, topic_id: int) -> bool:
    """Show the topic's card, or that of all topics when it is no longer there; whether it was."""
    bot = visit.context.bot
    card = await visit.read(lambda session: topic_card(session, visit.t, topic_id, bot_name=bot.username))
    if card is None:
        await show_home(visit)
        return False
    await visit.show(card)
    return True


def home_card(session: Session, t: Texts, page: int = 0, *, language: str) -> Card:
    """`language` is the admin's own, for the starter pack that is offered where there is no topic yet."""
    all_topics = topics.list_topics(session)
    page, _ = page_of(len(all_topics), page, home_keys.A_PAGE)
    shown = all_topics[page * home_keys.A_PAGE : (page + 1) * home_keys.A_PAGE]
    lines = [
        TopicLine(topic, len(carried), sum(feed.failures > 0 for feed in carried))
        for topic in shown
        for carried in [feeds.list_feeds(session, topic_id=topic.id)]
    ]
    total, failing = feeds.count_feeds(session)
    html = home_texts.home(
        t,
        topics=len(all_topics),
        feeds=total,
        failing=failing,
        chats=chats.count_chats(session).get(ChatState.ACTIVE, 0),
    )
    if not all_topics:
        return Card(html, home_keys.first_steps(t, pack_in(language)))
    return Card(html, home_keys.home(t, lines, page=page, total=len(all_topics)))


def topic_card(session: Session, t: Texts, topic_id: int, *, bot_name: str) -> Card | None:
    topic = topics.topic(session, topic_id)
    if topic is None:
        return None
    carried = feeds.list_feeds(session, topic_id=topic_id)
    html = topic_texts.topic_card(
        t, topic, feeds=carried, chats=topics.count_subscribers(session, topic_id), link=invitation(topic, bot_name)
    )
    return Card(html, topic_keys.topic(t, topic, feeds=len(carried)))


def invitation(topic: Topic, bot_name: str) -> str:
    """The link that leads a reader to follow this topic (https://core.telegram.org/bots/features#deep-linking)."""
    return f"https://t.me/{bot_name}?start=topic_{topic.slug}"
