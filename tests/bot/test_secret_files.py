"""Settings in files of their own: read, refused and warned of."""

import errno
import os
from pathlib import Path
from typing import NoReturn

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.reading_settings import SettingsProblem, loose_files, read_settings, unknown_names
from bot.secret_files import FileProblem, content

TOKEN = "123456:AAG-a_token-that-nobody-may-see"


@pytest.fixture
def folder(no_settings):
    return no_settings


def problem() -> str:
    with pytest.raises(SettingsProblem) as raised:
        read_settings()
    return str(raised.value)


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\n"])
def test_a_secret_is_read_from_a_file_without_the_end_of_its_line(folder, monkeypatch, end):
    (folder / "token").write_bytes((TOKEN + end).encode())
    monkeypatch.setenv("NEWSDIGEST_TOKEN_FILE", str(folder / "token"))
    settings = read_settings()
    assert settings.token is not None
    assert settings.token.get_secret_value() == TOKEN
    assert TOKEN in settings.secrets()


def test_any_setting_can_stand_in_a_file_and_the_file_be_named_in_the_env_file(folder):
    (folder / "url").write_text("postgresql://news:hunter2@db/news\n")
    (folder / "who").write_text("12, 345\n")
    (folder / ".env").write_text("NEWSDIGEST_DATABASE_URL_FILE=url\nNEWSDIGEST_ADMINS_FILE=who\nNEWSDIGEST_ADMINS=\n")
    settings = read_settings()
    assert settings.database_url == "postgresql://news:hunter2@db/news"
    assert settings.admins == (12, 345)
    assert unknown_names() == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (None, "no such file or directory; make it, with the value in it"),
        (b"", "it is empty"),
        (b" \n", "it is empty"),
        (b"\xff\xfe1", "it is no text in UTF-8"),
        (b"123456:secret\nanother", "it has more than one line"),
        (b"x" * 70_000, "it is too large to be a value"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_and_not_shown(folder, monkeypatch, written, said):
    if written is not None:
        (folder / "token").write_bytes(written)
    monkeypatch.setenv("NEWSDIGEST_TOKEN_FILE", "token")
    assert problem().startswith(f"NEWSDIGEST_TOKEN_FILE=token can't be used: {said}")
    assert "secret" not in problem()


def test_a_folder_in_place_of_a_file_is_named(folder, monkeypatch):
    monkeypatch.setenv("NEWSDIGEST_TOKEN_FILE", str(folder))
    assert "is a directory; name a file" in problem()


def test_a_file_of_somebody_else_is_not_to_be_written_but_to_be_let_read(folder, monkeypatch):
    def refuse(*_arguments: object) -> NoReturn:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # whoever runs the tests may be allowed everything
    with pytest.raises(FileProblem, match=f"^permission denied; let user {os.geteuid()}, as whom this runs, read it"):
        content(folder / "token")


def test_what_stands_in_the_file_is_checked_like_any_value(folder, monkeypatch):
    (folder / "token").write_text("no-token")
    monkeypatch.setenv("NEWSDIGEST_TOKEN_FILE", "token")
    assert problem().startswith("NEWSDIGEST_TOKEN can't be used: it has digits, a colon, and a key")


def test_a_setting_and_its_file_are_not_both_set(folder, monkeypatch):
    (folder / "token").write_text(TOKEN)
    (folder / ".env").write_text(f"NEWSDIGEST_TOKEN={TOKEN}\n")
    monkeypatch.setenv("NEWSDIGEST_TOKEN_FILE", "token")
    assert problem() == "NEWSDIGEST_TOKEN and NEWSDIGEST_TOKEN_FILE are both set; remove one of them"


def test_every_file_that_cannot_be_used_has_its_line(folder, monkeypatch):
    monkeypatch.setenv("NEWSDIGEST_TOKEN_FILE", "a")
    monkeypatch.setenv("NEWSDIGEST_DATABASE_URL_FILE", "b")
    assert len(problem().splitlines()) == 2


def test_a_misspelt_file_setting_is_found(monkeypatch, folder):
    monkeypatch.setenv("NEWSDIGEST_TOKENS_FILE", "token")
    assert unknown_names()[0].startswith("NEWSDIGEST_TOKENS_FILE is no setting")


def test_files_that_everybody_can_read_come_with_the_command_that_mends_it(folder, monkeypatch):
    (folder / "token").write_text(TOKEN)
    (folder / ".env").write_text("NEWSDIGEST_TOKEN_FILE=token\n")
    os.chmod("token", 0o644)
    os.chmod(".env", 0o644)
    (line,) = loose_files(read_settings())
    assert line == "token can be read by everybody on this machine; run: chmod o-r token"
    os.chmod("token", 0o640)
    assert loose_files(read_settings()) == []


def test_a_database_that_everybody_can_read_is_named_too(folder, monkeypatch):
    monkeypatch.setenv("NEWSDIGEST_DATABASE_URL", "sqlite:///news.sqlite3")
    assert loose_files(read_settings()) == []
    (folder / "news.sqlite3").touch(0o644)
    assert loose_files(read_settings()) == [
        "news.sqlite3 can be read by everybody on this machine; run: chmod o-r news.sqlite3"
    ]


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("postgresql://u:hun/ter2@db/news", "hun/ter2"),
        ("postgresql://u:hun%3Fter2@db/news", "hun?ter2"),
        ("postgresql://u@db/news?password=hunter2", "hunter2"),
        ("postgresql://u:[unter2@db/news", "[unter2"),
    ],
)
def test_a_databases_password_is_known_however_it_stands_in_the_url(folder, monkeypatch, url, secret):
    monkeypatch.setenv("NEWSDIGEST_DATABASE_URL", url)
    assert secret in read_settings().secrets()


def test_check_says_it_of_an_env_file_with_a_secret(folder, monkeypatch):
    monkeypatch.setenv("NEWSDIGEST_BOT_API_URL", "http://127.0.0.1:9")
    (folder / ".env").write_text(f"NEWSDIGEST_TOKEN={TOKEN}\n")
    os.chmod(".env", 0o644)
    assert "chmod o-r .env" in CliRunner().invoke(app, ["check"]).stdout
    os.chmod(".env", 0o600)
    assert "chmod" not in CliRunner().invoke(app, ["check"]).stdout
