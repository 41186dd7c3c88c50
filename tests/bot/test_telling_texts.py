"""The cards of when and how a chat is told, in every language and for any words."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n.texts import texts_in
from bot.keyboards.buttons import LONGEST_LABEL
from bot.texts import breaks, filter_drafts, filters, quiet, schedule
from bot.texts import language as language_texts
from bot.texts import settings as settings_texts
from bot.words.quiet import QuietFault, QuietNotUnderstood
from bot.words.spans import SpanFault, SpanNotUnderstood
from jobs.digests.as_it_happens.instants import Instant
from jobs.filter_preview import Example, Preview
from jobs.filters.judging import Reason, Verdict
from jobs.filters.language import parse_filter
from jobs.filters.terms import MAX_LENGTH, Fault, FilterNotUnderstood
from jobs.schedule import QuietHours
from storage.preferences import Length, WhenNothing
from storage.schedules import Schedule
from storage.topics import Topic
from tests.bot.test_texts import LANGUAGES, LINES, NOW, SCHEDULE, T, check

TOPIC = Topic(
    id=1,
    slug="sea",
    name="Sea <&>" * 8,
    description="",
    language=None,
    keywords=(),
    method="news",
    sentences=2,
    position=1,
)
EXAMPLE = Example(
    story_id=1,
    headline="<b>Storm</b> & \u202eferry " * 20,
    url="https://harbour.example/?a=1&b=2",
    source='"Post" & <Sons>' * 9,
    published_at=NOW,
    verdict=Verdict(Reason.FOUND, parse_filter('"<b>"').terms[0]),
)
PREVIEW = Preview(
    since=NOW - timedelta(days=2), kept=900, left_out=4, kept_examples=(EXAMPLE,) * 3, left_out_examples=(EXAMPLE,) * 3
)
NIGHT = QuietHours(time(22), time(7))
PAUSED = replace(SCHEDULE, paused=True, resume_at=NOW + timedelta(days=3))


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("current", [SCHEDULE, PAUSED])
def test_cards_of_when_the_digest_comes_are_well_formed(current: Schedule, code: str) -> None:
    t = texts_in(code)
    for html in (
        schedule.schedule_card(t, current, NIGHT, now=NOW),
        schedule.hours_card(t, current, NIGHT, now=NOW),
        schedule.days_card(t, current, now=NOW),
        schedule.zones_card(t, current, private=True, now=NOW),
        schedule.zone_found(t, "Asia/Tokyo", current, now=NOW),
        schedule.schedule_changed(t, current, NIGHT, following=False, now=NOW),
        quiet.quiet_card(t, NIGHT, current.zone),
        quiet.edge_card(t, NIGHT, end=True),
        breaks.paused(t, current, NOW, now=NOW),
        breaks.resumed(t, current, NIGHT, now=NOW),
        settings_texts.instant_card(t, most_a_day=12),
        language_texts.language_card(t, code),
    ):
        check(html)


@pytest.mark.parametrize("code", LANGUAGES)
def test_rows_of_settings_fit_a_button_in_every_language(code: str) -> None:
    t = texts_in(code)
    rows = [
        *(settings_texts.length_row(t, length) for length in (None, *Length)),
        *(settings_texts.picture_row(t, on=on) for on in (True, False)),
        *(settings_texts.nothing_row(t, choice) for choice in WhenNothing),
        *(settings_texts.instant_row(t, level) for level in Instant),
        settings_texts.quiet_row(t, NIGHT),
        settings_texts.filters_row(t, 12),
        *(settings_texts.language_row(t, spoken) for spoken in (None, *LANGUAGES)),
    ]
    assert [row for row in rows if len(row) > LONGEST_LABEL] == []


@given(st.sampled_from(QuietFault), LINES)
def test_a_problem_with_quiet_hours_is_well_formed(fault: QuietFault, word: str) -> None:
    check(quiet.quiet_problem(T, QuietNotUnderstood(fault, word)))


@given(st.sampled_from(SpanFault), LINES)
def test_a_problem_with_a_break_is_well_formed(fault: SpanFault, word: str) -> None:
    check(breaks.span_problem(T, SpanNotUnderstood(fault, word)))


HOSTILE = '"</code>&amp; <b>" -"\u2066x" source:"<i>" lang:de title:x*'


@pytest.mark.parametrize("code", LANGUAGES)
def test_cards_of_filters_are_well_formed(code: str) -> None:
    t, wanted = texts_in(code), parse_filter(HOSTILE)
    for topic in (None, TOPIC):
        for html in (
            filters.filters_card(t, wanted, 2),
            filters.filter_card(t, topic, wanted, wanted),
            filters.sources_card(t, topic, some=True),
            filters.ask_words(t, topic, private=False),
            filters.ask_anew(t, topic, HOSTILE, private=True),
            filters.taken_off(t, topic, HOSTILE),
            filters.all_taken_off(t, [(topic, HOSTILE)]),
            filter_drafts.preview_card(t, topic, wanted, PREVIEW, now=NOW),
            filter_drafts.no_such_topic(t, HOSTILE, [TOPIC]),
        ):
            check(html)


def test_the_longest_filter_and_its_preview_fit_a_message() -> None:
    longest = parse_filter(" ".join(f"-{number:02}{'&' * 15}" for number in range(50)))
    check(filter_drafts.preview_card(T, TOPIC, longest, PREVIEW, now=NOW))
    check(filters.all_taken_off(T, [(TOPIC, "x" * MAX_LENGTH)] * 20))


@given(st.sampled_from(Fault), LINES)
def test_a_problem_with_a_filter_is_well_formed(fault: Fault, word: str) -> None:
    check(filter_drafts.problem(T, FilterNotUnderstood(fault, word)))
