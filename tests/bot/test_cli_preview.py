"""`newsdigest preview`: feeds over HTTP in, the digest in the terminal or as JSON out."""

import json
import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

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

LIGHT = (
    "Painters have begun to give the lighthouse of Skerry a new coat of red and white. "
    "They hang from ropes forty metres above the rocks. "
    "The last coat had held for nineteen years."
)
PUBLISHED = datetime.now(UTC) - timedelta(hours=2)


class Press(BaseHTTPRequestHandler):
    """Two outlets' feeds, whose content holds the articles; everything else is missing."""

    def do_GET(self) -> None:
        base = f"http://{self.headers['Host']}"
        feeds = {
            "/post.xml": rss(base, [("Storm takes roof off fish hall", STORM), ("Library opens on Sundays", LIBRARY)]),
            "/empty.xml": rss(base, []),
            "/wire.json": json_feed(base),
        }
        body = feeds.get(self.path, "nothing here")
        self.send_response(200 if self.path in feeds else 404)
        self.send_header("Content-Type", "application/json" if self.path.endswith("json") else "application/rss+xml")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        pass


def rss(base: str, entries: list[tuple[str, str]]) -> str:
    items = "".join(
        f"<item><title>{headline}</title><link>{base}/post/{number}</link>"
        f"<pubDate>{format_datetime(PUBLISHED)}</pubDate><description><![CDATA[<p>{text}</p>]]></description></item>"
        for number, (headline, text) in enumerate(entries)
    )
    return f'<rss version="2.0"><channel><title>Vale Post</title><link>{base}</link>{items}</channel></rss>'


def json_feed(base: str) -> str:
    """A feed that tries to command the terminal: JSON can carry what XML can't."""
    entries = [("Fish hall of Vale loses its roof", STORM_TOO), ("Light \x1b]0;owned\x07of Skerry gets paint", LIGHT)]
    items = [
        {
            "id": f"{number}",
            "url": f"{base}/wire/{number}",
            "title": title,
            "content_html": f"<p>{text}</p>",
            "date_published": PUBLISHED.isoformat(),
        }
        for number, (title, text) in enumerate(entries)
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "North \x1b[31mWire", "items": items})


@pytest.fixture(scope="module")
def press() -> Iterator[str]:
    """The outlets' address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Press)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()


def preview(*arguments: str, **settings: str) -> Result:
    named = {"NEWSDIGEST_ALLOWED_NETWORKS": "127.0.0.0/8"} | {
        f"NEWSDIGEST_{key}": value for key, value in settings.items()
    }
    return CliRunner().invoke(app, ["preview", *arguments], env={"COLUMNS": "80", **named})


@pytest.fixture(scope="module")
def shown(press: str, tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Both outlets and two addresses that fail, in a folder where nothing else is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("preview"))
        result = preview(f"{press}/post.xml", f"{press}/missing.xml", f"{press}/wire.json", "not-an-address")
        assert list(Path.cwd().iterdir()) == [], "a preview leaves nothing behind"
    return result


@pytest.fixture(scope="module")
def data(press: str) -> Any:
    """The same as JSON, one story of one sentence."""
    addresses = [f"{press}/post.xml", f"{press}/wire.json", f"{press}/missing.xml"]
    return json.loads(preview(*addresses, "--json", "--stories", "1", "--sentences", "1").stdout)


def test_the_digest_tells_a_story_of_two_outlets_once_with_both_counted(shown):
    assert shown.exit_code == 0
    assert shown.stdout.startswith("4 articles, 2 sources\n\n1. ")
    assert re.search(r"^[23]\. Library opens on Sundays$", shown.stdout, re.MULTILINE)
    assert "4. " not in shown.stdout
    names = r"Vale Post|North \S*Wire"
    assert re.search(rf"^   (\[1\] )?({names})( \+1| · \[2\] ({names})) · ", shown.stdout, re.MULTILINE)
    assert max(map(len, shown.stdout.splitlines())) <= 80


def test_feeds_that_fail_are_named_with_their_reasons_on_standard_error(shown, press):
    missing, no_address = sorted(shown.stderr.splitlines())
    assert missing.startswith(f"newsdigest: {press}/missing.xml: ")
    assert "404" in missing
    assert no_address.startswith("newsdigest: not-an-address: ")


def test_a_feed_cannot_send_commands_to_the_terminal(shown):
    assert "owned" in shown.stdout
    assert not set("\x1b\x07") & set(shown.stdout + shown.stderr)


def test_json_has_every_sentence_word_for_word_with_its_source_and_place(data):
    assert list(data) == ["since", "until", "articles", "stories", "more", "problems"]
    [story] = data["stories"]
    assert len(story["sources"]) == 2
    [sentence] = story["sentences"]
    text = STORM if sentence["source"] == "Vale Post" else STORM_TOO
    assert text[sentence["start"] : sentence["end"]] == sentence["text"]
    assert sentence["url"].startswith(f"{sentence['article']}#:~:text=")


def test_json_counts_what_did_not_fit_and_names_what_failed(data, press):
    assert data["articles"] == 4
    assert data["more"] == 2
    [problem] = data["problems"]
    assert problem["address"] == f"{press}/missing.xml"
    assert "404" in problem["problem"]


def test_where_no_feed_has_anything_the_exit_status_is_1(press):
    result = preview(f"{press}/empty.xml", f"{press}/missing.xml")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1


def test_an_internal_address_is_refused_unless_it_is_allowed(press):
    result = preview(f"{press}/post.xml", ALLOWED_NETWORKS="")
    assert result.exit_code == 1
    assert "NEWSDIGEST_ALLOWED_NETWORKS" in result.stderr


def test_a_wrong_setting_is_named(press):
    result = preview(f"{press}/post.xml", DIGEST_STORIES="many")
    assert result.exit_code == 2
    assert result.stderr.startswith("newsdigest: NEWSDIGEST_DIGEST_STORIES=many can't be used")
