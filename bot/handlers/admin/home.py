"""The card of all topics: its pages, looking for a topic, and going to one."""

import re

from bot.context import Handler
from bot.dialogs import Step, ask, close, leave_question
from bot.handlers.admin.cards import found_card, show_home, show_topic
from bot.handlers.admin.forms import Form, form
from bot.handlers.admin.naming import topic_called
from bot.handlers.doors import on_tap
from bot.handlers.rights import Right
from bot.keyboards.admin import home as keys
from bot.taps.admin.home import AdminHome, CancelQuestion
from bot.taps.admin.topics import AdminTopic, AskTopicSearch
from bot.texts.admin import home as home_texts
from bot.visit import Card, Visit
from storage.chats import Dialog


def handlers() -> list[Handler]:
    return [
        on_tap(AdminHome, home, may=Right.EDIT),
        on_tap(AskTopicSearch, ask_search, may=Right.EDIT),
        on_tap(AdminTopic, topic, may=Right.EDIT),
        on_tap(CancelQuestion, cancel, may=Right.EDIT),
    ]


def forms() -> list[Form]:
    return [
        form(r"topics(?:\s+(?P<words>.+))?", list_topics, may=Right.EDIT, example="/admin topics sport"),
        form(r"topic\s+(?P<topic>.+)", topic_typed, may=Right.EDIT, example="/admin topic World"),
    ]


async def list_topics(visit: Visit, words: re.Match[str]) -> None:
    """All of them, or those that fit the words."""
    if words["words"]:
        await find(visit, words["words"])
    else:
        await show_home(visit)


async def topic_typed(visit: Visit, words: re.Match[str]) -> None:
    if named := await topic_called(visit, words["topic"]):
        await show_topic(visit, named.id)


async def ask_search(visit: Visit, _: AskTopicSearch) -> None:
    await visit.write(lambda session: ask(session, visit, Step.TOPIC_FIND, {}))
    await visit.show(Card(home_texts.ask_search(visit.t), keys.cancel(visit.t, 0)))


async def words_given(visit: Visit, _: Dialog) -> None:
    await visit.write(lambda session: close(session, visit))
    await find(visit, visit.words)


async def find(visit: Visit, words: str) -> None:
    await visit.say(await visit.read(lambda session: found_card(session, visit, words)))


async def home(visit: Visit, tap: AdminHome) -> None:
    await leave_question(visit)
    await show_home(visit, tap.page)


async def topic(visit: Visit, tap: AdminTopic) -> str | None:
    await leave_question(visit)
    return None if await show_topic(visit, tap.topic_id) else home_texts.gone_toast(visit.t)


async def cancel(visit: Visit, tap: CancelQuestion) -> str | None:
    """Leave the question and go back to where it came from."""
    await leave_question(visit)
    if tap.topic_id:
        await show_topic(visit, tap.topic_id)
    else:
        await show_home(visit)
    return None
