"""Following a site of one's own: its address is looked at, what was found is offered, and followed by a tap.

What was found waits in the question's data; the button that follows it carries only a key, since callback data is
anybody's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from telegram import Message, MessageEntity

from bot.context import Handler
from bot.dialogs import Step, ask, close, open_question
from bot.handlers.doors import on_tap
from bot.handlers.hours import ensure_schedule
from bot.handlers.own_feeds import Own, feeds_card, own
from bot.handlers.rights import Right
from bot.handlers.topics import Choice, choice
from bot.keyboards import own_feeds as keys
from bot.keyboards import topics as topic_keys
from bot.own_feeds import most_own_feeds
from bot.taps.core import key_of
from bot.taps.own_feeds import AskOwnFeed, FollowFeed, LookForFeed, StopLooking
from bot.texts import own_feeds as texts
from bot.texts.admin.feeds import checking, feed_name, found_title, offer_button
from bot.topic_names import clean_line
from bot.visit import Card, Visit
from jobs.feeds.finding.addresses import typed_login
from jobs.feeds.finding.discovery import discover
from jobs.feeds.finding.found import FeedPreview
from jobs.feeds.problems import FeedProblem
from storage import feeds, topics
from storage.chats import Dialog
from storage.database import Session
from storage.feeds import FeedState
from storage.own_topics import AddedFeed, OwnFeed, add_own_feed
from storage.schedules import Schedule
from storage.topics import Topic

LONGEST_TITLE = 200
MOST_TOPICS = 3


def handlers() -> list[Handler]:
    return [
        on_tap(AskOwnFeed, ask_address, may=Right.CHAT),
        on_tap(LookForFeed, look_by_tap, may=Right.CHAT),
        on_tap(FollowFeed, follow, may=Right.CHAT),
        on_tap(StopLooking, stop, may=Right.CHAT),
    ]


@dataclass(frozen=True, slots=True)
class Followed:
    """What a tap on a feed that was found came to; `others` were found beside it, by label and key."""

    added: AddedFeed
    title: str
    schedule: Schedule | None
    others: Sequence[tuple[str, str]]


async def ask_address(visit: Visit, _: AskOwnFeed) -> None:
    if not visit.private:
        await visit.answer_tap(texts.ask_by_command_toast(visit.t), alert=True)
        return
    await visit.write(lambda session: ask(session, visit, Step.OWN_FEED_ADDRESS, {}))
    await visit.show(Card(texts.ask_address(visit.t), keys.stop(visit.t)))


async def address_given(visit: Visit, _: Dialog) -> None:
    """The answer to "which site?"."""
    if len(visit.words.split()) != 1 or "." not in visit.words:
        await visit.say(Card(texts.no_address(visit.t), keys.stop(visit.t)))
        return
    await look_at(visit, visit.words)


async def ask_whether_to_look(visit: Visit, address: str) -> None:
    """An address stood among other words: perhaps it is to be followed."""
    if not (await visit.read(lambda session: own(session, visit))).most:
        await visit.say(Card(texts.closed(visit.t), topic_keys.to_topics(visit.t)))
        return
    await visit.write(lambda session: ask(session, visit, Step.OWN_FEED, {"address": address}))
    await visit.say(Card(texts.shall_i_look(visit.t, address), keys.look(visit.t, key_of(address))))


async def look_by_tap(visit: Visit, tap: LookForFeed) -> str | None:
    """Also where an admin wants an address that they sent for themselves alone."""
    dialog = await visit.read(lambda session: open_question(session, visit))
    address = str(dialog.data.get("address", "")) if dialog else ""
    if not address or key_of(address) != tap.key:
        return texts.expired_toast(visit.t)
    await look_at(visit, address)
    return None


async def look_at(visit: Visit, address: str) -> None:
    """Say that it is looked at, and look: other messages don't wait for a slow server."""
    there = await visit.read(lambda session: own(session, visit))
    if refusal := _no_room(visit, there) or _not_to_be_searched(visit, address):
        await visit.show(refusal)
        return
    await visit.write(lambda session: ask(session, visit, Step.OWN_FEED, {"checking": key_of(address)}))
    shown = await visit.show(Card(checking(visit.t, address), keys.stop(visit.t)))
    visit.context.application.create_task(_look(visit, address, shown), update=visit.update)


async def follow(visit: Visit, tap: FollowFeed) -> str | None:
    """Follow what was chosen. A second tap finds it followed already, and says the same."""
    done = await visit.write(lambda session: _follow(session, visit, tap.key))
    if done is None:
        await visit.show(feeds_card(visit, await visit.read(lambda session: own(session, visit)), 0))
        return texts.expired_toast(visit.t)
    match done.added.outcome:
        case OwnFeed.CLOSED:
            return texts.closed_toast(visit.t)
        case OwnFeed.FULL:
            there = await visit.read(lambda session: own(session, visit))
            await visit.show(feeds_card(visit, there, 0))
            return texts.full_toast(visit.t, there.most)
    assert done.schedule is not None
    html = texts.followed(
        visit.t,
        done.title,
        done.schedule,
        new=done.added.outcome is OwnFeed.ADDED,
        more=bool(done.others),
        now=visit.now,
    )
    await visit.show(Card(html, keys.followed(visit.t, done.others)))
    return None


async def stop(visit: Visit, _: StopLooking) -> None:
    visit.deps.searches.give_up(visit.chat.id)
    await visit.write(lambda session: close(session, visit))
    await visit.show(Card(texts.not_wanted(visit.t), keys.to_feeds(visit.t)))


def _no_room(visit: Visit, there: Own) -> Card | None:
    if not there.most:
        return Card(texts.closed(visit.t), topic_keys.to_topics(visit.t))
    if len(there.feeds) >= there.most:
        card = feeds_card(visit, there, 0)
        return Card(texts.full(visit.t, there.most), card.buttons)
    return None


def _not_to_be_searched(visit: Visit, address: str) -> Card | None:
    if typed_login(address)[1] is not None:
        return Card(texts.no_login(visit.t))
    if not visit.deps.searches.allows(visit.chat.id, now=visit.now):
        return Card(texts.many_searches(visit.t))
    return None


async def _look(visit: Visit, address: str, shown: Message) -> None:
    """Look at the address, and put what was found in the place of the message that said so."""
    deps = visit.deps
    search = partial(discover, deps.client, address, now=deps.clock(), workers=deps.workers)
    try:
        found = await deps.searches.run(visit.chat.id, search)
    except FeedProblem as problem:
        await visit.change(shown, Card(texts.problem(visit.t, address, str(problem)), keys.to_feeds(visit.t)))
        return
    offers = None if found is None else _offers(visit, found)
    if not found or not offers or not await visit.write(lambda session: _keep_found(session, visit, address, offers)):
        await visit.change(shown, Card(texts.left_aside(visit.t)))
    elif len(found) == 1:
        await visit.change(shown, await _one(visit, found[0]))
    else:
        html = texts.which_feed(visit.t, address, found, now=visit.now)
        buttons = [(each["label"], key_of(each["url"])) for each in offers]
        await visit.change(shown, Card(html, keys.which_feed(visit.t, buttons)))


def _offers(visit: Visit, found: Sequence[FeedPreview]) -> list[dict[str, Any]]:
    return [
        {
            "url": each.url,
            "title": clean_line(found_title(each), LONGEST_TITLE),
            "language": each.language,
            "label": offer_button(visit.t, number, each, now=visit.now),
        }
        for number, each in enumerate(found, start=1)
    ]


def _keep_found(session: Session, visit: Visit, address: str, offers: list[dict[str, Any]]) -> bool:
    """Keep what was found with the question; False when nobody asks any more."""
    dialog = open_question(session, visit)
    if dialog is None or dialog.data.get("checking") != key_of(address):
        return False
    ask(session, visit, Step.OWN_FEED, {"checking": key_of(address), "feeds": offers})
    return True


async def _one(visit: Visit, found: FeedPreview) -> Card:
    def work(session: Session) -> tuple[bool, Choice, list[Topic]]:
        feed, chosen = feeds.feed_at(session, found.url), choice(session, visit)
        if feed is None:
            return False, chosen, []
        seen = {topic.id for topic in chosen.offered}
        carrying = [topic for topic in topics.topics_of_feed(session, feed.id) if topic.id in seen]
        return any(each.id == feed.id for each in own(session, visit).feeds), chosen, carrying

    known, chosen, carrying = await visit.read(work)
    followed_in = [topic for topic in carrying if topic.id in chosen.ids][:MOST_TOPICS]
    also_in = [topic for topic in carrying if topic.id not in chosen.ids][:MOST_TOPICS]
    html = texts.preview(visit.t, found, now=visit.now, known=known, followed_in=followed_in, also_in=also_in)
    return Card(html, keys.to_feeds(visit.t) if known else keys.follow(visit.t, key_of(found.url), also_in))


def _follow(session: Session, visit: Visit, key: str) -> Followed | None:
    """None where nothing of that key is offered to this chat."""
    offered = _offered(session, visit)
    wanted = next((each for each in offered if key_of(each["url"]) == key), None)
    if wanted is None:
        return None
    chat = visit.meet(session)
    added = add_own_feed(
        session,
        chat.id,
        url=wanted["url"],
        title=wanted["title"],
        language=wanted["language"],
        most=most_own_feeds(session, visit.deps.settings, chat.id),
        topic_name=texts.topic_name(visit.t),
        now=visit.now,
    )
    if added.feed is None:
        return Followed(added, wanted["title"], None, ())
    if added.feed.state == FeedState.GONE or added.feed.failures:
        # it was just seen to be well
        feeds.make_due(session, added.feed.id, now=visit.now)
    schedule = ensure_schedule(session, visit, chat.id)
    mine = {feed.url for feed in own(session, visit).feeds}
    others = [(each["label"], key_of(each["url"])) for each in offered if each["url"] not in mine]
    return Followed(added, feed_name(added.feed), schedule, others)


def _offered(session: Session, visit: Visit) -> Sequence[Mapping[str, Any]]:
    """What was found; where something else was asked since, the addresses that the card itself shows."""
    dialog = open_question(session, visit)
    found: Sequence[Mapping[str, Any]] = dialog.data.get("feeds", ()) if dialog else ()
    return found or [{"url": url, "title": "", "language": None, "label": url} for url in _shown(visit)]


def _shown(visit: Visit) -> list[str]:
    if visit.message is None:
        return []
    shown = visit.message.parse_entities([MessageEntity.URL]).values()
    return [url for url in shown if url.startswith(("http://", "https://"))]
