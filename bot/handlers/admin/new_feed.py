"""Adding a feed: its address, or its site's, is asked for and looked at; what was found is offered, and saved by a tap.

One feed is shown with its newest titles, several with how fresh each is. What was found waits in the question's data;
the button that saves it carries only a key, since callback data is anybody's.
"""

import re
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup
from telegram import Message

from bot.context import Handler
from bot.dialogs import Step, ask, close, open_question
from bot.feed_lists import keep_feed
from bot.handlers.admin.cards import edited, known_to, show_home
from bot.handlers.admin.forms import Form, form
from bot.handlers.admin.naming import topic_called
from bot.handlers.admin.recorded import note
from bot.handlers.doors import on_tap
from bot.handlers.rights import Right
from bot.keyboards.admin import feeds as feed_keys
from bot.keyboards.admin import home as home_keys
from bot.own_feeds import most_own_feeds
from bot.taps.admin.feeds import AskFeedAddress, CheckFeedFor, SaveFeed
from bot.taps.core import key_of
from bot.texts.admin import feeds as feed_texts
from bot.texts.admin import home as home_texts
from bot.visit import Card, Visit
from jobs.feeds.finding.addresses import typed_login
from jobs.feeds.finding.discovery import discover
from jobs.feeds.finding.found import FeedPreview
from jobs.feeds.problems import FeedProblem
from storage import feeds, topics
from storage.chats import Dialog
from storage.database import Session
from storage.feed_options import feed_options
from storage.topics import Topic


def handlers() -> list[Handler]:
    return [
        on_tap(AskFeedAddress, ask_address_by_tap, may=Right.EDIT),
        on_tap(CheckFeedFor, check_for_topic, may=Right.EDIT),
        on_tap(SaveFeed, save, may=Right.EDIT),
    ]


def forms() -> list[Form]:
    return [
        form(
            r"add\s+feed\s+(?P<address>\S+)\s+(?:to\s+)?(?P<topic>.+)",
            add_typed,
            may=Right.EDIT,
            example="/admin add feed example.org/news.xml to Technology",
        )
    ]


async def add_typed(visit: Visit, words: re.Match[str]) -> None:
    if named := await topic_called(visit, words["topic"]):
        await check(visit, named, words["address"])


async def ask_address_by_tap(visit: Visit, tap: AskFeedAddress) -> str | None:
    topic = await visit.read(lambda session: topics.topic(session, tap.topic_id))
    if topic is None:
        await show_home(visit)
        return home_texts.gone_toast(visit.t)
    await ask_address(visit, topic)
    return None


async def ask_address(visit: Visit, topic: Topic) -> None:
    await visit.write(lambda session: ask(session, visit, Step.FEED_ADDRESS, {"topic_id": topic.id}))
    await visit.show(Card(feed_texts.ask_address(visit.t, topic), home_keys.later(visit.t, topic.id)))


async def address_given(visit: Visit, dialog: Dialog) -> None:
    """The answer to "which feed?"; also another address while one waits to be saved."""
    topic_id = int(dialog.data["topic_id"])
    address = visit.words
    if len(address.split()) != 1 or "." not in address:
        waiting = dialog.step == Step.FEED_SAVE
        await visit.say(Card(feed_texts.save_or_cancel(visit.t) if waiting else feed_texts.no_address(visit.t)))
        return
    topic = await visit.read(lambda session: topics.topic(session, topic_id))
    if topic is None:
        await visit.write(lambda session: close(session, visit))
        await show_home(visit)
        return
    await check(visit, topic, address)


async def offer_topics(visit: Visit, address: str) -> None:
    """An admin or editor sent an address out of the blue: ask for which topic it is."""

    def work(session: Session) -> tuple[list[Topic], bool]:
        chat = visit.find(session)
        return edited(session, visit), most_own_feeds(session, visit.deps.settings, chat.id if chat else None) > 0

    known, own = await visit.read(work)
    if not known and not own:
        await show_home(visit)
    elif len(known) == 1 and not own:
        await check(visit, known[0], address)
    else:
        await visit.write(lambda session: ask(session, visit, Step.FEED_TOPIC, {"address": address}))
        buttons = feed_keys.for_which_topic(visit.t, known, key_of(address), own=own)
        await visit.say(Card(feed_texts.for_which_topic(visit.t, address), buttons))


async def check_for_topic(visit: Visit, tap: CheckFeedFor) -> str | None:
    def work(session: Session) -> tuple[Topic | None, Dialog | None]:
        return topics.topic(session, tap.topic_id), open_question(session, visit)

    topic, dialog = await visit.read(work)
    address = str(dialog.data["address"]) if dialog and dialog.step == Step.FEED_TOPIC else ""
    if topic is None or key_of(address) != tap.key:
        await show_home(visit)
        return home_texts.expired_toast(visit.t)
    await check(visit, topic, address)
    return None


async def check(visit: Visit, topic: Topic, address: str) -> None:
    """Say that it is looked at, and look: other messages don't wait for a slow server."""
    data = {"topic_id": topic.id, "checking": key_of(address)}
    await visit.write(lambda session: ask(session, visit, Step.FEED_ADDRESS, data))
    shown = await visit.show(Card(feed_texts.checking(visit.t, address), home_keys.cancel(visit.t, topic.id)))
    visit.context.application.create_task(_look(visit, topic, address, shown), update=visit.update)


async def save(visit: Visit, tap: SaveFeed) -> str | None:
    """Keep what was chosen. A second tap finds it kept already, and says the same."""

    html = await visit.write(lambda session: _save(session, visit, tap))
    if html is None:
        await show_home(visit)
        return home_texts.expired_toast(visit.t)
    await visit.show(Card(html, feed_keys.saved(visit.t, tap.topic_id)))
    return None


def _save(session: Session, visit: Visit, tap: SaveFeed) -> Markup | None:
    """Keep it and say so; None where it is no longer what was asked, or the topic is gone."""
    topic, dialog = topics.topic(session, tap.topic_id), open_question(session, visit)
    if topic is None:
        return None
    offered = dialog.data["feeds"] if dialog and dialog.step == Step.FEED_SAVE else []
    chosen = next((each for each in offered if key_of(each["url"]) == tap.key), None)
    if chosen is None:
        kept = [feed for feed in feeds.list_feeds(session, topic_id=topic.id) if key_of(feed.url) == tap.key]
        return feed_texts.saved(visit.t, feed_texts.feed_name(kept[0]), topic, new=False) if kept else None
    close(session, visit)
    if _is_closed(session, visit, chosen["url"], chosen["typed"]):
        return feed_texts.closed(visit.t)
    feed, new = keep_feed(session, topic, **chosen, now=visit.now)
    if new:
        note(session, visit, "feed.add", f"feed:{feed.id}", feed=feed_texts.feed_name(feed), topic=topic.name)
    return feed_texts.saved(visit.t, feed_texts.feed_name(feed), topic, new=new)


def _is_closed(session: Session, visit: Visit, url: str, typed: str) -> bool:
    """Whether an editor can't have this feed: what is read with a login of others', or is theirs without one."""
    feed = feeds.feed_at(session, url)
    if visit.rights.admin or feed is None:
        return False
    carrying = topics.topics_of_feed(session, feed.id)
    if carrying and all(visit.rights.may_edit(topic.id) for topic in carrying):
        return False
    return feed_options(session, feed.id).own_request or typed_login(typed)[1] is not None


async def _look(visit: Visit, topic: Topic, address: str, shown: Message) -> None:
    """Look at the address, and put what was found in the place of the message that said so."""
    try:
        found = await discover(visit.deps.client, address, now=visit.deps.clock(), workers=visit.deps.workers)
    except FeedProblem as problem:
        if await _still_asked(visit, address):
            buttons = home_keys.cancel(visit.t, topic.id)
            await visit.change(shown, Card(feed_texts.problem(visit.t, address, str(problem)), buttons))
        else:
            await visit.change(shown, Card(feed_texts.left_aside(visit.t)))
        return
    known_in = await visit.write(lambda session: _keep_found(session, visit, topic, address, found))
    if known_in is None:
        await visit.change(shown, Card(feed_texts.left_aside(visit.t)))
    elif len(found) == 1:
        await visit.change(shown, _one(found[0], topic, visit, known_in[0]))
    else:
        await visit.change(shown, _several(found, topic, address, visit, known_in))


def _one(found: FeedPreview, topic: Topic, visit: Visit, known_in: Sequence[Topic]) -> Card:
    html = feed_texts.preview(visit.t, found, topic, now=visit.now, known_in=known_in)
    if any(carrying.id == topic.id for carrying in known_in):
        return Card(html, feed_keys.saved(visit.t, topic.id))
    return Card(html, feed_keys.save(visit.t, topic.id, key_of(found.url)))


def _several(
    found: Sequence[FeedPreview], topic: Topic, address: str, visit: Visit, known_in: Sequence[Sequence[Topic]]
) -> Card:
    carried = [any(carrying.id == topic.id for carrying in each) for each in known_in]
    html = feed_texts.which_feed(visit.t, address, found, topic, now=visit.now, carried=carried)
    offers = [
        (feed_texts.offer_button(visit.t, number, each, now=visit.now), key_of(each.url))
        for number, (each, there) in enumerate(zip(found, carried, strict=True), start=1)
        if not there
    ]
    return Card(html, feed_keys.which_feed(visit.t, topic.id, offers))


def _keep_found(
    session: Session, visit: Visit, topic: Topic, address: str, found: Sequence[FeedPreview]
) -> list[list[Topic]] | None:
    """Keep what was found with the question, and return which topics carry each already; None when nobody asks."""
    dialog = open_question(session, visit)
    if dialog is None or dialog.data.get("checking") != key_of(address):
        return None
    offered: list[dict[str, Any]] = [
        {"url": each.url, "title": each.title, "language": each.language, "typed": address} for each in found
    ]
    ask(session, visit, Step.FEED_SAVE, {"topic_id": topic.id, "feeds": offered})
    known = [feeds.feed_at(session, each.url) for each in found]
    return [known_to(visit, topics.topics_of_feed(session, feed.id)) if feed else [] for feed in known]


async def _still_asked(visit: Visit, address: str) -> bool:
    """Whether this address is what the admin still waits for."""
    dialog = await visit.read(lambda session: open_question(session, visit))
    return dialog is not None and dialog.data.get("checking") == key_of(address)
