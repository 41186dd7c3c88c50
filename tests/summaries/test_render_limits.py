"""Whatever the sources wrote, each part is what Telegram takes, and nothing of a summary is lost."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from summaries.markup import clean, cut, plain_text, shortened, units
from summaries.rendering import render, render_follow_up, render_story
from summaries.types import (
    Article,
    Digest,
    DigestStory,
    Figure,
    Label,
    Length,
    Method,
    Part,
    Score,
    Sentence,
    Story,
    Summary,
)
from summaries.wording import ENGLISH, Wording

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
ARABIC = replace(
    ENGLISH, locale="ar", new="جديد", developing="تتطور", first="الأول", more=lambda n: f"{n} أخرى: /latest"
)
ALLOWED = {"b", "i", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler"}

ODD_SIGNS = [
    *"<>&\"'/ \n\t;#aZ.①",
    "\x00", "\ud800", "\udfff", "\u200b", "\u200d", "\u200e", "\u200f", "\u202a", "\u202e", "\u2028",
    "\u2066", "\u2067", "\u2068", "\u2069", "\u0301", "\u00a0", "\ufeff", "\uffff",
    "é", "שלום", "مرحبا", "漢字", "👩🏽‍🚀", "🇺🇦", "&amp;", "<b>", "</a>", "<!--", "]]>",
]  # fmt: skip
odd_text = st.lists(st.sampled_from(ODD_SIGNS) | st.text(max_size=8), max_size=30).map("".join)
long_text = st.tuples(st.sampled_from(["x", "👩", "&", "ш ", "漢", "word and ", "مر "]), st.integers(1, 9000)).map(
    lambda pair: pair[0] * pair[1]
)
any_text = odd_text | long_text
urls = st.sampled_from(
    ["https://a.example/1", "javascript:x", "https://a.example/?a=1&b=" + "&" * 900, "https://a.example/" + "ш" * 400]
) | odd_text.map(lambda text: "https://b.example/" + text)


@st.composite
def stories(draw: st.DrawFn) -> DigestStory:
    count = draw(st.integers(1, 4))
    articles = tuple(
        Article(
            key=key,
            url=draw(urls),
            title=draw(odd_text),
            text=draw(any_text),
            source=draw(any_text),
            published_at=NOW - timedelta(hours=draw(st.integers(-5, 1000))),
            language=draw(st.sampled_from(["en", "ar", None])),
        )
        for key in range(count)
    )
    sentences = []
    for _ in range(draw(st.integers(0, 6))):
        article = articles[draw(st.integers(0, count - 1))]
        start = draw(st.integers(0, len(article.text)))
        end = draw(st.integers(start, len(article.text)))
        sentences.append(Sentence(text=article.text[start:end], start=start, end=end, article=article.key))
    figures = [
        Figure(text=said.text, start=said.start, end=said.end, article=said.article, value=1) for said in sentences[:3]
    ]
    return DigestStory(
        story=Story(key=draw(st.integers(1, 9)), articles=articles, label=draw(st.sampled_from(Label))),
        headline=draw(any_text),
        url=draw(urls),
        summary=Summary(sentences=tuple(sentences), method=Method.NEWS, disputed=(tuple(figures),) if figures else ()),
        score=Score(),
        length=draw(st.sampled_from(Length)),
        fresh=frozenset(draw(st.sets(st.integers(0, count - 1)))),
    )


digests = st.builds(
    Digest,
    since=st.just(NOW - timedelta(hours=12)),
    until=st.just(NOW),
    zone=st.sampled_from([ZoneInfo("UTC"), ZoneInfo("Pacific/Apia")]),
    stories=st.lists(stories(), max_size=6).map(tuple),
    more=st.integers(0, 99),
)


@settings(max_examples=60, deadline=None)
@given(digest=digests, title=st.none() | any_text, wording=st.sampled_from([ENGLISH, ARABIC]))
def test_every_part_is_within_the_limits_and_balanced(digest: Digest, title: str | None, wording: Wording) -> None:
    parts = render(digest, title=title, wording=wording, picture=True)
    assert parts
    for part in parts:
        assert_telegram_takes(part)
    assert sum(part.preview is not None for part in parts) <= 1


@settings(max_examples=60, deadline=None)
@given(told=stories(), wording=st.sampled_from([ENGLISH, ARABIC]))
def test_a_story_alone_is_one_part_within_the_limits_that_begins_as_the_story_does(
    told: DigestStory, wording: Wording
) -> None:
    part = render_story(told, now=NOW, zone=ZoneInfo("UTC"), wording=wording)
    assert_telegram_takes(part)
    assert_beginning(told, part)


@settings(max_examples=60, deadline=None)
@given(told=stories(), wording=st.sampled_from([ENGLISH, ARABIC]))
def test_a_follow_up_is_one_part_within_the_limits(told: DigestStory, wording: Wording) -> None:
    told = replace(told, fresh=frozenset(article.key for article in told.story.articles))
    part = render_follow_up(told, now=NOW, zone=ZoneInfo("UTC"), wording=wording)
    assert_telegram_takes(part)
    assert_beginning(told, part)


@settings(max_examples=60, deadline=None)
@given(digest=digests)
def test_every_sentence_is_there_in_order_and_stories_that_fit_are_whole(digest: Digest) -> None:
    parts = render(digest)
    shown = squeezed("\n".join(parse(part.html)[0] for part in parts))
    at = 0
    for told in digest.stories:
        for sentence in told.summary.sentences if told.length is not Length.HEADLINES else ():
            wanted = squeezed(clean(sentence.text))
            at = shown.index(wanted, at) + len(wanted)
    assert set(keys_in(parts)) == {told.story.key for told in digest.stories}


@settings(max_examples=40, deadline=None)
@given(count=st.integers(1, 40), words=st.integers(1, 120), sources=st.integers(1, 5))
def test_a_story_that_fits_a_part_is_never_split(count: int, words: int, sources: int) -> None:
    articles = tuple(
        Article(
            key=key,
            url=f"https://{key}.example/",
            title="T",
            text=f"Source {key} " + "of boats & bays " * words + "ends.",
            source=f"Outlet {key}",
            published_at=NOW,
        )
        for key in range(sources)
    )
    sentences = tuple(
        Sentence(text=article.text, start=0, end=len(article.text), article=article.key) for article in articles
    )
    told = [
        DigestStory(
            story=Story(key=key, articles=articles),
            headline=f"Story {key} begins",
            url="https://0.example/",
            summary=Summary(sentences=sentences, method=Method.NEWS),
            score=Score(),
        )
        for key in range(count)
    ]
    digest = Digest(since=NOW, until=NOW, zone=ZoneInfo("UTC"), stories=tuple(told))
    alone = sum(len(sentence.text) + 3 for sentence in sentences) + 200
    if alone <= 4096:
        keys = keys_in(render(digest))
        assert keys == list(range(count))


@given(text=any_text, most=st.integers(4, 50))
def test_a_shortened_text_keeps_to_its_limit(text: str, most: int) -> None:
    assert units(shortened(clean(text), most)) <= most


@given(text=odd_text.filter(bool), most=st.integers(2, 20))
def test_a_cut_makes_progress_and_keeps_to_its_limit(text: str, most: int) -> None:
    end = cut(text, most)
    assert 0 < end <= len(text)
    assert units(text[:end]) <= most


@given(text=any_text)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(html=odd_text)
def test_plain_text_takes_any_string(html: str) -> None:
    assert isinstance(plain_text(html), str)


def test_plain_text_gives_what_a_reader_sees() -> None:
    assert plain_text('<b>Boats</b> &amp; <a href="https://a.example/?x=1&amp;y=2">bays</a> &lt;3') == "Boats & bays <3"


def test_a_cut_spares_flags_and_joined_signs() -> None:
    assert "ab🇺🇦🇺🇦"[: cut("ab🇺🇦🇺🇦", 7)] == "ab🇺🇦"
    assert "ab👩🏽‍🚀"[: cut("ab👩🏽‍🚀", 6)] == "ab"
    assert "words in a row"[: cut("words in a row", 12)] == "words in a"


def parse(html: str) -> tuple[str, int]:
    """An independent small parser: the text and the number of entities; fails on what Telegram would refuse."""
    text, entities, open_tags, at = "", 0, list[str](), 0
    for tag in re.finditer(r'<(/?)([a-z-]+)( expandable| href="[^"<>]*")?>', html):
        between = html[at : tag.start()]
        assert "<" not in between
        assert ">" not in between
        assert not re.search(r"&(?!amp;|lt;|gt;|quot;|#x27;)", between)
        text += unescape(between)
        at = tag.end()
        assert tag[2] in ALLOWED
        if tag[1]:
            assert open_tags.pop() == tag[2]
        else:
            open_tags.append(tag[2])
            entities += 1
            if tag[2] == "a":
                assert re.match(r"https?://", unescape(tag[3][7:-1]))
    rest = html[at:]
    assert "<" not in rest
    assert ">" not in rest
    assert not open_tags
    return text + unescape(rest), entities


def assert_telegram_takes(part: Part) -> None:
    text, entities = parse(part.html)
    assert text.strip()
    assert len(text.encode("utf-16-le")) // 2 <= 4096
    assert entities <= 100
    assert len(part.html.encode()) <= 32_768
    assert text == plain_text(part.html)
    assert balanced_isolates(text)


def assert_beginning(told: DigestStory, part: Part) -> None:
    """All sentences are there, in order, where they surely fit."""
    wanted = [squeezed(clean(sentence.text)) for sentence in told.summary.sentences if clean(sentence.text)]
    shown = squeezed(parse(part.html)[0])
    assert part.stories == (told.story.key,)
    if len("".join(wanted)) < 1500:
        at = 0
        for text in wanted:
            at = shown.index(text, at) + len(text)


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u2066-\u2069]+", "", text)


def balanced_isolates(text: str) -> bool:
    for line in text.split("\n"):
        depth = 0
        for sign in line:
            depth += (sign in "\u2066\u2067\u2068") - (sign == "\u2069")
            if depth < 0:
                return False
        if depth:
            return False
    return True


def keys_in(parts: tuple[Part, ...]) -> list[int]:
    return [key for part in parts for key in part.stories]
