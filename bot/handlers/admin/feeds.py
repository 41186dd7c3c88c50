"""Feeds as admins see them: which there are, how they are, which topics carry them, and away with them."""

from bot.context import Handler
from bot.handlers.admin.cards import known_to, show_home
from bot.handlers.doors import on_tap
from bot.handlers.rights import Right
from bot.keyboards.admin import feeds as feed_keys
from bot.keyboards.admin import home as home_keys
from bot.taps.admin.feeds import LinkFeed, ListFeeds, RemoveFeed, RetryFeed, ShowFeed, ShowFeedTopics
from bot.texts import talk
from bot.texts.admin import feeds as feed_texts
from bot.texts.admin import home as home_texts
from bot.visit import Card, Visit
from storage import feeds, topics
from storage.carried import forget_unread
from storage.database import Session
from storage.feeds import Feed
from storage.topic_feeds import carried_feed, listed_feed
from storage.topics import Topic


def handlers() -> list[Handler]:
    return [
        on_tap(ListFeeds, list_feeds_by_tap, may=Right.FEED),
        on_tap(ShowFeed, show_feed, may=Right.FEED),
        on_tap(RetryFeed, retry, may=Right.FEED),
        on_tap(ShowFeedTopics, show_links, may=Right.FEED),
        on_tap(LinkFeed, link, may=Right.FEED),
        on_tap(RemoveFeed, remove, may=Right.FEED),
    ]


def reached(session: Session, visit: Visit, feed_id: int, topic_id: int) -> Feed | None:
    """The feed that this visitor may see and change: an editor those that the topic carries by way of which they come,
    an admin all but those that only chats have among their own."""
    return listed_feed(session, feed_id) if visit.rights.admin else carried_feed(session, topic_id, feed_id)


async def list_feeds_by_tap(visit: Visit, tap: ListFeeds) -> None:
    await list_feeds(visit, tap.topic_id, tap.page)


async def list_feeds(visit: Visit, topic_id: int = 0, page: int = 0) -> None:
    """A topic's feeds, or all: those in trouble first."""

    def work(session: Session) -> tuple[Topic | None, list[Feed]]:
        topic = topics.topic(session, topic_id) if topic_id else None
        return topic, feeds.list_feeds(session, topic_id=topic_id or None)

    topic, found = await visit.read(work)
    if topic_id and topic is None:
        await show_home(visit)
        return
    failing = sum(feed.failures > 0 for feed in found)
    html = feed_texts.heading(visit.t, topic, count=len(found), failing=failing)
    await visit.show(Card(html, feed_keys.feeds(visit.t, found, topic.id if topic else 0, page)))


async def show_feed(visit: Visit, tap: ShowFeed) -> str | None:
    return await _show(visit, tap.feed_id, tap.topic_id)


async def retry(visit: Visit, tap: RetryFeed) -> str | None:
    def work(session: Session) -> None:
        if reached(session, visit, tap.feed_id, tap.topic_id):
            feeds.make_due(session, tap.feed_id, now=visit.now)

    await visit.write(work)
    return await _show(visit, tap.feed_id, tap.topic_id) or feed_texts.retry_toast(visit.t)


async def show_links(visit: Visit, tap: ShowFeedTopics) -> str | None:
    return await _show_links(visit, tap.feed_id, tap.topic_id, tap.page)


async def link(visit: Visit, tap: LinkFeed) -> str | None:
    if not _may_link(visit, tap.link_id, tap.topic_id):
        return talk.not_theirs_toast(visit.t)

    def work(session: Session) -> None:
        if reached(session, visit, tap.feed_id, tap.topic_id) is None or topics.topic(session, tap.link_id) is None:
            return
        if tap.on:
            topics.link_feed(session, tap.link_id, tap.feed_id)
        else:
            topics.unlink_feed(session, tap.link_id, tap.feed_id)

    await visit.write(work)
    return await _show_links(visit, tap.feed_id, tap.topic_id, tap.page)


async def remove(visit: Visit, tap: RemoveFeed) -> str | None:
    """Ask first; the second tap does it. A feed that no topic carries any more is forgotten."""

    def look(session: Session) -> tuple[Feed | None, Topic | None, list[Topic]]:
        carrying = topics.topics_of_feed(session, tap.feed_id)
        topic = next((topic for topic in carrying if topic.id == tap.topic_id), None)
        feed = reached(session, visit, tap.feed_id, tap.topic_id)
        return feed, topic, [other for other in carrying if other != topic]

    def work(session: Session) -> Feed | None:
        feed, topic, elsewhere = look(session)
        if feed is None:
            return None
        if topic is not None and (elsewhere or not visit.rights.admin):
            topics.unlink_feed(session, topic.id, feed.id)
            forget_unread(session, [feed.id])
        else:
            feeds.remove_feed(session, feed.id)
        return feed

    feed, topic, elsewhere = await visit.read(look)
    if feed is None or (tap.topic_id and topic is None):
        await list_feeds(visit, tap.topic_id)
        return home_texts.gone_toast(visit.t)
    if not tap.sure:
        buttons = home_keys.sure(visit.t, RemoveFeed(feed.id, tap.topic_id, True), ShowFeed(feed.id, tap.topic_id))
        html = feed_texts.confirm_removal(visit.t, feed, topic, elsewhere=known_to(visit, elsewhere))
        await visit.show(Card(html, buttons))
        return None
    await visit.write(work)
    await list_feeds(visit, tap.topic_id)
    return home_texts.removed_toast(visit.t, feed_texts.feed_name(feed))


async def _show(visit: Visit, feed_id: int, topic_id: int) -> str | None:
    def work(session: Session) -> tuple[Feed | None, list[Topic]]:
        return reached(session, visit, feed_id, topic_id), topics.topics_of_feed(session, feed_id)

    feed, carrying = await visit.read(work)
    if feed is None:
        await list_feeds(visit, topic_id)
        return home_texts.gone_toast(visit.t)
    html = feed_texts.feed_card(visit.t, feed, topics=known_to(visit, carrying), now=visit.now)
    await visit.show(Card(html, feed_keys.feed(visit.t, feed_id, topic_id)))
    return None


async def _show_links(visit: Visit, feed_id: int, topic_id: int, page: int) -> str | None:
    def work(session: Session) -> tuple[Feed | None, list[Topic], set[int]]:
        carrying = {topic.id for topic in topics.topics_of_feed(session, feed_id)}
        offered = [topic for topic in topics.list_topics(session) if _may_link(visit, topic.id, topic_id)]
        return reached(session, visit, feed_id, topic_id), offered, carrying

    feed, known, carrying = await visit.read(work)
    if feed is None:
        await list_feeds(visit, topic_id)
        return home_texts.gone_toast(visit.t)
    buttons = feed_keys.feed_topics(visit.t, feed_id, topic_id, known, carrying, page=page)
    await visit.show(Card(feed_texts.in_which_topics(visit.t, feed), buttons))
    return None


def _may_link(visit: Visit, link_id: int, topic_id: int) -> bool:
    """Whether the visitor may let this topic carry a feed that they came to by way of `topic_id`.

    An editor can't take it from there this way: without it the feed would be none of theirs, and no second tap of
    theirs could give it back.
    """
    return visit.rights.admin or (visit.rights.may_edit(link_id) and link_id != topic_id)
