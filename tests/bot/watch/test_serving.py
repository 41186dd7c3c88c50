"""The operator's own address, with the whole bot behind it, and `newsdigest health`, which asks there."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import pytest
from typer.testing import CliRunner

from bot.app import run
from bot.cli import app
from bot.cli.health import address, ask
from bot.settings import Settings
from bot.watch.serving import watching
from demo.botapi.client import User
from storage import chats
from storage.database import Database
from storage.posts import Post, hold
from storage.schedules import set_schedule
from storage.trouble import Trouble


@asynccontextmanager
async def listening(watch, database: Database, times, port: int) -> AsyncIterator[str]:
    async with watching(watch, Settings(watch_port=port), database, times.clock):
        yield f"http://127.0.0.1:{port}"


async def get(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.get(url) as response:
        return response.status, await response.text()


async def metrics_with(url: str, *lines: str) -> str:
    """The metrics, as soon as these are among them: what is counted may still be under way."""
    while True:
        _, text = await get(url)
        if all(line in text for line in lines):
            return text
        await asyncio.sleep(0.05)


async def test_without_a_port_nobody_listens(watch, database, times, no_settings):
    async with watching(watch, Settings(), database, times.clock):
        assert not [task for task in asyncio.all_tasks() if task.get_name() == "web connections"]


async def test_health_is_200_while_all_is_well_and_503_in_words_when_it_is_not(
    watch, database, times, free_port, no_settings
):
    watch.signs.ready = True
    async with listening(watch, database, times, free_port) as url:
        assert await get(f"{url}/healthz") == (200, '{"well": true, "faults": [], "elsewhere": []}')
        watch.signs.polling = watch.signs.new()
        times.go_on(timedelta(minutes=16))
        status, body = await get(f"{url}/healthz")
    assert status == 503
    says = "Telegram has handed out no messages for 16 minutes"
    assert json.loads(body) == {
        "well": False,
        "faults": [{"part": "polling", "says": says}],
        "elsewhere": [],
    }


async def test_a_database_that_can_be_read_but_not_written_is_a_fault_too(
    watch, database, times, free_port, no_settings
):
    watch.signs.ready = True
    database.condition.failed(Trouble.FULL, "the disk is full; make room")
    async with listening(watch, database, times, free_port) as url:
        status, body = await get(f"{url}/healthz")
        _, metrics = await get(f"{url}/metrics")
    assert (status, "the disk is full; make room" in body) == (503, True)
    assert "newsdigest_database_up 0.0" in metrics
    assert "newsdigest_digests_due 0.0" in metrics


async def test_a_part_that_waits_for_a_database_that_fails_is_no_fault_until_it_has_worked_for_a_while(
    watch, database, times, free_port, no_settings
):
    watch.signs.ready = True
    watch.signs.polling = watch.signs.new()
    async with listening(watch, database, times, free_port) as url:

        async def parts() -> list[str]:
            return [fault["part"] for fault in json.loads((await get(f"{url}/healthz"))[1])["faults"]]

        times.go_on(timedelta(hours=1))
        database.condition.failed(Trouble.FULL, "the disk is full; make room")
        # found out just now, by the clock of this test
        database.condition.failed_at = times.seconds
        assert await parts() == ["database"]
        database.condition.works()
        times.go_on(timedelta(minutes=14))
        assert await parts() == []
        times.go_on(timedelta(minutes=2))
        assert await parts() == ["polling"]


@pytest.mark.usefixtures("no_settings")
async def test_a_database_that_hangs_is_a_fault_and_not_a_health_check_that_hangs(
    watch, database, times, free_port, monkeypatch
):
    monkeypatch.setattr("bot.watch.serving.DATABASE_S", 0.05)
    watch.signs.ready = True
    async with listening(watch, database, times, free_port) as url:
        # the next who wants to read has to wait for this one
        with database.engine.connect() as _held:
            held = [database.engine.connect() for _ in range(14)]
            status, body = await get(f"{url}/healthz")
            for connection in held:
                connection.close()
    assert status == 503
    assert "has not answered" in body


async def test_an_address_that_is_taken_names_the_settings_that_choose_another(watch, database, times, free_port):
    taken = await asyncio.start_server(lambda *_: None, "127.0.0.1", free_port)
    with pytest.raises(Exception, match="NEWSDIGEST_WATCH_HOST and NEWSDIGEST_WATCH_PORT"):
        async with listening(watch, database, times, free_port):
            pass
    taken.close()


async def test_metrics_are_served_in_the_format_that_is_asked_for(watch, database, times, free_port, no_settings):
    async with listening(watch, database, times, free_port) as url, aiohttp.ClientSession() as http:
        async with http.get(f"{url}/metrics") as plain:
            assert plain.headers["Content-Type"].startswith("text/plain; version=0.0.4")
            assert "newsdigest_database_up 1.0" in await plain.text()
        accept = {"Accept": "application/openmetrics-text; version=1.0.0"}
        async with http.get(f"{url}/metrics", headers=accept) as open_metrics:
            assert (await open_metrics.text()).endswith("# EOF\n")


@pytest.mark.usefixtures("no_settings")
@pytest.mark.parametrize("version", ["abc", "1.x", "9\xff"])
async def test_who_asks_for_a_format_that_is_none_gets_the_plain_one(watch, database, times, free_port, version):
    accept = f"Accept: application/openmetrics-text; version={version}".encode("latin-1")
    async with listening(watch, database, times, free_port):
        reader, writer = await asyncio.open_connection("127.0.0.1", free_port)
        writer.write(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + accept + b"\r\n\r\n")
        answer = await reader.read()
        writer.close()
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"Content-Type: text/plain; version=0.0.4" in answer
    assert b"newsdigest_database_up 1.0" in answer


async def test_without_its_database_metrics_still_come_and_say_that_it_is_away(
    watch, times, free_port, no_settings, tmp_path
):
    away = Database(f"sqlite:///{tmp_path}/none/there.sqlite3")
    async with listening(watch, away, times, free_port) as url:
        _, text = await get(f"{url}/metrics")
    assert "newsdigest_database_up 0.0" in text
    assert "newsdigest_healthy 0.0" in text
    assert "newsdigest_deliveries{" not in text


async def test_the_whole_bot_is_watched(api, no_settings, free_port, monkeypatch):
    systemd = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    systemd.bind(str(no_settings / "notify"))
    values = {
        "NOTIFY_SOCKET": str(no_settings / "notify"),
        "NEWSDIGEST_TOKEN": api.token,
        "NEWSDIGEST_BOT_API_URL": api.base_url,
        "NEWSDIGEST_DATABASE_URL": f"sqlite:///{no_settings}/bot.sqlite3",
        "NEWSDIGEST_WATCH_PORT": str(free_port),
        "NEWSDIGEST_TICK_SECONDS": "0.1",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    stop = asyncio.Event()
    bot = asyncio.create_task(run(Settings(), stop=stop))
    try:
        async with asyncio.timeout(20), User(api.base_url) as reader:
            await reader.send("/help")
            await reader.next_message()
            text = await metrics_with(
                f"http://127.0.0.1:{free_port}/metrics",
                'newsdigest_job_last_success_timestamp_seconds{task="digests"} 1.',
                'newsdigest_update_duration_seconds_count{kind="message"} 1.0',
            )
            said = await asyncio.to_thread(CliRunner().invoke, app, ["health"])
        assert 'newsdigest_bot_api_requests_total{method="sendMessage",status="200"}' in text
        assert 'newsdigest_deliveries{state="unknown"} 0.0' in text
        assert "newsdigest_healthy 1.0" in text
        assert all(f'newsdigest_part{{part="{part}"}} 1.0' in text for part in ("bot", "worker", "sender"))
        assert api.token not in text
        assert (said.exit_code, said.output) == (0, "newsdigest is well.\n")
    finally:
        stop.set()
        await bot
    with systemd:
        told = [systemd.recv(1000) for _ in range(4)]
    assert told == [b"READY=1", b"STATUS=well", b"WATCHDOG=1", b"STOPPING=1"]


def test_health_without_a_port_says_which_setting_to_set(no_settings):
    said = CliRunner().invoke(app, ["health"])
    assert said.exit_code == 2
    assert "write it like NEWSDIGEST_WATCH_PORT=9464" in said.output


def test_health_of_what_does_not_run_is_one_line(no_settings, free_port, monkeypatch):
    monkeypatch.setenv("NEWSDIGEST_WATCH_PORT", str(free_port))
    said = CliRunner().invoke(app, ["health"])
    assert said.exit_code == 1
    assert said.output.count("\n") == 1
    assert "does newsdigest run?" in said.output
    assert CliRunner().invoke(app, ["health", "--quiet"]).output == ""


async def test_health_says_each_fault_in_a_line(watch, database, times, free_port, no_settings):
    watch.signs.polling = watch.signs.new()
    times.go_on(timedelta(minutes=16))
    async with listening(watch, database, times, free_port) as url:
        lines = await asyncio.to_thread(ask, f"{url}/healthz")
        nothing = await asyncio.to_thread(ask, f"{url}/nowhere")
    assert lines[0] == [
        "start: it has not come to its start for 16 minutes: is Telegram reached?",
        "polling: Telegram has handed out no messages for 16 minutes",
    ]
    assert nothing == ([f"{url}/nowhere answers with 404: is that newsdigest?"], [])


@pytest.mark.usefixtures("no_settings")
async def test_what_nobody_seems_to_do_is_said_and_is_no_fault_of_this_process(
    watch, database, times, free_port, monkeypatch
):
    watch.signs.ready = True
    with database.write() as session:
        chat, _ = chats.meet_chat(session, telegram_id=1, kind="private", title="", now=times.now)
        days = frozenset(range(7))
        set_schedule(session, chat.id, times=(), weekdays=days, zone="UTC", next_run_at=times.now)
    times.go_on(timedelta(minutes=40))
    monkeypatch.setenv("NEWSDIGEST_WATCH_PORT", str(free_port))
    async with listening(watch, database, times, free_port) as url:
        status, _ = await get(f"{url}/healthz")
        said = await asyncio.to_thread(CliRunner().invoke, app, ["health"])
    assert (status, said.exit_code) == (200, 0)
    assert said.stderr == "newsdigest: digests: 1 digest is due, the first for 40 minutes: does a worker run?\n"
    assert said.stdout == "This process is well.\n"


@pytest.mark.usefixtures("no_settings")
async def test_that_nobody_sends_or_asks_telegram_is_told_by_a_process_that_does_neither(
    watch, shared, times, free_port
):
    watch.signs.ready = True
    async with listening(watch, shared, times, free_port) as url:
        assert json.loads((await get(f"{url}/healthz"))[1])["elsewhere"] == []
        times.go_on(timedelta(minutes=3))
        _, body = await get(f"{url}/healthz")
        _, metrics = await get(f"{url}/metrics")
        async with hold(shared, Post.POLLER, stop=asyncio.Event(), waiting=pytest.fail):
            times.go_on(timedelta(minutes=3))
            _, later = await get(f"{url}/healthz")
            _, metrics_later = await get(f"{url}/metrics")
    says = "no process has asked Telegram for people's messages for 3 minutes: start a bot"
    assert json.loads(body)["elsewhere"] == [{"part": "polling", "says": says}]
    assert json.loads(later)["elsewhere"] == []
    assert 'newsdigest_post_held{post="poller"} 0.0' in metrics
    assert 'newsdigest_post_held{post="poller"} 1.0' in metrics_later
    assert 'newsdigest_post_held{post="sender"} 0.0' in metrics_later


@pytest.mark.usefixtures("no_settings")
async def test_where_telegram_posts_nobody_has_to_ask_it(watch, database, times, free_port):
    settings = Settings(watch_port=free_port, webhook=True, public_url="https://news.example.org")
    async with watching(watch, settings, database, times.clock):
        _, metrics = await get(f"http://127.0.0.1:{free_port}/metrics")
    assert 'newsdigest_post_held{post="sender"} 1.0' in metrics
    assert 'post="poller"' not in metrics


@pytest.mark.parametrize(
    ("host", "asked"),
    [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::", "[::1]"), ("::1", "[::1]"), ("10.0.0.7", "10.0.0.7")],
)
def test_health_is_asked_where_it_listens(host, asked, no_settings):
    assert address(Settings(watch_host=host, watch_port=9464)) == f"http://{asked}:9464/healthz"
