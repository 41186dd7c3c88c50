"""The bot as a whole, in this process, against the local Bot API: it starts, answers, says what is wrong, and stops."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.app import Part, run
from bot.connecting import TokenRefused
from bot.i18n.texts import texts_in
from bot.opening import open_database
from bot.settings import Settings
from bot.texts import commands
from demo.botapi.client import User
from demo.botapi.faults import Fault, Kind
from demo.botapi.records import FIRST_USER
from demo.botapi.server import LocalBotApi
from jobs.clock import utc_now
from storage import chats, feeds, topics
from storage.database import Database, make_file
from storage.errors import DatabaseTrouble, DatabaseUnreachable, SchemaTooOld
from storage.preferences import set_preferences
from storage.roles import Role, roles_of

READER = 4711


@pytest.fixture
def settings_for(no_settings: Path) -> Callable[..., Settings]:
    def make(api: LocalBotApi, **others: object) -> Settings:
        values = {
            "token": api.token,
            "bot_api_url": api.base_url,
            "database_url": f"sqlite:///{no_settings}/bot.sqlite3",
        }
        return Settings.model_validate(values | others)

    return make


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[asyncio.Task[None]]:
    """The bot runs; at the end it is told to stop and has to."""
    stop = asyncio.Event()
    task = asyncio.create_task(run(settings, stop=stop))
    try:
        yield task
        stop.set()
        async with asyncio.timeout(30):
            await task
    finally:
        task.cancel()


def reader_of(api: LocalBotApi) -> User:
    return User(api.base_url)


async def test_it_answers_and_stops_when_told_and_leaves_nothing_running(api, settings_for):
    async with running(settings_for(api)), reader_of(api) as reader:
        await reader.send("/help")
        answer = await reader.next_message()
        assert "/latest" in answer.text
    left = {task.get_name() for task in asyncio.all_tasks()}
    assert not [name for name in left if name.startswith(("outbox", "Updater", "Application"))]


async def test_its_commands_are_registered_with_telegram(api, settings_for):
    async with running(settings_for(api)), reader_of(api) as reader:
        async with asyncio.timeout(30):
            # nothing says when the menus are there
            while "latest" not in str((await reader.state())["commands"]):  # noqa: ASYNC110
                await asyncio.sleep(0.01)


@pytest.mark.parametrize("trouble", [DatabaseTrouble("it is away"), TypeError("an answer that is none of Telegram's")])
async def test_that_its_commands_could_not_be_registered_is_said_and_ends_nothing(
    trouble, api, settings_for, monkeypatch, caplog
):
    def fail(*_: object) -> None:
        raise trouble

    monkeypatch.setattr("bot.parts.answering.register", fail)
    async with running(settings_for(api)), reader_of(api) as reader:
        await until(lambda: "The commands could not be registered" in caplog.text)
        await reader.send("/help")
        await reader.next_message()
    assert str(trouble) in caplog.text


async def test_an_admin_who_chose_a_language_has_the_menu_in_it_after_a_start(api, settings_for):
    settings = settings_for(api, admins=str(FIRST_USER))
    database = open_database(settings, utc_now)
    with database.write() as session:
        chat, _ = chats.meet_chat(session, telegram_id=FIRST_USER, kind="private", title="", now=utc_now())
        set_preferences(session, chat.id, language="fr")
    database.close()
    wanted = dict(commands.admin(texts_in("fr")))
    async with running(settings), reader_of(api) as reader:
        await reader.send("/help")
        await reader.next_message()
        async with asyncio.timeout(30):
            while await reader.commands() != wanted:  # noqa: ASYNC110
                await asyncio.sleep(0.01)


async def test_a_handler_that_is_at_work_when_the_bot_is_told_to_stop_still_answers(api, settings_for):
    api.faults.slow_down(0.5, method="sendMessage")
    async with reader_of(api) as reader:
        async with running(settings_for(api)):
            await reader.send("/help")
            await until(lambda: not api.faults.list())
        assert "/latest" in (await reader.next_message()).text


async def test_a_feed_that_is_being_fetched_does_not_hold_up_the_end(api, settings_for, log_stream):
    asked = asyncio.Event()

    async def never(_request: web.Request) -> web.Response:
        asked.set()
        await asyncio.Event().wait()
        raise AssertionError

    site = web.Application()
    site.router.add_get("/feed", never)
    async with TestServer(site) as server:
        settings = settings_for(api, allowed_networks=("127.0.0.0/8",))
        database = open_database(settings, utc_now)
        with database.write() as session:
            topic = topics.add_topic(session, slug="sea", name="The sea", now=utc_now())
            feed = feeds.add_feed(session, url=str(server.make_url("/feed")), title="", language=None, now=utc_now())
            assert topic
            topics.link_feed(session, topic.id, feed.id)
        database.close()
        async with running(settings):
            await asked.wait()
    assert log_stream.getvalue().splitlines()[-1].endswith("Stopped")
    # the servers of this test are in the same process and have their own grief with readers who leave
    assert not re.search(r"(WARNING|ERROR) +(bot|jobs|apscheduler|telegram)", log_stream.getvalue())


async def test_without_a_token_nothing_starts_and_no_database_is_made(no_settings):
    with pytest.raises(TokenRefused, match="NEWSDIGEST_TOKEN is not set"):
        await run(Settings(), stop=asyncio.Event())
    assert list(no_settings.iterdir()) == []


async def test_a_wrong_token_is_one_line_that_does_not_show_it(api, settings_for):
    wrong = "987654:wrong-token-nobody-may-see"
    with pytest.raises(TokenRefused) as raised:
        await run(settings_for(api, token=wrong), stop=asyncio.Event())
    assert "doesn't know this NEWSDIGEST_TOKEN" in str(raised.value)
    assert wrong not in str(raised.value)
    assert "\n" not in str(raised.value)


async def test_a_token_that_is_revoked_ends_the_bot(api, settings_for):
    revoked = Fault(kind=Kind.REFUSAL, method="getUpdates", status=401, description="Unauthorized", times=None)
    api.faults.add(revoked)
    async with asyncio.timeout(30):
        with pytest.raises(TokenRefused, match="doesn't know this NEWSDIGEST_TOKEN"):
            await run(settings_for(api), stop=asyncio.Event())


async def test_it_waits_for_telegram_at_the_start_and_says_so_once(api, settings_for, caplog):
    settings = settings_for(api)
    await api.refuse()
    with caplog.at_level(logging.WARNING):
        async with running(settings):
            await until(lambda: "can't be reached" in caplog.text)
            await api.accept()
            async with reader_of(api) as reader:
                await reader.send("/help")
                await reader.next_message()
    assert caplog.text.count("can't be reached") == 1


async def test_it_can_be_stopped_while_telegram_is_away(api, settings_for, caplog):
    settings = settings_for(api)
    await api.refuse()
    with caplog.at_level(logging.WARNING):
        async with running(settings):
            await until(lambda: "can't be reached" in caplog.text)


async def test_it_can_be_stopped_while_telegram_asks_for_half_a_minutes_patience(api, settings_for):
    api.faults.flood(30, method="getUpdates")
    async with running(settings_for(api)):
        await until(lambda: not api.faults.list())


async def test_a_second_bot_with_the_same_token_is_named_once_and_this_one_goes_on(api, settings_for, caplog):
    text = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    api.faults.add(Fault(kind=Kind.REFUSAL, method="getUpdates", status=409, description=text, times=2))
    with caplog.at_level(logging.INFO):
        async with running(settings_for(api)), reader_of(api) as reader:
            await until(lambda: not api.faults.list())
            await reader.send("/help")
            await reader.next_message()
    assert caplog.text.count("Another program is running with the same bot token") == 1
    assert "Traceback" not in caplog.text


async def test_its_log_shows_neither_the_token_nor_a_traceback_when_telegram_stumbles(api, settings_for, log_stream):
    api.faults.break_down(500, method="getUpdates")
    async with running(settings_for(api)), reader_of(api) as reader:
        await reader.send("/help")
        await reader.next_message()
    said = log_stream.getvalue()
    assert "Telegram can't be reached (Internal Server Error)" in said
    assert "Telegram answers again" in said
    assert api.token not in said
    assert "Traceback" not in said


async def test_the_database_is_made_where_there_is_none_and_owners_are_those_of_the_settings(api, settings_for):
    settings = settings_for(api, admins=(READER,))
    database = open_database(settings, utc_now)
    with database.read() as session:
        assert roles_of(session, READER) == {Role.OWNER}
    database.close()
    database = open_database(settings_for(api), utc_now)
    with database.read() as session:
        assert roles_of(session, READER) == frozenset()
    database.close()


async def test_a_database_without_tables_is_refused_with_the_way_out(api, settings_for, no_settings):
    settings = settings_for(api)
    database = Database(settings.database_url)
    make_file(database.url)
    with pytest.raises(SchemaTooOld, match="run: newsdigest db upgrade"):
        await run(settings, stop=asyncio.Event())


async def test_a_worker_without_tables_for_tasks_is_not_said_to_be_ready(api, settings_for, shared, caplog):
    settings = settings_for(api, database_url=shared.url.render_as_string(hide_password=False))
    with caplog.at_level(logging.INFO), pytest.raises(SchemaTooOld, match="run: newsdigest db upgrade"):
        await run(settings, stop=asyncio.Event(), parts={Part.WORKER})
    assert not [line for line in caplog.messages if "is ready" in line]


async def test_a_database_that_cannot_be_made_is_refused(api, settings_for):
    with pytest.raises(DatabaseUnreachable):
        await run(settings_for(api, database_url="sqlite:////proc/none/here.sqlite3"), stop=asyncio.Event())


async def test_a_database_that_another_program_locks_is_refused_in_one_line(api, settings_for, monkeypatch):
    monkeypatch.setattr("storage.database.BUSY_TIMEOUT_S", 0)
    settings = settings_for(api)
    database = open_database(settings, utc_now)
    with database.write() as session:
        roles_of(session, READER)  # the lock is taken by the first statement
        with pytest.raises(DatabaseTrouble, match="locked by another program"):
            open_database(settings, utc_now)
    database.close()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in somebody else's code
            await asyncio.sleep(0.01)
