"""Which database, feed and topic a command means."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.cli.output import give_up, good_settings

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.database import Database, Session
    from storage.feeds import Feed
    from storage.topics import Topic


@contextmanager
def opened() -> Iterator[tuple["Settings", "Database"]]:
    """The settings and their database; gives up where it isn't there or can't be used."""
    from bot.opening import open_database
    from jobs.clock import utc_now
    from storage.database import Database, explained, refuse_missing
    from storage.errors import StorageError

    settings = good_settings()
    try:
        refuse_missing(Database(settings.database_url))
        database = open_database(settings, utc_now)
        try:
            with explained(database.url):
                yield settings, database
        finally:
            database.close()
    except StorageError as problem:
        give_up(str(problem))


def meant_feeds(session: "Session", named: Sequence[str]) -> "list[Feed]":
    """The feeds with these numbers or addresses, each once; gives up, with a line for each, where some aren't there."""
    found, missing = {}, []
    for name in named:
        feed = _feed_called(session, name)
        if feed is None:
            missing.append(f"there is no feed {name}; newsdigest feeds list shows all with their numbers")
        else:
            found[feed.id] = feed
    if missing:
        give_up("\n".join(missing))
    return list(found.values())


def _feed_called(session: "Session", name: str) -> "Feed | None":
    from jobs.feeds.finding.addresses import same_feed_key, typed_addresses
    from jobs.feeds.problems import FeedProblem
    from storage import feeds

    if name.isascii() and name.isdigit():
        # a longer number is no database's
        return feeds.feed(session, int(name)) if len(name) < 10 else None
    exact = feeds.feed_at(session, name)
    if exact is not None:
        return exact
    try:
        key = same_feed_key(typed_addresses(name)[0])
    except (FeedProblem, ValueError):
        return None
    return next((feed for feed in feeds.list_feeds(session) if same_feed_key(feed.url) == key), None)


def meant_topic(session: "Session", name: str) -> "Topic":
    """The topic of this slug or name; gives up where there is none, with those that are near."""
    from bot.topic_names import close_topics, find_topic
    from storage.topics import list_topics

    known = list_topics(session)
    topic = find_topic(known, name)
    if topic is None:
        near = ", ".join(each.slug for each in (close_topics(known, name) or known)[:10])
        give_up(f"there is no topic {name}; {f'there is {near}' if near else 'there is none at all yet'}")
    return topic


def wanted_topic(session: "Session", name: str | None, new: str | None) -> "Topic":
    """The topic that feeds are to go to: the one named, the one to be made, or the only one there is."""
    from storage.topics import list_topics

    if name and new:
        give_up("--topic and --new-topic exclude each other; keep one of them")
    if new:
        return _made_topic(session, new)
    if name:
        return meant_topic(session, name)
    known = list_topics(session)
    if not known:
        give_up("there is no topic yet; --new-topic NAME makes one")
    if len(known) > 1:
        slugs = ", ".join(each.slug for each in known[:10])
        give_up(f"for which topic? add --topic with one of these, or --new-topic NAME: {slugs}")
    return known[0]


def _made_topic(session: "Session", name: str) -> "Topic":
    from bot.feed_lists import make_topic
    from jobs.clock import utc_now

    topic = make_topic(session, name, now=utc_now())
    if topic is None:
        give_up(f"a topic's name needs a letter or a digit; {name!r} has none")
    return topic
