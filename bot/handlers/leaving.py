"""/unsub: leaving topics and own feeds, by name or by tapping them away."""

from dataclasses import dataclass

from bot.context import Handler
from bot.handlers.doors import on_command, on_tap
from bot.handlers.own_feeds import removed_by_name
from bot.handlers.rights import Right
from bot.handlers.topics import (
    Choice,
    choice,
    followed_or_left,
    leaving_asked,
    seen_topic,
    set_by_tap,
    set_subscription,
)
from bot.keyboards import topics as topic_keys
from bot.taps.topics import LeaveTopic, ShowLeaving, TakeBack
from bot.texts import topics as topic_texts
from bot.topic_names import close_topics, find_topic
from bot.visit import Card, Visit
from storage.database import Session
from storage.feeds import Feed
from storage.own_topics import own_feeds
from storage.topics import Topic


@dataclass(frozen=True, slots=True)
class Followed:
    choice: Choice
    feeds: tuple[Feed, ...]


def handlers() -> list[Handler]:
    return [
        on_command(["unsub", "remove"], unsubscribe, may=Right.CHAT, afar=True),
        on_tap(ShowLeaving, show_leaving, may=Right.CHAT),
        on_tap(LeaveTopic, leave, may=Right.CHAT),
        on_tap(TakeBack, take_back, may=Right.CHAT),
    ]


def followed(session: Session, visit: Visit, *, whole: bool = True) -> Followed:
    """With the `whole` choice, or what is followed alone."""
    chat = visit.find(session)
    return Followed(choice(session, visit, whole=whole), tuple(own_feeds(session, chat.id)) if chat else ())


async def unsubscribe(visit: Visit) -> None:
    """`/unsub science`, `/unsub example.org`, or the card."""
    all_followed = await visit.read(lambda session: followed(session, visit))
    chosen = all_followed.choice
    if not visit.words:
        await visit.say(leaving_card(visit, all_followed))
        return
    named = find_topic(chosen.chosen, visit.words)
    if named is None and (card := await removed_by_name(visit, visit.words)):
        await visit.say(card)
        return
    named = named or find_topic(chosen.offered, visit.words)
    if named is not None:
        await visit.say(await followed_or_left(visit, named, on=False))
    elif close := close_topics(chosen.chosen, visit.words):
        html = topic_texts.which_topic(visit.t, visit.words, found=True)
        await visit.say(Card(html, topic_keys.suggestions(visit.t, close, chosen.ids, on=False)))
    else:
        html = topic_texts.nothing_so_called(visit.t, visit.words)
        card = leaving_card(visit, all_followed)
        await visit.say(Card(topic_texts.above(html, card.html), card.buttons))


async def show_leaving(visit: Visit, tap: ShowLeaving) -> None:
    all_followed = await visit.read(lambda session: followed(session, visit))
    await visit.show(leaving_card(visit, all_followed, page=tap.page))


async def leave(visit: Visit, tap: LeaveTopic) -> str | None:
    def work(session: Session) -> tuple[Topic | None, bool, Followed]:
        topic, asks, _ = set_by_tap(session, visit, tap.topic_id, on=False)
        return topic, asks, followed(session, visit)

    topic, asks, rest = await visit.write(work)
    if topic is not None and asks:
        await visit.show(leaving_asked(visit, topic))
        return None
    await visit.show(leaving_card(visit, rest, page=tap.page, left=topic))
    return None if topic else topic_texts.topic_gone_toast(visit.t)


async def take_back(visit: Visit, tap: TakeBack) -> str | None:
    def work(session: Session) -> tuple[Topic | None, Followed]:
        topic = seen_topic(session, visit, tap.topic_id)
        if topic is not None:
            set_subscription(session, visit, topic, on=True)
        return topic, followed(session, visit)

    topic, now_followed = await visit.write(work)
    await visit.show(leaving_card(visit, now_followed, page=tap.page))
    return None if topic else topic_texts.topic_gone_toast(visit.t)


def leaving_card(visit: Visit, rest: Followed, *, page: int = 0, left: Topic | None = None) -> Card:
    topics = rest.choice.chosen
    html = topic_texts.leaving_card(visit.t, left=left, any_followed=bool(topics or rest.feeds))
    if not topics and not rest.feeds and left is None:
        return Card(html, topic_keys.to_topics(visit.t))
    return Card(html, topic_keys.leaving(visit.t, topics, rest.feeds, page, left=left))
