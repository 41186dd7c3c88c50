"""Who may do what: every command and every button, tried by each role. A new one without a row here fails.

| right | who has it |
|---|---|
| anybody | everybody, everywhere |
| chat | the person of a private chat; a group's admins, anonymous ones too; a channel's admins |
| edit | who may edit the topic that is meant, in private: its editors, admins, owners |
| feed | who may edit a topic that carries the feed that is meant, in private |
| admin | admins and owners, in private |
| owner | owners, in private |
"""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, fields
from typing import Any, get_type_hints

import pytest

from bot.handlers import all_handlers
from bot.handlers.doors import CommandDoor, TapDoor
from bot.handlers.rights import Right
from bot.i18n.texts import texts_in
from bot.taps.core import Tap
from bot.texts import talk
from storage import feeds, roles, topics
from storage.roles import Role

ANYBODY, CHAT, EDIT, FEED, ADMIN, OWNER = Right

COMMANDS = {
    "add": CHAT,
    "admin": EDIT,
    "cancel": ANYBODY,
    "chats": ANYBODY,
    "delete_me": ANYBODY,
    "digest": ANYBODY,
    "export": ANYBODY,
    "filter": CHAT,
    "help": ANYBODY,
    "id": ANYBODY,
    "import": CHAT,
    "lang": CHAT,
    "latest": ANYBODY,
    "list": ANYBODY,
    "more": ANYBODY,
    "mute": CHAT,
    "opml": CHAT,
    "pause": CHAT,
    "privacy": ANYBODY,
    "quiet": CHAT,
    "remove": CHAT,
    "resume": CHAT,
    "save": ANYBODY,
    "saved": ANYBODY,
    "schedule": CHAT,
    "search": ANYBODY,
    "settings": CHAT,
    "start": ANYBODY,
    "stats": ADMIN,
    "sub": CHAT,
    "taste": ANYBODY,
    "topics": CHAT,
    "unsub": CHAT,
    "unsub_all": CHAT,
    "why": ANYBODY,
}

TAPS: dict[str, Right] = {
    "admin.aim": ADMIN,
    "admin.ask": EDIT,
    "admin.ban": ADMIN,
    "admin.bans": ADMIN,
    "admin.cancel": EDIT,
    "admin.cast": ADMIN,
    "admin.casts": ADMIN,
    "admin.changes": ADMIN,
    "admin.chart": ADMIN,
    "admin.chat": ADMIN,
    "admin.check": EDIT,
    "admin.clear": EDIT,
    "admin.days": EDIT,
    "admin.drop": ADMIN,
    "admin.editor": ADMIN,
    "admin.editors": ADMIN,
    "admin.feed": EDIT,
    "admin.feeds": FEED,
    "admin.figures": ADMIN,
    "admin.find": EDIT,
    "admin.full": ADMIN,
    "admin.health": FEED,
    "admin.home": EDIT,
    "admin.hour": EDIT,
    "admin.limit": ADMIN,
    "admin.link": FEED,
    "admin.links": FEED,
    "admin.list": ADMIN,
    "admin.menu": ADMIN,
    "admin.move": ADMIN,
    "admin.new": ADMIN,
    "admin.nolist": ADMIN,
    "admin.opml": ADMIN,
    "admin.option": OWNER,
    "admin.options": OWNER,
    "admin.out": EDIT,
    "admin.pack": ADMIN,
    "admin.packs": ADMIN,
    "admin.part": EDIT,
    "admin.pause": ADMIN,
    "admin.people": ADMIN,
    "admin.place": ADMIN,
    "admin.removed": ADMIN,
    "admin.renew": EDIT,
    "admin.retry": FEED,
    "admin.revoke": OWNER,
    "admin.role": OWNER,
    "admin.roles": OWNER,
    "admin.save": EDIT,
    "admin.scrap": ADMIN,
    "admin.seek": ADMIN,
    "admin.send": ADMIN,
    "admin.set": EDIT,
    "admin.skip": EDIT,
    "admin.stop": ADMIN,
    "admin.title": ADMIN,
    "admin.tongue": ADMIN,
    "admin.topic": EDIT,
    "admin.try": EDIT,
    "admin.undrop": ADMIN,
    "admin.uneditor": ADMIN,
    "admin.unfeed": FEED,
    "admin.unset": OWNER,
    "admin.untitle": ADMIN,
    "admin.where": ADMIN,
    "admin.who": ADMIN,
    "admin.whom": ADMIN,
    "admin.why": EDIT,
    "admin.write": ADMIN,
    "afar.chats": ANYBODY,
    "afar.control": ANYBODY,
    "data.erase": CHAT,
    "data.export": CHAT,
    "data.keep": CHAT,
    "filter.all": CHAT,
    "filter.cancel": CHAT,
    "filter.change": CHAT,
    "filter.drop": CHAT,
    "filter.mute": CHAT,
    "filter.off": CHAT,
    "filter.save": CHAT,
    "filter.show": CHAT,
    "filter.sources": CHAT,
    "filter.write": CHAT,
    "first.asis": CHAT,
    "first.hour": CHAT,
    "first.hours": CHAT,
    "first.zone": CHAT,
    "first.zones": CHAT,
    "lang.set": CHAT,
    "lang.show": CHAT,
    "latest.day": ANYBODY,
    "latest.now": ANYBODY,
    "lists.leave": CHAT,
    "lists.take": CHAT,
    "lists.takeall": ADMIN,
    "own.ask": CHAT,
    "own.feed": CHAT,
    "own.follow": CHAT,
    "own.list": CHAT,
    "own.look": CHAT,
    "own.remove": CHAT,
    "own.search": CHAT,
    "own.stop": CHAT,
    "page.none": ANYBODY,
    "saved.empty": ANYBODY,
    "saved.file": ANYBODY,
    "saved.open": ANYBODY,
    "saved.remove": ANYBODY,
    "saved.restore": ANYBODY,
    "saved.show": ANYBODY,
    "schedule.break": CHAT,
    "schedule.days": CHAT,
    "schedule.hour": CHAT,
    "schedule.hourly": CHAT,
    "schedule.hours": CHAT,
    "schedule.keep": CHAT,
    "schedule.pause": CHAT,
    "schedule.pausefor": CHAT,
    "schedule.quiet": CHAT,
    "schedule.quietat": CHAT,
    "schedule.setquiet": CHAT,
    "schedule.show": CHAT,
    "schedule.week": CHAT,
    "schedule.zone": CHAT,
    "schedule.zones": CHAT,
    "search.ask": ANYBODY,
    "search.open": ANYBODY,
    "search.page": ANYBODY,
    "search.save": ANYBODY,
    "settings.instant": CHAT,
    "settings.length": CHAT,
    "settings.level": CHAT,
    "settings.nothing": CHAT,
    "settings.picture": CHAT,
    "settings.show": CHAT,
    "story.back": ANYBODY,
    "story.follow": CHAT,
    "story.more": ANYBODY,
    "story.mute": CHAT,
    "story.mutes": CHAT,
    "story.pick": ANYBODY,
    "story.reset": CHAT,
    "story.save": ANYBODY,
    "story.source": CHAT,
    "story.tastes": ANYBODY,
    "story.vote": ANYBODY,
    "story.why": ANYBODY,
    "topics.back": CHAT,
    "topics.done": CHAT,
    "topics.follow": CHAT,
    "topics.found": CHAT,
    "topics.leave": CHAT,
    "topics.leaving": CHAT,
    "topics.search": CHAT,
    "topics.set": CHAT,
    "topics.show": CHAT,
    "topics.unlisted": CHAT,
}

T = texts_in("en")
MESSAGES = {str(text) for text in (talk.admins_only(T), talk.runners_only(T), talk.private_only(T, "/admin"))}
FAILED = "Something went wrong"
TOASTS = {talk.admins_only_toast(T), talk.runners_only_toast(T), talk.private_only_toast(T)}


def commands() -> dict[str, Right]:
    return {name: door.may for door in all_handlers() if isinstance(door, CommandDoor) for name in door.commands}


def taps() -> dict[str, Right]:
    return {door.kind.code: door.may for door in all_handlers() if isinstance(door, TapDoor)}


def test_every_command_has_a_row() -> None:
    assert commands() == COMMANDS


def test_every_button_has_a_row() -> None:
    assert taps() == TAPS


@dataclass(frozen=True, slots=True)
class Place:
    """A role, the chat in which it is tried (None: in private), and the rights that it has there."""

    person: Any
    has: frozenset[Right]
    chat: int | None = None
    how: Mapping[str, int] = field(default_factory=dict)


PRIVATE = frozenset({ANYBODY, CHAT})


@pytest.fixture
async def places(world, robin, sam) -> dict[str, Place]:
    """Every role, with a topic that the editor may edit (the first) and one that they may not."""
    world.add_topics("Harbour", "Science")
    people = {}
    async with AsyncExitStack() as stack:
        for name in ("Stranger", "Member", "Boss", "Editor", "Admin"):
            number = await robin.new_user(name)
            people[name] = await stack.enter_async_context(type(robin)(world.api.base_url, number))
        boss = people["Boss"]
        group = await boss.create_group("Quay watch", members=[people["Member"].id])
        forum = await boss.create_forum("Quay forum")
        thread = await boss.open_topic(forum, "Ferries")
        channel = await boss.create_channel("Quay news")
        with world.database.write() as session:
            feed = feeds.add_feed(session, url="https://a.example/feed", title="A", language="en", now=world.clock())
            assert feed.id == 1
            topics.link_feed(session, world.topics()[0].id, feed.id)
            roles.grant(session, people["Admin"].id, Role.ADMIN, now=world.clock())
            roles.let_edit(session, people["Editor"].id, world.topics()[0].id, now=world.clock())
        yield {
            "stranger": Place(people["Stranger"], PRIVATE),
            "member": Place(people["Member"], frozenset({ANYBODY}), group),
            "group admin": Place(boss, PRIVATE, group),
            "anonymous admin": Place(boss, PRIVATE, group, {"as_chat": group}),
            "forum admin": Place(boss, PRIVATE, forum, {"thread": thread}),
            "channel admin": Place(boss, PRIVATE, channel),
            "editor": Place(people["Editor"], PRIVATE | {EDIT, FEED}),
            "admin": Place(people["Admin"], PRIVATE | {EDIT, FEED, ADMIN}),
            "owner": Place(robin, PRIVATE | {EDIT, FEED, ADMIN, OWNER}),
        }


async def answers(place: Place, command: str) -> list[str]:
    """All that the bot said to a command: what came before its answer to the next one."""
    sent = await place.person.send(command, place.chat, **place.how)
    asked = await place.person.send("/help", place.chat, **place.how)
    await place.person.wait_for(
        lambda message: message.id > asked.id and message.text.startswith("I send you a short news digest")
    )
    said = await place.person.messages(place.chat)
    return [message.text for message in said if message.id > sent.id]


def harmless(kind: type[Tap], topic_id: int, feed_id: int = 0) -> Tap:
    """A button of this kind that asks first, about things that aren't there, but for the topic and the feed."""
    usual: dict[type, Any] = {bool: False, int: 0, str: "x"}
    named = {"topic_id": topic_id, "link_id": topic_id, "feed_id": feed_id}
    hints = get_type_hints(kind)
    return kind(**{field.name: named.get(field.name, usual[hints[field.name]]) for field in fields(kind)})


PRIVATE_COMMANDS = {"chats"}

ROLES = ("stranger", "member", "group admin", "forum admin", "channel admin", "editor", "admin", "owner")


@pytest.mark.parametrize("role", [*ROLES, "anonymous admin"])
async def test_each_command_answers_those_who_may_and_refuses_the_others(places, role):
    place = places[role]
    for name, right in COMMANDS.items():
        if name == "help":
            continue
        said = await answers(place, f"/{name}")
        assert not [text for text in said if FAILED in text], f"/{name} by {role}"
        refused = bool(set(said) & MESSAGES)
        # what is for private chats only says so in a group, to everybody
        if name in PRIVATE_COMMANDS and place.chat is not None:
            continue
        assert refused == (right not in place.has), f"/{name} by {role}"


@pytest.mark.parametrize("role", ROLES)
async def test_each_button_works_for_those_who_may_and_refuses_the_others(world, places, role):
    place = places[role]
    card = await place.person.ask("/help", place.chat, **place.how)
    for kind in sorted(Tap.__subclasses__(), key=lambda kind: kind.code):
        if kind.code not in TAPS:
            continue
        toast = await place.person.forge(card, harmless(kind, world.topics()[0].id, feed_id=1))
        assert FAILED not in toast, f"{kind.code} by {role}"
        assert (toast in TOASTS) == (TAPS[kind.code] not in place.has), f"{kind.code} by {role}: {toast!r}"


async def test_an_editor_gets_nowhere_with_the_buttons_of_another_topic(world, places):
    place = places["editor"]
    card = await place.person.ask("/help")
    other = world.topics()[1].id
    for kind in Tap.__subclasses__():
        if TAPS.get(kind.code) in {EDIT, FEED} and "topic_id" in {field.name for field in fields(kind)}:
            said = await place.person.forge(card, harmless(kind, other, feed_id=1))
            assert said == "That isn't yours to change, or is no longer there.", kind.code
