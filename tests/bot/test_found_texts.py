"""What is found and what was saved, in whatever words: well-formed, within a message, and nothing but text."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.i18n.texts import texts_in
from bot.saved_file import saved_file
from bot.texts import privacy
from bot.texts import saved as saved_texts
from bot.texts import search as texts
from jobs.search import Found, FoundPage
from storage.saved import SavedStory
from storage.search import Hit
from tests.bot.test_texts import check

T, ARABIC = texts_in("en"), texts_in("ar")
NOW = datetime(2031, 3, 3, 12, 0, tzinfo=UTC)
ZONE = "Europe/Kyiv"

ANY = st.text(max_size=5000) | st.sampled_from(['"><a href="x">', "<b>&amp;", "\u202e\u2067abc", "😀" * 3000, "\ud800"])
ADDRESSES = ANY | st.sampled_from(["https://example.org/" + "a" * 5000, "javascript:alert(1)", "https://[", "tg://x"])


@st.composite
def hits(draw: st.DrawFn) -> Found:
    hit = Hit(
        story_id=1,
        article_id=draw(st.integers(1, 10**18)),
        headline=draw(ANY),
        url=draw(ADDRESSES),
        source=draw(ANY),
        language=None,
        published_at=NOW,
        text=draw(ANY),
        sources=draw(st.integers(1, 10**6)),
    )
    return Found(hit=hit, sentence=draw(ANY), titled=draw(st.booleans()))


@st.composite
def stories(draw: st.DrawFn) -> SavedStory:
    return SavedStory(
        id=1,
        story_id=None,
        headline=draw(ANY),
        url=draw(ADDRESSES),
        source=draw(ANY),
        summary=draw(ANY),
        saved_at=NOW,
    )


@given(st.lists(hits(), min_size=1, max_size=5), ANY, ANY, st.booleans(), st.sampled_from([T, ARABIC]))
def test_a_page_of_what_is_found_is_well_formed(found, asked, topic, capped, t) -> None:
    page = FoundPage(stories=tuple(found), found=400, capped=capped)
    names = {each.hit.article_id: topic for each in found}
    check(texts.found(t, asked, page, first=396, topics=names, now=NOW, zone=ZONE))
    check(texts.nothing_found(t, asked, topics=True))
    check(texts.no_words(t, asked))


@given(st.lists(stories(), max_size=5), st.sampled_from([T, ARABIC]))
def test_a_list_of_what_was_saved_is_well_formed(kept, t) -> None:
    check(saved_texts.saved(t, kept, first=496, total=500, now=NOW, zone=ZONE))
    for story in kept:
        check(saved_texts.saved_story(t, story, now=NOW, zone=ZONE))
        check(saved_texts.removed(t, story.headline))
        check(privacy.export_caption_of(t, story.headline))


@given(st.lists(stories(), max_size=5), st.sampled_from([T, ARABIC]))
def test_a_file_of_what_was_saved_holds_no_markup_of_others(kept, t) -> None:
    page = saved_file(t, kept, now=NOW, zone=ZONE).decode("utf-8")
    plain = saved_file(
        t, [replace(story, headline="", source="", summary="", url="") for story in kept], now=NOW, zone=ZONE
    )
    linked = page.count("<a href=")
    assert page.count("<") - 2 * linked == plain.decode("utf-8").count("<")
    assert 'href="javascript' not in page
