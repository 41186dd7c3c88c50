"""What strangers' bytes can drive astray runs in processes that can be ended one by one."""

import asyncio
import os
import pickle
import sys
import time
from asyncio.subprocess import PIPE

import pytest

from jobs.feeds.articles.reading import read_page
from jobs.feeds.fetching.fetch import FEED_BYTES
from jobs.feeds.parsing.parse import parse_feed
from jobs.feeds.problems import AddressRefused, FeedProblem
from jobs.feeds.worker import SIZE, bound_memory
from jobs.feeds.workers import Workers

pytestmark = pytest.mark.asyncio(loop_scope="session")

KEPT: list[bytearray] = []


def keep(megabytes: int) -> None:
    """Let this process hold so much from here on, as a library's tables do."""
    KEPT.append(bytearray(megabytes * 2**20))


def length_of(megabytes: int) -> int:
    return len(bytearray(megabytes * 2**20))


async def test_results_and_exceptions_come_back_as_they_are(workers):
    assert await workers.run(int, "7") == 7
    with pytest.raises(ValueError, match="invalid literal"):
        await workers.run(int, "seven")
    with pytest.raises(LookupError):
        await workers.run(str.encode, "x", "no-encoding")


async def test_a_process_is_used_again_and_is_not_this_one(workers):
    first = await workers.run(os.getpid)
    assert first != os.getpid()
    assert await workers.run(os.getpid) == first


async def test_a_call_past_its_time_is_ended_alone():
    async with Workers(2, seconds=3) as workers:
        stuck = asyncio.create_task(workers.run(time.sleep, 60))
        for _ in range(3):
            assert await workers.run(int, "1") == 1
        with pytest.raises(FeedProblem, match="longer than 3 seconds"):
            await stuck
        assert await workers.run(int, "2") == 2


async def test_a_process_that_breaks_down_is_replaced():
    async with Workers(1) as workers:
        with pytest.raises(FeedProblem, match="broke"):
            await workers.run(os._exit, 1)
        assert await workers.run(int, "3") == 3


async def test_memory_is_bounded():
    async with Workers(1) as workers:
        await workers.run(bound_memory, 200)
        with pytest.raises(FeedProblem, match="memory"):
            await workers.run(bytearray, 400 * 2**20)
        assert await workers.run(int, "4") == 4


async def test_what_earlier_calls_left_in_a_process_is_in_nobodys_way():
    async with Workers(1) as workers:
        await workers.run(keep, 100)
        assert await workers.run(length_of, 120) == 120 * 2**20


async def test_nor_is_it_where_a_call_is_large_itself():
    async with Workers(1) as workers:
        await workers.run(keep, 130)
        assert await workers.run(len, bytes(75 * 2**20)) == 75 * 2**20


async def test_no_secret_of_the_environment_is_handed_down(monkeypatch):
    monkeypatch.setenv("NEWSDIGEST_TOKEN", "1:secret")
    async with Workers(1) as workers:
        assert await workers.run(os.getenv, "NEWSDIGEST_TOKEN") is None


async def test_a_cancelled_call_leaves_nothing_running():
    async with Workers(1) as workers:
        pid = await workers.run(os.getpid)
        stuck = asyncio.create_task(workers.run(time.sleep, 60))
        await asyncio.sleep(0)
        stuck.cancel()
        with pytest.raises(asyncio.CancelledError):
            await stuck
        assert await workers.run(os.getpid) != pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_a_process_whose_parent_is_gone_ends_without_a_word():
    answers, to_parent = os.pipe()
    worker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "jobs.feeds.worker"), stdin=PIPE, stdout=to_parent, stderr=PIPE
    )
    os.close(to_parent)
    os.read(answers, SIZE.size)  # it is ready
    os.close(answers)
    request = pickle.dumps((int, ("7",), {}))
    _, said = await worker.communicate(SIZE.pack(len(request)) + request)
    assert (worker.returncode, said) == (0, b"")


async def test_problems_survive_the_way_back():
    for problem in (FeedProblem("no feed"), AddressRefused("inside a private network")):
        assert str(pickle.loads(pickle.dumps(problem))) == str(problem)


async def test_a_fresh_process_tells_a_pages_language_and_has_room_for_the_largest_feed_after_that():
    words = "The ferry struck the breakwater at Selskerry in fog, and four people were hurt. "
    page = f"<!doctype html><html><body><article>{f'<p>{words}</p>' * 9}</article></body></html>".encode()
    feed = b"<rss version='2.0'><channel><title>Post</title><item><title>Ferry</title></item></channel></rss>"
    async with Workers(1) as workers:
        assert (await workers.run(read_page, page, "https://post.example/a", "text/html")).article.language == "en"
        largest = feed.ljust(FEED_BYTES)
        assert (await workers.run(parse_feed, largest, url="https://post.example/feed")).listed == 1
