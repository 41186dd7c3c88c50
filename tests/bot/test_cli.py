"""The command line as an operator meets it: help, exit statuses, signals, pipes; real processes where it counts."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from demo.botapi.client import User
from demo.botapi.server import LocalBotApi
from storage.database import Database
from storage.schema import check_schema, head

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "bot.cli"]
TOKEN = "123456:AAG-a_token-that-nobody-may-see"


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def environment(**settings: str) -> dict[str, str]:
    """This process's, without its settings; the rooms are found from any folder."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("NEWSDIGEST_")}
    return inherited | {"PYTHONPATH": str(ROOT)} | {f"NEWSDIGEST_{name}": value for name, value in settings.items()}


def newsdigest(*arguments: str, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@asynccontextmanager
async def running_process(folder: Path, api: LocalBotApi) -> AsyncIterator[asyncio.subprocess.Process]:
    """`newsdigest run`, that has said it is ready; killed at the end, if it still runs."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        "run",
        cwd=folder,
        env=environment(TOKEN=api.token, BOT_API_URL=api.base_url),
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stderr
        async with asyncio.timeout(60):
            said = b""
            while b"is ready" not in said:
                line = await process.stderr.readline()
                assert line, said
                said += line
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def test_help_names_every_command_and_where_settings_come_from():
    result = invoke("--help")
    assert result.exit_code == 0
    for command in ("run", "preview", "summarize", "check", "db"):
        assert re.search(rf"^│ {command} ", result.stdout, re.MULTILINE)
    assert ".env.example" in result.stdout


def test_help_loads_neither_the_bot_nor_the_database():
    code = (
        "import sys; from bot.cli import app\n"
        "try: app(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'telegram', 'sqlalchemy', 'aiohttp', 'lxml', 'numpy', 'pydantic', 'sumy'}\n"
        "sys.exit(' '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.returncode == 0


def test_the_version_is_said():
    assert re.fullmatch(r"newsdigest \d+\.\d+\.\d+\n", invoke("--version").stdout)


def test_a_misspelt_command_is_met_with_the_right_one():
    result = invoke("sumarize")
    assert result.exit_code == 2
    assert "Did you mean 'summarize'?" in result.stderr


def test_db_upgrade_makes_the_tables_and_is_safe_to_repeat(no_settings):
    first = invoke("db", "upgrade")
    assert first.exit_code == 0
    assert first.stdout == f"sqlite:///data/newsdigest.sqlite3 was brought from nothing to {head()}.\n"
    again = invoke("db", "upgrade")
    assert again.stdout == f"sqlite:///data/newsdigest.sqlite3 is up to date (revision {head()}).\n"
    database = Database("sqlite:///data/newsdigest.sqlite3")
    check_schema(database)
    database.close()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "NEWSDIGEST_TOKEN is not set"),
        ({"TOKEN": "not a token"}, "NEWSDIGEST_TOKEN can't be used"),
        ({"TOKEN": TOKEN, "DATABASE_URL": "postgresql://news:hunter2@127.0.0.1:9/news"}, "no connection to postgresql"),
        ({"TOKEN": TOKEN, "DATABASE_URL": "sqlite:///empty.sqlite3"}, "run: newsdigest db upgrade"),
        ({"TOKEN": TOKEN, "DEFAULT_ZONE": "Atlantis"}, "NEWSDIGEST_DEFAULT_ZONE=Atlantis can't be used"),
    ],
)
@pytest.mark.usefixtures("log_stream", "warnings_as_before")
def test_run_says_in_one_line_what_is_to_be_mended_and_exits_with_2(no_settings, monkeypatch, settings, words):
    (no_settings / "empty.sqlite3").touch(0o600)
    for name, value in settings.items():
        monkeypatch.setenv(f"NEWSDIGEST_{name}", value)
    result = invoke("run")
    assert result.exit_code == 2
    [line] = result.stderr.splitlines()
    assert line.startswith("newsdigest: ")
    assert words in line
    assert "hunter2" not in line
    assert result.stdout == ""


@pytest.mark.usefixtures("log_stream", "warnings_as_before")
def test_what_is_to_be_mended_is_a_record_where_programs_read_the_log(no_settings, monkeypatch):
    monkeypatch.setenv("NEWSDIGEST_LOG_FORMAT", "json")
    monkeypatch.setenv("NEWSDIGEST_LOG_LEVL", "info")
    result = invoke("run")
    assert result.exit_code == 2
    unknown, missing = map(json.loads, result.stderr.splitlines())
    assert unknown["message"] == "NEWSDIGEST_LOG_LEVL is no setting; did you mean NEWSDIGEST_LOG_LEVEL?"
    assert missing["level"] == "error"
    assert missing["message"].startswith("NEWSDIGEST_TOKEN is not set")


@pytest.mark.usefixtures("log_stream", "warnings_as_before")
@pytest.mark.parametrize("form", ["people", "json"])
def test_an_end_that_nobody_foresaw_shows_no_secret_either(no_settings, monkeypatch, form):
    async def ends(*_: object, **__: object) -> None:
        raise RuntimeError(f"https://api.telegram.org/bot{TOKEN}/getMe")

    monkeypatch.setattr("bot.app.run", ends)
    monkeypatch.setenv("NEWSDIGEST_TOKEN", TOKEN)
    monkeypatch.setenv("NEWSDIGEST_LOG_FORMAT", form)
    result = invoke("run")
    assert result.exit_code == 1
    assert "in an unforeseen way" in result.stderr
    assert "RuntimeError" in result.stderr
    assert TOKEN not in result.output


def test_run_without_a_token_is_one_line_in_a_real_process_too(tmp_path):
    done = newsdigest("run", folder=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


async def test_run_refuses_a_wrong_token_in_one_line(tmp_path, api):
    settings = {"TOKEN": TOKEN, "BOT_API_URL": api.base_url}
    done = await asyncio.to_thread(newsdigest, "run", folder=tmp_path, **settings)
    assert done.returncode == 2
    assert "doesn't know this NEWSDIGEST_TOKEN" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert TOKEN not in done.stderr


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
async def test_run_answers_until_a_signal_ends_it_in_order(tmp_path, api, number, status):
    async with running_process(tmp_path, api) as process, User(api.base_url) as reader:
        await reader.send("/help")
        await reader.next_message()
        process.send_signal(number)
        assert process.stderr
        said = (await process.stderr.read()).decode()
        assert await process.wait() == status
    assert said.splitlines()[-1].endswith("Stopped")
    assert "Traceback" not in said


def test_ctrl_c_ends_a_long_summary_without_a_word(tmp_path):
    process = subprocess.Popen(
        [*COMMAND, "summarize", "-"],
        cwd=tmp_path,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin
    # written in parts, so that the command is known to be reading when the signal comes
    process.stdin.write(b"The pier is closed. " * 10_000)
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == b""
    assert said == b""


def test_a_reader_that_goes_away_is_no_error(tmp_path):
    (tmp_path / "long.txt").write_text("The pier is closed until June, the council said. " * 3_000)
    line = f"{' '.join(COMMAND)} summarize long.txt --format json | head -c 10"
    done = subprocess.run(
        ["bash", "-c", line], cwd=tmp_path, env=environment(), capture_output=True, timeout=60, check=False
    )
    assert done.stdout == b'{\n  "title'
    assert done.stderr == b""


def test_benchmarks_where_only_the_product_is_say_how_to_get_them(monkeypatch):
    monkeypatch.setitem(sys.modules, "benchmarks", None)
    said = CliRunner().invoke(app, ["bench", "load"])
    assert said.exit_code == 2
    assert "no part of the container's image" in said.output
    assert "make bench" in said.output
