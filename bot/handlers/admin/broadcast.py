"""Broadcasts: an admin writes a message, sees it as it arrives, says who gets it, and lets it go out.

Each is a row of its own from the first draft on, so that nothing is lost between two taps, and two taps send it once.
"""

from markupsafe import Markup
from telegram.error import BadRequest

from bot.broadcast_cards import broadcast_card, reach_of, topic_of
from bot.context import Handler
from bot.dialogs import Step, ask, close, leave_question
from bot.handlers.admin.forms import Form, form
from bot.handlers.admin.recorded import note
from bot.handlers.doors import on_tap
from bot.handlers.rights import Right
from bot.i18n.languages import NAMES
from bot.keyboards.admin import broadcast as keys
from bot.taps.admin.broadcast import (
    ChooseAudience,
    ChooseReaders,
    DiscardBroadcast,
    SendBroadcast,
    SetAudience,
    ShowBroadcast,
    ShowBroadcasts,
    StopBroadcast,
    WriteBroadcast,
)
from bot.texts.admin import broadcast as texts
from bot.texts.admin import home as home_texts
from bot.visit import Card, Visit
from storage import broadcasts, topics
from storage.broadcasts import Broadcast, BroadcastState
from storage.chats import Dialog
from storage.database import Session
from summaries.markup import MOST_BYTES

LAST = 8


def handlers() -> list[Handler]:
    return [
        on_tap(ShowBroadcasts, show_all_by_tap, may=Right.ADMIN),
        on_tap(WriteBroadcast, ask_words, may=Right.ADMIN),
        on_tap(ShowBroadcast, show_one, may=Right.ADMIN),
        on_tap(ChooseAudience, choose_topic, may=Right.ADMIN),
        on_tap(ChooseReaders, choose_language, may=Right.ADMIN),
        on_tap(SetAudience, set_audience, may=Right.ADMIN),
        on_tap(SendBroadcast, send, may=Right.ADMIN),
        on_tap(StopBroadcast, stop, may=Right.ADMIN),
        on_tap(DiscardBroadcast, discard, may=Right.ADMIN),
    ]


def forms() -> list[Form]:
    return [form("broadcasts?", lambda visit, _: show_all(visit), example="/admin broadcast")]


async def show_all(visit: Visit) -> None:
    last = await visit.read(lambda session: broadcasts.list_broadcasts(session, limit=LAST))
    html = texts.overview(visit.t, any_yet=bool(last))
    await visit.show(Card(html, keys.overview(visit.t, last, now=visit.now)))


async def show_all_by_tap(visit: Visit, _: ShowBroadcasts) -> None:
    await leave_question(visit)
    await show_all(visit)


async def ask_words(visit: Visit, tap: WriteBroadcast) -> None:
    await visit.write(lambda session: ask(session, visit, Step.BROADCAST, {"broadcast_id": tap.broadcast_id}))
    await visit.show(Card(texts.ask(visit.t), keys.cancel(visit.t, tap.broadcast_id)))


async def words_given(visit: Visit, dialog: Dialog) -> None:
    """The message, with the formatting that it was written with; shown as it arrives before anything is kept."""
    assert visit.message is not None
    broadcast_id = int(dialog.data["broadcast_id"])
    # the library escapes what was written, and makes the tags of its entities
    html = Markup(visit.message.text_html)  # noqa: S704
    if not visit.words:
        await visit.say(Card(texts.no_text(visit.t), keys.cancel(visit.t, broadcast_id)))
        return
    if len(html.encode()) > MOST_BYTES:
        await visit.say(Card(texts.too_much(visit.t), keys.cancel(visit.t, broadcast_id)))
        return
    try:
        await visit.say(Card(html))
    except BadRequest as error:
        await visit.say(Card(texts.cannot_be_shown(visit.t, error.message), keys.cancel(visit.t, broadcast_id)))
        return
    await visit.say(await visit.write(lambda session: _keep(session, visit, html, broadcast_id)))


async def show_one(visit: Visit, tap: ShowBroadcast) -> str | None:
    """A draft stands below the message that it would send, which is shown once more where it is far away."""

    def work(session: Session) -> tuple[Broadcast | None, Card | None]:
        found = broadcasts.broadcast(session, tap.broadcast_id)
        return found, broadcast_card(session, visit.t, found) if found else None

    await leave_question(visit)
    found, card = await visit.read(work)
    if found is None or card is None:
        await show_all(visit)
        return home_texts.gone_toast(visit.t)
    if found.state == BroadcastState.DRAFT and not tap.below:
        await visit.say(Card(Markup(found.html)))  # noqa: S704 - as it was kept, and is sent
        await visit.say(card)
    else:
        await visit.show(card)
    return None


async def choose_topic(visit: Visit, tap: ChooseAudience) -> str | None:
    def work(session: Session) -> Card | None:
        found = _draft(session, tap.broadcast_id)
        if found is None:
            return None
        buttons = keys.choose_topic(visit.t, found, topics.list_topics(session), tap.page)
        return Card(texts.ask_topic(visit.t), buttons)

    return await _show_or_report(visit, tap.broadcast_id, await visit.read(work))


async def choose_language(visit: Visit, tap: ChooseReaders) -> str | None:
    def work(session: Session) -> Card | None:
        found = _draft(session, tap.broadcast_id)
        return Card(texts.ask_language(visit.t), keys.choose_language(visit.t, found)) if found else None

    return await _show_or_report(visit, tap.broadcast_id, await visit.read(work))


async def set_audience(visit: Visit, tap: SetAudience) -> str | None:
    def work(session: Session) -> Card | None:
        found = _draft(session, tap.broadcast_id)
        topic = topics.topic(session, tap.followed) if tap.followed else None
        if found is None or (tap.followed and topic is None):
            return None
        changed = broadcasts.change_draft(
            session,
            found.id,
            html=found.html,
            topic_id=topic.id if topic else None,
            language=tap.language if tap.language in NAMES else None,
        )
        return broadcast_card(session, visit.t, changed) if changed else None

    return await _show_or_report(visit, tap.broadcast_id, await visit.write(work))


async def send(visit: Visit, tap: SendBroadcast) -> str | None:
    """Ask first; the second tap lets it go out, and a third one finds it on its way."""

    def look(session: Session) -> tuple[Card | None, int]:
        found = _draft(session, tap.broadcast_id)
        if found is None:
            return None, 0
        reached = reach_of(session, found)
        html = texts.confirm(visit.t, found, topic_of(session, found), reached)
        return Card(html, keys.confirm(visit.t, found.id)), reached.total

    def work(session: Session) -> Card | None:
        started = broadcasts.start_broadcast(
            session,
            tap.broadcast_id,
            now=visit.now,
            report_chat=visit.chat.id,
            report_message=visit.message.message_id if visit.message else None,
        )
        if started is None:
            return None
        topic, reached = topic_of(session, started), reach_of(session, started)
        details = {"topic": topic.name if topic else "", "language": started.language or "", "chats": reached.total}
        note(session, visit, "broadcast.send", f"broadcast:{started.id}", **details)
        return broadcast_card(session, visit.t, started)

    asked, chats = await visit.read(look)
    if asked is not None and not chats:
        return texts.nobody_toast(visit.t)
    if asked is None or not tap.sure:
        return await _show_or_report(visit, tap.broadcast_id, asked)
    return await _show_or_report(visit, tap.broadcast_id, await visit.write(work)) or texts.sent_toast(visit.t)


async def stop(visit: Visit, tap: StopBroadcast) -> str | None:
    def work(session: Session) -> tuple[Card | None, bool]:
        stopped = broadcasts.cancel_broadcast(session, tap.broadcast_id, now=visit.now) is not None
        if stopped:
            note(session, visit, "broadcast.stop", f"broadcast:{tap.broadcast_id}")
        found = broadcasts.broadcast(session, tap.broadcast_id)
        return broadcast_card(session, visit.t, found) if found else None, stopped

    card, stopped = await visit.write(work)
    if card is None:
        await show_all(visit)
        return home_texts.gone_toast(visit.t)
    await visit.show(card)
    return texts.stopped_toast(visit.t) if stopped else texts.over_toast(visit.t)


async def discard(visit: Visit, tap: DiscardBroadcast) -> str | None:
    gone = await visit.write(lambda session: broadcasts.discard_draft(session, tap.broadcast_id))
    if not gone:
        return await _show_or_report(visit, tap.broadcast_id, None)
    await show_all(visit)
    return texts.discarded_toast(visit.t)


def _keep(session: Session, visit: Visit, html: str, broadcast_id: int) -> Card:
    """A new draft. It takes the place of the one that was written anew: the buttons below the old words must not send
    these."""
    close(session, visit)
    before = _draft(session, broadcast_id)
    # first the new one, so that it doesn't get the number of the old
    kept = broadcasts.draft_broadcast(
        session,
        html=html,
        by=visit.user_id,
        now=visit.now,
        topic_id=before.topic_id if before else None,
        language=before.language if before else None,
    )
    if before is not None:
        broadcasts.discard_draft(session, before.id)
    return broadcast_card(session, visit.t, kept)


def _draft(session: Session, broadcast_id: int) -> Broadcast | None:
    found = broadcasts.broadcast(session, broadcast_id)
    return found if found and found.state == BroadcastState.DRAFT else None


async def _show_or_report(visit: Visit, broadcast_id: int, card: Card | None) -> str | None:
    """Show the card; where it is no draft any more, how far it has come, or all where it is gone."""
    if card is not None:
        await visit.show(card)
        return None

    def work(session: Session) -> Card | None:
        found = broadcasts.broadcast(session, broadcast_id)
        return broadcast_card(session, visit.t, found) if found else None

    report = await visit.read(work)
    if report is None:
        await show_all(visit)
        return home_texts.gone_toast(visit.t)
    await visit.show(report)
    return texts.no_draft_toast(visit.t)
