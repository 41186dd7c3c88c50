"""What a reader gets to see of one story alone: at length, and as a follow-up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from summaries import render_follow_up, render_story
from summaries.markup import plain_text
from summaries.rendering import render_brief
from summaries.types import Article, DigestStory, Figure, Label, Method, Part, Score, Sentence, Story, Summary
from summaries.wording import ENGLISH

KYIV = ZoneInfo("Europe/Kyiv")
NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)


def article(key: int, source: str, *texts: str, hours_ago: float) -> Article:
    return Article(
        key=key,
        url=f"https://n{key}.example/",
        title="A title",
        text=" ".join(texts),
        source=source,
        published_at=NOW - timedelta(hours=hours_ago),
        language="en",
    )


STORM = article(1, "Upland Courier", "A storm broke the landing stage of Isle Marrow.", hours_ago=40)
POST = article(2, "Harbour Post", "The ferry sails again on Monday.", "Tickets stay at four crowns.", hours_ago=9)
WIRE = article(3, "Vale Wire", "Isle Marrow has its ferry back.", hours_ago=8)


def told(
    *sentences: tuple[Article, str], articles: tuple[Article, ...], fresh: tuple[Article, ...] = ()
) -> DigestStory:
    said = tuple(
        Sentence(text=text, start=start, end=start + len(text), article=of.key)
        for of, text, start in ((of, text, of.text.index(text)) for of, text in sentences)
    )
    return DigestStory(
        story=Story(key=7, articles=articles, label=Label.DEVELOPING if fresh else Label.NEW),
        headline="Ferry to Isle Marrow sails again",
        url="https://n2.example/",
        summary=Summary(sentences=said, method=Method.NEWS),
        score=Score(),
        fresh=frozenset(article.key for article in fresh),
    )


def alone(story: DigestStory) -> Part:
    return render_story(story, now=NOW, zone=KYIV)


def follow_up(story: DigestStory) -> Part:
    return render_follow_up(story, now=NOW, zone=KYIV)


def lines(part: Part) -> list[str]:
    return plain_text(part.html).split("\n")


ALL = told(
    (WIRE, "Isle Marrow has its ferry back."),
    (POST, "The ferry sails again on Monday."),
    (POST, "Tickets stay at four crowns."),
    articles=(STORM, POST, WIRE),
)


def test_a_story_alone_has_a_paragraph_for_each_source_and_its_sources_by_time() -> None:
    part = alone(ALL)
    assert part.stories == (7,)
    assert lines(part) == [
        "Ferry to Isle Marrow sails again",
        "Isle Marrow has its ferry back.\u202f③",
        "The ferry sails again on Monday.\u202f② Tickets stay at four crowns.\u202f②",
        "",
        "Sources · Sun 22 Nov",
        "①\u00a003:00 · Upland Courier · first",
        "Mon 23 Nov",
        "②\u00a010:00 · Harbour Post",
        "③\u00a011:00 · Vale Wire",
    ]


def test_each_sentence_and_each_source_leads_to_its_article() -> None:
    html = alone(ALL).html
    assert '<a href="https://n3.example/#:~:text=Isle%20Marrow%20has%20its%20ferry%20back">③</a>' in html
    assert '<a href="https://n1.example/">Upland Courier</a>' in html


def test_a_single_source_is_not_called_the_first() -> None:
    assert lines(alone(told((POST, "Tickets stay at four crowns."), articles=(POST,))))[-2:] == [
        "Source · Mon 23 Nov",
        "①\u00a010:00 · Harbour Post",
    ]


def test_who_shares_the_minute_with_another_was_not_first() -> None:
    tie = replace(STORM, published_at=POST.published_at)
    assert "first" not in alone(told(articles=(POST, tie))).html


def test_copies_are_counted_apart_from_those_with_words_of_their_own() -> None:
    words = "The ferry to Isle Marrow sails again from Monday with all its old boats, the harbour office said today."
    wire = article(1, "Vale Wire", words, hours_ago=5)
    copy = article(2, "Copy Daily", words, hours_ago=4)
    own = [" ".join(f"boat{n}of{place}" for place in range(20)) for n in range(20)]
    numbered = [article(10 + n, f"Outlet {n}", text, hours_ago=3) for n, text in enumerate(own)]
    shown = lines(alone(told((wire, words), articles=(wire, copy, *numbered))))
    assert "①\u00a014:00 · Vale Wire · first" in shown
    assert shown[-2:] == ["and 9 more sources", "1 more with the same text"]
    assert "Copy Daily" not in "".join(shown)


def test_a_copy_that_is_cited_is_named() -> None:
    words = "The ferry to Isle Marrow sails again from Monday with all its old boats, the harbour office said today."
    wire = article(1, "Vale Wire", words, hours_ago=5)
    copy = article(2, "Copy Daily", words, hours_ago=4)
    shown = lines(alone(told((copy, words), articles=(wire, copy))))
    assert shown[-2:] == ["①\u00a014:00 · Vale Wire · first", "②\u00a015:00 · Copy Daily"]


def test_a_long_story_folds_what_follows_its_first_sentences() -> None:
    texts = [f"Sentence {n} tells at length " + "of boats and bays and " * 9 + "ends." for n in range(8)]
    long = article(1, "Harbour Post", *texts, hours_ago=1)
    html = alone(told(*((long, text) for text in texts), articles=(long,))).html
    before, quote = html.split("<blockquote expandable>")
    assert [f"Sentence {n} " in before for n in range(8)] == [True] * 3 + [False] * 5
    assert all(f"Sentence {n} " in quote for n in range(3, 8))


def test_sentences_that_have_no_room_are_left_out_from_the_end_and_so_are_their_sources() -> None:
    texts = [f"{word} " * 250 + "came in." for word in ("Boats", "Ships", "Rafts", "Canoe", "Barge")]
    outlets = [article(n, f"Outlet {n}", text, hours_ago=9 - n) for n, text in enumerate(texts)]
    part = alone(told(*zip(outlets, texts, strict=True), articles=tuple(outlets)))
    shown = plain_text(part.html)
    assert [text in shown for text in texts] == [True, True, False, False, False]
    assert len(shown) <= 4096
    # those that reported it stay, as they would have without being cited
    assert all(f"Outlet {n}" in shown for n in range(5))


def test_a_story_of_one_endless_sentence_is_its_headline_and_its_source() -> None:
    endless = article(1, "Harbour Post", "boats " * 900, hours_ago=1)
    shown = lines(alone(told((endless, endless.text), articles=(endless,))))
    assert shown == ["Ferry to Isle Marrow sails again", "", "Source · Mon 23 Nov", "①\u00a018:00 · Harbour Post"]


def test_a_follow_up_tells_what_is_new_and_how_many_joined() -> None:
    story = told(
        (POST, "The ferry sails again on Monday."),
        (WIRE, "Isle Marrow has its ferry back."),
        articles=(STORM, POST, WIRE),
        fresh=(POST, WIRE),
    )
    part = follow_up(story)
    assert part.stories == (7,)
    assert lines(part) == [
        "Ferry to Isle Marrow sails again",
        "developing · +2 sources since",
        "What is new:",
        "The ferry sails again on Monday.\u202f① Isle Marrow has its ferry back.\u202f②",
        "Mon\u00a023\u00a0Nov,\u00a011:00 · ①\u00a0Harbour Post · ②\u00a0Vale Wire\u00a0+1",
    ]


def test_a_follow_up_without_sentences_promises_nothing_new() -> None:
    assert "What is new:" not in follow_up(told(articles=(STORM, POST), fresh=(POST,))).html


def test_a_follow_up_never_tells_what_was_told_before() -> None:
    story = told((STORM, STORM.text), articles=(STORM, POST), fresh=(POST,))
    with pytest.raises(ValueError, match="follow-up of story 7 cites articles that were told before: 1"):
        follow_up(story)


def test_a_dispute_goes_before_the_first_sentence_does() -> None:
    figures = tuple(Figure(text=POST.text[:9], start=0, end=9, article=2, value=value) for value in range(120))
    story = told((POST, "Tickets stay at four crowns."), articles=(POST,))
    crowded = replace(story, summary=replace(story.summary, disputed=(figures,)))
    shown = plain_text(alone(crowded).html)
    assert "Tickets stay at four crowns." in shown
    assert "Sources differ" not in shown


def test_a_reader_of_hebrew_has_the_sources_from_right_to_left() -> None:
    hebrew = replace(ENGLISH, locale="he", sources=lambda count: "מקורות", first="ראשון")
    shown = plain_text(render_story(ALL, now=NOW, zone=KYIV, wording=hebrew).html).split("\n")
    assert shown[5] == "\u200f①\u00a03:00 · \u2068Upland Courier\u2069 · ראשון"
    assert shown[1] == "Isle Marrow has its ferry back.\u202f③"


def test_told_in_brief_a_story_is_as_in_a_digest_with_its_day() -> None:
    part = render_brief(
        told((POST, "The ferry sails again on Monday."), articles=(STORM, POST, WIRE)), now=NOW, zone=KYIV
    )
    assert plain_text(part.html).splitlines() == [
        "Ferry to Isle Marrow sails again",
        "The ferry sails again on Monday.\u202f①",
        "Mon\u00a023\u00a0Nov,\u00a010:00 · ①\u00a0Harbour Post\u00a0+2",
    ]
    assert part.stories == (7,)
