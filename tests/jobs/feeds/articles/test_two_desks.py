"""Two workers that file articles at the same time, each with a desk of its own, on one PostgreSQL."""

import asyncio

import pytest

from jobs.feeds.articles.stories import StoryDesk
from storage.articles import NewArticle, articles_since
from storage.database import Database
from storage.entries import Entry, NewEntry, add_entries, due_entries
from storage.feeds import add_feed

AGROUND = (
    "The night ferry Maren ran aground on a sandbank off Selskerry early on Monday with 212 people on board. "
    "Nobody was hurt, the coastguard said. Tugs will try to pull the ferry off the sandbank at high water."
)
STUCK = (
    "A ferry with 212 people on board is stuck on a sandbank off Selskerry. The coastguard took the passengers "
    "of the Maren off by noon on Monday. Tugs wait for high water to pull the ferry off."
)
FREE = (
    "Two tugs pulled the night ferry Maren off the sandbank off Selskerry at high water. The coastguard said that the "
    "ferry with its 212 people on board took no harm and nobody was hurt."
)


@pytest.fixture
def database(shared: Database) -> Database:
    return shared


@pytest.fixture
def waiting(database, now) -> list[Entry]:
    """Six entries to be filed."""
    new = [NewEntry(guid=str(n), url=f"https://quay.example/{n}", title="", content="") for n in range(6)]
    with database.write() as session:
        feed = add_feed(session, url="https://quay.example/feed", title="Quay", language="en", now=now)
        add_entries(session, feed.id, new, now=now)
        return due_entries(session, now=now, limit=9)


@pytest.fixture
def file(now):
    async def put(desk: StoryDesk, entry: Entry, text: str) -> None:
        article = NewArticle(
            url=entry.url,
            title=text.split(".", maxsplit=1)[0],
            text=text,
            language="en",
            source="Quay",
            published_at=now,
            fetched_at=now,
        )
        assert await desk.file(entry, article, now=now)

    return put


def stories(database: Database, now) -> list[int | None]:
    """The story of each article, in the order in which they were filed."""
    with database.read() as session:
        return [article.story_id for article in sorted(articles_since(session, now), key=lambda article: article.id)]


async def test_an_article_joins_the_story_that_another_process_has_just_begun(database, waiting, file, now):
    one, other = StoryDesk(database), StoryDesk(database)
    for desk in (one, other):
        await desk.catch_up(now=now)
    await file(one, waiting[0], AGROUND)
    await file(other, waiting[1], STUCK)
    assert len(set(stories(database, now))) == 1


async def test_articles_of_one_event_that_come_to_both_at_once_are_one_story(database, waiting, file, now):
    desks = [StoryDesk(database), StoryDesk(database)]
    texts = [AGROUND, STUCK, FREE] * 2
    await asyncio.gather(*(file(desks[n % 2], entry, texts[n]) for n, entry in enumerate(waiting)))
    assert len(set(stories(database, now))) == 1


async def test_what_another_process_sorted_anew_is_known_at_the_next_turn(database, waiting, file, now, world):
    one, other = StoryDesk(database), StoryDesk(database)
    await file(one, waiting[0], AGROUND)
    # as if filed before the first was known: two stories of one event
    topic = world.topic()
    world.publish(topic, "Vale Wire", "A ferry with 212 people on board is stuck on a sandbank off Selskerry", STUCK)
    world.publish(topic, "Light", "A ferry is stuck on a sandbank off Selskerry, and tugs wait for high water", STUCK)
    await other.catch_up(now=now)
    assert await one.regroup(now=now)
    (home,) = set(stories(database, now))
    await file(other, waiting[1], FREE)
    assert set(stories(database, now)) == {home}


async def test_stories_are_sorted_anew_by_one_process_at_a_time(database, waiting, file, now, monkeypatch):
    one, other = StoryDesk(database), StoryDesk(database)
    await file(one, waiting[0], AGROUND)
    inside, go_on = asyncio.Event(), asyncio.Event()
    sort = asyncio.to_thread

    async def slowly(function, *args):
        if function == one._regroup:
            inside.set()
            await go_on.wait()
        return await sort(function, *args)

    monkeypatch.setattr("jobs.feeds.articles.stories.asyncio.to_thread", slowly)
    sorting = asyncio.create_task(one.regroup(now=now))
    await inside.wait()
    assert await other.regroup(now=now) is None
    go_on.set()
    assert await sorting == 0
