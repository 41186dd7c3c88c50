"""`newsdigest feeds check`: addresses in, one line for each out, whatever their servers send."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app

ITEM = "<item><title>Порт відкрито</title><guid>{}</guid></item>"
RSS = f'<rss version="2.0"><channel><title>Vale Post</title>{ITEM.format(1)}{ITEM.format(2)}</channel></rss>'
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><entry><id>1</id><title>A & B</title></entry></feed>'
)
JSON = json.dumps(
    {"version": "https://jsonfeed.org/version/1.1", "title": "North \x1b[31mWire", "items": [{"id": "1"}]}
)

ANSWERS: dict[str, tuple[int, str, bytes]] = {
    "/good.xml": (200, "application/rss+xml; charset=utf-8", RSS.encode()),
    "/atom.xml": (200, "application/atom+xml", ATOM.encode()),
    "/feed.json": (200, "application/feed+json", JSON.encode()),
    "/wrong.xml": (200, "text/plain; charset=us-ascii", RSS.encode("utf-16")),
    "/twice.xml": (200, "", RSS.replace("<guid>2", "<guid>1").encode()),
    "/refused.xml": (404, "text/xml", RSS.encode()),
    "/empty.xml": (200, "text/xml", b""),
    "/page.html": (200, "text/html", b"<!doctype html><title>x</title>"),
    "/bomb.xml": (200, "text/xml", b"<rss><channel>" + b"<a>" * 20_000),
}


class Press(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, kind, body = ANSWERS.get(self.path, (404, "text/html", b"nothing here"))
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def press() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Press)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()


def check(*arguments: str, lines: str | None = None, allowed: str = "127.0.0.0/8") -> Result:
    settings = {"COLUMNS": "100", "NEWSDIGEST_ALLOWED_NETWORKS": allowed}
    return CliRunner().invoke(app, ["feeds", "check", *arguments], env=settings, input=lines)


def found(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


OTHERS = ["/missing", "ftp://x.example/", "", "http://["]


@pytest.fixture(scope="module")
def checked(press: str) -> Result:
    """Every address at once."""
    return check("--json", *(press + path for path in ANSWERS), press + OTHERS[0], *OTHERS[1:])


def test_each_address_has_one_line_in_the_order_of_the_addresses(press: str, checked: Result) -> None:
    rows = found(checked)
    assert [str(row["url"]).removeprefix(press) for row in rows] == [*ANSWERS, *OTHERS]
    assert all(list(row) == ["url", "status", "format", "title", "entries", "encoding", "problems"] for row in rows)
    read = {
        str(row["url"]).removeprefix(press): (row["status"], row["format"], row["entries"], row["encoding"])
        for row in rows
    }
    assert read == {
        "/good.xml": (200, "rss20", 2, "utf-8"),
        "/atom.xml": (200, "atom10", 1, "utf-8"),
        "/feed.json": (200, "json11", 1, "utf-8"),
        "/wrong.xml": (200, "rss20", 2, "utf-16-le"),
        "/twice.xml": (200, "rss20", 2, "utf-8"),
        "/refused.xml": (404, "rss20", 2, "utf-8"),
        "/empty.xml": (200, None, 0, None),
        "/page.html": (200, None, 0, None),
        "/bomb.xml": (200, None, 0, None),
        "ftp://x.example/": (None, None, 0, None),
        "": (None, None, 0, None),
        "http://[": (None, None, 0, None),
        "/missing": (404, None, 0, None),
    }
    assert (checked.exit_code, checked.stderr) == (1, "")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/atom.xml", ["not well-formed"]),
        ("/wrong.xml", ["encoding", "served as text/plain"]),
        ("/twice.xml", ["twice", "without a type"]),
        ("/refused.xml", ["404"]),
        ("/empty.xml", ["empty"]),
        ("/page.html", ["web page"]),
        ("/bomb.xml", ["inside one another"]),
        ("/missing", ["404"]),
    ],
)
def test_problems_are_told_in_words(press: str, checked: Result, path: str, words: list[str]) -> None:
    problems = next(row["problems"] for row in found(checked) if row["url"] == press + path)
    assert isinstance(problems, list)
    assert len(problems) == len(words)
    assert all(word in problem for word, problem in zip(words, problems, strict=True))


def test_when_all_can_be_read_it_succeeds(press: str) -> None:
    result = check("--json", press + "/good.xml", press + "/wrong.xml")
    assert [row["title"] for row in found(result)] == ["Vale Post", "Vale Post"]
    assert result.exit_code == 0


def test_addresses_come_from_standard_input_too(press: str) -> None:
    lines = f"{press}/good.xml\n\n# a remark\n  {press}/feed.json \n"
    rows = found(check("--json", press + "/atom.xml", "-", lines=lines))
    assert [str(row["url"]).removeprefix(press) for row in rows] == ["/atom.xml", "/good.xml", "/feed.json"]
    nothing = check("-", lines="\n")
    assert nothing.exit_code == 2
    assert "standard input" in nothing.stderr


def test_hundreds_of_addresses_are_read(press: str) -> None:
    result = check("--json", "-", lines=f"{press}/good.xml\n" * 300)
    assert [row["entries"] for row in found(result)] == [2] * 300


def test_people_get_a_table_with_the_way_out(press: str) -> None:
    result = check(press + "/good.xml", press + "/feed.json", press + "/page.html")
    assert "Vale Post" in result.stdout
    assert "rss20" in result.stdout
    assert "→ this is a web page, not a feed" in result.stdout
    assert "\x1b" not in result.stdout
    assert result.stderr == "newsdigest: 1 of 3 can't be read\n"


def test_private_addresses_are_refused_here_too(press: str) -> None:
    (row,) = found(check("--json", press + "/good.xml", allowed="10.0.0.0/8"))
    assert "private network" in str(row["problems"])
