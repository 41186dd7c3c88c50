"""Who may configure: owners give and take the roles of admins and of editors of single topics."""

import re

from bot.context import Handler
from bot.dialogs import Step, ask, close
from bot.handlers.admin.forms import Form, form
from bot.handlers.admin.recorded import note
from bot.handlers.doors import on_command, on_tap
from bot.handlers.menus import show_menu
from bot.handlers.rights import Right
from bot.keyboards.admin import menu as keys
from bot.taps.admin.menu import AskRole, RevokeRoles, ShowRoles
from bot.texts.admin import home as home_texts
from bot.texts.admin import menu as texts
from bot.texts.topics import which_topic
from bot.topic_names import find_topic
from bot.visit import Card, Visit
from storage import roles, topics
from storage.audit import person
from storage.chats import Dialog
from storage.database import Session
from storage.roles import Holder, Role
from storage.topics import Topic

USER_ID = re.compile(r"[1-9]\d{0,15}", re.ASCII)


def handlers() -> list[Handler]:
    return [
        on_command("id", show_id, may=Right.ANYBODY),
        on_tap(ShowRoles, show_by_tap, may=Right.OWNER),
        on_tap(AskRole, ask_role, may=Right.OWNER),
        on_tap(RevokeRoles, revoke, may=Right.OWNER),
    ]


def forms() -> list[Form]:
    return [
        form("roles", lambda visit, _: show(visit), may=Right.OWNER, example="/admin roles"),
        form(
            r"grant\s+(?P<user>\S+)(?:\s+(?P<topic>.+))?",
            grant_typed,
            may=Right.OWNER,
            example="/admin grant 123456789 World",
        ),
        form(r"revoke\s+(?P<user>\S+)", revoke_typed, may=Right.OWNER, example="/admin revoke 123456789"),
    ]


async def show_id(visit: Visit) -> None:
    """Who is to get a role tells their number to an owner."""
    await visit.say(Card(texts.own_id(visit.t, visit.user_id)))


async def show(visit: Visit) -> None:
    def work(session: Session) -> tuple[list[Holder], dict[int, Topic]]:
        return roles.holders(session), {topic.id: topic for topic in topics.list_topics(session)}

    holders, named = await visit.read(work)
    await visit.show(Card(texts.roles(visit.t, holders, named), keys.roles(visit.t, holders)))


async def show_by_tap(visit: Visit, _: ShowRoles) -> None:
    await show(visit)


async def ask_role(visit: Visit, tap: AskRole) -> str | None:
    def work(session: Session) -> Topic | None:
        topic = topics.topic(session, tap.topic_id) if tap.topic_id else None
        if topic is not None or not tap.topic_id:
            ask(session, visit, Step.ROLE, {"topic_id": tap.topic_id})
        return topic

    topic = await visit.write(work)
    if tap.topic_id and topic is None:
        return home_texts.gone_toast(visit.t)
    await visit.show(Card(texts.ask_role(visit.t, topic), keys.ask_role(visit.t)))
    return None


async def role_given(visit: Visit, dialog: Dialog) -> None:
    """The answer to "who?": a number, until it is one."""
    if USER_ID.fullmatch(visit.words) is None:
        await visit.say(Card(texts.no_user_id(visit.t), keys.ask_role(visit.t)))
        return
    topic_id = int(dialog.data["topic_id"])
    topic = await visit.read(lambda session: topics.topic(session, topic_id)) if topic_id else None
    await grant(visit, int(visit.words), topic)


async def grant_typed(visit: Visit, words: re.Match[str]) -> None:
    if USER_ID.fullmatch(words["user"]) is None:
        await visit.say(Card(texts.no_user_id(visit.t)))
        return
    topic = None
    if words["topic"]:
        known = await visit.read(topics.list_topics)
        topic = find_topic(known, words["topic"])
        if topic is None:
            await visit.say(Card(which_topic(visit.t, words["topic"], found=False)))
            return
    await grant(visit, int(words["user"]), topic)


async def grant(visit: Visit, user_id: int, topic: Topic | None) -> None:
    """An admin of everything, or an editor of the topic; once more is the same."""

    def work(session: Session) -> None:
        close(session, visit)
        if topic is None:
            roles.grant(session, user_id, Role.ADMIN, now=visit.now)
            note(session, visit, "role.admin", person(user_id))
        else:
            roles.let_edit(session, user_id, topic.id, now=visit.now)
            note(session, visit, "role.editor", person(user_id), topic=topic.name)

    await visit.write(work)
    await show_menu(visit, user_id)
    await visit.say(Card(texts.granted(visit.t, user_id, topic)))


async def revoke_typed(visit: Visit, words: re.Match[str]) -> None:
    if USER_ID.fullmatch(words["user"]) is None:
        await visit.say(Card(texts.no_user_id(visit.t)))
        return
    await visit.say(
        Card(texts.confirm_revoke(visit.t, int(words["user"])), keys.confirm_revoke(visit.t, int(words["user"])))
    )


async def revoke(visit: Visit, tap: RevokeRoles) -> str | None:
    rights = await visit.read(lambda session: roles.rights_of(session, tap.user_id))
    if rights.owner:
        return texts.owner_toast(visit.t)
    if not tap.sure:
        await visit.show(Card(texts.confirm_revoke(visit.t, tap.user_id), keys.confirm_revoke(visit.t, tap.user_id)))
        return None

    def work(session: Session) -> None:
        roles.revoke(session, tap.user_id, Role.ADMIN)
        for topic_id in roles.rights_of(session, tap.user_id).edits:
            roles.stop_editing(session, tap.user_id, topic_id)
        note(session, visit, "role.revoke", person(tap.user_id))

    await visit.write(work)
    await show_menu(visit, tap.user_id)
    await show(visit)
    return texts.revoked_toast(visit.t)
