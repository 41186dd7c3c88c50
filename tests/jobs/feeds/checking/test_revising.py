"""When a feed says something else of an entry, and when its article is read again for it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.feeds.checking.revising import Known, revisions, wait_after
from jobs.feeds.parsing.fingerprint import fingerprint
from storage.address_key import address_key
from storage.entries import EntryState, NewEntry
from storage.revisions import KnownEntry

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
MINUTE = timedelta(minutes=1)

TITLE = "Four hurt as ferry hits the mole"
CONTENT = "<p>The ferry <b>Guillemot</b> struck the breakwater at Selskerry, hurting 4 people.</p>"


@pytest.mark.parametrize(
    ("title", "content"),
    [
        ("  Four hurt as ferry\n hits the mole", CONTENT),
        ("Four Hurt as Ferry Hits the Mole!", CONTENT),
        (f"{TITLE} (17)", CONTENT),
        (TITLE, f"<div>{CONTENT}</div>"),
        (TITLE, CONTENT.replace("<b>", "<em class='x'>").replace("</b>", "</em>")),
        (TITLE, f"{CONTENT}<p>12 comments</p>"),
        (TITLE, f"{CONTENT}<ul><li>Comments: 31</li><li>3 min read</li><li>1.2k views</li></ul>"),
        (TITLE, f"{CONTENT}<p>12 条评论</p>"),
        (TITLE, f'{CONTENT}<img src="https://count.example/pixel?n=77">'),
        (TITLE, f"{CONTENT} https://post.example/?rand=8812"),
    ],
)
def test_markup_spaces_and_counters_are_no_news(title: str, content: str):
    assert fingerprint(title, content) == fingerprint(TITLE, CONTENT)


@pytest.mark.parametrize(
    ("title", "content"),
    [
        ("Six hurt as ferry hits the mole", CONTENT),
        (TITLE, CONTENT.replace("4 people", "6 people")),
        (TITLE, f"{CONTENT}<p>The captain was arrested.</p>"),
        (TITLE, ""),
    ],
)
def test_other_words_and_figures_are_news(title: str, content: str):
    assert fingerprint(title, content) != fingerprint(TITLE, CONTENT)


def test_figures_in_a_sentence_without_spaces_are_news():
    assert fingerprint("", "<p>渡轮撞上防波堤，4人受伤。</p>") != fingerprint("", "<p>渡轮撞上防波堤，6人受伤。</p>")


@given(title=st.text(), content=st.text())
def test_any_text_has_a_fingerprint(title: str, content: str):
    assert fingerprint(title, content) == fingerprint(title, content)


def entry(number: int = 1, **changes: object) -> NewEntry:
    url = f"https://post.example/{number}"
    made = NewEntry(guid=str(number), url=url, title=TITLE, content="", fingerprint="now")
    return replace(made, **changes)


def known(of: NewEntry, **changes: object) -> KnownEntry:
    made = KnownEntry(
        id=int(of.guid),
        guid=of.guid,
        url_key=address_key(of.url),
        state=EntryState.DONE,
        seen_at=NOW - timedelta(hours=5),
        fingerprint="before",
        read_at=NOW - timedelta(hours=5),
    )
    return replace(made, **changes)


def due(before: KnownEntry, after: NewEntry | None = None) -> datetime | None:
    (revision,) = revisions([after or entry()], Known.of([before]), now=NOW, oldest=WEEK)
    return revision.due_at


def test_a_corrected_article_is_read_again_at_once_where_it_has_rested():
    assert due(known(entry())) == NOW


def test_an_article_rests_ever_longer_however_often_its_feed_revises_it():
    waits = []
    for rereads in range(6):
        at = due(known(entry(), read_at=NOW, rereads=rereads))
        assert at is not None
        waits.append(at - NOW)
    assert (
        waits
        == [timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), timedelta(hours=16)]
        + [timedelta(days=1)] * 2
    )


def test_a_live_blog_that_changes_every_ten_minutes_for_a_day_is_read_five_times():
    read_at, rereads, pages, due_at = NOW, 0, 1, None
    for minutes in range(0, 24 * 60, 10):
        now = NOW + MINUTE * minutes
        if due_at is not None and now >= due_at:
            read_at, rereads, pages, due_at = now, rereads + 1, pages + 1, None
        before = known(entry(), seen_at=NOW, read_at=read_at, rereads=rereads)
        (revision,) = revisions([entry()], Known.of([before]), now=now, oldest=WEEK)
        due_at = due_at or revision.due_at
    assert pages == 5
    assert wait_after(10**6) == timedelta(days=1)


def test_what_the_feed_says_the_same_of_is_left_alone():
    assert revisions([entry()], Known.of([known(entry(), fingerprint="now")]), now=NOW, oldest=WEEK) == ()


@pytest.mark.parametrize("changes", [{"state": EntryState.SKIPPED}, {"seen_at": NOW - WEEK - MINUTE}])
def test_what_was_never_read_and_what_is_old_is_left_alone(changes: dict[str, object]):
    assert revisions([entry()], Known.of([known(entry(), **changes)]), now=NOW, oldest=WEEK) == ()


def test_an_entry_that_waits_to_be_read_keeps_its_turn():
    assert due(known(entry(), state=EntryState.PENDING)) is None


def test_an_entry_that_failed_gets_another_chance_and_not_at_once():
    failed = known(entry(), state=EntryState.FAILED, read_at=None, attempts=1)
    assert due(failed) == NOW + timedelta(hours=1)


def test_an_entry_of_an_earlier_version_gets_its_fingerprint_and_is_not_read_again():
    before = Known.of([known(entry(), fingerprint=None)])
    (revision,) = revisions([entry(content="<p>x</p>")], before, now=NOW, oldest=WEEK)
    assert not revision.is_news
    assert (revision.entry.content, revision.due_at) == ("", None)


def test_of_two_versions_of_an_article_in_one_feed_the_one_with_the_known_guid_speaks():
    older, newer = entry(1, fingerprint="before"), entry(1, guid="update", fingerprint="other")
    for both in ([older, newer], [newer, older]):
        assert revisions(both, Known.of([known(entry(1))]), now=NOW, oldest=WEEK) == ()


def test_a_retitled_entry_with_a_new_guid_revises_the_one_at_its_address():
    renamed = entry(1, guid="anew", url="http://www.post.example/1/")
    (revision,) = revisions([renamed], Known.of([known(entry(1))]), now=NOW, oldest=WEEK)
    assert revision.entry_id == 1


def dated(number: int, hours: int, **changes: object) -> tuple[NewEntry, KnownEntry]:
    date = NOW - timedelta(hours=10)
    before = known(entry(number), fingerprint="now", edited_at=date)
    return entry(number, edited_at=date + timedelta(hours=hours), **changes), before


def revised(*pairs: tuple[NewEntry, KnownEntry]) -> list[int]:
    entries, before = zip(*pairs, strict=True)
    return [each.entry_id for each in revisions(entries, Known.of(before), now=NOW, oldest=WEEK)]


def test_a_later_date_of_change_alone_is_news_of_a_teaser():
    assert revised(dated(1, 3), dated(2, 0), dated(3, 0)) == [1]


def test_a_date_alone_is_no_news_where_the_whole_text_is_the_same():
    assert revised(dated(1, 3, content="word " * 200), dated(2, 0), dated(3, 0)) == []


def test_a_feed_that_dates_all_its_entries_anew_each_time_says_nothing_by_it():
    assert revised(dated(1, 3), dated(2, 3), dated(3, 0)) == []
