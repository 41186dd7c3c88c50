"""The two cards that every way through /admin leads back to: all topics, and one topic."""

from collections.abc import Iterable, Sequence

from bot.keyboards.admin import home as home_keys
from bot.keyboards.admin import topics as topic_keys
from bot.keyboards.admin.home import TopicLine
from bot.keyboards.buttons import page_of
from bot.links import topic_link
from bot.texts.admin import home as home_texts
from bot.texts.admin import topics as topic_texts
from bot.topic_names import search_topics
from bot.visit import Card, Visit
from jobs.feeds.lists.packs import pack_in
from storage import chats, feeds, topics
from storage.chats import ChatState
from storage.database import Session
from storage.topic_feeds import NO_FEEDS, count_topic_feeds
from storage.topics import Topic, Visibility


def edited(session: Session, visit: Visit) -> list[Topic]:
    """The topics that this visitor may edit, in the admins' order: all of them, or an editor's own."""
    return [topic for topic in topics.list_topics(session) if visit.rights.may_edit(topic.id)]


def known_to(visit: Visit, carrying: Iterable[Topic]) -> list[Topic]:
    """Those of the topics of which this visitor may hear: theirs, and what everybody sees."""
    return [topic for topic in carrying if visit.rights.may_edit(topic.id) or topic.visibility is Visibility.LISTED]


async def show_home(visit: Visit, page: int = 0) -> None:
    await visit.show(await visit.read(lambda session: home_card(session, visit, page)))


async def show_topic(visit: Visit, topic_id: int) -> bool:
    """Show the topic's card, or that of all topics when it is no longer there; whether it was."""
    card = await visit.read(lambda session: topic_card(session, visit, topic_id))
    if card is None:
        await show_home(visit)
        return False
    await visit.show(card)
    return True


def home_card(session: Session, visit: Visit, page: int = 0) -> Card:
    """All topics, or an editor's; where there is none yet, a starter pack in the admin's own language is offered."""
    known = edited(session, visit)
    if not visit.rights.admin:
        html = home_texts.edited_topics(visit.t, topics=len(known))
        return Card(html, home_keys.edited(visit.t, _lines(session, known, page), page=page, total=len(known)))
    total, failing = feeds.count_feeds(session)
    html = home_texts.home(
        visit.t,
        topics=len(known),
        feeds=total,
        failing=failing,
        chats=chats.count_chats(session).get(ChatState.ACTIVE, 0),
    )
    if not known:
        return Card(html, home_keys.first_steps(visit.t, pack_in(visit.language)))
    return Card(html, home_keys.home(visit.t, _lines(session, known, page), page=page, total=len(known)))


def topic_card(session: Session, visit: Visit, topic_id: int) -> Card | None:
    topic = topics.topic(session, topic_id)
    if topic is None:
        return None
    count = count_topic_feeds(session, [topic_id]).get(topic_id, NO_FEEDS)
    html = topic_texts.topic_card(
        visit.t,
        topic,
        count=count,
        chats=topics.count_subscribers(session, topic_id),
        link=invitation(topic, visit.context.bot.username),
    )
    return Card(html, topic_keys.topic(visit.t, topic_id, feeds=count.feeds, admin=visit.rights.admin))


def found_card(session: Session, visit: Visit, words: str) -> Card:
    """The topics that fit these words, the best of them."""
    found = search_topics(edited(session, visit), words)
    shown = found[: home_keys.MOST_FOUND]
    html = home_texts.found_topics(visit.t, words, found=len(found), shown=len(shown))
    return Card(html, home_keys.found(visit.t, _lines(session, shown, 0)))


def invitation(topic: Topic, bot_name: str) -> str | None:
    """The link that leads a reader to follow this topic (https://core.telegram.org/bots/features#deep-linking)."""
    return topic_link(bot_name, topic)


def _lines(session: Session, known: Sequence[Topic], page: int) -> list[TopicLine]:
    page, _ = page_of(len(known), page, home_keys.A_PAGE)
    shown = known[page * home_keys.A_PAGE : (page + 1) * home_keys.A_PAGE]
    counted = count_topic_feeds(session, [topic.id for topic in shown])
    return [TopicLine(topic, counted.get(topic.id, NO_FEEDS)) for topic in shown]
