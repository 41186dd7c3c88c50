"""Feeds as admins see them: which there are, how they are, which topics carry them, and away with them."""

import re
from collections.abc import Callable
from functools import partial

from bot.context import Handler
from bot.dialogs import Step, ask, leave_question
from bot.handlers.admin.cards import known_to, show_home
from bot.handlers.admin.forms import Form, form
from bot.handlers.admin.recorded import note
from bot.handlers.doors import on_tap
from bot.handlers.rights import Right
from bot.i18n.texts import lines
from bot.keyboards.admin import feed_card as card_keys
from bot.keyboards.admin import feeds as feed_keys
from bot.keyboards.admin import home as home_keys
from bot.keyboards.buttons import page_of
from bot.taps.admin.feeds import LinkFeed, ListFeeds, RemoveFeed, RetryFeed, SearchFeeds, ShowFeed, ShowFeedTopics
from bot.taps.core import key_of
from bot.texts import talk
from bot.texts.admin import feed_card as card_texts
from bot.texts.admin import feeds as feed_texts
from bot.texts.admin import home as home_texts
from bot.visit import Card, Visit
from bot.words.letters import bare_letters
from storage import feeds, topics
from storage.carried import forget_unread
from storage.chats import Dialog
from storage.database import Session
from storage.entry_trouble import entry_trouble
from storage.feeds import Feed, FeedState
from storage.topic_feeds import carried_feed, listed_feed
from storage.topics import Topic
from storage.websub import leases_of

MOST_FOUND = 20


def handlers() -> list[Handler]:
    return [
        on_tap(ListFeeds, list_feeds_by_tap, may=Right.FEED),
        on_tap(ShowFeed, show_feed, may=Right.FEED),
        on_tap(RetryFeed, retry, may=Right.FEED),
        on_tap(ShowFeedTopics, show_links, may=Right.FEED),
        on_tap(LinkFeed, link, may=Right.FEED),
        on_tap(RemoveFeed, remove, may=Right.FEED),
        on_tap(SearchFeeds, ask_search, may=Right.ADMIN),
    ]


def forms() -> list[Form]:
    return [
        form(r"feeds?(?:\s+(?P<words>.+))?", feeds_typed, example="/admin feeds harbour"),
        form(r"pause\s+(?:feed\s+)?(?P<words>.+)", pause_typed, example="/admin pause Harbour Post"),
        form(r"(?:resume|check|retry)\s+(?:feed\s+)?(?P<words>.+)", resume_typed, example="/admin check Harbour Post"),
    ]


def reached(session: Session, visit: Visit, feed_id: int, topic_id: int) -> Feed | None:
    """The feed that this visitor may see and change: an editor those that the topic carries by way of which they come,
    an admin all but those that only chats have among their own."""
    return listed_feed(session, feed_id) if visit.rights.admin else carried_feed(session, topic_id, feed_id)


async def list_feeds_by_tap(visit: Visit, tap: ListFeeds) -> None:
    await leave_question(visit)
    await list_feeds(visit, tap.topic_id, tap.page)


async def list_feeds(visit: Visit, topic_id: int = 0, page: int = 0) -> None:
    """A topic's feeds, or all: those in trouble first."""

    def work(session: Session) -> tuple[Topic | None, tuple[int, int], int, list[Feed]]:
        topic = topics.topic(session, topic_id) if topic_id else None
        counted = feeds.count_feeds(session, topic_id=topic_id or None)
        at, _ = page_of(counted[0], page, feed_keys.A_PAGE)
        first = at * feed_keys.A_PAGE
        found = feeds.list_feeds(session, topic_id=topic_id or None, offset=first, limit=feed_keys.A_PAGE)
        return topic, counted, at, found

    topic, (count, failing), page, shown = await visit.read(work)
    if topic_id and topic is None:
        await show_home(visit)
        return
    html = feed_texts.heading(visit.t, topic, count=count, failing=failing)
    why = [card_texts.failing_line(visit.t, feed) for feed in shown if feed.failures or feed.state == FeedState.GONE]
    card = lines(html, "", *why) if why else html
    await visit.show(Card(card, feed_keys.feeds(visit.t, shown, topic.id if topic else 0, page, count=count)))


async def ask_search(visit: Visit, _: SearchFeeds) -> None:
    await visit.write(lambda session: ask(session, visit, Step.FEED_SEARCH, {}))
    await visit.show(Card(card_texts.ask_search(visit.t), card_keys.cancel_search(visit.t)))


async def search_given(visit: Visit, _: Dialog) -> None:
    """The answer to which feed is looked for; it stays open where nothing was found."""
    if await search(visit, visit.words):
        await leave_question(visit)


async def search(visit: Visit, words: str) -> bool:
    """Show the feed with these words in its title or address, or those to choose from; whether any has them."""
    found = await visit.read(lambda session: _found(session, words))
    if len(found) == 1:
        await show(visit, found[0].id, 0)
        return True
    shown = found[:MOST_FOUND]
    html = card_texts.found(visit.t, words, count=len(found), shown=len(shown))
    await visit.show(Card(html, card_keys.found(visit.t, shown)))
    return bool(found)


async def feeds_typed(visit: Visit, words: re.Match[str]) -> None:
    if words["words"]:
        await search(visit, words["words"])
    else:
        await list_feeds(visit)


async def pause_typed(visit: Visit, words: re.Match[str]) -> None:
    await _change_typed(visit, words["words"], "feed.pause", feeds.pause_feed)


async def resume_typed(visit: Visit, words: re.Match[str]) -> None:
    await _change_typed(visit, words["words"], "feed.resume", partial(feeds.make_due, now=visit.now))


async def _change_typed(visit: Visit, words: str, action: str, change: Callable[[Session, int], None]) -> None:
    """Change the one feed that is meant and show it; else show those that may be."""

    def work(session: Session) -> None:
        found = _found(session, words)
        if len(found) == 1:
            change(session, found[0].id)
            note(session, visit, action, f"feed:{found[0].id}", feed=feed_texts.feed_name(found[0]))

    await visit.write(work)
    await search(visit, words)


def _found(session: Session, words: str) -> list[Feed]:
    """The admins' feeds with all of these words in title or address; one that is called just so is the only one."""
    wanted = bare_letters(words).split()
    known = feeds.list_feeds(session)
    named = [feed for feed in known if bare_letters(feed_texts.feed_name(feed)).split() == wanted]
    if len(named) == 1:
        return named
    return [feed for feed in known if all(word in bare_letters(f"{feed.title} {feed.url}") for word in wanted)]


async def show_feed(visit: Visit, tap: ShowFeed) -> str | None:
    await leave_question(visit)
    return await show(visit, tap.feed_id, tap.topic_id)


async def retry(visit: Visit, tap: RetryFeed) -> str | None:
    def work(session: Session) -> None:
        feed = reached(session, visit, tap.feed_id, tap.topic_id)
        # a feed that an admin paused is read again when an admin says so
        if feed is not None and (visit.rights.admin or feed.state != FeedState.PAUSED):
            feeds.make_due(session, feed.id, now=visit.now)

    await visit.write(work)
    return await show(visit, tap.feed_id, tap.topic_id) or feed_texts.retry_toast(visit.t)


async def show_links(visit: Visit, tap: ShowFeedTopics) -> str | None:
    return await _show_links(visit, tap.feed_id, tap.topic_id, tap.page)


async def link(visit: Visit, tap: LinkFeed) -> str | None:
    if not _may_link(visit, tap.link_id, tap.topic_id):
        return talk.not_theirs_toast(visit.t)

    def work(session: Session) -> None:
        feed, topic = reached(session, visit, tap.feed_id, tap.topic_id), topics.topic(session, tap.link_id)
        if feed is None or topic is None:
            return
        if tap.on:
            topics.link_feed(session, topic.id, feed.id)
        else:
            topics.unlink_feed(session, topic.id, feed.id)
        action = "feed.link" if tap.on else "feed.unlink"
        note(session, visit, action, f"feed:{feed.id}", feed=feed_texts.feed_name(feed), topic=topic.name)

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
        note(
            session,
            visit,
            "feed.remove",
            f"feed:{feed.id}",
            feed=feed_texts.feed_name(feed),
            topic=topic.name if topic else "",
        )
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


async def show(visit: Visit, feed_id: int, topic_id: int) -> str | None:
    """A feed's card; where it is gone, the list and a toast that says so."""

    def work(session: Session) -> tuple[Feed, card_texts.Facts] | None:
        feed = reached(session, visit, feed_id, topic_id)
        if feed is None:
            return None
        facts = card_texts.Facts(
            topics=known_to(visit, topics.topics_of_feed(session, feed_id)),
            lease=leases_of(session, [feed_id]).get(feed_id),
            trouble=entry_trouble(session, feed_id),
        )
        return feed, facts

    found = await visit.read(work)
    if found is None:
        await list_feeds(visit, topic_id)
        return home_texts.gone_toast(visit.t)
    feed, facts = found
    buttons = card_keys.card(
        visit.t,
        feed,
        topic_id,
        admin=visit.rights.admin,
        move_key=key_of(feed.moved_to) if feed.moved_to else None,
    )
    await visit.show(Card(card_texts.card(visit.t, feed, facts, now=visit.now), buttons))
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
