"""A chat's own feeds: how many it may have, and how a list of them becomes a file and back."""

from dataclasses import dataclass
from itertools import chain

from bot.settings import Settings
from jobs.feeds.finding.addresses import same_feed_key
from jobs.feeds.lists.opml import OpmlFeed, OpmlFile, OpmlTopic
from storage.chats import subscribed_topics
from storage.database import Session
from storage.own_topics import own_feeds
from storage.preferences import preferences
from storage.topics import Visibility


def most_own_feeds(session: Session, settings: Settings, chat_id: int | None = None) -> int:
    """How many feeds of its own the chat may have: what an admin allowed it, else what the settings say."""
    allowed = None if chat_id is None else preferences(session, chat_id).own_feeds
    return settings.own_feeds if allowed is None else allowed


def as_file(session: Session, chat_id: int) -> OpmlFile:
    """What the chat follows as a list: its own feeds, and its topics by name alone, since their feeds are the admins'.

    The name of a topic that only an invitation leads to stands there without the way to it.
    """
    followed = [topic for topic in subscribed_topics(session, chat_id) if topic.visibility != Visibility.OWN]
    return OpmlFile(
        topics=tuple(
            OpmlTopic(name=topic.name, feeds=(), slug=None if topic.visibility == Visibility.PRIVATE else topic.slug)
            for topic in followed
        ),
        loose=tuple(
            OpmlFeed(url=feed.url, title=feed.title, language=feed.language) for feed in own_feeds(session, chat_id)
        ),
        title="newsdigest",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a file holds for one chat: feeds to be its own, each once; topics of ours that it names, by slug."""

    feeds: tuple[OpmlFeed, ...]
    slugs: tuple[str, ...]
    unusable: tuple[str, ...]
    """The names of outlines that no feed can be made of."""


def listed_in(file: OpmlFile) -> Listed:
    """Folders say nothing here; those of our own files that hold nothing are topics."""
    feeds: dict[str, OpmlFeed] = {}
    for feed in chain(*(topic.feeds for topic in file.topics), file.loose, file.unread):
        feeds.setdefault(same_feed_key(feed.url), feed)
    return Listed(
        feeds=tuple(feeds.values()),
        slugs=tuple(topic.slug for topic in file.topics if topic.slug and not topic.feeds),
        unusable=tuple(bad.outline for bad in file.bad),
    )
