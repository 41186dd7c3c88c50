"""What the newsroom prints: enough of it, told often enough, in words that fit the day."""

import re
from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest

from demo.newsroom.drafts import Kind, load_drafts
from demo.newsroom.newsroom import Newsroom, Piece, write

REAL_OUTLETS = (
    "Associated Press|Reuters|BBC|CNN|Guardian|New York Times|Washington Post|Wall Street Journal|Financial Times|"
    "Telegraph|Daily Mail|Bloomberg|Economist|Agence France|Al Jazeera|Spiegel|Die Zeit|Die Welt|Bild-Zeitung|"
    "Tagesschau|Frankfurter Allgemeine|Süddeutsche|taz|dpa|Nordkurier|Ostsee-Zeitung|Nordwest-Zeitung|Le Monde|"
    "Українська правда|Укрінформ|УНІАН|Суспільне|Громадське|Голос України|Дзеркало тижня"
)


def text_of(piece: Piece) -> str:
    return "\n".join((piece.title, piece.caption, *piece.paragraphs))


def events(pieces: tuple[Piece, ...]) -> dict[str, set[str]]:
    outlets: dict[str, set[str]] = defaultdict(set)
    for piece in pieces:
        if piece.event:
            outlets[piece.event].add(piece.outlet.slug)
    return outlets


def test_there_is_enough_to_read(newsroom: Newsroom) -> None:
    assert len(newsroom.published()) >= 60
    assert len({piece.outlet.slug for piece in newsroom.published()}) >= 6
    assert {piece.outlet.language for piece in newsroom.published()} == {"en", "de", "uk"}


def test_ten_events_and_more_are_told_by_three_outlets_or_more_before_the_start(newsroom: Newsroom) -> None:
    told = events(newsroom.published())
    assert sum(len(outlets) >= 3 for outlets in told.values()) >= 10


def test_some_events_are_told_in_two_languages(newsroom: Newsroom) -> None:
    languages = defaultdict(set)
    for piece in newsroom.published():
        languages[piece.event].add(piece.outlet.language)
    assert {"ferry-collision", "storm-ottoline", "lagoon-bridge", "harbour-fund"} <= {
        event for event, spoken in languages.items() if event and len(spoken) > 1
    }


def test_an_outlet_prints_an_agency_report_nearly_word_for_word(newsroom: Newsroom) -> None:
    by_slug = {piece.slug: piece for piece in newsroom.pieces}
    wire, copy = by_slug["seagrass-carbon-study"], by_slug["seagrass-ansel-bay"]
    assert copy.lead != wire.lead
    assert copy.paragraphs[1:] == wire.paragraphs[1:]


def test_a_later_report_of_the_collision_raises_the_number_of_the_injured(newsroom: Newsroom) -> None:
    wire = [p for p in newsroom.pieces if p.event == "ferry-collision" and p.outlet.slug == "vale-wire"]
    later, first = wire
    assert "At least four" in first.title
    assert "Nine hurt" in later.title
    assert later.published_at > newsroom.start > first.published_at


def test_every_kind_of_piece_occurs(newsroom: Newsroom) -> None:
    assert {piece.kind for piece in newsroom.pieces} == set(Kind)


def test_no_piece_names_a_real_outlet(newsroom: Newsroom) -> None:
    named = {piece.slug: re.findall(rf"\b(?:{REAL_OUTLETS})\b", text_of(piece)) for piece in newsroom.pieces}
    assert not {slug: names for slug, names in named.items() if names}


@pytest.mark.parametrize("hours", range(0, 24 * 7, 5))
def test_words_of_time_are_filled_in_whatever_the_hour_of_the_start(hours: int) -> None:
    for piece in write(load_drafts(), datetime(2031, 12, 29, tzinfo=UTC) + timedelta(hours=hours)):
        text = text_of(piece)
        assert "{" not in text
        assert "}" not in text
        assert ".." not in text, f"{piece.slug}: a clock time stands at the end of a sentence"


def test_no_piece_names_a_day_or_a_time_of_its_own() -> None:
    english = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
    days = f"{english}|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag"
    allowed = {"swans-mill-bridge": ["Friday"]}
    for draft in load_drafts():
        written = re.findall(rf"\b(?:{days})\b", "\n".join((draft.title, *draft.paragraphs)))
        assert written == allowed.get(draft.slug, []), draft.slug


def test_links_and_numbers_tell_the_pieces_apart(newsroom: Newsroom) -> None:
    assert len({piece.path for piece in newsroom.pieces}) == len(newsroom.pieces)
    assert len({piece.number for piece in newsroom.pieces}) == len(newsroom.pieces)
