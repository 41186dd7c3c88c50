"""Settings: what is read, what is refused and how that is said, and that `.env.example` tells the truth."""

import logging
import re
from datetime import time
from ipaddress import ip_network
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from dotenv import dotenv_values

from bot.limits import fetch_settings
from bot.reading_settings import SettingsProblem, read_settings, unknown_names
from bot.settings import PREFIX, Settings

TOKEN = "123456:AAG-a_token-that-nobody-may-see"
EXAMPLE = Path(__file__).parents[2] / ".env.example"

pytestmark = pytest.mark.usefixtures("no_settings")


def test_without_any_setting_everything_but_the_token_has_a_usable_value():
    settings = read_settings()
    assert settings.token is None
    assert settings.database_url == "sqlite:///data/newsdigest.sqlite3"
    assert settings.default_times == (time(8, 0),)
    assert settings.default_zone == ZoneInfo("UTC")
    assert settings.bot_api_url == "https://api.telegram.org"


def test_settings_come_from_the_env_file_and_the_environment_wins(no_settings, monkeypatch):
    (no_settings / ".env").write_text(f"NEWSDIGEST_TOKEN={TOKEN}\nNEWSDIGEST_DIGEST_STORIES=3\nOTHER=1\n")
    monkeypatch.setenv("NEWSDIGEST_DIGEST_STORIES", "5")
    settings = read_settings()
    assert settings.token is not None
    assert settings.token.get_secret_value() == TOKEN
    assert settings.digest_stories == 5


def test_an_empty_variable_is_the_same_as_none_so_that_the_file_holds(no_settings, monkeypatch):
    (no_settings / ".env").write_text("NEWSDIGEST_WATCH_PORT=18810\nNEWSDIGEST_CONTACT=\n")
    (no_settings / "token").write_text(TOKEN)
    monkeypatch.setenv("NEWSDIGEST_WATCH_PORT", "")
    assert read_settings().watch_port == 18810
    with (no_settings / ".env").open("a") as file:
        file.write("NEWSDIGEST_TOKEN_FILE=token\n")
    monkeypatch.setenv("NEWSDIGEST_TOKEN_FILE", "")
    token = read_settings().token
    assert token is not None
    assert token.get_secret_value() == TOKEN


def test_lines_of_the_env_file_that_are_no_variables_are_numbered_once_and_not_shown(no_settings, caplog):
    (no_settings / ".env").write_text(f'NEWSDIGEST_ADMINS=5\nmy {TOKEN}\n\n\nNEWSDIGEST_CONTACT="{TOKEN}\n')
    for read in (read_settings, unknown_names):
        with pytest.raises(SettingsProblem) as raised:
            read()
        assert [line.partition(":")[0] for line in str(raised.value).splitlines()] == [".env, line 2", ".env, line 5"]
        assert TOKEN not in str(raised.value)
    assert caplog.records == []


def test_an_empty_value_means_the_default(monkeypatch):
    monkeypatch.setenv("NEWSDIGEST_TOKEN", "")
    monkeypatch.setenv("NEWSDIGEST_DIGEST_STORIES", "")
    assert read_settings() == Settings()
    assert read_settings().digest_stories == 7


@pytest.mark.parametrize("written", ["12,345", "12, 345", "12 345", "[12, 345]"])
def test_lists_are_written_with_commas_or_as_json(monkeypatch, written):
    monkeypatch.setenv("NEWSDIGEST_ADMINS", written)
    assert read_settings().admins == (12, 345)


def test_times_networks_and_ports_are_lists_too(monkeypatch):
    monkeypatch.setenv("NEWSDIGEST_ALLOWED_PORTS", "3128, 9443")
    monkeypatch.setenv("NEWSDIGEST_DEFAULT_TIMES", "7:30,18:00")
    monkeypatch.setenv("NEWSDIGEST_ALLOWED_NETWORKS", "10.0.0.0/8,fd00::/8,192.0.2.7")
    settings = read_settings()
    assert settings.default_times == (time(7, 30), time(18, 0))
    assert settings.allowed_networks == tuple(map(ip_network, ["10.0.0.0/8", "fd00::/8", "192.0.2.7/32"]))
    assert fetch_settings(settings).rules.ports >= {80, 443, 3128, 9443}


def test_a_bot_api_address_needs_no_slash_at_its_end(monkeypatch):
    monkeypatch.setenv("NEWSDIGEST_BOT_API_URL", "http://localhost:8081/")
    assert read_settings().bot_api_url == "http://localhost:8081"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ADMINS", "@harbour"),
        ("ADMINS", "-5"),
        ("ADMINS", "[1, 2"),
        ("ADMINS", "99999999999999999999"),
        ("ALLOWED_PORTS", "99999"),
        ("FETCH_PER_HOST", "0"),
        ("DEFAULT_TIMES", "25:00"),
        ("DEFAULT_TIMES", "08:00Z"),
        ("DEFAULT_TIMES", "[]"),
        ("DEFAULT_ZONE", "Atlantis/Center"),
        ("DIGEST_STORIES", "0"),
        ("TICK_SECONDS", "soon"),
        ("LONGEST_MINUTES", "1e+300"),
        ("FETCH_IN_FLIGHT", "1.5"),
        ("ALLOWED_NETWORKS", "10.0.0.1/8"),
        ("BOT_API_URL", "api.example.org"),
        ("LOG_LEVEL", "loud"),
        ("RESPECT_ROBOTS", "politely"),
    ],
)
def test_a_wrong_value_gives_one_line_with_the_variable_the_value_and_an_example(monkeypatch, name, value):
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(SettingsProblem) as raised:
        read_settings()
    line = str(raised.value)
    assert "\n" not in line
    assert line.startswith(f"{PREFIX}{name}={value} can't be used: ")
    # the example that it gives is itself a value that can be used
    example = re.search(rf"; write it like {PREFIX}{name}=(\S+)$", line)
    assert example
    monkeypatch.setenv(PREFIX + name, example[1])
    read_settings()


def test_every_wrong_value_gets_its_line(monkeypatch):
    monkeypatch.setenv("NEWSDIGEST_DIGEST_STORIES", "many")
    monkeypatch.setenv("NEWSDIGEST_DEFAULT_ZONE", "Atlantis")
    with pytest.raises(SettingsProblem) as raised:
        read_settings()
    assert len(str(raised.value).splitlines()) == 2


@pytest.mark.parametrize(
    ("public_url", "words"),
    [
        ("", "NEWSDIGEST_WEBHOOK=true needs NEWSDIGEST_PUBLIC_URL"),
        ("http://news.example", "NEWSDIGEST_PUBLIC_URL=http://news.example is no address that Telegram posts to"),
        ("https://news.example:9443", "on port 443, 80, 88 or 8443"),
    ],
)
def test_a_webhook_needs_an_address_that_telegram_posts_to(monkeypatch, public_url, words):
    monkeypatch.setenv("NEWSDIGEST_WEBHOOK", "true")
    monkeypatch.setenv("NEWSDIGEST_PUBLIC_URL", public_url)
    with pytest.raises(SettingsProblem, match=re.escape(words)):
        read_settings()
    monkeypatch.setenv("NEWSDIGEST_PUBLIC_URL", "https://news.example:8443/bot/")
    assert read_settings().posted_to() == "https://news.example:8443/bot/telegram"


def test_what_telegram_shows_is_made_from_the_token_or_chosen_and_no_log_has_it(monkeypatch):
    monkeypatch.setenv("NEWSDIGEST_TOKEN", "123456:ABC-def")
    made = read_settings().posted_with()
    assert re.fullmatch("[0-9a-f]{64}", made)
    assert made in read_settings().secrets()
    monkeypatch.setenv("NEWSDIGEST_WEBHOOK_SECRET", "chosen_by-the-operator")
    assert read_settings().posted_with() == "chosen_by-the-operator"
    assert "chosen" not in repr(read_settings())
    monkeypatch.setenv("NEWSDIGEST_WEBHOOK_SECRET", "not allowed!")
    with pytest.raises(SettingsProblem, match="NEWSDIGEST_WEBHOOK_SECRET can't be used") as raised:
        read_settings()
    assert "not allowed!" not in str(raised.value)


def test_the_shortest_time_between_checks_is_no_longer_than_the_longest(monkeypatch):
    monkeypatch.setenv("NEWSDIGEST_SHORTEST_MINUTES", "300")
    with pytest.raises(SettingsProblem, match="SHORTEST_MINUTES=300 is more than NEWSDIGEST_LONGEST_MINUTES=120"):
        read_settings()


@pytest.mark.parametrize("token", ["secret-without-colon", "123456:with space-in-it", ":only-a-key", "987654:"])
def test_a_token_that_cannot_be_one_is_refused_without_being_shown(monkeypatch, token):
    monkeypatch.setenv("NEWSDIGEST_TOKEN", token)
    with pytest.raises(SettingsProblem) as raised:
        read_settings()
    assert str(raised.value).startswith("NEWSDIGEST_TOKEN can't be used")
    assert token not in str(raised.value)


def test_a_file_that_is_not_text_is_named(no_settings):
    (no_settings / ".env").write_bytes(b"NEWSDIGEST_CONTACT=\xff\xfe")
    for read in (read_settings, unknown_names):
        with pytest.raises(SettingsProblem, match=r"^\.env can't be read"):
            read()


def test_neither_the_token_nor_the_databases_password_shows_in_a_repr(monkeypatch):
    monkeypatch.setenv("NEWSDIGEST_TOKEN", TOKEN)
    monkeypatch.setenv("NEWSDIGEST_DATABASE_URL", "postgresql://news:hunter2@db/news")
    settings = read_settings()
    assert TOKEN not in repr(settings)
    assert "hunter2" not in repr(settings)
    assert set(settings.secrets()) == {TOKEN, "hunter2", settings.posted_with()}


def test_a_misspelt_name_is_found_and_the_right_one_suggested(no_settings, monkeypatch):
    monkeypatch.setenv("NEWSDIGEST_ADMIN", "5")
    (no_settings / ".env").write_text("NEWSDIGEST_DATABSE_URL=x\nUNRELATED=1\n")
    assert unknown_names() == [
        "NEWSDIGEST_ADMIN is no setting; did you mean NEWSDIGEST_ADMINS?",
        "NEWSDIGEST_DATABSE_URL is no setting; did you mean NEWSDIGEST_DATABASE_URL?",
    ]


def test_reading_settings_leaves_logging_alone():
    before = logging.getLogger().handlers[:]
    read_settings()
    assert logging.getLogger().handlers == before


def test_the_example_file_names_every_setting_in_order_with_its_description():
    blocks = [block.splitlines() for block in EXAMPLE.read_text().strip().split("\n\n")[1:]]
    named = {
        block[-1].removeprefix("# ").partition("=")[0]: " ".join(line.removeprefix("# ") for line in block[:-1])
        for block in blocks
    }
    fields = Settings.model_fields
    assert list(named) == [PREFIX + field.upper() for field in fields]
    assert list(named.values()) == [field.description for field in fields.values()]


def test_what_the_example_file_leaves_empty_or_the_image_sets_is_no_variable_but_the_token():
    # in a container's environment an empty one would take the place of what the image sets
    given = dotenv_values(EXAMPLE)
    assert [name for name, value in given.items() if not value] == ["NEWSDIGEST_TOKEN"]
    image = set(re.findall(r"NEWSDIGEST_\w+(?==)", EXAMPLE.with_name("Dockerfile").read_text()))
    assert image, "what the image sets"
    assert not image & given.keys()


def test_the_example_file_shows_the_defaults(monkeypatch):
    for line in EXAMPLE.read_text().splitlines():
        if line and not line.startswith("#"):
            name, _, value = line.partition("=")
            monkeypatch.setenv(name, value)
    assert read_settings() == Settings.model_construct()


def test_a_token_of_the_page_that_can_be_guessed_is_refused_and_not_shown(monkeypatch):
    monkeypatch.setenv("NEWSDIGEST_STATUS_TOKEN", "hunter2")
    with pytest.raises(SettingsProblem) as raised:
        read_settings()
    assert str(raised.value).startswith(
        "NEWSDIGEST_STATUS_TOKEN can't be used: it can be guessed; it has 16 characters"
    )
    assert "hunter2" not in str(raised.value)


def test_the_token_of_the_page_is_a_secret_of_the_log(monkeypatch):
    monkeypatch.setenv("NEWSDIGEST_STATUS_TOKEN", "a long token of the page")
    assert "a long token of the page" in read_settings().secrets()
