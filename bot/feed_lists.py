"""Feeds on their way into the database and out of it: those that were found, and lists, whose folders are topics."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from bot.topic_names import LONGEST_NAME, LONGEST_SLUG, clean_line, make_slug, read_keywords
from jobs.feeds.finding.addresses import same_feed_key, typed_addresses, typed_login
from jobs.feeds.lists.opml import OpmlFeed, OpmlFile, OpmlTopic
from storage import feeds, topics
from storage.catalogue import Catalogue, NewFeed, add_feeds, link_feeds, read_catalogue
from storage.database import Session
from storage.feed_options import feed_options, same_host, set_feed_options
from storage.feeds import Feed, FeedState
from storage.topics import Topic
from summaries.types import Method

LOOSE = "Imported"
"""The topic of feeds that lie in no folder, where nobody says another."""
LONGEST_DESCRIPTION = 200
MOST_SENTENCES = 5

_A_BATCH = 250
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What a list brought: how many feeds are new, how many were there, and the topics that are new."""

    feeds: int
    known: int
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a list would bring: new feeds and known ones, `links` of known feeds to topics that don't carry them, and
    (name, feeds, whether it is new) of each topic."""

    new: int
    known: int
    links: int
    topics: tuple[tuple[str, int, bool], ...]


def keep_feed(
    session: Session, topic: Topic, *, url: str, title: str, language: str | None, typed: str, now: datetime
) -> tuple[Feed, bool]:
    """Let the topic carry the feed that was found; whether it didn't before.

    A login in the address that was typed is the feed's own where the feed is on the host that it was typed for.
    """
    address, login = typed_login(typed)
    feed = feeds.add_feed(session, url=url, title=title, language=language, now=now)
    if login and any(same_host(whole, feed.url) for whole in typed_addresses(address)):
        set_feed_options(session, feed.id, replace(feed_options(session, feed.id), login=login))
    return feed, topics.link_feed(session, topic.id, feed.id)


def make_topic(session: Session, written: str, *, now: datetime) -> Topic | None:
    """A topic of this name, or the one that has it; None where no name is left of what was written."""
    name = clean_line(written, LONGEST_NAME)
    if not any(map(str.isalnum, name)):
        return None
    return _Shelf(topics.list_topics(session)).topic(session, OpmlTopic(name=name, feeds=()), now=now)


def take_in(
    session: Session,
    file: OpmlFile,
    *,
    now: datetime,
    into: Topic | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> TakenIn:
    """Add the list's feeds and topics to what is there, which stays as it is.

    Feeds that lie in no folder go `into` a topic. Nothing is fetched: new feeds are due at once. `progress` hears how
    many feeds were dealt with since the last time.
    """
    ids = {same_feed_key(feed.url): feed.id for feed in _all_feeds(read_catalogue(session))}
    wanted: dict[str, OpmlFeed] = {}
    for feed in chain(*(topic.feeds for topic in file.topics), file.loose, file.unread):
        wanted.setdefault(same_feed_key(feed.url), feed)
    new = [key for key in wanted if key not in ids]
    progress(len(wanted) - len(new))
    for start in range(0, len(new), _A_BATCH):
        batch = new[start : start + _A_BATCH]
        ids |= zip(batch, add_feeds(session, [_new_feed(wanted[key]) for key in batch], now=now), strict=True)
        progress(len(batch))
    shelf = _Shelf(topics.list_topics(session))
    links = []
    for folder in file.topics:
        topic_id = shelf.topic(session, folder, now=now).id
        links += [(topic_id, ids[same_feed_key(feed.url)]) for feed in folder.feeds]
    if file.loose:
        topic_id = (into or shelf.topic(session, OpmlTopic(name=LOOSE, feeds=()), now=now)).id
        links += [(topic_id, ids[same_feed_key(feed.url)]) for feed in file.loose]
    link_feeds(session, links)
    return TakenIn(feeds=len(new), known=len(wanted) - len(new), topics=tuple(shelf.made))


def compare(session: Session, file: OpmlFile) -> Comparison:
    """What `take_in` would do with it; nothing is written."""
    everything = read_catalogue(session)
    known = {same_feed_key(feed.url) for feed in _all_feeds(everything)}
    carried = {(each.topic.id, same_feed_key(feed.url)) for each in everything.topics for feed in each.feeds}
    shelf = _Shelf([each.topic for each in everything.topics])
    loose = [OpmlTopic(name=LOOSE, feeds=file.loose)] if file.loose else []
    topics, wanted, links = [], {same_feed_key(feed.url) for feed in file.unread}, 0
    for folder in (*file.topics, *loose):
        name, there, _ = shelf.find(folder)
        keys = {same_feed_key(feed.url) for feed in folder.feeds}
        wanted |= keys
        links += sum((there.id, key) not in carried for key in keys & known) if there else len(keys & known)
        topics.append((there.name if there else name, len(keys), there is None))
    new = len(wanted - known)
    return Comparison(new=new, known=len(wanted) - new, links=links, topics=tuple(topics))


def as_file(everything: Catalogue) -> OpmlFile:
    """All topics and feeds as a list, without anything secret."""
    return OpmlFile(
        topics=tuple(
            OpmlTopic(
                name=carried.topic.name,
                feeds=tuple(map(_listed_feed, carried.feeds)),
                slug=carried.topic.slug,
                description=carried.topic.description,
                language=carried.topic.language,
                keywords=", ".join(carried.topic.keywords),
                method=carried.topic.method,
                sentences=carried.topic.sentences,
            )
            for carried in everything.topics
        ),
        unread=tuple(map(_listed_feed, everything.unread)),
        title="newsdigest",
    )


def _all_feeds(everything: Catalogue) -> Iterator[Feed]:
    return chain(everything.unread, everything.own, *(carried.feeds for carried in everything.topics))


class _Shelf:
    """The topics that are there, and those that folders add; `made` are the new ones."""

    def __init__(self, known: Sequence[Topic]) -> None:
        self._by_slug = {topic.slug: topic for topic in known}
        self._by_name = {topic.name.casefold(): topic for topic in known}
        self.made: list[Topic] = []

    def find(self, folder: OpmlTopic) -> tuple[str, Topic | None, str]:
        """The name that a folder's topic has, the one that it means by its slug or its name, and a new one's slug."""
        name = clean_line(folder.name, LONGEST_NAME)
        if not any(map(str.isalnum, name)):
            name = LOOSE
        slug = folder.slug if folder.slug and _SLUG.fullmatch(folder.slug) and len(folder.slug) <= LONGEST_SLUG else ""
        there = self._by_slug.get(slug) or self._by_name.get(name.casefold())
        if there and there.language and folder.language and there.language != folder.language:
            # Sport is a word of many languages: their readers are others
            name = f"{name[: LONGEST_NAME - 5]} ({folder.language})"
            there = self._by_name.get(name.casefold())
            slug = "" if slug in self._by_slug else slug
        return name, there, slug

    def topic(self, session: Session, folder: OpmlTopic, *, now: datetime) -> Topic:
        """The one that a folder means; made where there is none."""
        name, there, slug = self.find(folder)
        return there or self._make(session, folder, name, slug or make_slug(name, self._by_slug), now)

    def _make(self, session: Session, folder: OpmlTopic, name: str, slug: str, now: datetime) -> Topic:
        made = topics.add_topic(
            session,
            slug=slug,
            name=name,
            description=clean_line(folder.description, LONGEST_DESCRIPTION),
            language=folder.language,
            keywords=read_keywords(folder.keywords),
            method=folder.method if folder.method in set(Method) else Method.NEWS,
            sentences=min(folder.sentences or 2, MOST_SENTENCES),
            now=now,
        )
        assert made is not None  # the slug is free
        self._by_slug[slug] = self._by_name[name.casefold()] = made
        self.made.append(made)
        return made


def _new_feed(feed: OpmlFeed) -> NewFeed:
    return NewFeed(
        url=feed.url, title=feed.title, language=feed.language, paused=feed.paused, full_article=feed.full_article
    )


def _listed_feed(feed: Feed) -> OpmlFeed:
    return OpmlFeed(
        url=feed.url,
        title=feed.title,
        language=feed.language,
        paused=feed.state == FeedState.PAUSED,
        full_article=feed.full_article,
    )
