"""`newsdigest summarize`: the sentences of one article that say most."""

import re
import sys
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.output import complain, give_up, good_settings
from summaries.types import Method

HTML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:[^>]*>\s*<)*?(?:!doctype\s+html|html)\b", re.IGNORECASE)
"""A page begins with one of these, perhaps after an XML declaration or comments."""

FEED = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:[^>]*>\s*<)*?(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"


class Unreadable(Exception):
    """There is no text to summarize; the message says why, in one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is to be summarized; `title` and `language` are what the page says of itself."""

    text: str
    title: str = ""
    language: str | None = None


def summarize(
    source: Annotated[
        str,
        typer.Argument(metavar="FILE|-|ADDRESS", help="A text or HTML file, - for standard input, or a web address."),
    ],
    *,
    title: Annotated[str | None, typer.Option(help="The article's title, which guides the choice.")] = None,
    language: Annotated[str | None, typer.Option(metavar="xx", help="Its ISO 639-1 code, else it is detected.")] = None,
    sentences: Annotated[int, typer.Option(min=1, help="How many sentences at most.")] = 3,
    method: Annotated[Method, typer.Option(help="Who chooses them: our own scorer, or one of sumy's.")] = Method.NEWS,
    output: Annotated[
        Format, typer.Option("--format", help="json has each sentence's place in the text.")
    ] = Format.TEXT,
) -> None:
    """Choose the sentences of an article that say most, word for word."""
    import json

    from summaries import summarize as choose
    from summaries.language import detect
    from summaries.markup import clean

    if language is not None and not re.fullmatch("[A-Za-z]{2,3}", language):
        give_up(f"--language {language}: write an ISO 639-1 code, such as en, uk or de")
    try:
        found = read(source)
    except Unreadable as problem:
        give_up(f"{source}: {problem}")
    title = found.title if title is None else title
    language = language.lower() if language else found.language or detect(found.text)
    summary = choose(found.text, title=title, language=language, sentences=sentences, method=method)
    if summary.method is not method:
        complain(f"{method} found no sentences in this text; {summary.method} chose instead")
    if output is Format.JSON:
        chosen = [{"text": each.text, "start": each.start, "end": each.end} for each in summary.sentences]
        result = {
            "title": title,
            "language": language,
            "method": summary.method,
            "text": found.text,
            "sentences": chosen,
        }
        typer.echo(json.dumps(result, ensure_ascii=False, indent=2))
    else:
        for sentence in summary.sentences:
            typer.echo(clean(sentence.text))


def read(source: str) -> Source:
    """The text at `source`: a page's article, plain text as it is. Raises Unreadable."""
    if source.startswith(("http://", "https://")):
        body, html = _download(source)
    else:
        body, html = _read_bytes(source), source.lower().endswith((".html", ".htm", ".xhtml"))
    found = _article(body, source) if html or HTML.match(body[:2000]) else Source(text=_decoded(body))
    if not found.text.strip():
        raise Unreadable("there is no text in it")
    return found


def _read_bytes(source: str) -> bytes:
    if source == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise Unreadable(f"{error.strerror or error}") from None


def _decoded(body: bytes) -> str:
    if FEED.match(body[:2000]):
        raise Unreadable("this is a feed; newsdigest preview makes a digest of it")
    try:
        return body.decode("utf-16" if body.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig")
    except UnicodeDecodeError:
        how = "convert it first, as with iconv -f WINDOWS-1251 -t UTF-8"
        raise Unreadable("it is no text" if b"\0" in body else f"it is not in UTF-8; {how}") from None


def _article(body: bytes, source: str) -> Source:
    from summaries import extract

    page = extract(body, source)
    if not page.text:
        raise Unreadable("the page holds no article")
    return Source(text=page.text, title=page.title, language=page.language)


def _download(address: str) -> tuple[bytes, bool]:
    """The body, and whether its server calls it HTML."""
    import asyncio

    from bot.limits import fetch_settings
    from jobs.clock import utc_now
    from jobs.feeds.fetching.client import open_client
    from jobs.feeds.fetching.fetch import PAGE_BYTES, PAGE_TYPES, Failed, Fetched, Outcome, fetch

    async def get() -> Outcome:
        async with open_client(fetch_settings(settings)) as client:
            return await fetch(client, address, now=utc_now(), accept=PAGE_TYPES, most_bytes=PAGE_BYTES)

    settings = good_settings()
    outcome = asyncio.run(get())
    if isinstance(outcome, Failed):
        raise Unreadable(outcome.problem)
    assert isinstance(outcome, Fetched)  # without validators nothing is unchanged
    return outcome.body, "html" in outcome.content_type
