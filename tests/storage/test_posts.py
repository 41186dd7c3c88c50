"""Who may send, and who stands by, on a real PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text

from storage.database import Database
from storage.posts import Hold, Post, held_posts, hold, tell_sender


@asynccontextmanager
async def holding(database: Database, post: Post = Post.SENDER, **how) -> AsyncIterator[Hold]:
    async with hold(database, post, stop=asyncio.Event(), waiting=how.pop("waiting", lambda: None), **how) as held:
        assert held is not None
        yield held


async def test_a_second_process_waits_and_has_the_post_when_the_first_one_ends(shared, monkeypatch):
    monkeypatch.setattr("storage.posts.LOOK_S", 0.02)
    waits, has_it = asyncio.Event(), asyncio.Event()

    async def second() -> None:
        async with holding(shared, waiting=waits.set):
            has_it.set()

    async with holding(shared):
        standing_by = asyncio.create_task(second())
        await waits.wait()
        assert not has_it.is_set()
    async with asyncio.timeout(30):
        await has_it.wait()
        await standing_by


async def test_posts_are_independent_of_each_other(shared):
    async with holding(shared, Post.SENDER), holding(shared, Post.POLLER):
        pass


async def test_every_process_sees_which_posts_are_held(shared):
    def held() -> set[Post]:
        with shared.read() as session:
            return set(held_posts(session))

    async with holding(shared, Post.SENDER):
        assert held() == {Post.SENDER}
        async with holding(shared, Post.POLLER):
            assert held() == set(Post)
    async with asyncio.timeout(30):
        # the server notices the end of a connection a moment later
        while held():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def test_an_sqlite_file_is_one_process_and_that_one_holds_them_all(in_a_file):
    with in_a_file.read() as session:
        assert held_posts(session) == set(Post)


async def test_who_stands_by_can_be_stopped(shared):
    stop = asyncio.Event()
    async with holding(shared), hold(shared, Post.SENDER, stop=stop, waiting=stop.set) as held:
        assert held is None


async def test_a_connection_that_the_server_ended_is_a_lost_post(shared, monkeypatch):
    monkeypatch.setattr("storage.posts.LOOK_S", 0.02)
    async with holding(shared) as held:
        with shared.write() as session:
            session.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted")
            )
        async with asyncio.timeout(30):
            await held.lost.wait()


async def test_the_sender_hears_of_news_when_they_are_committed(shared):
    rung = asyncio.Event()
    async with holding(shared, on_news=rung.set):
        with shared.write() as session:
            tell_sender(session)
        async with asyncio.timeout(30):
            await rung.wait()


async def test_on_sqlite_whoever_has_the_file_holds_every_post(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/news.sqlite3")
    async with holding(database, Post.SENDER), holding(database, Post.POLLER):
        pass
    database.close()
