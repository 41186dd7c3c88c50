"""A topic's cards besides the first: its words, how it is told, who gets it, the hours that chats begin with."""

from collections.abc import Mapping
from enum import StrEnum
from secrets import token_urlsafe

from bot.context import Handler
from bot.dialogs import leave_question
from bot.handlers.admin.cards import invitation, show_home
from bot.handlers.admin.changing import change, subject
from bot.handlers.admin.recorded import note
from bot.handlers.doors import on_tap
from bot.handlers.rights import Right
from bot.keyboards.admin import topic_parts as keys
from bot.taps.admin.topics import PlaceTopic, RenewInvitation, SetFirstDays, SetFirstHour, SetTopicField, ShowTopicPart
from bot.taps.times import time_at, weekdays_in
from bot.texts import schedule as schedule_texts
from bot.texts import talk
from bot.texts.admin import home as home_texts
from bot.texts.admin import topic_parts as texts
from bot.topic_values import Field, ValueNotUnderstood, read_value
from bot.visit import Card, Visit
from storage import roles, topics
from storage.database import Session
from storage.topics import Changes, Topic, Visibility

INVITATION_BYTES = 16
"""Of chance in an invitation: nobody guesses it."""


class Part(StrEnum):
    WORDS = "words"
    TELLING = "telling"
    READERS = "readers"
    HOURS = "hours"
    DAYS = "days"
    LANGUAGE = "language"


PART_OF: Mapping[Field, Part] = {
    Field.NAME: Part.WORDS,
    Field.DESCRIPTION: Part.WORDS,
    Field.KEYWORDS: Part.WORDS,
    Field.LANGUAGE: Part.LANGUAGE,
    Field.LENGTH: Part.TELLING,
    Field.METHOD: Part.TELLING,
    Field.WEIGHT: Part.TELLING,
    Field.PICTURES: Part.TELLING,
    Field.VISIBILITY: Part.READERS,
    Field.HOURS: Part.HOURS,
}
"""The card that shows a field."""


def handlers() -> list[Handler]:
    return [
        on_tap(ShowTopicPart, show_by_tap, may=Right.EDIT),
        on_tap(SetTopicField, set_field, may=Right.EDIT),
        on_tap(SetFirstHour, set_hour, may=Right.EDIT),
        on_tap(SetFirstDays, set_days, may=Right.EDIT),
        on_tap(RenewInvitation, renew, may=Right.EDIT),
        on_tap(PlaceTopic, place, may=Right.ADMIN),
    ]


async def show_by_tap(visit: Visit, tap: ShowTopicPart) -> str | None:
    await leave_question(visit)
    if tap.part not in set(Part):
        await show_home(visit)
        return talk.old_button_toast(visit.t)
    return await show_part(visit, tap.topic_id, Part(tap.part))


async def show_part(visit: Visit, topic_id: int, part: Part) -> str | None:
    """Show the card; where the topic is gone, the card of all topics, and a toast that says so."""
    card = await visit.read(lambda session: part_card(session, visit, topic_id, part))
    if card is None:
        await show_home(visit)
        return home_texts.gone_toast(visit.t)
    await visit.show(card)
    return None


def part_card(session: Session, visit: Visit, topic_id: int, part: Part) -> Card | None:
    topic, t = topics.topic(session, topic_id), visit.t
    if topic is None:
        return None
    match part:
        case Part.WORDS:
            return Card(texts.words_card(t, topic), keys.about(t, topic))
        case Part.TELLING:
            return Card(texts.telling_card(t, topic), keys.telling(t, topic))
        case Part.READERS:
            return _readers_card(session, visit, topic)
        case Part.HOURS:
            return Card(texts.hours_card(t, topic), keys.hours(t, topic))
        case Part.DAYS:
            return Card(texts.hours_card(t, topic), keys.days(t, topic))
        case Part.LANGUAGE:
            return Card(texts.language_card(t, topic), keys.languages(t, topic))


async def set_field(visit: Visit, tap: SetTopicField) -> str | None:
    # the data comes back from the client: only what the typed form takes is taken
    try:
        field = Field(tap.field)
        changes = read_value(field, tap.value, locale=visit.t.locale)
    except (ValueError, ValueNotUnderstood):
        await show_home(visit)
        return talk.old_button_toast(visit.t)
    if field not in PART_OF or PART_OF[field] is Part.WORDS:
        # no button says a name or keywords; the question does, which looks for others of that name
        return talk.old_button_toast(visit.t)
    await visit.write(lambda session: change_field(session, visit, tap.topic_id, changes))
    gone = await show_part(visit, tap.topic_id, PART_OF[field])
    if gone is None and changes.get("visibility") is Visibility.PRIVATE:
        return texts.private_toast(visit.t)
    return gone


def change_field(session: Session, visit: Visit, topic_id: int, changes: Changes) -> Topic | None:
    """Make the change; a topic that becomes private gets an invitation where it has none."""
    changed = change(session, visit, topic_id, **changes)
    if changed and changed.visibility is Visibility.PRIVATE and changed.invitation is None:
        return topics.renew_invitation(session, topic_id, token_urlsafe(INVITATION_BYTES))
    return changed


async def set_hour(visit: Visit, tap: SetFirstHour) -> str | None:
    """The last hour that is taken away leaves them to the settings again."""
    at = time_at(tap.minute)
    if at is None:
        return talk.old_button_toast(visit.t)

    def work(session: Session) -> None:
        topic = topics.topic(session, tap.topic_id)
        if topic is not None:
            times = {*(topic.times or ()), at} if tap.on else {*(topic.times or ())} - {at}
            change(session, visit, topic.id, times=tuple(sorted(times)) or None)

    await visit.write(work)
    return await show_part(visit, tap.topic_id, Part.HOURS)


async def set_days(visit: Visit, tap: SetFirstDays) -> str | None:
    weekdays = weekdays_in(tap.mask)
    if weekdays:
        await visit.write(lambda session: change(session, visit, tap.topic_id, weekdays=weekdays))
    gone = await show_part(visit, tap.topic_id, Part.DAYS)
    return gone or (None if weekdays else schedule_texts.last_day_toast(visit.t))


async def place(visit: Visit, tap: PlaceTopic) -> str | None:
    await visit.write(lambda session: put(session, visit, tap.topic_id, tap.place))
    return await show_part(visit, tap.topic_id, Part.READERS)


def put(session: Session, visit: Visit, topic_id: int, to: int) -> None:
    """Put the topic at this place of the list, or at its end."""
    before = [each.id for each in topics.list_topics(session)]
    if not topics.place_topic(session, topic_id, to):
        return
    after = topics.list_topics(session)
    at = next(place for place, each in enumerate(after) if each.id == topic_id)
    if before.index(topic_id) != at:
        note(session, visit, "topic.order", subject(after[at]), topic=after[at].name, now=at + 1)


async def renew(visit: Visit, tap: RenewInvitation) -> str | None:
    """Ask first; the second tap makes the old link void."""

    def work(session: Session) -> Topic | None:
        topic = topics.topic(session, tap.topic_id)
        if topic is None or topic.visibility is not Visibility.PRIVATE or not tap.sure:
            return topic
        note(session, visit, "topic.invitation", subject(topic), topic=topic.name)
        return topics.renew_invitation(session, topic.id, token_urlsafe(INVITATION_BYTES))

    topic = await visit.write(work)
    if topic is None or topic.visibility is not Visibility.PRIVATE or tap.sure:
        return await show_part(visit, tap.topic_id, Part.READERS)
    await visit.show(Card(texts.confirm_renewal(visit.t, topic), keys.confirm_renewal(visit.t, topic.id)))
    return None


def _readers_card(session: Session, visit: Visit, topic: Topic) -> Card:
    ordered = [each.id for each in topics.list_topics(session)]
    at, of = ordered.index(topic.id) + 1, len(ordered)
    html = texts.readers_card(
        visit.t,
        topic,
        chats=topics.count_subscribers(session, topic.id),
        link=invitation(topic, visit.context.bot.username),
        place=at,
        of=of,
    )
    editors = len(roles.editors_of(session, topic.id))
    return Card(html, keys.readers(visit.t, topic, place=at, of=of, editors=editors, admin=visit.rights.admin))
