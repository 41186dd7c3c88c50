"""Links that lead into the bot with something in mind (https://core.telegram.org/bots/features#deep-linking).

`?start=topic_<slug>` follows a topic that is listed or hidden, `?start=join_<key>` one that is private; with
`startgroup=` Telegram asks for a group to bring the bot to. What comes back as a parameter is anybody's words.
"""

import re
from dataclasses import dataclass

from storage.database import Session
from storage.topics import Topic, Visibility, topic_called, topic_invited

TOPIC, JOIN = "topic_", "join_"
PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class TopicLink:
    """A parameter that means a topic: by its slug, or by the key of an `invitation`; None where it can be neither."""

    slug: str | None = None
    invitation: str | None = None

    def topic(self, session: Session) -> Topic | None:
        if self.invitation is not None:
            return topic_invited(session, self.invitation)
        return topic_called(session, self.slug) if self.slug is not None else None


def topic_link(bot_name: str, topic: Topic, *, group: bool = False) -> str | None:
    """The link that leads a reader, or with `group` a group, to follow this topic; None where nothing leads there."""
    if topic.visibility == Visibility.PRIVATE:
        parameter = f"{JOIN}{topic.invitation}" if topic.invitation else None
    else:
        parameter = f"{TOPIC}{topic.slug}" if topic.visibility != Visibility.OWN else None
    return f"https://t.me/{bot_name}?{'startgroup' if group else 'start'}={parameter}" if parameter else None


def read_parameter(words: str) -> TopicLink | None:
    """What the words behind /start mean; None where they don't speak of a topic."""
    if not words.startswith((TOPIC, JOIN)):
        return None
    if not PARAMETER.fullmatch(words):
        return TopicLink()
    if words.startswith(JOIN):
        return TopicLink(invitation=words.removeprefix(JOIN))
    return TopicLink(slug=words.removeprefix(TOPIC))
