"""A chat's own feeds: which there are, how they are, and away with them."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.context import Handler
from bot.dialogs import Step, ask, leave_question
from bot.handlers.doors import on_tap
from bot.handlers.rights import Right
from bot.keyboards import own_feeds as keys
from bot.own_feeds import most_own_feeds
from bot.taps.own_feeds import RemoveOwnFeed, SearchOwnFeeds, ShowOwnFeed, ShowOwnFeeds
from bot.texts import own_feeds as texts
from bot.texts.admin.feeds import feed_name
from bot.topic_names import search_feeds
from bot.visit import Card, Visit
from jobs.feeds.finding.addresses import same_feed_key
from storage.chats import Dialog
from storage.database import Session
from storage.feeds import Feed
from storage.own_topics import own_feed, own_feeds, remove_own_feed
from storage.topics import Topic


@dataclass(frozen=True, slots=True)
class Own:
    """The chat's own feeds, and how many there may be."""

    feeds: Sequence[Feed]
    most: int


def handlers() -> list[Handler]:
    return [
        on_tap(ShowOwnFeeds, show_feeds, may=Right.CHAT),
        on_tap(SearchOwnFeeds, ask_for_words, may=Right.CHAT),
        on_tap(ShowOwnFeed, show_feed, may=Right.CHAT),
        on_tap(RemoveOwnFeed, remove, may=Right.CHAT),
    ]


def own(session: Session, visit: Visit) -> Own:
    chat = visit.find(session)
    if chat is None:
        return Own((), most_own_feeds(session, visit.deps.settings))
    return Own(own_feeds(session, chat.id), most_own_feeds(session, visit.deps.settings, chat.id))


def feeds_card(visit: Visit, there: Own, page: int) -> Card:
    failing = sum(feed.failures > 0 for feed in there.feeds)
    html = texts.list_heading(visit.t, count=len(there.feeds), most=there.most, failing=failing)
    return Card(html, keys.feeds(visit.t, there.feeds, page, room=len(there.feeds) < there.most))


def found_feeds_card(visit: Visit, found: Sequence[Feed], topics: Sequence[Topic] = ()) -> Card:
    """What a search found among what is followed."""
    if not found and not topics:
        return Card(texts.nothing_found(visit.t, visit.words), keys.to_feeds(visit.t))
    return Card(texts.found_heading(visit.t, topics), keys.found(visit.t, found[: keys.A_PAGE]))


async def show_feeds(visit: Visit, tap: ShowOwnFeeds) -> None:
    await leave_question(visit)
    await visit.show(feeds_card(visit, await visit.read(lambda session: own(session, visit)), tap.page))


async def ask_for_words(visit: Visit, _: SearchOwnFeeds) -> None:
    """In a group the bot doesn't read along, so that only a command can say what is looked for."""
    if not visit.private:
        await visit.answer_tap(texts.search_by_command_toast(visit.t), alert=True)
        return
    await visit.write(lambda session: ask(session, visit, Step.OWN_FEED_SEARCH, {}))
    await visit.show(Card(texts.ask_search(visit.t), keys.to_feeds(visit.t)))


async def words_given(visit: Visit, _: Dialog) -> None:
    """The answer to what is looked for; the question stays open where nothing was found."""
    there = await visit.read(lambda session: own(session, visit))
    found = search_feeds(there.feeds, visit.words)
    if found:
        await leave_question(visit)
    await visit.say(found_feeds_card(visit, found))


async def show_feed(visit: Visit, tap: ShowOwnFeed) -> str | None:
    feed = await visit.read(lambda session: _mine(session, visit, tap.feed_id))
    if feed is None:
        return await _gone(visit, tap.page)
    card = texts.feed_card(visit.t, feed, now=visit.now)
    await visit.show(Card(card, keys.feed(visit.t, feed.id, tap.page)))
    return None


async def remove(visit: Visit, tap: RemoveOwnFeed) -> str | None:
    """Ask first; the second tap does it."""
    feed = await visit.read(lambda session: _mine(session, visit, tap.feed_id))
    if feed is None:
        return await _gone(visit, tap.page)
    if not tap.sure:
        await visit.show(Card(texts.confirm_removal(visit.t, feed), keys.sure(visit.t, feed.id, tap.page)))
        return None
    await visit.write(lambda session: remove_own_feed(session, visit.meet(session).id, feed.id))
    await visit.show(feeds_card(visit, await visit.read(lambda session: own(session, visit)), tap.page))
    return texts.removed_toast(visit.t, feed_name(feed))


async def removed_by_name(visit: Visit, words: str) -> Card | None:
    """Remove the own feed that is named by its title or address, and say so; None where none is meant."""
    there = await visit.read(lambda session: own(session, visit))
    named = [feed for feed in there.feeds if _is_called(feed, words)]
    if len(named) == 1:
        await visit.write(lambda session: remove_own_feed(session, visit.meet(session).id, named[0].id))
        return Card(texts.removed(visit.t, named[0]), keys.to_feeds(visit.t))
    close = named or search_feeds(there.feeds, words)
    return found_feeds_card(visit, close) if close else None


def _is_called(feed: Feed, words: str) -> bool:
    if feed.title.casefold() == words.casefold():
        return True
    try:
        return same_feed_key(feed.url) == same_feed_key(words if "://" in words else f"https://{words}")
    except ValueError:
        # what was written is no address
        return False


def _mine(session: Session, visit: Visit, feed_id: int) -> Feed | None:
    chat = visit.find(session)
    return own_feed(session, chat.id, feed_id) if chat else None


async def _gone(visit: Visit, page: int) -> str:
    await visit.show(feeds_card(visit, await visit.read(lambda session: own(session, visit)), page))
    return texts.gone_toast(visit.t)
