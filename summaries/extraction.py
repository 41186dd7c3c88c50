"""The article in a page: its clean text and what the page says of it.

trafilatura in its precise mode finds the text; where that is under half of what a count of the page's paragraphs
promises, its default mode is asked, then the paragraphs themselves (the "gate"). A filter then drops the lines of the
site's machinery. A page without an article gives an empty text.
"""

import logging
import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from summaries.blocks import block_lines, main_lines
from summaries.clean import article_lines, clean_line, is_article
from summaries.language import detect, fits
from summaries.metadata import Metadata, page_metadata, parse_date, without_site
from summaries.types import Extraction

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# what a page may cost: beyond these only its first part is read, or its paragraphs are taken as they stand
_LARGEST = 4_000_000
_MOST_ELEMENTS = 20_000
# libxml2 compares each attribute with all before it: 200,000 of them in one tag take minutes
_LONG_TAG = re.compile(r"<[A-Za-z][^>]{8192,}>?")
_MOST_ATTRIBUTES = 1000
_TEASERS = 5
_PATH = re.compile(r"\A[a-z]+://[^/?#]*", re.IGNORECASE)
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_LOUD = ("trafilatura", "htmldate", "justext", "courlan", "readability")


def extract(html: str | bytes, url: str) -> Extraction:
    """The article that `html` holds; never raises.

    `html` is a page as text or as the bytes that came (their encoding is found); of more than 4 MB the rest is ignored.
    `text` is empty where the page holds no article (a list of links, an error, a consent wall).
    """
    tree = _tree(_decoded(html))
    if tree is None:
        return Extraction(url=url, title="", text="")
    said = page_metadata(tree, url)
    if sum(1 for _ in tree.iter()) > _MOST_ELEMENTS:
        lines = _longest(main_lines(tree), said.body.splitlines())
    else:
        lines = _lines(tree, said)
        said = _completed(said, tree, url)
    if _is_index(tree, said, url):
        lines = []
    kept = article_lines(lines, title=said.title, site=said.site or "")
    text = "\n\n".join(kept) if is_article(kept, said.title) else ""
    return Extraction(
        url=url,
        title=said.title,
        text=text,
        language=said.language if said.language and fits(said.language, text) else detect(text) or said.language,
        author=said.author,
        site=said.site,
        image=said.image,
        published_at=said.published_at,
    )


def text_of(html: str, *, title: str = "") -> str:
    """The paragraphs of a feed's own content (HTML or plain text), clean, one blank line between them; never raises."""
    if "<" not in html and "&" not in html:
        return "\n\n".join(article_lines(html[:_LARGEST].splitlines(), title=title))
    tree = _tree(f"<html><body><div>{html[:_LARGEST]}</div></body></html>")
    return "" if tree is None else "\n\n".join(article_lines(block_lines(tree), title=title))


def _decoded(html: str | bytes) -> str:
    if isinstance(html, str):
        return html[:_LARGEST]
    html = html[:_LARGEST]
    for mark, encoding in _BOMS:
        if html.startswith(mark):
            return html[len(mark) :].decode(encoding, "replace")
    found = _DECLARED.search(html[:4096])
    declared = found[1].decode("ascii", "replace") if found else "utf-8"
    for encoding in dict.fromkeys(("utf-8", declared)):
        try:
            return html.decode(encoding)
        except (UnicodeError, LookupError):
            continue
    try:
        return html.decode(declared, "replace")
    except (UnicodeError, LookupError):
        return html.decode("utf-8", "replace")


def _tree(text: str) -> "HtmlElement | None":
    from lxml.etree import LxmlError  # noqa: PLC0415 -- lxml and trafilatura take half a second to import
    from lxml.html import HTMLParser, document_fromstring  # noqa: PLC0415

    text = _LONG_TAG.sub(lambda tag: "" if tag[0].count("=") > _MOST_ATTRIBUTES else tag[0], text)
    if not text.strip():
        return None
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except (LxmlError, ValueError, AssertionError):
        return None


def _lines(tree: "HtmlElement", said: Metadata) -> list[str]:
    """The lines of the article's text, by the first method that finds as much as the page promises."""
    promised = main_lines(tree)
    body = said.body.splitlines()
    enough = max(_size(promised), _size(body)) // 2
    lines: list[str] = []
    for options in ({"favor_precision": True}, {}):
        lines = _longest(lines, _trafilatura(tree, options))
        if _size(lines) >= enough and lines:
            return lines
    return _longest(lines, body) if _size(body) // 2 > _size(lines) else _fallback(lines, promised)


def _is_index(tree: "HtmlElement", said: Metadata, url: str) -> bool:
    """A front page or a list of teasers, which doesn't call itself an article."""
    if said.is_article:
        return False
    teasers = sum(1 for article in tree.iter("article") if next(article.iter("a"), None) is not None)
    return teasers >= _TEASERS or _PATH.sub("", url, count=1) in {"", "/"}


def _fallback(lines: list[str], promised: list[str]) -> list[str]:
    return lines if _size(lines) * 4 > _size(promised) else promised


def _longest(one: list[str], other: list[str]) -> list[str]:
    return other if _size(other) > _size(one) else one


def _size(lines: list[str]) -> int:
    return sum(map(len, lines))


def _trafilatura(tree: "HtmlElement", options: dict[str, bool]) -> list[str]:
    try:
        text = _library()(tree, include_comments=False, output_format="txt", **options)
    except Exception:  # a hostile page can make any part of the library raise: the next method is asked
        return []
    return (text or "").splitlines()


@cache
def _library() -> "Callable[..., str | None]":
    import trafilatura  # noqa: PLC0415

    for name in _LOUD:
        # it reports every page that holds no article as an error
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    found: Callable[..., str | None] = trafilatura.extract
    return found


def _completed(said: Metadata, tree: "HtmlElement", url: str) -> Metadata:
    """`said` with what trafilatura guesses in place of what the page doesn't say."""
    if said.title and said.published_at and said.author and said.site:
        return said
    try:
        _library()
        from trafilatura.metadata import extract_metadata  # noqa: PLC0415

        guess = extract_metadata(tree, default_url=url)
    except Exception:  # as above
        return said
    site = said.site or clean_line(guess.sitename or "") or None
    if site and ":" in site and " " not in site:
        site = None  # a host and its port, in want of a name
    return Metadata(
        title=said.title or without_site(clean_line(guess.title or ""), site or ""),
        author=said.author or clean_line(guess.author or "") or None,
        site=site,
        image=said.image,
        language=said.language,
        published_at=said.published_at or parse_date(guess.date),
        body=said.body,
        is_article=said.is_article,
    )
