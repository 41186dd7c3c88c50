"""`newsdigest check`: what works, what doesn't, how to mend it; and the exit status that tells a program."""

import asyncio
import json
import os
import re
import socket
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from aiohttp import ClientSession, web
from sqlalchemy import text
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.web import serving
from jobs.runners.many import make_tables
from storage import feeds, topics
from storage.chats import meet_chat
from storage.database import Database, make_file, parse_url
from storage.deliveries import DeliveryState, NewDelivery, claim, enqueue, mark_ended
from storage.file_lock import used_alone
from storage.schema import upgrade

NOW = datetime(2024, 5, 1, 8, tzinfo=UTC)
TOKEN = "123456:AAG-a_token-that-nobody-may-see"
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def database(no_settings, monkeypatch):
    """A database with tables, which the settings name; the Bot API they name isn't there."""
    monkeypatch.setenv("NEWSDIGEST_BOT_API_URL", NOWHERE)
    monkeypatch.setenv("NEWSDIGEST_DATABASE_URL", "sqlite:///news.sqlite3")
    made = Database("sqlite:///news.sqlite3")
    upgrade(made)
    yield made
    made.close()


def check(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["check", *arguments])


def findings() -> dict[str, tuple[str, str]]:
    """(state, what is said and how to mend it) by name; of several with one name the last."""
    data = json.loads(check("--json").stdout)
    return {each["name"]: (each["state"], f"{each['says']} {each['mend']}".strip()) for each in data["checks"]}


def findings_in_all() -> list[object]:
    return list(json.loads(check("--json").stdout)["checks"])


def test_on_a_fresh_machine_it_says_what_to_do_first(no_settings):
    result = check()
    assert result.exit_code == 1
    assert "✗  telegram" in result.stdout
    assert "NEWSDIGEST_TOKEN is not set" in result.stdout
    assert "https://t.me/BotFather" in result.stdout
    assert "!  database" in result.stdout
    assert "newsdigest run makes it" in result.stdout
    assert list(no_settings.iterdir()) == []


def test_a_setting_that_cannot_be_used_is_named_with_an_example(no_settings, monkeypatch):
    monkeypatch.setenv("NEWSDIGEST_DEFAULT_ZONE", "Atlantis")
    monkeypatch.setenv("NEWSDIGEST_ADMIN", "5")
    data = json.loads(check("--json").stdout)
    assert data["ok"] is False
    misspelt, wrong = data["checks"]
    assert misspelt["state"] == "note"
    assert "did you mean NEWSDIGEST_ADMINS" in misspelt["says"]
    assert wrong["state"] == "wrong"
    assert "NEWSDIGEST_DEFAULT_ZONE=Atlantis" in wrong["says"]
    assert wrong["mend"].startswith("write it like NEWSDIGEST_DEFAULT_ZONE=")


def test_a_settings_file_that_is_no_text_is_named(no_settings):
    (no_settings / ".env").write_bytes("NEWSDIGEST_CONTACT=me".encode("utf-16"))
    state, said = findings()["settings"]
    assert state == "wrong"
    assert said.startswith(".env can't be read")
    assert "UTF-8" in said


def test_a_database_without_tables_comes_with_the_command_to_run(no_settings, monkeypatch):
    monkeypatch.setenv("NEWSDIGEST_BOT_API_URL", NOWHERE)
    monkeypatch.setenv("NEWSDIGEST_DATABASE_URL", "sqlite:///news.sqlite3")
    make_file(parse_url("sqlite:///news.sqlite3"))
    assert findings()["database"] == ("wrong", "the database has no tables yet run: newsdigest db upgrade")


def test_a_database_that_is_away_does_not_show_its_password(no_settings, monkeypatch):
    monkeypatch.setenv("NEWSDIGEST_BOT_API_URL", NOWHERE)
    monkeypatch.setenv("NEWSDIGEST_DATABASE_URL", "postgresql://news:hunter2@127.0.0.1:9/news")
    result = check("--json")
    assert "no connection to" in result.stdout
    assert "hunter2" not in result.stdout


def test_a_bot_api_that_is_away_is_wrong_and_the_token_is_not_shown(database, monkeypatch):
    monkeypatch.setenv("NEWSDIGEST_TOKEN", TOKEN)
    state, said = findings()["telegram"]
    assert state == "wrong"
    assert said.startswith(f"{NOWHERE} can't be reached")
    assert TOKEN not in said


@pytest.mark.parametrize(
    ("proxy", "says"),
    [
        ("http://127.0.0.1:9", "check the proxy that the environment names"),
        ("socks9://127.0.0.1:9", "the environment names a socks9 proxy"),
    ],
)
def test_a_proxy_by_which_telegram_is_not_reached_is_named(database, monkeypatch, proxy, says):
    monkeypatch.setenv("NEWSDIGEST_BOT_API_URL", "http://botapi.example")
    monkeypatch.setenv("NEWSDIGEST_TOKEN", TOKEN)
    monkeypatch.setenv("http_proxy", proxy)
    state, said = findings()["telegram"]
    assert state == "wrong"
    assert says in said


def test_a_webhook_at_an_address_that_telegram_never_posts_to_is_wrong(database, monkeypatch):
    monkeypatch.setenv("NEWSDIGEST_PUBLIC_URL", "http://news.example")
    assert findings()["public address"][0] == "note"
    monkeypatch.setenv("NEWSDIGEST_WEBHOOK", "true")
    assert findings()["public address"][0] == "wrong"


def test_failing_feeds_are_listed_with_their_reasons_and_all_failing_is_wrong(database):
    with database.write() as session:
        topic = topics.add_topic(session, slug="sea", name="The sea", now=NOW)
        for name in ("post", "wire"):
            feed = feeds.add_feed(session, url=f"https://{name}.example/feed", title=name, language="en", now=NOW)
            topics.link_feed(session, topic.id, feed.id)
        failed = feeds.Check(at=NOW, next_check_at=NOW + timedelta(hours=1), problem="there is nothing (404)")
        feeds.record_check(session, feed.id, failed)
    seen = findings()
    assert seen["topics"] == ("works", "The sea")
    assert seen["feeds"][0] == "note"
    assert seen["feed"] == ("note", "https://wire.example/feed: there is nothing (404) (failures in a row: 1)")
    with database.write() as session:
        feeds.record_check(session, feeds.feed_at(session, "https://post.example/feed").id, failed)
    state, said = findings()["feeds"]
    assert state == "wrong"
    assert said.startswith("2, 2 failing; 0 articles read all at once")


def test_a_speed_that_telegram_does_not_take_for_free_is_said(database, monkeypatch):
    monkeypatch.setenv("NEWSDIGEST_MESSAGES_PER_SECOND", "900")
    state, said = findings()["speed"]
    assert state == "note"
    assert said.startswith("900 messages a second are more than the 30 that are free")
    assert "NEWSDIGEST_PAID_BROADCAST=true" in said
    monkeypatch.setenv("NEWSDIGEST_PAID_BROADCAST", "true")
    assert "speed" not in findings()


def test_deliveries_that_were_lost_or_may_be_are_counted(database):
    with database.write() as session:
        chat, _ = meet_chat(session, telegram_id=7, kind="private", title="", now=NOW)
        enqueue(session, [NewDelivery(dedup_key=key, chat_id=chat.id, html="…") for key in "ab"], now=NOW)
        mark_ended(session, claim(session, now=datetime.now(UTC)).id, DeliveryState.UNKNOWN, problem="interrupted")
    state, said = findings()["deliveries"]
    assert state == "note"
    assert said.startswith("1 unknown in the last 7 days; in all 1 pending, 1 unknown")
    assert findings()["chats"] == ("works", "1 active")


def test_what_was_lost_long_ago_is_no_reason_to_worry_any_more(database):
    with database.write() as session:
        chat, _ = meet_chat(session, telegram_id=7, kind="private", title="", now=NOW)
        enqueue(session, [NewDelivery(dedup_key="a", chat_id=chat.id, html="…")], now=NOW)
        mark_ended(session, claim(session, now=NOW).id, DeliveryState.FAILED, problem="refused")
    assert findings()["deliveries"] == ("works", "1 failed")


def test_what_waits_is_late_when_health_says_so(database, monkeypatch):
    since = datetime.now(UTC) - timedelta(minutes=40)
    with database.write() as session:
        chat, _ = meet_chat(session, telegram_id=7, kind="private", title="", now=since)
        enqueue(session, [NewDelivery(dedup_key="a", chat_id=chat.id, html="…")], now=since)
    assert findings()["waiting"] == (
        "note",
        "1 messages, the first for 40 minutes is newsdigest run at work? newsdigest health tells",
    )
    monkeypatch.setenv("NEWSDIGEST_HEALTH_MINUTES", "60")
    assert findings()["waiting"] == ("works", "nothing for longer than 60 minutes, feeds and articles 2 hours")


def test_a_feeds_reason_cannot_send_commands_to_the_terminal(database):
    with database.write() as session:
        feed = feeds.add_feed(session, url="https://post.example/feed", title="post", language="en", now=NOW)
        problem = feeds.Check(at=NOW, next_check_at=NOW, problem="bad \x1b]0;owned\x07 header")
        feeds.record_check(session, feed.id, problem)
    assert "\x1b" not in check().stdout


async def test_a_bot_that_answers_in_any_chat_is_said_to(database, monkeypatch, api):
    monkeypatch.setenv("NEWSDIGEST_BOT_API_URL", api.base_url)
    monkeypatch.setenv("NEWSDIGEST_TOKEN", api.token)
    seen = await asyncio.to_thread(findings)
    assert seen["telegram"][0] == "works"
    assert seen["inline mode"][1].endswith("finds stories in any chat")


def test_the_database_is_read_whole_and_its_disk_and_backups_are_looked_at(database, no_settings):
    seen = findings()
    assert re.fullmatch(r"sqlite:///news.sqlite3, \d\.\d MB, revision \d{4}", seen["database"][1])
    assert seen["integrity"] == ("works", "every page and index is sound")
    assert seen["disk"][0] == "works"
    assert seen["backups"] == ("note", "none in backups newsdigest db backup --keep 14, nightly by cron")
    assert seen["waiting"][0] == "works"
    CliRunner().invoke(app, ["db", "backup"])
    assert findings()["backups"] == ("works", "1 in backups, the newest 0 hours old")


def test_an_old_backup_is_noted(database, no_settings, monkeypatch):
    folder = no_settings / "elsewhere"
    folder.mkdir()
    monkeypatch.setenv("NEWSDIGEST_BACKUP_FOLDER", str(folder))
    made = datetime.now(UTC) - timedelta(days=9, hours=1)
    (folder / f"newsdigest-{made:%Y%m%d-%H%M%S}.sqlite3").touch()
    # a clock that was wrong made it, nobody knows when
    (folder / "newsdigest-21000101-000000.sqlite3").touch()
    state, said = findings()["backups"]
    assert (state, "is 9 days old" in said) == ("note", True)


def test_a_damaged_database_is_wrong_and_comes_with_the_way_out(database, no_settings):
    with database.write() as session:
        for number in range(200):
            feeds.add_feed(session, url=f"https://p.example/{number}", title="x" * 400, language="en", now=NOW)
    database.close()
    file = no_settings / "news.sqlite3"
    whole = file.read_bytes()
    page = whole.index(b"x" * 400) // 4096 * 4096
    file.write_bytes(whole[:page] + b"\xa5" * 4096 + whole[page + 4096 :])
    result = check()
    assert result.exit_code == 1
    assert "newsdigest db restore FILE" in result.stdout


def test_a_clock_that_went_back_is_noticed_by_what_was_written_down(database):
    later = datetime.now(UTC) + timedelta(days=3)
    with database.write() as session:
        feed = feeds.add_feed(session, url="https://post.example/feed", title="post", language="en", now=later)
        feeds.record_check(session, feed.id, feeds.Check(at=later, next_check_at=later, problem=None))
    state, said = findings()["clock"]
    assert state == "wrong"
    assert f"{later:%Y-%m-%d}" in said


def test_a_zone_that_this_machine_does_not_know_is_wrong(database):
    with database.write() as session:
        chat, _ = meet_chat(session, telegram_id=7, kind="private", title="", now=NOW)
        # as written where the zone data were newer
        session.execute(
            text(
                "INSERT INTO schedules (chat_id, times, weekdays, zone, paused, next_run_at) "
                "VALUES (:chat, '', 0, 'Atlantis/Deep', false, '2099-01-01')"
            ),
            {"chat": chat.id},
        )
    state, said = findings()["time zones"]
    assert state == "wrong"
    assert "Atlantis/Deep" in said


def test_a_place_where_no_database_can_be_made_is_wrong_and_trying_leaves_nothing(no_settings, monkeypatch):
    (no_settings / "file").touch()
    monkeypatch.setenv("NEWSDIGEST_DATABASE_URL", "sqlite:///file/news.sqlite3")
    state, said = findings()["database"]
    assert state == "wrong"
    assert "file/news.sqlite3 isn't there yet, and " in said
    assert "(not a directory)" in said
    monkeypatch.setenv("NEWSDIGEST_DATABASE_URL", "sqlite:///new/news.sqlite3")
    assert findings()["database"][0] == "note"
    assert [each.name for each in no_settings.iterdir()] == ["file"]


def test_a_disk_without_room_is_wrong_before_there_is_a_database(no_settings, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=53 * 2**20))
    assert findings()["disk"] == (
        "wrong",
        "53 MB are free where the database lies, and 200 MB is the least to go on with make room",
    )


def test_a_file_that_may_not_be_written_is_wrong(database, monkeypatch):
    access = os.access  # whoever runs the tests may be allowed everything
    monkeypatch.setattr(os, "access", lambda place, mode: not str(place).endswith("-wal") and access(place, mode))
    with database.write() as session:
        meet_chat(session, telegram_id=7, kind="private", title="", now=NOW)
    state, said = findings()["database"]
    assert state == "wrong"
    assert said.startswith(
        f"news.sqlite3-wal can't be written by user {os.geteuid()} give this user room there and the right to write"
    )


def test_a_folder_for_backups_that_cannot_be_made_is_wrong(database, no_settings, monkeypatch):
    (no_settings / "file").touch()
    monkeypatch.setenv("NEWSDIGEST_BACKUP_FOLDER", "file/backups")
    state, said = findings()["backups"]
    assert state == "wrong"
    assert said.startswith("file/backups can't be made in ")


def test_databases_that_restores_replaced_are_counted_without_their_logs(database, no_settings):
    for ending in ("", "-wal", "-shm"):
        (no_settings / f"news.sqlite3.replaced-20240501-080000{ending}").touch()
    assert findings()["replaced"][1].startswith("1 database that a restore replaced lies in ., with 0.0 MB")


def test_addresses_that_do_not_fit_together_are_said(database, monkeypatch):
    monkeypatch.setenv("NEWSDIGEST_STATUS_URL", "https://status.example")
    monkeypatch.setenv("NEWSDIGEST_PUBLIC_URL", "http://news.example")
    seen = findings()
    assert seen["status page"][0] == "wrong"
    assert seen["status page"][1].startswith("NEWSDIGEST_STATUS_URL=https://status.example leads nowhere without")
    assert seen["public address"][0] == "note"
    monkeypatch.setenv("NEWSDIGEST_WATCH_PORT", "8080")
    seen = findings()
    assert "status page" not in seen
    assert seen["listening"][1].startswith("NEWSDIGEST_LISTEN_PORT and NEWSDIGEST_WATCH_PORT are both 8080")


def test_an_address_that_another_program_has_is_wrong(database, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.settimeout(0)
        port = str(other.getsockname()[1])
        monkeypatch.setattr("bot.cli.health.ANSWER_S", 0.1)
        monkeypatch.setattr("bot.cli.checks.addresses.LOOPBACK_S", 0.1)
        monkeypatch.setenv("NEWSDIGEST_PUBLIC_URL", "https://news.example")
        monkeypatch.setenv("NEWSDIGEST_LISTEN_PORT", port)
        state, said = findings()["listening"]
        assert (state, f"127.0.0.1:{port} is taken by another program" in said) == ("wrong", True)
        monkeypatch.delenv("NEWSDIGEST_PUBLIC_URL")
        monkeypatch.setenv("NEWSDIGEST_WATCH_PORT", port)
        state, said = findings()["watching"]
        assert (state, f"127.0.0.1:{port} is taken by another program" in said) == ("wrong", True)
    assert findings()["watching"][0] == "works"


async def test_addresses_that_the_running_newsdigest_has_are_well(database, monkeypatch):
    async with serving([], host="127.0.0.1", port=0) as listening:
        watched = [web.get("/healthz", _well)]
        async with serving(watched, host="127.0.0.1", port=0) as watching:
            monkeypatch.setenv("NEWSDIGEST_PUBLIC_URL", "https://news.example")
            monkeypatch.setenv("NEWSDIGEST_LISTEN_PORT", str(listening))
            monkeypatch.setenv("NEWSDIGEST_WATCH_PORT", str(watching))
            async with used_alone(database, stop=asyncio.Event(), waiting=print):
                seen = await asyncio.to_thread(findings)
            assert seen["watching"] == ("works", f"newsdigest runs at 127.0.0.1:{watching}, and is well")
            assert seen["listening"][0] == "works"
            # nobody works on this database: it is one of another database that has them
            seen = await asyncio.to_thread(findings)
            assert (seen["watching"][0], seen["listening"][0]) == ("wrong", "wrong")


async def _well(_request: web.Request) -> web.Response:
    return web.json_response({"well": True, "faults": [], "elsewhere": []})


def test_a_postgresql_without_the_workers_tables_is_wrong(shared, no_settings, monkeypatch):
    monkeypatch.setenv("NEWSDIGEST_BOT_API_URL", NOWHERE)
    monkeypatch.setenv("NEWSDIGEST_DATABASE_URL", shared.url.render_as_string(hide_password=False))
    state, said = findings()["workers"]
    assert state == "wrong"
    assert said.endswith("newsdigest db upgrade")
    make_tables(shared)
    assert "workers" not in findings()


def test_in_a_pipe_a_finding_is_a_line_however_long(database):
    lines = check().stdout.splitlines()
    assert len(lines) == len(findings_in_all())
    assert not [line for line in lines if line != line.rstrip()]


async def test_where_telegram_posts_messages_and_what_time_it_is_there_is_said(database, monkeypatch, api):
    monkeypatch.setenv("NEWSDIGEST_BOT_API_URL", api.base_url)
    monkeypatch.setenv("NEWSDIGEST_TOKEN", api.token)
    seen = await asyncio.to_thread(findings)
    assert seen["messages"] == ("works", "asked for, 0 wait with Telegram")
    assert seen["clock"] == ("works", "agrees with Telegram's")
    async with ClientSession() as client:
        await client.post(f"{api.base_url}/bot{api.token}/setWebhook", data={"url": "https://127.0.0.1:8443/hook"})
    state, said = (await asyncio.to_thread(findings))["messages"]
    assert state == "note"
    assert "posts to https://127.0.0.1:8443/hook" in said
