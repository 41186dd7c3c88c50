"""Whatever stands in names, addresses and reasons, the bot's words stay within what Telegram takes."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import admin_texts, texts
from bot.schedule_words import Fault, ScheduleNotUnderstood
from jobs.feeds.finding.found import FeedPreview
from jobs.feeds.lists.packs import read_pack
from storage.entries import NewEntry
from storage.feeds import Feed
from storage.schedules import Schedule
from storage.topics import Topic

NOW = datetime(2031, 3, 3, 12, 0, tzinfo=UTC)
LONGEST = 4096
TAGS = {"b": [], "code": [], "a": ["href"], "blockquote": ["expandable"]}


class Markup(HTMLParser):
    """Reads as Telegram does, and keeps what is wrong."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        if TAGS.get(tag) != [name for name, _ in attrs]:
            self.wrong.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")


def check(html: str) -> None:
    markup = Markup()
    markup.feed(html)
    markup.close()
    assert not markup.wrong
    assert not markup.open
    assert 0 < len(unescape(html).encode("utf-16-le")) // 2 <= LONGEST


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60) | st.sampled_from(
    ["<b>", "</b>&amp;", '"><a href="x">', "&lt;", "\u202eabc"]
)
LINES = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@st.composite
def topics(draw: st.DrawFn) -> Topic:
    return Topic(
        id=draw(st.integers(1, 10**6)),
        slug="slug",
        name=draw(NAMES),
        description=draw(LINES),
        language=None,
        keywords=tuple(draw(st.lists(NAMES, max_size=50))),
        method="news",
        sentences=2,
        position=1,
    )


@st.composite
def feeds(draw: st.DrawFn) -> Feed:
    return Feed(
        id=1,
        url=draw(LINES),
        title=draw(NAMES | st.just("")),
        language=None,
        state=draw(st.sampled_from(["active", "paused", "gone"])),
        etag=None,
        last_modified=None,
        body_hash=None,
        next_check_at=NOW,
        checked_at=None,
        ok_at=draw(st.sampled_from([None, NOW])),
        failures=draw(st.integers(0, 3)),
        problem=draw(LINES | st.none()),
    )


@st.composite
def previews(draw: st.DrawFn) -> FeedPreview:
    entries = [
        NewEntry(guid="g", url=draw(LINES | st.just('https://x.example/"<')), title=draw(LINES), content="")
        for _ in range(draw(st.integers(0, 3)))
    ]
    return FeedPreview(
        url=draw(LINES),
        title=draw(LINES),
        language=draw(st.sampled_from([None, "en"])),
        kind="RSS",
        entries=tuple(entries),
        newest_at=draw(st.sampled_from([None, NOW])),
        per_week=draw(st.sampled_from([None, 0.1, 1.0, 500.0])),
    )


SCHEDULE = Schedule(
    chat_id=1,
    times=(time(8), time(18)),
    weekdays=frozenset({0, 1, 2}),
    zone="Europe/Kyiv",
    paused=False,
    next_run_at=NOW,
    covered_until=None,
)


@given(st.lists(topics(), max_size=60), LINES)
def test_what_readers_see_is_well_formed(many: list[Topic], asked: str) -> None:
    check(texts.topics_card(heading=texts.WELCOME, described=many[:10], followed=len(many), total=99))
    check(texts.topics_done(many, SCHEDULE, now=NOW))
    check(texts.overview(many, SCHEDULE, now=NOW))
    check(texts.which_topic(asked, found=True))
    check(texts.unknown_command(asked, None))
    for topic in many[:1]:
        check(texts.subscribed(topic, SCHEDULE, now=NOW, new=True))
        check(texts.unsubscribed(topic, was=True, left=1))
        check(texts.nothing_new(SCHEDULE, topic, now=NOW))
        check(texts.topic_named(topic, followed=False))


@given(topics(), st.lists(feeds(), min_size=1, max_size=3), st.lists(topics(), max_size=5), previews(), LINES)
def test_what_admins_see_is_well_formed(
    topic: Topic, some: list[Feed], others: list[Topic], found: FeedPreview, reason: str
) -> None:
    for html in (
        admin_texts.topic_card(topic, feeds=some, chats=2, link="https://t.me/x?start=topic_a"),
        admin_texts.ask_new_description(topic),
        admin_texts.ask_new_keywords(topic),
        admin_texts.confirm_topic_removal(topic, chats=1),
        admin_texts.ask_address(topic),
        admin_texts.preview(found, topic, now=NOW, known_in=others),
        admin_texts.which_feed(reason, [found, found], topic, now=NOW, carried=[False, True]),
        admin_texts.feed_problem(reason, reason),
        admin_texts.pack_card(read_pack("en")),
        admin_texts.checking(reason),
        admin_texts.address_for_which_topic(reason),
        admin_texts.feed_card(some[0], topics=others, now=NOW),
        admin_texts.confirm_feed_removal(some[0], topic, elsewhere=others),
        admin_texts.feed_saved(reason, topic, new=True),
        admin_texts.feed_topics(some[0]),
    ):
        check(html)
    assert len(admin_texts.removed_toast(reason * 3)) <= 200


@given(st.sampled_from(Fault), LINES, st.lists(NAMES, max_size=2))
def test_a_problem_with_a_schedule_is_well_formed(fault: Fault, word: str, suggestions: list[str]) -> None:
    check(texts.schedule_problem(ScheduleNotUnderstood(fault, word, tuple(suggestions))))


def constants(module: object) -> list[tuple[str, str]]:
    return [(name, value) for name, value in vars(module).items() if name.isupper() and isinstance(value, str)]


@pytest.mark.parametrize(("name", "text"), constants(texts) + constants(admin_texts))
def test_constants_fit_their_place(name: str, text: str) -> None:
    if name.endswith("_TOAST"):
        assert 0 < len(text) <= 200
        assert "<" not in text
    elif name.endswith("_BUTTON"):
        assert 0 < len(text) <= 24
    elif name != "HELP_ADMIN":
        check(text)


@pytest.mark.parametrize("render", [texts.schedule_card, texts.hours_card, texts.days_card, texts.zones_card])
def test_schedule_cards_are_well_formed(render: Callable[..., str]) -> None:
    check(render(SCHEDULE, now=NOW))
