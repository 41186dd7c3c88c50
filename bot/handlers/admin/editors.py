"""Who may edit a topic: admins say so, by the number that /id tells everybody."""

import re

from bot.context import Handler
from bot.dialogs import Step, ask, close, leave_question
from bot.handlers.admin.cards import show_home
from bot.handlers.admin.forms import Form, form
from bot.handlers.admin.naming import topic_called
from bot.handlers.admin.recorded import note
from bot.handlers.admin.roles import USER_ID
from bot.handlers.doors import on_tap
from bot.handlers.menus import show_menu
from bot.handlers.rights import Right
from bot.keyboards.admin import editors as keys
from bot.taps.admin.editors import AskEditor, ShowEditors, StopEditor
from bot.texts.admin import editors as texts
from bot.texts.admin import home as home_texts
from bot.texts.admin import menu as menu_texts
from bot.visit import Card, Visit
from storage import roles, topics
from storage.audit import person
from storage.chats import Dialog
from storage.database import Session
from storage.topics import Topic


def handlers() -> list[Handler]:
    return [
        on_tap(ShowEditors, show_by_tap, may=Right.ADMIN),
        on_tap(AskEditor, ask_editor, may=Right.ADMIN),
        on_tap(StopEditor, stop_by_tap, may=Right.ADMIN),
    ]


def forms() -> list[Form]:
    return [
        form(r"editors\s+(?P<topic>.+)", show_typed, example="/admin editors World"),
        form(
            r"add\s+editor\s+(?P<user>\S+)\s+(?:to\s+)?(?P<topic>.+)",
            add_typed,
            example="/admin add editor 123456789 to World",
        ),
        form(
            r"remove\s+editor\s+(?P<user>\S+)\s+(?:from\s+)?(?P<topic>.+)",
            stop_typed,
            example="/admin remove editor 123456789 from World",
        ),
    ]


async def show_by_tap(visit: Visit, tap: ShowEditors) -> str | None:
    await leave_question(visit)
    return await show_editors(visit, tap.topic_id)


async def show_typed(visit: Visit, words: re.Match[str]) -> None:
    if named := await topic_called(visit, words["topic"]):
        await show_editors(visit, named.id)


async def show_editors(visit: Visit, topic_id: int) -> str | None:
    """Show them by their numbers; a toast where the topic is gone."""

    def work(session: Session) -> tuple[Topic | None, list[int]]:
        return topics.topic(session, topic_id), roles.editors_of(session, topic_id)

    topic, editors = await visit.read(work)
    if topic is None:
        await show_home(visit)
        return home_texts.gone_toast(visit.t)
    await visit.show(Card(texts.editors(visit.t, topic, editors), keys.editors(visit.t, topic.id, editors)))
    return None


async def ask_editor(visit: Visit, tap: AskEditor) -> str | None:
    def work(session: Session) -> Topic | None:
        topic = topics.topic(session, tap.topic_id)
        if topic is not None:
            ask(session, visit, Step.EDITOR, {"topic_id": topic.id})
        return topic

    topic = await visit.write(work)
    if topic is None:
        await show_home(visit)
        return home_texts.gone_toast(visit.t)
    await visit.show(Card(menu_texts.ask_role(visit.t, topic), keys.ask_editor(visit.t, topic.id)))
    return None


async def editor_given(visit: Visit, dialog: Dialog) -> None:
    """The answer to "who?": a number, until it is one."""
    await add(visit, visit.words, int(dialog.data["topic_id"]))


async def add_typed(visit: Visit, words: re.Match[str]) -> None:
    if named := await topic_called(visit, words["topic"]):
        await add(visit, words["user"], named.id)


async def stop_typed(visit: Visit, words: re.Match[str]) -> None:
    named = await topic_called(visit, words["topic"])
    if named is None:
        return
    if USER_ID.fullmatch(words["user"]) is None:
        await visit.say(Card(menu_texts.no_user_id(visit.t), keys.ask_editor(visit.t, named.id)))
        return
    await stop(visit, int(words["user"]), named.id)


async def stop_by_tap(visit: Visit, tap: StopEditor) -> str | None:
    return await stop(visit, tap.user_id, tap.topic_id)


async def add(visit: Visit, written: str, topic_id: int) -> None:
    """Let them edit the topic from now on; once more is the same."""
    if USER_ID.fullmatch(written) is None:
        await visit.say(Card(menu_texts.no_user_id(visit.t), keys.ask_editor(visit.t, topic_id)))
        return
    user_id = int(written)

    def work(session: Session) -> None:
        close(session, visit)
        topic = topics.topic(session, topic_id)
        if topic is not None and roles.let_edit(session, user_id, topic.id, now=visit.now):
            note(session, visit, "role.editor", person(user_id), topic=topic.name)

    await visit.write(work)
    await show_menu(visit, user_id)
    await show_editors(visit, topic_id)


async def stop(visit: Visit, user_id: int, topic_id: int) -> str | None:
    def work(session: Session) -> None:
        topic = topics.topic(session, topic_id)
        if topic is not None and roles.stop_editing(session, user_id, topic.id):
            note(session, visit, "role.stop", person(user_id), topic=topic.name)

    await visit.write(work)
    await show_menu(visit, user_id)
    return await show_editors(visit, topic_id)
