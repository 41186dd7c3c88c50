"""`newsdigest summarize`: text, pages and standard input; offsets that fit; clear words for what can't be read."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app

TITLE = "Vale closes its ferry pier for eight months"
SENTENCES = (
    "The harbour council of Vale voted on Tuesday to close the old ferry pier for eight months.",
    "Engineers had found cracks in eleven of its forty pillars after the storm of 3 March.",
    "“We would rather lose a season than a ship,” said the harbour master, Oda Linn.",
    "Ferries to Skerry will leave from the fish quay instead, twice a day rather than six times.",
    "The repair costs 4.2 million crowns, of which the region pays half.",
    "Shopkeepers on the pier, who live on summer visitors, were promised a year without rent.",
)
TEXT = f"{' '.join(SENTENCES[:3])}\r\n\r\n{' '.join(SENTENCES[3:])}\n"
PAGE = f"""<!doctype html><html lang="en"><head><title>{TITLE}</title></head><body>
<nav><a href="/">Home</a> <a href="/sea">Sea</a></nav>
<article><h1>{TITLE}</h1><p>{" ".join(SENTENCES[:3])}</p><p>{" ".join(SENTENCES[3:])}</p></article>
<footer>Cookie settings</footer></body></html>"""

pytestmark = pytest.mark.usefixtures("no_settings")


def summarize(*arguments: object, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(app, ["summarize", *map(str, arguments)], input=stdin)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_bytes(TEXT.encode())
    return path


def test_a_text_file_gives_its_most_telling_sentences_a_line_each(article):
    result = summarize(article, "--title", TITLE, "--sentences", 2)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert len(lines) == 2
    assert set(lines) <= set(SENTENCES)
    assert result.stderr == ""


def test_json_has_the_text_and_each_sentences_exact_place_in_it(article):
    result = summarize(article, "--title", TITLE, "--format", "json")
    data = json.loads(result.stdout)
    assert list(data) == ["title", "language", "method", "text", "sentences"]
    assert (data["title"], data["language"], data["method"]) == (TITLE, "en", "news")
    assert data["text"] == TEXT
    assert 1 <= len(data["sentences"]) <= 3, "at most as many as asked for"
    for sentence in data["sentences"]:
        assert list(sentence) == ["text", "start", "end"]
        assert data["text"][sentence["start"] : sentence["end"]] == sentence["text"]


def test_a_dash_reads_standard_input():
    result = summarize("-", "--sentences", 1, stdin=TEXT.encode())
    assert result.exit_code == 0
    assert result.stdout.strip() in SENTENCES


def test_of_a_page_only_the_article_is_read_and_its_own_title_taken(tmp_path):
    page = tmp_path / "article.html"
    page.write_text(PAGE)
    data = json.loads(summarize(page, "--format", "json").stdout)
    assert data["title"] == TITLE
    assert data["language"] == "en"
    assert "Cookie" not in data["text"]
    assert data["text"].startswith(SENTENCES[0])


def test_a_page_is_known_by_its_beginning_too():
    data = json.loads(summarize("-", "--format", "json", stdin=PAGE.encode()).stdout)
    assert data["title"] == TITLE


@pytest.mark.parametrize("method", ["lexrank", "lsa", "textrank", "luhn"])
def test_sumys_methods_can_be_asked_for(article, method):
    data = json.loads(summarize(article, "--method", method, "--format", "json", "--sentences", 2).stdout)
    assert data["method"] == method
    assert len(data["sentences"]) == 2


def test_the_language_can_be_said(article):
    assert json.loads(summarize(article, "--language", "UK", "--format", "json").stdout)["language"] == "uk"


def test_fewer_sentences_than_asked_for_are_no_error():
    result = summarize("-", "--sentences", 50, stdin=SENTENCES[0].encode())
    assert result.exit_code == 0
    assert result.stdout.strip() == SENTENCES[0]


def test_a_file_from_notepad_is_text(tmp_path):
    path = tmp_path / "article.txt"
    path.write_bytes(TEXT.encode("utf-16"))
    assert summarize(path).exit_code == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "there is no text in it"),
        (b" \n\n ", "there is no text in it"),
        ("Ліхтарний".encode("windows-1251"), "not in UTF-8"),
        (b"\x89PNG\x00\xff", "it is no text"),
        (b"<!doctype html><title>x</title><body><nav>Home</nav>", "the page holds no article"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', "newsdigest preview"),
    ],
)
def test_what_cannot_be_summarized_is_said_in_one_line(tmp_path, content, words):
    path = tmp_path / "article"
    path.write_bytes(content)
    refused(summarize(path), words)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.txt"], "nowhere.txt: No such file"),
        (["."], ".: Is a directory"),
        (["http://127.0.0.1:9/"], "inside a private network"),
        (["-", "--language", "english"], "--language english: write an ISO 639-1 code"),
    ],
)
def test_a_wrong_argument_is_named_in_one_line(arguments, words):
    refused(summarize(*arguments, stdin=TEXT.encode()), words)


@pytest.mark.parametrize(
    "arguments", [["--sentences", "0"], ["--sentences", "few"], ["--method", "magic"], ["--format", "xml"]]
)
def test_options_out_of_range_are_refused(article, arguments):
    result = summarize(article, *arguments)
    assert result.exit_code == 2
    assert arguments[0] in result.stderr


def refused(result: Result, words: str) -> None:
    assert result.exit_code == 2
    assert result.stdout == ""
    [line] = result.stderr.splitlines()
    assert line.startswith("newsdigest: ")
    assert words in line
