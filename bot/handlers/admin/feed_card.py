"""One feed: what admins change of it, for all topics that carry it."""

from dataclasses import replace

from telegram import Message

from bot.context import Handler
from bot.dialogs import Step, ask, close, leave_question, open_question
from bot.handlers.admin.feeds import list_feeds, reached, show
from bot.handlers.admin.recorded import note
from bot.handlers.doors import on_tap
from bot.handlers.rights import Right
from bot.keyboards.admin import feed_card as keys
from bot.taps.admin.feeds import AskFeedMove, AskFeedTitle, DropFeedTitle, MoveFeed, PauseFeed, SetFullArticle
from bot.taps.core import key_of
from bot.texts.admin import feed_card as texts
from bot.texts.admin import feeds as feed_texts
from bot.texts.admin import home as home_texts
from bot.topic_names import LONGEST_NAME, clean_line
from bot.visit import Card, Visit
from jobs.feeds.finding.addresses import same_feed_key, typed_addresses, typed_login
from jobs.feeds.finding.discovery import discover
from jobs.feeds.finding.found import FeedPreview
from jobs.feeds.problems import FeedProblem
from storage import feeds
from storage.chats import Dialog
from storage.database import Session
from storage.feed_moves import move_feed
from storage.feed_options import feed_options, same_host, set_feed_options
from storage.feeds import Feed


def handlers() -> list[Handler]:
    return [
        on_tap(PauseFeed, pause, may=Right.ADMIN),
        on_tap(SetFullArticle, set_full_article, may=Right.ADMIN),
        on_tap(AskFeedTitle, ask_title, may=Right.ADMIN),
        on_tap(DropFeedTitle, drop_title, may=Right.ADMIN),
        on_tap(AskFeedMove, ask_move, may=Right.ADMIN),
        on_tap(MoveFeed, move, may=Right.ADMIN),
    ]


async def pause(visit: Visit, tap: PauseFeed) -> str | None:
    def work(session: Session) -> None:
        feed = reached(session, visit, tap.feed_id, tap.topic_id)
        if feed is None:
            return
        if tap.on:
            feeds.pause_feed(session, feed.id)
        else:
            feeds.make_due(session, feed.id, now=visit.now)
        note(
            session,
            visit,
            "feed.pause" if tap.on else "feed.resume",
            f"feed:{feed.id}",
            feed=feed_texts.feed_name(feed),
        )

    await visit.write(work)
    toast = texts.paused_toast(visit.t) if tap.on else texts.resumed_toast(visit.t)
    return await show(visit, tap.feed_id, tap.topic_id) or toast


async def set_full_article(visit: Visit, tap: SetFullArticle) -> str | None:
    def work(session: Session) -> None:
        feed = reached(session, visit, tap.feed_id, tap.topic_id)
        if feed is None:
            return
        set_feed_options(session, feed.id, replace(feed_options(session, feed.id), full_article=tap.on))
        note(session, visit, "feed.articles", f"feed:{feed.id}", feed=feed_texts.feed_name(feed), whole=tap.on)

    await visit.write(work)
    return await show(visit, tap.feed_id, tap.topic_id) or texts.full_article_toast(visit.t, on=tap.on)


async def ask_title(visit: Visit, tap: AskFeedTitle) -> str | None:
    feed = await _asked(visit, Step.FEED_TITLE, tap.feed_id, tap.topic_id)
    if feed is None:
        return home_texts.gone_toast(visit.t)
    await visit.show(Card(texts.ask_title(visit.t, feed), keys.ask_title(visit.t, feed, tap.topic_id)))
    return None


async def title_given(visit: Visit, dialog: Dialog) -> None:
    feed_id, topic_id = int(dialog.data["feed_id"]), int(dialog.data["topic_id"])
    title = clean_line(visit.words, LONGEST_NAME)
    if not any(map(str.isalnum, title)):
        await visit.say(Card(texts.no_title(visit.t), keys.cancel(visit.t, feed_id, topic_id)))
        return

    def work(session: Session) -> None:
        close(session, visit)
        if feed := reached(session, visit, feed_id, topic_id):
            feeds.name_feed(session, feed.id, title)
            note(session, visit, "feed.rename", f"feed:{feed.id}", was=feed_texts.feed_name(feed), title=title)

    await visit.write(work)
    await show(visit, feed_id, topic_id)


async def drop_title(visit: Visit, tap: DropFeedTitle) -> str | None:
    def work(session: Session) -> None:
        close(session, visit)
        if feed := reached(session, visit, tap.feed_id, tap.topic_id):
            feeds.name_feed(session, feed.id, "")
            feeds.make_due(session, feed.id, now=visit.now)
            note(session, visit, "feed.rename", f"feed:{feed.id}", was=feed_texts.feed_name(feed), title="")

    await visit.write(work)
    return await show(visit, tap.feed_id, tap.topic_id) or texts.renamed_toast(visit.t)


async def ask_move(visit: Visit, tap: AskFeedMove) -> str | None:
    feed = await _asked(visit, Step.FEED_MOVE, tap.feed_id, tap.topic_id)
    if feed is None:
        return home_texts.gone_toast(visit.t)
    await visit.show(Card(texts.ask_new_address(visit.t, feed), keys.cancel(visit.t, feed.id, tap.topic_id)))
    return None


async def address_given(visit: Visit, dialog: Dialog) -> None:
    """Say that it is looked at, and look: other messages don't wait for a slow server."""
    feed_id, topic_id = int(dialog.data["feed_id"]), int(dialog.data["topic_id"])
    address, cancel = visit.words, keys.cancel(visit.t, feed_id, topic_id)
    if len(address.split()) != 1 or "." not in address:
        await visit.say(Card(feed_texts.no_address(visit.t), cancel))
        return
    feed = await visit.read(lambda session: reached(session, visit, feed_id, topic_id))
    if feed is None:
        await leave_question(visit)
        await list_feeds(visit, topic_id)
        return
    data = {"feed_id": feed_id, "topic_id": topic_id, "checking": key_of(address)}
    await visit.write(lambda session: ask(session, visit, Step.FEED_MOVE, data))
    shown = await visit.say(Card(feed_texts.checking(visit.t, address), cancel))
    visit.context.application.create_task(_look(visit, feed, topic_id, address, shown), update=visit.update)


async def move(visit: Visit, tap: MoveFeed) -> str | None:
    """Read it from where its server says that it moved, or from the address that was just looked at."""

    def work(session: Session) -> int | None:
        feed, dialog = reached(session, visit, tap.feed_id, tap.topic_id), open_question(session, visit)
        if feed is None:
            return None
        asked = dialog.data if dialog and dialog.step == Step.FEED_MOVE and dialog.data["feed_id"] == feed.id else {}
        if "url" in asked and key_of(asked["url"]) == tap.key:
            close(session, visit)
            return _move(session, visit, feed, str(asked["url"]), typed=str(asked["typed"]))
        if feed.moved_to and key_of(feed.moved_to) == tap.key:
            return _move(session, visit, feed, feed.moved_to, typed="")
        return None

    moved = await visit.write(work)
    if moved is None:
        return await show(visit, tap.feed_id, tap.topic_id) or home_texts.expired_toast(visit.t)
    return await show(visit, moved, tap.topic_id) or texts.moved_toast(visit.t)


def _move(session: Session, visit: Visit, feed: Feed, url: str, *, typed: str) -> int:
    """The feed's number there. A login that was typed is its own where it is on the host that it was typed for."""
    there = move_feed(session, feed.id, url)
    address, login = typed_login(typed)
    if login and any(same_host(whole, url) for whole in typed_addresses(address)):
        set_feed_options(session, there, replace(feed_options(session, there), login=login))
    feeds.make_due(session, there, now=visit.now)
    note(session, visit, "feed.move", f"feed:{feed.id}", feed=feed_texts.feed_name(feed), was=feed.url, now=url)
    return there


async def _look(visit: Visit, feed: Feed, topic_id: int, address: str, shown: Message) -> None:
    """Look at the address, and put what was found in the place of the message that said so."""
    cancel = keys.cancel(visit.t, feed.id, topic_id)
    try:
        (there, *_) = await discover(visit.deps.client, address, now=visit.deps.clock(), workers=visit.deps.workers)
    except FeedProblem as problem:
        card = Card(feed_texts.problem(visit.t, address, str(problem)), cancel)
    else:
        if same_feed_key(there.url) == same_feed_key(feed.url) and typed_login(address)[1] is None:
            card = Card(texts.same_address(visit.t), cancel)
        else:
            known = await visit.write(lambda session: _keep_found(session, visit, feed, address, there))
            html = texts.new_address(visit.t, feed, there, known=known, now=visit.now)
            card = Card(html, keys.new_address(visit.t, feed.id, topic_id, key_of(there.url)))
    dialog = await visit.read(lambda session: open_question(session, visit))
    if dialog is None or dialog.data.get("checking") != key_of(address):
        card = Card(feed_texts.left_aside(visit.t))
    await visit.change(shown, card)


def _keep_found(session: Session, visit: Visit, feed: Feed, address: str, there: FeedPreview) -> Feed | None:
    """Keep what was found with the question, and return the other feed of ours that is read from there."""
    dialog = open_question(session, visit)
    if dialog and dialog.step == Step.FEED_MOVE and dialog.data.get("checking") == key_of(address):
        ask(session, visit, Step.FEED_MOVE, {**dialog.data, "url": there.url, "typed": address})
    known = feeds.feed_at(session, there.url)
    return known if known and known.id != feed.id else None


async def _asked(visit: Visit, step: Step, feed_id: int, topic_id: int) -> Feed | None:
    """The feed, about which a question is open now; None, and the list, where it is gone."""

    def work(session: Session) -> Feed | None:
        feed = reached(session, visit, feed_id, topic_id)
        if feed is not None:
            ask(session, visit, step, {"feed_id": feed_id, "topic_id": topic_id})
        return feed

    feed = await visit.write(work)
    if feed is None:
        await list_feeds(visit, topic_id)
    return feed
