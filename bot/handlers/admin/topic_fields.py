"""A topic's fields in words: asked for and written, or typed behind /admin."""

import re
from collections.abc import Mapping

from markupsafe import Markup

from bot.context import Handler
from bot.dialogs import Step, ask, close
from bot.handlers.admin.cards import show_home
from bot.handlers.admin.forms import Form, form
from bot.handlers.admin.naming import topic_and_words
from bot.handlers.admin.topic_parts import PART_OF, Part, change_field, put, show_part
from bot.handlers.admin.topics import next_step
from bot.handlers.doors import on_tap
from bot.handlers.rights import Right
from bot.keyboards.admin import home as home_keys
from bot.keyboards.admin import topics as topic_keys
from bot.taps.admin.topics import AskTopicField, ClearTopicField
from bot.texts.admin import home as home_texts
from bot.texts.admin import topic_parts as part_texts
from bot.texts.admin import topics as texts
from bot.topic_values import EMPTIED, Field, ValueNotUnderstood, read_value
from bot.visit import Card, Visit
from storage import topics
from storage.chats import Dialog
from storage.database import Session
from storage.topics import Topic

ASKED = frozenset({Field.NAME, Field.DESCRIPTION, Field.KEYWORDS, Field.LANGUAGE})
"""The fields that are asked for; the others are chosen by button, or typed."""

EXAMPLES: Mapping[Field, str] = {
    Field.NAME: "World: Sea",
    Field.DESCRIPTION: "World: What happens at sea",
    Field.KEYWORDS: "World: ferry, harbour*",
    Field.LANGUAGE: "World: German",
    Field.LENGTH: "World: 3",
    Field.METHOD: "World: LexRank",
    Field.WEIGHT: "World: 2",
    Field.PICTURES: "World: off",
    Field.VISIBILITY: "World: private",
    Field.HOURS: "World: 07:30 18:00 mon-fri",
}


def handlers() -> list[Handler]:
    return [
        on_tap(AskTopicField, ask_by_tap, may=Right.EDIT),
        on_tap(ClearTopicField, clear_field, may=Right.EDIT),
    ]


def forms() -> list[Form]:
    fields = [
        form(rf"(?P<field>{field})\s+(?P<rest>.+)", write_typed, may=Right.EDIT, example=f"/admin {field} {example}")
        for field, example in EXAMPLES.items()
    ]
    order = form(r"order\s+(?P<rest>.+)", order_typed, may=Right.ADMIN, example="/admin order World: 1")
    return [*fields, order]


async def ask_by_tap(visit: Visit, tap: AskTopicField) -> str | None:
    topic = await visit.read(lambda session: topics.topic(session, tap.topic_id))
    if topic is None or tap.field not in ASKED:
        await show_home(visit)
        return home_texts.gone_toast(visit.t)
    await ask_field(visit, topic, Field(tap.field))
    return None


async def ask_field(visit: Visit, topic: Topic, field: Field) -> None:
    data = {"topic_id": topic.id, "field": field, "fresh": False}
    await visit.write(lambda session: ask(session, visit, Step.TOPIC_FIELD, data))
    match field:
        case Field.NAME:
            html, filled = texts.ask_new_name(visit.t, topic.name), False
        case Field.DESCRIPTION:
            html, filled = texts.ask_new_description(visit.t, topic), bool(topic.description)
        case Field.KEYWORDS:
            html, filled = texts.ask_new_keywords(visit.t, topic), bool(topic.keywords)
        case _:
            html, filled = texts.ask_language(visit.t, topic), topic.language is not None
    await visit.show(Card(html, topic_keys.new_field(visit.t, topic.id, field, filled=filled)))


async def field_given(visit: Visit, dialog: Dialog) -> None:
    """The answer to a question about a topic."""
    topic_id, written, fresh = int(dialog.data["topic_id"]), str(dialog.data["field"]), bool(dialog.data["fresh"])
    if written not in set(Field):
        await visit.write(lambda session: close(session, visit))
        await show_home(visit)
        return
    field = Field(written)
    changed = await write_field(visit, topic_id, field, visit.words)
    if changed is None:
        return
    if fresh:
        await next_step(visit, changed, after=field)
    else:
        await show_part(visit, topic_id, _shown(field))


async def clear_field(visit: Visit, tap: ClearTopicField) -> str | None:
    if tap.field not in EMPTIED:
        return home_texts.gone_toast(visit.t)
    field = Field(tap.field)
    changes = read_value(field, "-", locale=visit.t.locale)

    def work(session: Session) -> None:
        close(session, visit)
        change_field(session, visit, tap.topic_id, changes)

    await visit.write(work)
    return await show_part(visit, tap.topic_id, PART_OF[field])


async def write_typed(visit: Visit, words: re.Match[str]) -> None:
    """`/admin rename World: Sea`; without a value, the card that shows it or the question for it."""
    field = Field(words["field"].casefold())
    named = await topic_and_words(visit, words["rest"])
    if named is None:
        return
    topic, value = named
    if value:
        if await write_field(visit, topic.id, field, value):
            await show_part(visit, topic.id, _shown(field))
    elif PART_OF[field] is Part.WORDS:
        await ask_field(visit, topic, field)
    else:
        await show_part(visit, topic.id, PART_OF[field])


async def order_typed(visit: Visit, words: re.Match[str]) -> None:
    named = await topic_and_words(visit, words["rest"])
    if named is None:
        return
    topic, value = named
    if re.fullmatch(r"\d{1,4}", value, re.ASCII):
        await visit.write(lambda session: put(session, visit, topic.id, int(value)))
    await show_part(visit, topic.id, Part.READERS)


async def write_field(visit: Visit, topic_id: int, field: Field, words: str) -> Topic | None:
    """Write the words to the field and close the question; None where they won't do, which is said, or the topic is
    gone, which is shown. A question stays open until it is answered."""
    buttons = home_keys.cancel(visit.t, topic_id)
    try:
        changes = read_value(field, words, locale=visit.t.locale)
    except ValueNotUnderstood:
        await visit.say(Card(part_texts.problem(visit.t, field), buttons))
        return None

    def work(session: Session) -> Topic | Markup | None:
        name = changes.get("name")
        if name is not None and _is_taken(session, topic_id, name):
            return texts.name_taken(visit.t, name)
        close(session, visit)
        return change_field(session, visit, topic_id, changes)

    changed = await visit.write(work)
    if isinstance(changed, Markup):
        await visit.say(Card(changed, buttons))
        return None
    if changed is None:
        await show_home(visit)
    return changed


def _shown(field: Field) -> Part:
    """The card after a field was written: the language stands among the words."""
    return Part.WORDS if field is Field.LANGUAGE else PART_OF[field]


def _is_taken(session: Session, topic_id: int, name: str) -> bool:
    return any(
        other.name.casefold() == name.casefold() for other in topics.list_topics(session) if other.id != topic_id
    )
