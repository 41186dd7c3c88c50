"""The state as one JSON file, so that the demo's second start shows the first one's conversations.

Bounded: the newest messages of each chat, and the newest files as far as `MAX_FILES` bytes reach. Open queries are
left out; answering them later finds them too old, as it would be.
"""

import base64
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from demo.botapi.events import EventLog
from demo.botapi.records import Chat, CommandSet, File, Message, Person, Topic
from demo.botapi.shapes import Json
from demo.botapi.state import State

VERSION = 2
MAX_MESSAGES = 500
MAX_FILES = 20 * 1024 * 1024


class SnapshotError(Exception):
    """The file holds no state of this server; the text names it and says why."""


def save(state: State, path: Path) -> None:
    """Write the state; a crash in the middle leaves the file as it was. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.write_text(json.dumps(dump(state), ensure_ascii=False), encoding="utf-8")
    os.replace(unfinished, path)


def load(state: State, path: Path) -> None:
    """Replace the state by the file's. Raises SnapshotError, and OSError where it can't be read."""
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        if saved["version"] != VERSION:
            raise SnapshotError(f"{path} is of version {saved['version']}, this is {VERSION}; delete it to start over")
        restore(state, saved)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SnapshotError(f"{path} holds no saved conversation ({error!r}); delete it to start over") from error


def dump(state: State) -> Json:
    """The state as JSON."""
    return {
        "version": VERSION,
        "people": [asdict(person) for person in state.people.values()],
        "chats": [_dumped(chat) for chat in state.chats.values()],
        "files": [asdict(file) | {"content": _text(file.content)} for file in _newest(list(state.files.values()))],
        "commands": [asdict(item) for item in state.commands],
        "descriptions": state.descriptions,
        "short_descriptions": state.short_descriptions,
        "menu_button": state.menu_button,
        "updates": {
            "pending": state.updates.pending,
            "next_id": state.updates.next_id,
            "allowed": state.updates.allowed,
        },
        "last_event": state.events.last,
        "numbers": state.numbers(),
    }


def restore(state: State, saved: Json) -> None:
    """Put what `dump` wrote in the place of what is there; nothing changes where a part of it is wrong."""
    people = [Person(**person) for person in saved["people"]]
    chats = [_restored(chat) for chat in saved["chats"]]
    files = [File(**file | {"content": base64.b64decode(file["content"])}) for file in saved["files"]]
    commands = [CommandSet(**item) for item in saved["commands"]]
    updates, events, numbers = saved["updates"], EventLog(int(saved["last_event"])), tuple(map(int, saved["numbers"]))
    state.people = {person.id: person for person in people}
    state.chats = {chat.id: chat for chat in chats}
    state.files = {file.id: file for file in files}
    state.commands = commands
    state.descriptions, state.short_descriptions = saved["descriptions"], saved["short_descriptions"]
    state.menu_button = saved["menu_button"]
    state.updates.pending, state.updates.next_id = updates["pending"], updates["next_id"]
    state.updates.allowed = updates["allowed"]
    state.queries, state.inline_answers = {}, []
    events.listeners = state.events.listeners
    state.events = events
    state.go_on(*numbers)


def _dumped(chat: Chat) -> Json:
    newest = sorted(chat.messages)[-MAX_MESSAGES:]
    pinned = [number for number in chat.pinned if number in newest]
    return asdict(chat) | {"messages": [asdict(chat.messages[number]) for number in newest], "pinned": pinned}


def _restored(saved: Json) -> Chat:
    messages = [Message(**message | {"reactions": _by_number(message["reactions"])}) for message in saved["messages"]]
    chat = Chat(**saved | {"messages": {message.id: message for message in messages}})
    chat.members, chat.read, chat.rights = _by_number(chat.members), _by_number(chat.read), _by_number(chat.rights)
    chat.topics = {int(number): Topic(**topic) for number, topic in saved["topics"].items()}
    return chat


def _by_number(saved: dict[Any, Any]) -> dict[int, Any]:
    # JSON's keys are text
    return {int(number): value for number, value in saved.items()}


def _newest(files: list[File]) -> list[File]:
    kept, room = [], MAX_FILES
    for file in reversed(files):
        room -= len(file.content)
        if room < 0:
            break
        kept.append(file)
    return kept[::-1]


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
