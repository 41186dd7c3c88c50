"""`newsdigest preview`: feeds over HTTP in, the digest in the terminal or as JSON out."""

import json
import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app

STORM = (
    "The storm Alrun tore the roof off the fish hall of Vale in the night to Monday. "
    "Nobody was hurt, since the hall had been cleared at nine in the evening, the harbour office said. "
    "Fishermen want to sell their catch from a tent on the quay until the roof is mended."
)
STORM_TOO = (
    "In Vale the storm Alrun has torn the roof from the fish hall, which had been cleared in time. "
    "The harbour office puts the damage at two million crowns. "
    "A tent on the quay is to serve the fishermen for the sale of their catch."
)
LIBRARY = (
    "The town library of Skerry opens on Sundays from June on, the council decided by nine votes to two. "
    "Two librarians have been hired for it. "
    "Readers had gathered 4,000 signatures."
)


class Press(BaseHTTPRequestHandler):
    """Two outlets' feeds, whose content holds the articles; everything else is missing."""

    def do_GET(self) -> None:
        feeds = {
            "/post.xml": (
                "Vale Post",
                [("Storm takes roof off fish hall", STORM), ("Library opens on Sundays", LIBRARY)],
            ),
            "/wire.xml": ("North Wire", [("Fish hall of Vale loses its roof in storm", STORM_TOO)]),
            "/empty.xml": ("Empty Page", []),
            "/escape.xml": ("Red\x1b[31m Alert", [("Storm \x1b]0;owned\x07takes roof", STORM)]),
        }
        found = feeds.get(self.path)
        body = rss(f"http://{self.headers['Host']}", *found).encode() if found else b"nothing here"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "application/rss+xml; charset=utf-8" if found else "text/plain")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def rss(base: str, title: str, entries: list[tuple[str, str]]) -> str:
    published = datetime.now(UTC) - timedelta(hours=2)
    items = "".join(
        f"<item><title><![CDATA[{headline}]]></title><link>{base}/{title.split(maxsplit=1)[0]}/{number}</link>"
        f"<pubDate>{format_datetime(published)}</pubDate><description><![CDATA[<p>{text}</p>]]></description></item>"
        for number, (headline, text) in enumerate(entries)
    )
    return f'<rss version="2.0"><channel><title>{title}</title><link>{base}</link>{items}</channel></rss>'


@pytest.fixture
def press(no_settings: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The outlets' address, on a private network that is allowed."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Press)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    monkeypatch.setenv("NEWSDIGEST_ALLOWED_NETWORKS", "127.0.0.0/8")
    monkeypatch.setenv("COLUMNS", "80")
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()


def preview(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["preview", *arguments])


def test_the_digest_tells_a_story_of_two_outlets_once_with_both_names(press):
    result = preview(f"{press}/post.xml", f"{press}/wire.xml")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert result.stdout.startswith("3 articles, 2 sources\n\n1. ")
    assert "\n2. Library opens on Sundays\n" in result.stdout
    assert "3. " not in result.stdout
    names = "Vale Post|North Wire"
    assert re.search(rf"^   (\[1\] )?({names})( \+1| · \[2\] ({names})) · ", result.stdout, re.MULTILINE)
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_json_has_every_sentence_word_for_word_with_its_source_and_place(press):
    data = json.loads(preview(f"{press}/post.xml", f"{press}/wire.xml", "--json").stdout)
    assert list(data) == ["since", "until", "articles", "stories", "more", "problems"]
    assert data["articles"] == 3
    assert data["problems"] == []
    storm = next(story for story in data["stories"] if "roof" in story["headline"])
    assert set(storm["sources"]) == {"Vale Post", "North Wire"}
    for sentence in storm["sentences"]:
        text = {"Vale Post": STORM, "North Wire": STORM_TOO}[sentence["source"]]
        assert text[sentence["start"] : sentence["end"]] == sentence["text"]
        assert sentence["url"].startswith(f"{sentence['article']}#:~:text=")


def test_as_many_stories_and_sentences_as_asked_for(press):
    data = json.loads(preview(f"{press}/post.xml", "--json", "--stories", "1", "--sentences", "1").stdout)
    assert len(data["stories"]) == 1
    assert len(data["stories"][0]["sentences"]) == 1
    assert data["more"] == 1


def test_what_did_not_fit_is_counted_with_the_way_to_see_it(press):
    assert "\n1 more with --stories 2\n" in preview(f"{press}/post.xml", "--stories", "1").stdout


def test_a_feed_that_fails_is_named_at_the_end_and_the_others_are_shown(press):
    result = preview(f"{press}/missing.xml", f"{press}/post.xml", "not-an-address")
    assert result.exit_code == 0
    assert "Library opens on Sundays" in result.stdout
    said = sorted(result.stderr.splitlines())
    assert len(said) == 2
    assert said[0].startswith(f"newsdigest: {press}/missing.xml: ")
    assert "404" in said[0]
    assert said[1].startswith("newsdigest: not-an-address: ")


def test_where_no_feed_works_the_exit_status_is_1(press):
    result = preview(f"{press}/missing.xml")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1


def test_a_feed_without_entries_is_said_to_be_empty(press):
    result = preview(f"{press}/empty.xml")
    assert result.exit_code == 1
    assert "hold no entries" in result.stderr


def test_a_feed_cannot_send_commands_to_the_terminal(press):
    result = preview(f"{press}/escape.xml", f"{press}/post.xml")
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout + result.stderr
    assert "\x07" not in result.stdout + result.stderr


def test_an_internal_address_is_refused_unless_it_is_allowed(press, monkeypatch):
    monkeypatch.delenv("NEWSDIGEST_ALLOWED_NETWORKS")
    result = preview(f"{press}/post.xml")
    assert result.exit_code == 1
    assert "NEWSDIGEST_ALLOWED_NETWORKS" in result.stderr


def test_no_database_is_made(press, no_settings):
    preview(f"{press}/post.xml")
    assert list(no_settings.iterdir()) == []


def test_a_wrong_setting_is_named(press, monkeypatch):
    monkeypatch.setenv("NEWSDIGEST_DIGEST_STORIES", "many")
    result = preview(f"{press}/post.xml")
    assert result.exit_code == 2
    assert result.stderr.startswith("newsdigest: NEWSDIGEST_DIGEST_STORIES=many can't be used")
