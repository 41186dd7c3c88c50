"""`newsdigest feeds …`: feeds found over HTTP, kept in a database, listed, changed, and exchanged as OPML."""

import asyncio
import json
import os
import pty
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.feed_lists import take_in
from jobs.feeds.lists.opml import OpmlFeed, OpmlFile, OpmlTopic, read_opml, write_opml
from storage import feed_options, feeds, topics, websub
from storage.catalogue import read_catalogue
from storage.database import Database
from storage.feed_options import FeedOptions, Login
from storage.feeds import Check, FeedState
from storage.schema import upgrade

ROOT = Path(__file__).parents[2]


def rss(title: str) -> str:
    now = datetime.now(UTC)
    items = "".join(
        f"<item><title>{title} {hours}</title><link>https://{title[:4].lower()}.example/{hours}</link>"
        f"<pubDate>{format_datetime(now - timedelta(hours=hours, minutes=1))}</pubDate></item>"
        for hours in range(1, 6)
    )
    return f'<rss version="2.0"><channel><title>{title}</title><language>en</language>{items}</channel></rss>'


class Press(BaseHTTPRequestHandler):
    """An outlet whose front page names two feeds."""

    def do_GET(self) -> None:
        pages = {
            "/front": "".join(
                f'<link rel="alternate" type="application/rss+xml" href="{path}">' for path in ("/a", "/b")
            ),
            "/a": rss("Harbour Post"),
            "/b": rss("Vale Wire"),
            "/lonely": "<html><body>Nothing to follow</body></html>",
        }
        body = pages.get(self.path)
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write((body or "nothing here").encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def press() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Press)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def folder(no_settings: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with a database of its own, from which loopback may be asked."""
    monkeypatch.setenv("NEWSDIGEST_DATABASE_URL", f"sqlite:///{no_settings}/news.sqlite3")
    monkeypatch.setenv("NEWSDIGEST_ALLOWED_NETWORKS", "127.0.0.0/8")
    return no_settings


@pytest.fixture
def database(folder: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{folder}/news.sqlite3")
    upgrade(made)
    yield made
    made.close()


@pytest.mark.parametrize("arguments", [["list"], ["export"], ["add", "example.org"], ["pause", "1"]])
def test_a_folder_without_a_database_gets_none_by_asking(folder: Path, arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert f"there is no database {folder}/news.sqlite3;" in result.stderr
    assert list(folder.iterdir()) == []


def run(*arguments: str, given: str | bytes | None = None) -> Result:
    """`newsdigest feeds …`, in its own event loop even where a test of another file left one."""
    asyncio.set_event_loop(None)
    return CliRunner().invoke(app, ["feeds", *arguments], input=given)


def at_terminal(folder: Path, *arguments: str, answers: Sequence[tuple[bytes, bytes]] = ()) -> str:
    """What a person sees who runs it at a terminal of 80 columns, and types an answer where each question stands."""
    master, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "feeds", *arguments],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "80", "TERM": "xterm"},
    )
    os.close(terminal)
    said, waiting = b"", list(answers)
    with suppress(OSError):  # so a pseudo-terminal ends
        while chunk := os.read(master, 4096):
            said += chunk
            if waiting and said.endswith(waiting[0][0]):
                os.write(master, waiting.pop(0)[1])
    process.wait(timeout=60)
    os.close(master)
    return re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", said.decode())


def add_topics(database: Database, *names: str) -> None:
    with database.write() as session:
        for name in names:
            topics.add_topic(session, slug=name.lower(), name=name, now=datetime.now(UTC))


def kept(database: Database) -> dict[str, list[str]]:
    with database.read() as session:
        everything = read_catalogue(session)
    return {each.topic.slug: [feed.url for feed in each.feeds] for each in everything.topics}


@pytest.fixture
def some(database: Database) -> Database:
    """Two topics: world with feeds 1 and 2, sport with 2."""
    listed = OpmlFile(
        topics=(
            OpmlTopic(
                name="World",
                feeds=(
                    OpmlFeed(url="https://a.example/feed", title="A & Co", language="en"),
                    OpmlFeed(url="https://b.example/feed", title="B"),
                ),
                keywords="chip*, war",
                description="What happens",
            ),
            OpmlTopic(name="Sport", feeds=(OpmlFeed(url="https://b.example/feed"),)),
        )
    )
    with database.write() as session:
        take_in(session, listed, now=datetime.now(UTC))
    return database


def test_every_command_is_in_the_documentation():
    commands = re.findall(r"^│ (\w+) ", run("--help").stdout, re.MULTILINE)
    documented = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8").partition("## On the command line")[2]
    assert len(commands) == 10
    assert [name for name in commands if not re.search(rf"`(newsdigest feeds )?{name}\b", documented)] == []


# add


def test_a_feed_is_added_to_the_only_topic(database: Database, press: str):
    add_topics(database, "World")
    result = run("add", f"{press}/a")
    assert (result.exit_code, result.stdout) == (0, "Harbour Post is in world (number 1).\n")
    assert kept(database) == {"world": [f"{press}/a"]}
    assert run("add", f"{press}/a").stdout == "Harbour Post was already in world (number 1).\n"


def test_a_topic_can_be_made_for_it(database: Database, press: str):
    assert run("add", f"{press}/a", "--new-topic", "Harbour & sea").exit_code == 0
    assert kept(database) == {"harbour-sea": [f"{press}/a"]}


def test_of_several_feeds_those_picked_are_added(database: Database, press: str):
    add_topics(database, "World", "Sport")
    result = run("add", f"{press}/front", "--topic", "sport")
    assert result.exit_code == 1
    assert "add --pick with the number" in result.stderr
    assert result.stdout.splitlines() == [
        f"1\t{press}/a\tHarbour Post\tnewest 1 hour ago, about 5 entries a day",
        f"2\t{press}/b\tVale Wire\tnewest 1 hour ago, about 5 entries a day",
    ]
    assert run("add", f"{press}/front", "--topic", "sport", "--pick", "2", "--pick", "1").exit_code == 0
    assert kept(database) == {"world": [], "sport": [f"{press}/a", f"{press}/b"]}


def test_programs_see_what_was_found_and_what_was_added(database: Database, press: str):
    add_topics(database, "World")
    offered = json.loads(run("add", f"{press}/front", "--json").stdout)
    assert (offered["topic"], offered["added"]) == (None, [])
    assert [(each["title"], each["format"]) for each in offered["offered"]] == [
        ("Harbour Post", "RSS 2.0"),
        ("Vale Wire", "RSS 2.0"),
    ]
    added = json.loads(run("add", f"{press}/front", "--pick", "1", "--json").stdout)
    assert (added["topic"], added["added"]) == (
        "world",
        [{"id": 1, "url": f"{press}/a", "title": "Harbour Post", "new": True}],
    )


def test_at_a_terminal_one_is_asked_which(database: Database, press: str, folder: Path):
    add_topics(database, "World")
    said = at_terminal(folder, "add", f"{press}/front", answers=[(b"[1]: ", b"7\n"), (b"[1]: ", b"2\n")])
    assert "2  Vale Wire" in said
    assert said.count("Which one?") == 2
    assert kept(database) == {"world": [f"{press}/b"]}


def test_at_a_terminal_one_is_asked_before_feeds_are_removed(some: Database, folder: Path):
    said = at_terminal(folder, "remove", "1", answers=[(b"[y/N]: ", b"n\n")])
    assert "A & Co" in said
    assert len(kept(some)["world"]) == 2
    at_terminal(folder, "remove", "1", answers=[(b"[y/N]: ", b"y\n")])
    assert kept(some)["world"] == ["https://b.example/feed"]


def test_a_login_in_the_address_is_the_feeds_own_and_is_not_shown(database: Database, press: str):
    add_topics(database, "World")
    result = run("add", f"{press}/a".replace("//", "//sam:pw-42@"))
    assert result.exit_code == 0
    assert "pw-42" not in result.output
    assert "pw-42" not in run("add", f"{press}/none".replace("//", "//sam:pw-42@")).output
    with database.read() as session:
        assert feed_options.feed_options(session, 1).login == Login(user="sam", password="pw-42")
    assert "pw-42" not in run("export").stdout + run("list", "--json").stdout + run("list").stdout


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["/a"], 2, "for which topic? add --topic with one of these, or --new-topic NAME: world, sport"),
        (["/a", "--topic", "sprot"], 2, "there is no topic sprot; there is sport"),
        (["/a", "--topic", "world", "--new-topic", "x"], 2, "exclude each other"),
        (["/a", "--new-topic", "???"], 2, "a topic's name needs a letter or a digit"),
        (["/a", "--topic", "world", "--pick", "2"], 2, "--pick 2: only one feed was found"),
        (["/lonely", "--topic", "world"], 1, "names no feed; look for a link called RSS"),
        (["/missing", "--topic", "world"], 1, "there is nothing at this address (404 Not Found)"),
    ],
)
def test_what_goes_wrong_with_adding_is_said_with_the_way_out(
    database: Database, press: str, arguments: list[str], status: int, words: str
):
    add_topics(database, "World", "Sport")
    path, *rest = arguments
    result = run("add", press + path, *rest)
    assert result.exit_code == status
    assert words in result.stderr
    assert result.stderr.count("\n") == 1
    assert kept(database) == {"world": [], "sport": []}


def test_without_any_topic_the_way_out_is_named(database: Database, press: str):
    assert "there is no topic yet; --new-topic NAME makes one" in run("add", f"{press}/a").stderr


# list


def test_a_pipe_gets_a_line_a_feed_with_tabs_between(some: Database):
    assert run("list").stdout.splitlines() == [
        "1\tnew\tworld\thttps://a.example/feed\tA & Co\t",
        "2\tnew\tworld,sport\thttps://b.example/feed\tB\t",
    ]
    assert run("list", "--topic", "sport").stdout.startswith("2\t")
    assert run("list", "--failing").stdout == ""


def test_programs_get_an_object_a_line(some: Database):
    now = datetime(2026, 3, 2, 8, tzinfo=UTC)
    with some.write() as session:
        feeds.record_check(session, 2, Check(at=now, next_check_at=now, problem="the server\tis \x1b[31mdown"))
    lines = [json.loads(line) for line in run("list", "--failing", "--json").stdout.splitlines()]
    assert [(line["id"], line["failures"], line["topics"], line["checked_at"]) for line in lines] == [
        (2, 1, ["world", "sport"], "2026-03-02T08:00:00+00:00")
    ]
    shown = run("list", "--failing").stdout
    assert shown.count("\t") == 5
    assert "\x1b" not in shown


def test_at_a_terminal_a_table_fits_eighty_columns(some: Database, folder: Path):
    now = datetime.now(UTC)
    with some.write() as session:
        feeds.record_check(session, 1, Check(at=now, next_check_at=now))
        problem = "the server has a fault of its own (502 Bad Gateway), and this goes on for a while"
        feeds.record_check(session, 2, Check(at=now, next_check_at=now, problem=problem))
    said = at_terminal(folder, "list")
    lines = [line.rstrip() for line in said.splitlines()]
    assert max(map(len, lines)) <= 80
    assert "A & Co" in lines[1]
    assert "read just now" in lines[1]
    assert any("failing (1): the server" in line for line in lines)
    assert lines[-1] == "2 feeds, 1 failing."


def test_how_things_stand_with_hubs_is_listed(some: Database, folder: Path):
    now = datetime.now(UTC)
    with some.write() as session:
        for number in (1, 2):
            feeds.record_check(session, number, Check(at=now, next_check_at=now))
            websub.name_hubs(session, number, hubs=("https://hub.example/",), topic="https://a.example/feed", now=now)
    assert "hub" not in at_terminal(folder, "list"), "without a public address nobody asks hubs"
    with some.write() as session:
        first, second = websub.leases_of(session, [1, 2]).values()
        websub.confirm_lease(session, first, live_until=now + timedelta(days=9), renew_at=now, now=now)
        websub.receive_delivery(session, first.id, now=now)
        websub.note_problem(session, second, "the hub refuses (422)")
    said = at_terminal(folder, "list")
    assert "sent by its hub just now" in said
    assert "the hub refuses (422)" in re.sub(r"\s+", " ", said)
    one, two = (json.loads(line)["hub"] for line in run("list", "--json").stdout.splitlines())
    assert (one["url"], one["problem"], two["live_until"]) == ("https://hub.example/", None, None)
    assert one["live_until"] == (now + timedelta(days=9)).isoformat()


# pause, resume, remove


def test_feeds_are_paused_and_resumed_by_number_or_address(some: Database):
    assert run("pause", "1", "http://b.example/feed/").stdout == "A & Co is paused.\nB is paused.\n"
    with some.read() as session:
        assert {feed.state for feed in feeds.list_feeds(session)} == {FeedState.PAUSED}
    resumed = run("resume", "2", "--json")
    assert [json.loads(line)["state"] for line in resumed.stdout.splitlines()] == ["active"]


def test_where_one_of_several_is_not_there_nothing_is_changed(some: Database):
    result = run("pause", "1", "99", "https://nowhere.example", "-9", "9" * 30)
    assert result.exit_code == 2
    result = run("pause", "1", "99", "https://nowhere.example", "9" * 30)
    assert result.exit_code == 2
    assert result.stderr.count("there is no feed ") == 3
    with some.read() as session:
        assert {feed.state for feed in feeds.list_feeds(session)} == {FeedState.ACTIVE}


def test_nothing_is_removed_without_being_asked(some: Database):
    result = run("remove", "1")
    assert (result.exit_code, "add --yes" in result.stderr) == (2, True)
    assert len(kept(some)["world"]) == 2
    removed = run("remove", "1", "2", "--yes", "--json")
    assert [json.loads(line)["removed"] for line in removed.stdout.splitlines()] == [True, True]
    assert kept(some) == {"world": [], "sport": []}


# set


def test_options_are_set_and_no_value_is_shown(some: Database):
    result = run("set", "1", "--header", "X-Key: abc-42", "--login", "-", "--no-full-article", given="sam:pw-42\n")
    assert result.stdout == "A & Co: header X-Key, a login, the feed's own texts.\n"
    with some.read() as session:
        assert feed_options.feed_options(session, 1) == FeedOptions(
            headers={"X-Key": "abc-42"}, login=Login(user="sam", password="pw-42"), full_article=False
        )
    assert run("set", "1", "--full-article").stdout == "A & Co: header X-Key, a login, full articles.\n"
    assert run("set", "1", "--clear", "--proxy", "http://proxy.example:3128").stdout == (
        "A & Co: a proxy, full articles.\n"
    )
    exported = run("export").stdout
    assert "42" not in exported
    assert "proxy.example" not in exported


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["1"], "nothing is set"),
        (["99", "--full-article"], "there is no feed 99"),
        (["1", "--header", "no colon"], "a header is written Name: value"),
        (["1", "--header", "Host: x"], "newsdigest's own"),
        (["1", "--login", "secret-42"], "a login is written user:password"),
        (["1", "--proxy", "socks5://secret-42"], "a proxy is written http://host:port"),
    ],
)
def test_options_that_will_not_do_are_refused_without_their_values(some: Database, arguments: list[str], words: str):
    result = run("set", *arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert "42" not in result.stderr


# import, export, packs


def test_export_and_import_give_the_same_bytes(some: Database, folder: Path, monkeypatch: pytest.MonkeyPatch):
    run("pause", "2")
    with some.write() as session:
        feeds.add_feed(
            session, url="https://unread.example/", title="«Q» & <b>😀</b>", language=None, now=datetime.now(UTC)
        )
    assert run("export", "first.opml").exit_code == 0
    monkeypatch.setenv("NEWSDIGEST_DATABASE_URL", f"sqlite:///{folder}/other.sqlite3")
    assert CliRunner().invoke(app, ["db", "upgrade"]).exit_code == 0
    assert run("import", "first.opml").stdout == (
        "3 feeds added, 0 known already, 0 named twice, 0 left out.\nNew topics: World, Sport.\n"
    )
    assert run("export", "second.opml").exit_code == 0
    assert (folder / "first.opml").read_bytes() == (folder / "second.opml").read_bytes()
    assert run("export").stdout.encode() == (folder / "first.opml").read_bytes()
    assert [
        feed.paused for topic in read_opml((folder / "second.opml").read_bytes()).topics for feed in topic.feeds
    ] == [
        False,
        True,
        True,
    ]


def test_only_one_topic_can_be_exported(some: Database):
    assert [topic.name for topic in read_opml(run("export", "--topic", "sport").stdout_bytes).topics] == ["Sport"]


def test_what_is_there_stays_as_it_is_and_rows_amiss_are_told(some: Database, folder: Path):
    (folder / "list.opml").write_text(
        """<opml><body><outline text="world"><outline text="Renamed" xmlUrl="http://a.example/feed/"/>
        <outline text="Bad \x1b[31m" xmlUrl="ftp://bad.example"/></outline>
        <outline text="C" xmlUrl="https://c.example/"/></body></opml>"""
    )
    result = run("import", "list.opml")
    assert result.exit_code == 0
    assert result.stderr == (
        "newsdigest: list.opml, line 2: Bad [31m: ftp://bad.example: only http and https addresses can be fetched\n"
    )
    assert result.stdout == "1 feed added, 1 known already, 0 named twice, 1 left out.\nNew topics: Imported.\n"
    assert kept(some)["imported"] == ["https://c.example/"]
    with some.read() as session:
        feed = feeds.feed(session, 1)
        assert feed is not None
        assert (feed.title, feed.url) == ("A & Co", "https://a.example/feed")


def test_feeds_in_no_folder_go_where_it_is_said(some: Database, folder: Path):
    (folder / "list.opml").write_bytes(write_opml(OpmlFile(topics=(), loose=(OpmlFeed(url="https://c.example/"),))))
    assert run("import", "list.opml", "--topic", "sport").exit_code == 0
    assert kept(some)["sport"] == ["https://c.example/", "https://b.example/feed"]
    assert run("import", "list.opml", "--new-topic", "More").exit_code == 0
    assert kept(some)["more"] == ["https://c.example/"]


def test_a_list_comes_in_by_a_pipe(database: Database):
    given = write_opml(OpmlFile(topics=(OpmlTopic(name="News", feeds=(OpmlFeed(url="https://c.example/"),)),)))
    report = json.loads(run("import", "-", "--json", given=given).stdout)
    assert report == {"feeds": 1, "known": 0, "merged": 0, "topics": ["news"], "bad": []}


def test_five_thousand_feeds_are_taken_in_at_once(database: Database, folder: Path):
    listed = tuple(
        OpmlTopic(name=f"T{t}", feeds=tuple(OpmlFeed(url=f"https://h{t}-{n}.example/") for n in range(100)))
        for t in range(50)
    )
    (folder / "list.opml").write_bytes(write_opml(OpmlFile(topics=listed)))
    assert run("import", "list.opml").stdout.startswith("5000 feeds added")
    assert sum(map(len, kept(database).values())) == 5000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x89PNG\r\n\x1a\n\x00", "this is not an OPML file"),
        (b"<opml></opml>", "there are no feeds in it"),
        (b'<?xml encoding="utf-8"?><opml>\xff</opml>', "its text is not in utf-8"),
        (None, "can't be read: No such file or directory"),
    ],
)
def test_a_file_that_is_no_list_gives_one_clear_line(
    database: Database, folder: Path, content: bytes | None, words: str
):
    if content is not None:
        (folder / "list.opml").write_bytes(content)
    result = run("import", "list.opml")
    assert result.exit_code == 2
    assert result.stderr.startswith("newsdigest: list.opml")
    assert words in result.stderr
    assert result.stderr.count("\n") == 1


def test_starter_packs_are_listed_and_taken_in_side_by_side(database: Database):
    assert "de   Deutsch: Nachrichten" in run("packs").stdout
    assert {"name", "title", "topics", "feeds"} == json.loads(run("packs", "--json").stdout.splitlines()[0]).keys()
    assert run("import", "--pack", "en", "--pack", "de").exit_code == 0
    assert {"sport", "sport-de", "world", "ausland"} <= kept(database).keys()
    assert len(kept(database)["sport"]) == 4, "German readers of Sport are not those of the English topic"
    assert "there is no starter pack xx; there is ar, de" in run("import", "--pack", "xx").stderr
    assert "name either a file or --pack" in run("import").stderr
