"""Making topics, and changing and removing them; questions are answered in writing."""

from datetime import datetime

from markupsafe import Markup

from bot.context import Handler
from bot.dialogs import Step, ask, close
from bot.handlers.admin.cards import show_home, show_topic
from bot.handlers.admin.new_feed import ask_address
from bot.handlers.doors import on_tap
from bot.handlers.rights import Right
from bot.keyboards.admin import home as home_keys
from bot.keyboards.admin import topics as topic_keys
from bot.taps.admin.topics import (
    AdminTopic,
    AskTopicField,
    AskTopicName,
    ClearTopicField,
    RemoveTopic,
    SetTelling,
    SkipQuestion,
)
from bot.texts.admin import home as home_texts
from bot.texts.admin import topics as topic_texts
from bot.topic_names import LONGEST_NAME, clean_line, make_slug, read_keywords
from bot.visit import Card, Visit
from storage import topics
from storage.chats import Dialog
from storage.database import Session
from storage.removed_topics import remove_topic
from storage.topics import Topic

LONGEST_DESCRIPTION = 200
FIELDS = ("name", "description", "keywords")


def handlers() -> list[Handler]:
    return [
        on_tap(AskTopicName, ask_name, may=Right.ADMIN),
        on_tap(AskTopicField, ask_field, may=Right.EDIT),
        on_tap(ClearTopicField, clear_field, may=Right.EDIT),
        on_tap(SkipQuestion, skip, may=Right.EDIT),
        on_tap(SetTelling, set_telling, may=Right.EDIT),
        on_tap(RemoveTopic, remove, may=Right.ADMIN),
    ]


async def ask_name(visit: Visit, _: AskTopicName) -> None:
    await visit.write(lambda session: ask(session, visit, Step.TOPIC_NAME, {}))
    await visit.show(Card(topic_texts.ask_name(visit.t), home_keys.cancel(visit.t, 0)))


async def name_given(visit: Visit, _: Dialog) -> None:
    """The answer to "what shall it be called?"."""
    await add_topic(visit, visit.words)


async def add_topic(visit: Visit, written: str) -> None:
    """Make the topic at once, then ask for what may be left out; a bad name leaves the question open."""
    name = clean_line(written, LONGEST_NAME)

    def work(session: Session) -> Topic | None:
        known = topics.list_topics(session)
        if any(topic.name.casefold() == name.casefold() for topic in known):
            return None
        slug = make_slug(name, {topic.slug for topic in known})
        made = topics.add_topic(session, slug=slug, name=name, now=visit.now)
        if made is not None:
            ask(session, visit, Step.TOPIC_FIELD, {"topic_id": made.id, "field": "description", "fresh": True})
        return made

    if not any(letter.isalnum() for letter in name):
        await visit.say(Card(topic_texts.name_empty(visit.t), home_keys.cancel(visit.t, 0)))
        return
    made = await visit.write(work)
    if made is None:
        await visit.say(Card(topic_texts.name_taken(visit.t, name), home_keys.cancel(visit.t, 0)))
    else:
        await visit.say(
            Card(topic_texts.ask_description(visit.t, made.name), home_keys.skip(visit.t, made.id, "description"))
        )


async def ask_field(visit: Visit, tap: AskTopicField) -> str | None:
    topic = await visit.read(lambda session: topics.topic(session, tap.topic_id))
    if topic is None or tap.field not in FIELDS:
        await show_home(visit)
        return home_texts.gone_toast(visit.t)
    data = {"topic_id": topic.id, "field": tap.field, "fresh": False}
    await visit.write(lambda session: ask(session, visit, Step.TOPIC_FIELD, data))
    match tap.field:
        case "name":
            html, filled = topic_texts.ask_new_name(visit.t, topic.name), False
        case "description":
            html, filled = topic_texts.ask_new_description(visit.t, topic), bool(topic.description)
        case _:
            html, filled = topic_texts.ask_new_keywords(visit.t, topic), bool(topic.keywords)
    await visit.show(Card(html, topic_keys.new_field(visit.t, topic.id, tap.field, filled=filled)))
    return None


async def field_given(visit: Visit, dialog: Dialog) -> None:
    """The answer to a question about a topic: its name, description or keywords."""
    topic_id, field, fresh = int(dialog.data["topic_id"]), str(dialog.data["field"]), bool(dialog.data["fresh"])
    if field == "name" and (problem := await _bad_name(visit, topic_id)):
        await visit.say(Card(problem, home_keys.cancel(visit.t, topic_id)))
        return
    changed = await visit.write(lambda session: _write_field(session, visit, topic_id, field))
    if changed is None or not fresh:
        await show_topic(visit, topic_id)
    else:
        await next_step(visit, changed, after=field)


async def clear_field(visit: Visit, tap: ClearTopicField) -> str | None:
    if tap.field in {"description", "keywords"}:
        visit.words = ""
        await visit.write(lambda session: _write_field(session, visit, tap.topic_id, tap.field))
    return None if await show_topic(visit, tap.topic_id) else home_texts.gone_toast(visit.t)


async def set_telling(visit: Visit, tap: SetTelling) -> str | None:
    # the data comes back from the client: only what a button offers is taken
    if tap.method in set(topic_keys.OFFERED_METHODS) and 1 <= tap.sentences <= topic_keys.MOST_SENTENCES:
        await visit.write(
            lambda session: topics.set_telling(session, tap.topic_id, sentences=tap.sentences, method=tap.method)
        )
    return None if await show_topic(visit, tap.topic_id) else home_texts.gone_toast(visit.t)


async def skip(visit: Visit, tap: SkipQuestion) -> str | None:
    topic = await visit.read(lambda session: topics.topic(session, tap.topic_id))
    if topic is None:
        await show_home(visit)
        return home_texts.gone_toast(visit.t)
    await next_step(visit, topic, after=tap.field)
    return None


async def next_step(visit: Visit, topic: Topic, *, after: str) -> None:
    """While a topic is being made: description, then keywords, then the first feed."""
    if after != "description":
        await ask_address(visit, topic)
        return
    data = {"topic_id": topic.id, "field": "keywords", "fresh": True}
    await visit.write(lambda session: ask(session, visit, Step.TOPIC_FIELD, data))
    await visit.show(Card(topic_texts.ask_keywords(visit.t, topic.name), home_keys.skip(visit.t, topic.id, "keywords")))


async def remove(visit: Visit, tap: RemoveTopic) -> str | None:
    """Ask first; the second tap does it."""
    if tap.sure:
        topic = await visit.write(lambda session: _remove(session, tap.topic_id, visit.now))
        await show_home(visit)
        return home_texts.removed_toast(visit.t, topic.name) if topic else home_texts.gone_toast(visit.t)
    return None if await ask_removal(visit, tap.topic_id) else home_texts.gone_toast(visit.t)


async def ask_removal(visit: Visit, topic_id: int) -> bool:
    """Say whom it concerns and ask; whether there is such a topic."""

    def work(session: Session) -> tuple[Topic | None, int]:
        return topics.topic(session, topic_id), topics.count_subscribers(session, topic_id)

    topic, chats = await visit.read(work)
    if topic is None:
        await show_home(visit)
        return False
    buttons = home_keys.sure(visit.t, RemoveTopic(topic.id, True), AdminTopic(topic.id))
    await visit.show(Card(topic_texts.confirm_removal(visit.t, topic, chats=chats), buttons))
    return True


async def _bad_name(visit: Visit, topic_id: int) -> Markup | None:
    """What is wrong with the name that was written for this topic."""
    name = clean_line(visit.words, LONGEST_NAME)
    if not any(letter.isalnum() for letter in name):
        return topic_texts.name_empty(visit.t)
    others = await visit.read(topics.list_topics)
    taken = any(other.name.casefold() == name.casefold() for other in others if other.id != topic_id)
    return topic_texts.name_taken(visit.t, name) if taken else None


def _write_field(session: Session, visit: Visit, topic_id: int, field: str) -> Topic | None:
    """Write the words of the visit to a topic's field and close the question; None when the topic is gone."""
    close(session, visit)
    topic = topics.topic(session, topic_id)
    if topic is None:
        return None
    name, description, keywords = topic.name, topic.description, topic.keywords
    match field:
        case "name":
            name = clean_line(visit.words, LONGEST_NAME)
        case "description":
            description = clean_line(visit.words, LONGEST_DESCRIPTION)
        case _:
            keywords = read_keywords(visit.words)
    topics.describe_topic(session, topic_id, name=name, description=description, keywords=keywords)
    return topics.topic(session, topic_id)


def _remove(session: Session, topic_id: int, now: datetime) -> Topic | None:
    topic = topics.topic(session, topic_id)
    if topic is not None:
        remove_topic(session, topic_id, now=now)
    return topic
