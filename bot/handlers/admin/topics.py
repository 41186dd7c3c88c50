"""Making topics: a name, and then what may be left out, one question after the other."""

import re

from bot.context import Handler
from bot.dialogs import Step, ask
from bot.handlers.admin.cards import show_home
from bot.handlers.admin.changing import subject
from bot.handlers.admin.forms import Form, form
from bot.handlers.admin.new_feed import ask_address
from bot.handlers.admin.recorded import note
from bot.handlers.doors import on_tap
from bot.handlers.rights import Right
from bot.keyboards.admin import home as home_keys
from bot.taps.admin.topics import AskTopicName, SkipQuestion
from bot.texts.admin import home as home_texts
from bot.texts.admin import topic_parts as part_texts
from bot.texts.admin import topics as topic_texts
from bot.topic_names import LONGEST_NAME, clean_line, make_slug
from bot.topic_values import Field
from bot.visit import Card, Visit
from storage import topics
from storage.chats import Dialog
from storage.database import Session
from storage.topics import Topic


def handlers() -> list[Handler]:
    return [
        on_tap(AskTopicName, ask_name, may=Right.ADMIN),
        on_tap(SkipQuestion, skip, may=Right.EDIT),
    ]


def forms() -> list[Form]:
    return [form(r"add\s+topic\s+(?P<topic>.+)", add_typed, example="/admin add topic Technology")]


async def ask_name(visit: Visit, _: AskTopicName) -> None:
    await visit.write(lambda session: ask(session, visit, Step.TOPIC_NAME, {}))
    await visit.show(Card(topic_texts.ask_name(visit.t), home_keys.cancel(visit.t, 0)))


async def name_given(visit: Visit, _: Dialog) -> None:
    """The answer to "what shall it be called?"."""
    await add_topic(visit, visit.words)


async def add_typed(visit: Visit, words: re.Match[str]) -> None:
    await add_topic(visit, words["topic"])


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
            note(session, visit, "topic.add", subject(made), topic=made.name)
            ask(session, visit, Step.TOPIC_FIELD, {"topic_id": made.id, "field": Field.DESCRIPTION, "fresh": True})
        return made

    if not any(letter.isalnum() for letter in name):
        await visit.say(Card(part_texts.problem(visit.t, Field.NAME), home_keys.cancel(visit.t, 0)))
        return
    made = await visit.write(work)
    if made is None:
        await visit.say(Card(topic_texts.name_taken(visit.t, name), home_keys.cancel(visit.t, 0)))
    else:
        buttons = home_keys.skip(visit.t, made.id, Field.DESCRIPTION)
        await visit.say(Card(topic_texts.ask_description(visit.t, made.name), buttons))


async def skip(visit: Visit, tap: SkipQuestion) -> str | None:
    topic = await visit.read(lambda session: topics.topic(session, tap.topic_id))
    if topic is None:
        await show_home(visit)
        return home_texts.gone_toast(visit.t)
    await next_step(visit, topic, after=tap.field)
    return None


async def next_step(visit: Visit, topic: Topic, *, after: str) -> None:
    """While a topic is being made: description, then keywords, then the first feed."""
    if after != Field.DESCRIPTION:
        await ask_address(visit, topic)
        return
    data = {"topic_id": topic.id, "field": Field.KEYWORDS, "fresh": True}
    await visit.write(lambda session: ask(session, visit, Step.TOPIC_FIELD, data))
    buttons = home_keys.skip(visit.t, topic.id, Field.KEYWORDS)
    await visit.show(Card(topic_texts.ask_keywords(visit.t, topic.name), buttons))
