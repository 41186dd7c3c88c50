"""Whatever stands in names, addresses and reasons, the bot's words stay within what Telegram takes."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time
from html import unescape
from html.parser import HTMLParser
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup as Safe

from bot import texts
from bot.i18n.languages import NAMES as LANGUAGES
from bot.i18n.texts import Texts, texts_in
from bot.keyboards.admin.topics import MOST_RESTORED
from bot.keyboards.admin.trying import A_PAGE
from bot.texts import first_steps, schedule, start, talk
from bot.texts import lists as list_texts
from bot.texts import own_feeds as own_texts
from bot.texts import topics as topic_texts
from bot.texts.admin import editors, menu, trying
from bot.texts.admin import feed_card as card_texts
from bot.texts.admin import feeds as feed_texts
from bot.texts.admin import home as home_texts
from bot.texts.admin import packs as pack_texts
from bot.texts.admin import stats as stats_texts
from bot.texts.admin import topic_parts as parts
from bot.texts.admin import topics as admin_topics
from bot.texts.admin.feed_card import Facts
from bot.texts.lists import Imported
from bot.topic_values import Field
from bot.words.schedule import Fault, ScheduleNotUnderstood
from jobs.digests.asked.trying import Outcome, Trial
from jobs.digests.content.choosing import LeftOut
from jobs.digests.content.wants import Because
from jobs.feeds.finding.found import FeedPreview
from jobs.feeds.lists.packs import read_pack
from storage.audit import Change
from storage.entries import NewEntry
from storage.entry_trouble import EntryTrouble
from storage.feeds import Feed
from storage.schedules import Schedule
from storage.statistics import StoriesOfTopic
from storage.topic_entries import TopicEntry
from storage.topic_feeds import FeedCount
from storage.topics import Topic
from summaries.types import Digest

T = texts_in("en")
NOW = datetime(2031, 3, 3, 12, 0, tzinfo=UTC)
LONGEST = 4096
TAGS = {"b": [], "i": [], "code": [], "a": ["href"], "blockquote": ["expandable"]}


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
    check(topic_texts.topics_card(T, heading=start.welcome(T), described=many[:10], followed=len(many), total=99))
    check(topic_texts.topics_done(T, many, SCHEDULE, now=NOW))
    check(topic_texts.overview(T, many, SCHEDULE, now=NOW))
    check(topic_texts.which_topic(T, asked, found=True))
    check(talk.unknown_command(T, asked, None))
    for topic in many[:1]:
        check(topic_texts.subscribed(T, topic, SCHEDULE, now=NOW, new=True))
        check(topic_texts.unsubscribed(T, topic, was=True, left=1))
        check(topic_texts.nothing_new(T, SCHEDULE, topic, now=NOW))
        check(topic_texts.topic_named(T, topic, followed=False))


@given(st.lists(topics(), min_size=1, max_size=30), feeds(), previews(), LINES)
def test_what_readers_see_of_their_own_feeds_and_lists_is_well_formed(
    many: list[Topic], feed: Feed, found: FeedPreview, written: str
) -> None:
    imported = Imported(new=1, known=2, no_room=3, unusable=(written,) * 9, topics=tuple(many), other_topics=1)
    for html in (
        first_steps.which_hour(T, many, SCHEDULE, now=NOW),
        first_steps.ready(T, many, SCHEDULE, told=True, now=NOW),
        topic_texts.found_card(T, many[:12], followed=1, total=99, more=7),
        topic_texts.leave_unlisted(T, many[0]),
        topic_texts.leaving_card(T, left=many[0], any_followed=True),
        topic_texts.nothing_so_called(T, written),
        own_texts.preview(T, found, now=NOW, known=False, followed_in=many[:3], also_in=many[:3]),
        own_texts.which_feed(T, written, [found] * 5, now=NOW),
        own_texts.problem(T, written, written),
        own_texts.shall_i_look(T, written),
        own_texts.followed(T, written, SCHEDULE, new=True, more=True, now=NOW),
        own_texts.found_heading(T, many),
        own_texts.feed_card(T, feed, now=NOW),
        own_texts.confirm_removal(T, feed),
        own_texts.removed(T, feed),
        list_texts.imported(T, written, imported, 20),
        list_texts.not_a_list(T, written, written),
        list_texts.taking(T, written, 1, 2),
    ):
        check(html)
    assert len(own_texts.removed_toast(T, written * 3)) <= 200


@given(topics(), st.lists(feeds(), min_size=1, max_size=3), st.lists(topics(), max_size=5), previews(), LINES)
def test_what_admins_see_is_well_formed(
    topic: Topic, some: list[Feed], others: list[Topic], found: FeedPreview, reason: str
) -> None:
    for html in (
        admin_topics.topic_card(T, topic, count=FeedCount(2, 1), chats=2, link="https://t.me/x?start=topic_a"),
        admin_topics.removed(T, topic.name, chats=3),
        admin_topics.removed_topics(T, [replace(topic, removed_at=NOW)] * MOST_RESTORED, now=NOW),
        admin_topics.ask_language(T, topic),
        parts.words_card(T, topic),
        parts.telling_card(T, topic),
        parts.readers_card(T, topic, chats=2, link=None, place=1, of=2),
        parts.hours_card(T, topic),
        parts.language_card(T, topic),
        parts.confirm_renewal(T, topic),
        editors.editors(T, topic, [4242] * 60),
        home_texts.found_topics(T, reason, found=3, shown=2),
        trying.which_entry(T, reason),
        trying.no_entry(T, reason),
        admin_topics.ask_new_description(T, topic),
        admin_topics.ask_new_keywords(T, topic),
        admin_topics.confirm_removal(T, topic, chats=1),
        feed_texts.ask_address(T, topic),
        feed_texts.preview(T, found, topic, now=NOW, known_in=others),
        feed_texts.which_feed(T, reason, [found, found], topic, now=NOW, carried=[False, True]),
        feed_texts.problem(T, reason, reason),
        pack_texts.pack_card(T, read_pack("en")),
        feed_texts.checking(T, reason),
        feed_texts.for_which_topic(T, reason),
        card_texts.card(
            T, some[0], Facts(topics=others, lease=None, trouble=EntryTrouble(unread=2, newest=reason)), now=NOW
        ),
        card_texts.failing_line(T, some[0]),
        card_texts.new_address(T, some[0], found, known=some[0], now=NOW),
        feed_texts.confirm_removal(T, some[0], topic, elsewhere=others),
        feed_texts.saved(T, reason, topic, new=True),
        feed_texts.in_which_topics(T, some[0]),
    ):
        check(html)
    assert len(home_texts.removed_toast(T, reason * 3)) <= 200


@given(topics(), LINES, st.sampled_from(Because))
def test_whatever_is_left_out_a_page_of_reasons_is_well_formed(topic: Topic, said: str, because: Because) -> None:
    entry = TopicEntry(
        id=1, feed_title=said, title=said, url=said, seen_at=NOW, state="failed", problem=said, article=None
    )
    outcome = Outcome(entry=entry, left_out=LeftOut(because=because, number=9, least=7, at=NOW), headline=said)
    digest = Digest(since=NOW, until=NOW, zone=ZoneInfo("UTC"), stories=())
    trial = Trial(topic=topic, digest=digest, judged={}, places={})
    page = [outcome] * A_PAGE
    check(trying.left_out_list(T, trial, page, first=1, total=A_PAGE, now=NOW, zone="Europe/Kyiv"))
    check(trying.reason_card(T, topic, outcome, now=NOW, zone="Europe/Kyiv"))
    check(trying.tried(T, trial, left_out=3, more=True))


ACTIONS = [
    "topic.add",
    "topic.remove",
    "topic.restore",
    "topic.rename",
    "topic.order",
    "topic.invitation",
    "topic.describe",
    "topic.keywords",
    "topic.language",
    "topic.length",
    "topic.method",
    "topic.weight",
    "topic.pictures",
    "topic.visibility",
    "topic.hours",
    "topic.days",
    "role.admin",
    "role.editor",
    "role.stop",
    "role.revoke",
    "setting.change",
    "setting.reset",
    "feed.add",
    "pack.add",
    "person.ban",
    "person.unban",
    "person.limit",
    "broadcast.send",
    "broadcast.stop",
    "something.else",
]


@given(st.sampled_from(ACTIONS), NAMES, st.sampled_from(["user:1", "user:", "", "topic:3"]))
def test_fifty_changes_are_as_many_as_fit_and_say_what_was_done(action: str, said: str, subject: str) -> None:
    details = dict.fromkeys(("topic", "was", "now", "feed", "pack", "value", "reason", "own_feeds", "chats"), said)
    change = Change(id=1, at=NOW, user_id=1, action=action, subject=subject, details=details)
    html, shown = menu.changes(T, [change] * 50, now=NOW)
    check(html)
    assert shown > 10
    assert (action in html) == (action == "something.else")
    check(menu.changes(T, [replace(change, details={})], now=NOW)[0])


@pytest.mark.parametrize("field", Field)
def test_each_field_says_what_it_takes(field: Field) -> None:
    check(parts.problem(T, field))


@given(st.sampled_from(Fault), LINES, st.lists(NAMES, max_size=2))
def test_a_problem_with_a_schedule_is_well_formed(fault: Fault, word: str, suggestions: list[str]) -> None:
    check(schedule.schedule_problem(T, ScheduleNotUnderstood(fault, word, tuple(suggestions))))


def simple(module: ModuleType) -> list[Callable[[Texts], str]]:
    """The texts of a module that need nothing but a language."""
    return [
        function
        for _, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and list(inspect.signature(function).parameters) == ["t"]
    ]


MODULES = [
    importlib.import_module(found.name) for found in pkgutil.walk_packages(texts.__path__, prefix=f"{texts.__name__}.")
]
SIMPLE = [function for module in MODULES for function in simple(module)]


@pytest.mark.parametrize("code", LANGUAGES)
def test_texts_fit_their_place_in_every_language(code: str) -> None:
    t = texts_in(code)
    for function in SIMPLE:
        said = function(t)
        where = f"{function.__module__}.{function.__name__} in {code}: {said!r}"
        if isinstance(said, Safe):
            check(said)
        elif isinstance(said, str) and (function.__name__.endswith("_button") or function.__module__ in BUTTONS):
            assert 0 < len(said) <= 32, where
        elif isinstance(said, str) and function.__name__.endswith("_toast"):
            assert 0 < len(said) <= 200, where


BUTTONS = {"bot.texts.buttons"}


@given(NAMES, NAMES)
def test_captions_of_pictures_leave_room_for_longer_languages(name: str, other: str) -> None:
    topics = [StoriesOfTopic(topic_id=n, name=(name + other) * 9, stories=10**6, week_before=10**6) for n in range(20)]
    unnamed = [(n, other * 60) for n in range(1, 11)]
    html = str(stats_texts.stories(T, topics, unnamed))
    check(html)
    shown = unescape(html)
    # a longer language has longer words, not longer names
    grows = sum(letter.isascii() for letter in shown) / 2
    assert len(shown.encode("utf-16-le")) // 2 + grows <= 1024
