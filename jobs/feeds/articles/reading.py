"""Text out of pages and out of feeds' own content. Pure, and slow on hostile pages: it runs in a worker."""

from dataclasses import dataclass

from jobs.feeds.articles.pointers import Pointers, pointers_in
from jobs.feeds.parsing.encodings import charset_of, sure_text
from summaries import detect, extract, text_of
from summaries.types import Extraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """The feed's own content as text, and the language it is written in."""

    text: str
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The article in a page, and where the page says that it stands."""

    article: Extraction
    pointers: Pointers


def read_page(body: bytes, url: str, content_type: str) -> Page:
    """A page as it came, found at `url`."""
    text = sure_text(body)
    charset = charset_of(content_type)
    if text is None and charset and not body.isascii():
        try:
            text = body.decode(charset)
        except (UnicodeError, LookupError):
            text = None
    said = pointers_in(body.decode("utf-8", "replace") if text is None else text, url)
    return Page(article=extract(body if text is None else text, url), pointers=said)


def own_text(content: str, title: str, language: str | None) -> Own:
    """The feed's own content as text."""
    text = text_of(content, title=title) if content else ""
    return Own(text=text, language=language or (detect(text) if text else None))
