"""The pages: an article that can be found in each, amid what surrounds one on a real site."""

import json
import re
from datetime import UTC, datetime

import pytest
import trafilatura
from lxml import html

from demo.newsroom.drafts import Kind, parse
from demo.newsroom.newsroom import Newsroom, Piece, write
from demo.newsroom.outlets import load_outlets
from demo.newsroom.pages import article_page

BASE = "http://127.0.0.1:8000"


def page_of(newsroom: Newsroom, piece: Piece) -> str:
    earlier = [p for p in newsroom.pieces if p.outlet is piece.outlet and p.published_at < piece.published_at]
    return article_page(piece, earlier, BASE)


@pytest.mark.parametrize("slug", load_outlets())
def test_the_text_of_every_article_can_be_found_in_its_page(slug: str, newsroom: Newsroom) -> None:
    for piece in newsroom.pieces:
        if piece.outlet.slug != slug or piece.kind is Kind.VIDEO:
            continue
        found = trafilatura.extract(page_of(newsroom, piece), favor_precision=True, include_comments=False) or ""
        words = " ".join(re.sub(r"^(#+|>) ", "", found, flags=re.MULTILINE).split())
        for paragraph in piece.paragraphs:
            assert paragraph.removeprefix("## ").removeprefix("> ") in words, piece.path


@pytest.mark.parametrize("slug", load_outlets())
def test_a_page_says_its_language_title_and_date_and_offers_more(slug: str, newsroom: Newsroom) -> None:
    piece = next(p for p in newsroom.published() if p.outlet.slug == slug)
    page = page_of(newsroom, piece)
    tree = html.document_fromstring(page)
    assert tree.get("lang") == piece.outlet.language
    assert piece.title in tree.findtext(".//title")
    assert piece.title in [heading.text_content() for heading in tree.iter("h1")]
    assert piece.published_at.astimezone().date().isoformat()[:7] in page
    assert sum(BASE in (link.get("href") or "") for link in tree.iter("a")) >= 2
    assert re.search("cookie|privacy|Cookie|stores only", page)


def test_outlets_differ_in_what_they_tell_machines(newsroom: Newsroom) -> None:
    pages = {p.outlet.slug: page_of(newsroom, p) for p in newsroom.pieces if p.kind is Kind.ARTICLE}
    with_json = {slug for slug, page in pages.items() if "application/ld+json" in page}
    with_og = {slug for slug, page in pages.items() if 'property="og:title"' in page}
    assert with_json - with_og
    assert with_og - with_json
    assert len(with_json | with_og) == len(pages)
    assert "<br><br>" in pages["selskerry-light"]
    assert "<html amp" in pages["ledger-and-tide"]
    assert 'content="WordPress' in pages["harbour-post"]
    assert "<p" not in pages["kestmark-today"]


def test_the_data_for_machines_agrees_with_the_page(newsroom: Newsroom) -> None:
    piece = next(p for p in newsroom.pieces if p.outlet.slug == "vale-wire")
    script = html.document_fromstring(page_of(newsroom, piece)).find(".//script")
    record = json.loads(script.text)
    assert record["headline"] == piece.title
    assert record["mainEntityOfPage"] == f"{BASE}{piece.path}"


@pytest.mark.parametrize("slug", load_outlets())
def test_what_an_article_holds_is_text_and_never_markup(slug: str) -> None:
    outlet = load_outlets()[slug]
    section = next(iter(outlet.sections))
    nasty = "<script>alert(1)</script> & \"quoted\" 'so' $body"
    text = f"title: {nasty}\nat: start\nby: {nasty}\nsection: {section}\ncaption: {nasty}\n\n{nasty}"
    [piece] = write([parse(f"{slug}/x", text, outlet, {})], datetime(2031, 5, 14, tzinfo=UTC))
    page = article_page(piece, [piece], BASE)
    assert "<script>alert" not in page
    assert "alert(1)" in html.document_fromstring(page).text_content()
