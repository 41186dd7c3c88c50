"""Trying a topic: the digest that somebody new would get now, shown to who asks alone; and why a thing isn't in it."""

import asyncio
import re
from collections.abc import Collection
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.context import Handler
from bot.handlers.admin.cards import edited, show_home
from bot.handlers.admin.forms import Form, form
from bot.handlers.admin.naming import topic_called
from bot.handlers.doors import on_tap
from bot.handlers.hours import schedule_or_default
from bot.handlers.rights import Right
from bot.keyboards.admin import trying as keys
from bot.keyboards.buttons import page_of
from bot.limits import digest_limits
from bot.presenting import presenter
from bot.taps.admin.trying import ShowLeftOut, ShowReason, TryTopic
from bot.texts.admin import home as home_texts
from bot.texts.admin import trying as texts
from bot.visit import Card, Visit
from bot.words.letters import bare_letters
from jobs.digests.asked.trying import Trial, left_out, try_topic
from jobs.digests.messages.pages import Edition, pages
from jobs.feeds.text import canonical, web_url
from storage.database import Session
from storage.digests import DigestKind
from storage.topic_entries import EntryTitle, TopicEntry, carried_entry, entries_at, newest_titles
from storage.topics import Topic

MOST_LEFT_OUT = 200
"""So many things are counted and listed at the most."""

MOST_FOUND = 8
LOOKED_THROUGH = 10_000
"""So many of the newest headlines are searched for words."""


def handlers() -> list[Handler]:
    return [
        on_tap(TryTopic, try_by_tap, may=Right.EDIT),
        on_tap(ShowLeftOut, show_left_out, may=Right.EDIT),
        on_tap(ShowReason, show_reason_by_tap, may=Right.EDIT),
    ]


def forms() -> list[Form]:
    return [
        form(r"try\s+(?P<topic>.+)", try_typed, may=Right.EDIT, example="/admin try World"),
        form(r"why(?:\s+not)?\s+(?P<words>.+)", why, may=Right.EDIT, example="/admin why ferry aground"),
    ]


async def try_typed(visit: Visit, words: re.Match[str]) -> None:
    if named := await topic_called(visit, words["topic"]):
        await show_trial(visit, named.id)


async def try_by_tap(visit: Visit, tap: TryTopic) -> str | None:
    return await show_trial(visit, tap.topic_id)


async def show_trial(visit: Visit, topic_id: int) -> str | None:
    """The digest, word for word as it would be sent, and below it what it was; a toast where the topic is gone."""
    await visit.typing()
    zone = await visit.read(lambda session: zone_of(session, visit))
    trial = await _trial(visit, topic_id, zone)
    if trial is None:
        await show_home(visit)
        return home_texts.gone_toast(visit.t)
    edition = Edition(kind=DigestKind.SCHEDULED, digest=trial.digest, language=visit.t.code)
    outcomes = await asyncio.to_thread(left_out, visit.database, trial, most=MOST_LEFT_OUT + 1)
    for page in await asyncio.to_thread(pages, edition, presenter().wording(visit.t.code)):
        await visit.say(Card(Markup(page.part.html), preview=page.part.preview))  # noqa: S704 - the renderer escaped it
    count = min(len(outcomes), MOST_LEFT_OUT)
    html = texts.tried(visit.t, trial, left_out=count, more=len(outcomes) > MOST_LEFT_OUT)
    await visit.say(Card(html, keys.tried(visit.t, topic_id, left_out=count)))
    return None


async def show_left_out(visit: Visit, tap: ShowLeftOut) -> str | None:
    """A page of what the digest of now leaves out: it may be another one than a minute ago."""
    zone = await visit.read(lambda session: zone_of(session, visit))
    trial = await _trial(visit, tap.topic_id, zone)
    if trial is None:
        await show_home(visit)
        return home_texts.gone_toast(visit.t)
    outcomes = await asyncio.to_thread(left_out, visit.database, trial, most=MOST_LEFT_OUT)
    page, _ = page_of(len(outcomes), tap.page, keys.A_PAGE)
    first = page * keys.A_PAGE
    shown, total = outcomes[first : first + keys.A_PAGE], len(outcomes)
    html = texts.left_out_list(visit.t, trial, shown, first=first + 1, total=total, now=visit.now, zone=zone)
    await visit.show(Card(html, keys.left_out(visit.t, tap.topic_id, shown, page=page, total=total)))
    return None


async def show_reason_by_tap(visit: Visit, tap: ShowReason) -> str | None:
    return await show_reason(visit, tap.topic_id, tap.entry_id, tap.page)


async def show_reason(visit: Visit, topic_id: int, entry_id: int, page: int = 0) -> str | None:
    """Why one thing isn't told, and the way to what changes it."""

    def work(session: Session) -> tuple[TopicEntry | None, str]:
        return carried_entry(session, topic_id, entry_id), zone_of(session, visit)

    entry, zone = await visit.read(work)
    trial = await _trial(visit, topic_id, zone) if entry else None
    if trial is None or entry is None:
        await show_home(visit)
        return home_texts.gone_toast(visit.t)
    outcome = trial.outcome(entry)
    html = texts.reason_card(visit.t, trial.topic, outcome, now=visit.now, zone=zone)
    await visit.show(Card(html, keys.reason(visit.t, topic_id, outcome, page=page)))
    return None


async def why(visit: Visit, words: re.Match[str]) -> None:
    """By its address, or by words of its headline; where several fit, they are shown to choose from."""
    written = words["words"].strip()
    await visit.typing()

    def work(session: Session) -> list[tuple[EntryTitle, Topic]]:
        known = {topic.id: topic for topic in edited(session, visit)}
        return [(entry, known[entry.topic_id]) for entry in find(session, known.keys(), written)]

    found = await visit.read(work)
    match found:
        case []:
            await visit.say(Card(texts.no_entry(visit.t, written)))
        case [(entry, _)]:
            await show_reason(visit, entry.topic_id, entry.entry_id)
        case _:
            await visit.say(Card(texts.which_entry(visit.t, written), keys.which_entry(visit.t, found[:MOST_FOUND])))


def find(session: Session, topic_ids: Collection[int], written: str) -> list[EntryTitle]:
    """What the topics' feeds published at this address, else the newest with all these words in the headline."""
    if "." in written and len(written.split()) == 1:
        address = web_url(written if "://" in written else f"https://{written}", "")
        if address and (there := entries_at(session, topic_ids, canonical(address))):
            return there
    wanted = bare_letters(written).split()
    found: list[EntryTitle] = []
    for entry in newest_titles(session, topic_ids, limit=LOOKED_THROUGH):
        title = bare_letters(entry.title)
        if all(word in title for word in wanted):
            found.append(entry)
        if len(found) >= MOST_FOUND:
            break
    return found


def zone_of(session: Session, visit: Visit) -> str:
    """The zone in which who asks reads times."""
    chat = visit.find(session)
    return schedule_or_default(session, visit, chat.id if chat else None).zone


async def _trial(visit: Visit, topic_id: int, zone: str) -> Trial | None:
    limits = digest_limits(visit.deps.settings)
    return await asyncio.to_thread(
        try_topic, visit.database, topic_id, now=visit.deps.clock(), limits=limits, zone=ZoneInfo(zone)
    )
