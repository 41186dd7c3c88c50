"""/filter: a filter in words, shown on the last week's stories before it holds."""

from dataclasses import dataclass

from bot.context import Handler
from bot.dialogs import Step, ask, close, open_question
from bot.filter_words import mark_of, merged, read_scope, unknown_scope
from bot.handlers.doors import on_command, on_tap
from bot.handlers.filters import (
    Held,
    change,
    filter_card,
    held_by,
    show_filters,
    show_one,
    taken_off_card,
)
from bot.handlers.rights import Right
from bot.keyboards import filters as keys
from bot.taps.filters import CancelFilter, ChangeFilter, SaveFilter, WriteFilter
from bot.texts import filter_drafts as draft_texts
from bot.texts import filters as texts
from bot.texts import settings as settings_texts
from bot.visit import Card, Visit
from jobs.digests.as_it_happens.instants import Instant
from jobs.filter_preview import Preview, preview_filter
from jobs.filters.language import parse_filter, write_filter
from jobs.filters.terms import Fault, Filter, FilterNotUnderstood
from storage.chats import Dialog
from storage.database import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A filter that was previewed, as text; `base` is the one that held then."""

    topic_id: int
    text: str
    base: str

    @property
    def mark(self) -> str:
        return mark_of(self.topic_id, self.text, self.base)


def handlers() -> list[Handler]:
    return [
        on_command("filter", filter_command, may=Right.CHAT, afar=True),
        on_tap(WriteFilter, write, may=Right.CHAT),
        on_tap(SaveFilter, save, may=Right.CHAT),
        on_tap(ChangeFilter, change_draft, may=Right.CHAT),
        on_tap(CancelFilter, cancel, may=Right.CHAT),
    ]


async def filter_command(visit: Visit) -> None:
    """The card, or what `/filter science: comet -moon` says: for one topic or for everything, `off` for neither."""
    if not visit.words:
        await show_filters(visit)
        return
    held = await visit.read(lambda session: held_by(session, visit))
    asked = read_scope(visit.words, held.topics)
    topic_id = asked.topic.id if asked.topic else 0
    if not asked.words:
        await show_one(visit, held, topic_id)
    elif _is_off(visit, asked.words):
        await _take_off(visit, held, topic_id)
    else:
        await _offer(visit, held, topic_id, asked.words, scope=unknown_scope(visit.words) if not topic_id else None)


async def write(visit: Visit, tap: WriteFilter) -> str | None:
    """Ask for words; they are added to what holds."""
    held = await visit.read(lambda session: held_by(session, visit))
    if not held.knows(tap.topic_id):
        return await show_one(visit, held, tap.topic_id)
    html = texts.ask_words(visit.t, held.topic(tap.topic_id), private=visit.private)
    await _question(visit, Card(html, keys.question(visit.t, tap.topic_id)), tap.topic_id, add=True)
    return None


async def words_given(visit: Visit, dialog: Dialog) -> None:
    """The written answer: the words of a filter."""
    held = await visit.read(lambda session: held_by(session, visit))
    topic_id = int(dialog.data["topic_id"])
    if not held.knows(topic_id):
        await visit.write(lambda session: close(session, visit))
        await show_filters(visit)
        return
    await _offer(visit, held, topic_id, visit.words, add=bool(dialog.data["add"]), asked=True)


async def save(visit: Visit, tap: SaveFilter) -> str | None:
    """What was previewed holds from now on, unless something else does since."""
    held = await visit.read(lambda session: held_by(session, visit))
    draft = await _draft(visit, tap.draft)
    if draft is None or not held.knows(draft.topic_id):
        return await _over(visit, held, tap.topic_id)
    wanted = parse_filter(draft.text)
    if tap.add:
        return await _add(visit, held, draft, wanted)
    stale = False

    def hold(current: Filter) -> Filter:
        nonlocal stale
        stale = write_filter(current) != draft.base
        return current if stale else wanted

    held = await change(visit, draft.topic_id, hold)
    if stale:
        await _preview(visit, held, draft.topic_id, wanted)
        return texts.changed_toast(visit.t)
    await visit.write(lambda session: close(session, visit))
    await visit.show(filter_card(visit, held, draft.topic_id))
    return texts.saved_toast(visit.t)


async def change_draft(visit: Visit, tap: ChangeFilter) -> str | None:
    held = await visit.read(lambda session: held_by(session, visit))
    draft = await _draft(visit, tap.draft)
    if draft is None or not held.knows(draft.topic_id):
        return await _over(visit, held, tap.topic_id)
    html = texts.ask_anew(visit.t, held.topic(draft.topic_id), draft.text, private=visit.private)
    await _question(visit, Card(html, keys.question(visit.t, draft.topic_id)), draft.topic_id, add=False)
    return None


async def cancel(visit: Visit, tap: CancelFilter) -> str | None:
    await visit.write(lambda session: close(session, visit))
    held = await visit.read(lambda session: held_by(session, visit))
    return await show_one(visit, held, tap.topic_id)


async def _offer(
    visit: Visit,
    held: Held,
    topic_id: int,
    written: str,
    *,
    add: bool = False,
    asked: bool = False,
    scope: str | None = None,
) -> None:
    """Preview what was written, or name the word in it that isn't understood; a question stays open then.

    `scope` is what stands before a colon and may have been meant for a topic.
    """
    try:
        wanted = parse_filter(written)
        if add:
            wanted = merged(held.filter(topic_id), wanted)
        # what is written as it will be kept may be longer than it was
        write_filter(wanted)
    except FilterNotUnderstood as problem:
        buttons = keys.question(visit.t, topic_id) if asked else keys.to_filters(visit.t)
        html = draft_texts.problem(visit.t, problem)
        if problem.fault is Fault.FIELD and scope:
            html = draft_texts.no_such_topic(visit.t, scope, held.topics)
        await visit.say(Card(html, buttons))
        return
    await _preview(visit, held, topic_id, wanted, made_of_it=add)


async def _preview(visit: Visit, held: Held, topic_id: int, wanted: Filter, *, made_of_it: bool = False) -> None:
    """Show what the filter would have kept, and wait for a button; `made_of_it` where it has all that holds now."""
    await visit.typing()
    topics = [topic for topic in held.topics if not topic_id or topic.id == topic_id]

    def judge(session: Session) -> Preview:
        return preview_filter(session, topics, wanted, now=visit.now)

    preview = await visit.read(judge) if topics else None
    current = held.filter(topic_id)
    draft = Draft(topic_id=topic_id, text=write_filter(wanted), base=write_filter(current))
    data = {"topic_id": draft.topic_id, "text": draft.text, "base": draft.base}
    await visit.write(lambda session: ask(session, visit, Step.FILTER_SAVE, data))
    html = draft_texts.preview_card(visit.t, held.topic(topic_id), wanted, preview, now=visit.now)
    instead = bool(current) and not made_of_it and draft.text != draft.base
    await visit.show(Card(html, keys.draft(visit.t, topic_id, draft.mark, instead=instead)))


async def _question(visit: Visit, card: Card, topic_id: int, *, add: bool) -> None:
    """Ask for words, and remember in which message: in a group, an answer is one to that message."""
    shown = await visit.show(card)
    data = {"topic_id": topic_id, "add": add, "message_id": shown.message_id}
    await visit.write(lambda session: ask(session, visit, Step.FILTER_WORDS, data))


async def _draft(visit: Visit, mark: str) -> Draft | None:
    """The draft that a button belongs to, while it is the one that waits."""
    dialog = await visit.read(lambda session: open_question(session, visit))
    if dialog is None or dialog.step != Step.FILTER_SAVE:
        return None
    data = dialog.data
    draft = Draft(topic_id=int(data["topic_id"]), text=str(data["text"]), base=str(data["base"]))
    return draft if draft.mark == mark else None


async def _over(visit: Visit, held: Held, topic_id: int) -> str | None:
    return await show_one(visit, held, topic_id) or texts.over_toast(visit.t)


async def _add(visit: Visit, held: Held, draft: Draft, more: Filter) -> str | None:
    """Preview all that holds with what was previewed alone."""
    try:
        wanted = merged(held.filter(draft.topic_id), more)
        write_filter(wanted)
    except FilterNotUnderstood:
        return texts.full_toast(visit.t)
    await _preview(visit, held, draft.topic_id, wanted, made_of_it=True)
    return None


async def _take_off(visit: Visit, held: Held, topic_id: int) -> None:
    if topic_id:
        after = await change(visit, topic_id, lambda _: Filter())
        await visit.say(taken_off_card(visit, after, topic_id, held.filter(topic_id)))
        return
    was = [(None, held.everything), *((held.topic(key), each) for key, each in held.by_topic.items())]
    for key in (0, *held.by_topic):
        await change(visit, key, lambda _: Filter())
    gone = [(topic, write_filter(each)) for topic, each in was if each]
    await visit.say(Card(texts.all_taken_off(visit.t, gone), keys.to_filters(visit.t)))


def _is_off(visit: Visit, text: str) -> bool:
    return text.casefold() in {"off", settings_texts.level_name(visit.t, Instant.OFF).casefold()}
