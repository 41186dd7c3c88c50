"""Changing a topic, and writing down what was changed in the same transaction."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Unpack

from bot.handlers.admin.recorded import note
from bot.i18n.texts import shorten
from bot.visit import Visit
from storage import topics
from storage.database import Session
from storage.topics import Changes, Topic

LONGEST_NOTE = 100
"""Characters of a value that are kept of what it was and what it became."""

ACTIONS: Mapping[str, str] = {
    "name": "topic.rename",
    "description": "topic.describe",
    "keywords": "topic.keywords",
    "language": "topic.language",
    "sentences": "topic.length",
    "method": "topic.method",
    "weight_floor": "topic.weight",
    "pictures": "topic.pictures",
    "visibility": "topic.visibility",
    "times": "topic.hours",
    "weekdays": "topic.days",
}


def change(session: Session, visit: Visit, topic_id: int, **changes: Unpack[Changes]) -> Topic | None:
    """Change these fields and write down those that differ; None where there is no such topic."""
    before = topics.topic(session, topic_id)
    after = topics.change_topic(session, topic_id, **changes)
    if before is None or after is None:
        return None
    for field, action in ACTIONS.items():
        was, now = getattr(before, field), getattr(after, field)
        if was != now:
            note(session, visit, action, subject(after), topic=before.name, was=_written(was), now=_written(now))
    return after


def subject(topic: Topic) -> str:
    """What the topic is called in the list of changes, whatever its name will be."""
    return f"topic:{topic.id}"


def _written(value: object) -> str:
    """A field's value in a word or a few; empty where it has none."""
    match value:
        case None:
            return ""
        case bool():
            return "on" if value else "off"
        case float():
            return f"{value:g}"
        case frozenset():
            return ", ".join(str(day + 1) for day in sorted(value))
        case Sequence() if not isinstance(value, str):
            return shorten(
                ", ".join(f"{each:%H:%M}" if isinstance(each, time) else str(each) for each in value), LONGEST_NOTE
            )
        case _:
            return shorten(str(value), LONGEST_NOTE)
