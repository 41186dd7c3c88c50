"""Which articles report one event."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summaries.clustering import cluster
from summaries.copies import LEAST_WORDS
from summaries.types import Article

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)


def told(block: str) -> list[tuple[str, str]]:
    """Titles and texts: an article a paragraph, its title on the first line."""
    paragraphs = [paragraph.strip().partition("\n") for paragraph in block.strip().split("\n\n")]
    return [(title, " ".join(text.split())) for title, _, text in paragraphs]


FERRY = told("""
    Ferry to Isle Marrow sails again after storm repairs
    The ferry between Port Venn and Isle Marrow sails again from Monday, three weeks after a storm broke the landing
    stage. Harbour master Ida Quill said the repairs had cost 1.4 million crowns.

    Isle Marrow ferry back on Monday
    Isle Marrow gets its ferry back. Harbour master Ida Quill said boats would leave Port Venn every two hours now that
    the landing stage, broken by the storm, is repaired.

    Islanders cheer as Marrow ferry returns
    Three weeks after the storm, the first ferry from Port Venn tied up at the repaired landing stage of Isle Marrow,
    and islanders cheered.
""")
LIBRARY = told("""
    Council votes to keep the Sorrel valley library open
    The Sorrel valley library stays open for two more years after a nine-to-six vote in the council on Sunday. Opponents
    wanted to sell the building to pay for roads.

    Sorrel library saved in late council vote
    Councillors voted nine to six on Sunday night to keep the library in the Sorrel valley, whose building opponents had
    wanted to sell for road repairs.
""")
QUAKES = told("""
    Earthquake of magnitude 5.8 shakes Tarn province
    An earthquake of magnitude 5.8 shook Tarn province on Saturday. In Tarnholm eleven people were hurt by falling
    tiles, governor Olen Marsk said.

    Eleven hurt as quake hits Tarnholm
    Eleven people were hurt in Tarnholm when an earthquake of magnitude 5.8 hit Tarn province, governor Olen Marsk told
    reporters.

    Earthquake of magnitude 6.3 shakes the Kessel islands
    An earthquake of magnitude 6.3 shook the Kessel islands on Sunday. In Port Kessel two bridges broke, coast guard
    captain Ruta Veld said.

    Bridges break in Kessel quake
    Two bridges broke in Port Kessel when an earthquake of magnitude 6.3 hit the Kessel islands, captain Ruta Veld of
    the coast guard said.
""")
ALL = [*FERRY, *LIBRARY, *QUAKES]
EVENTS = ((0, 1, 2), (3, 4), (5, 6), (7, 8))


def articles(reports: list[tuple[str, str]], *, first: int = 0, language: str | None = "en") -> list[Article]:
    return [
        Article(
            key=key,
            url=f"https://{key}.example/",
            title=title,
            text=text,
            source=f"Outlet {key}",
            published_at=NOW + timedelta(minutes=key),
            language=language,
        )
        for key, (title, text) in enumerate(reports, start=first)
    ]


def test_reports_of_one_event_are_one_story_and_look_alike_events_stay_apart() -> None:
    assert cluster(articles(ALL)) == EVENTS


def test_the_same_words_in_two_languages_stay_two_stories() -> None:
    assert cluster([*articles(FERRY), *articles(FERRY, first=10, language="uk")]) == ((0, 1, 2), (10, 11, 12))


def test_variants_of_a_language_are_one_language() -> None:
    tagged = zip(articles(FERRY), ("en", "en-GB", "EN"), strict=True)
    mixed = [replace(article, language=language) for article, language in tagged]
    assert cluster(mixed) == ((0, 1, 2),)


def test_a_language_that_is_not_named_is_read_from_the_text() -> None:
    first, *others = articles(FERRY)
    assert cluster([replace(first, language=None), *others]) == ((0, 1, 2),)


def test_scripts_without_spaces_are_told_apart_too() -> None:
    chinese = told("""
        马罗岛渡轮周一恢复航行
        港口办公室表示，文港与马罗岛之间的渡轮将于周一恢复航行，三周前风暴毁坏了码头。

        马罗岛渡轮复航
        三周前的风暴毁坏码头后，文港至马罗岛的渡轮周一复航，港口办公室说。

        索雷尔谷图书馆继续开放
        议会周日晚以九比六投票决定，索雷尔谷图书馆将继续开放两年，反对者希望出售大楼修路。
    """)
    assert cluster(articles(chinese, language="zh")) == ((0, 1), (2,))


def test_inflected_words_are_the_same_words() -> None:
    ukrainian = told("""
        Пором на острів Марроу знову ходить
        Пором між портом Венн та островом Марроу знову ходить із понеділка.

        Острову Марроу повернули пором
        Порому до острова Марроу, що відходить із порту Венн, чекали три тижні.

        Бібліотека в долині Сорель залишиться
        Міська рада проголосувала за те, щоб не продавати будівлю.
    """)
    assert cluster(articles(ukrainian, language="uk")) == ((0, 1), (2,))


def test_articles_without_words_stand_alone() -> None:
    assert cluster(articles([("", ""), ("", ""), ("...", "!!!")])) == ((0,), (1,), (2,))


def test_no_articles_are_no_stories() -> None:
    assert cluster([]) == ()


def test_two_articles_with_one_key_are_an_error() -> None:
    (first, *_) = articles(FERRY)
    with pytest.raises(ValueError, match="same key"):
        cluster([first, first])


@settings(deadline=None)
@given(data=st.data())
def test_the_order_of_the_articles_does_not_matter(data: st.DataObject) -> None:
    assert cluster(data.draw(st.permutations(articles(ALL)))) == EVENTS


WORDS = ["ferry", "storm", "harbour", "council", "library", "vote", "quake", "island", "Marrow", "Sorrel", "Tarn", "11"]
texts = st.lists(
    st.sampled_from(WORDS),
    min_size=1,
    max_size=25,
).map(" ".join)


@settings(deadline=None)
@given(
    reports=st.lists(st.tuples(texts, texts), min_size=1, max_size=12),
    pick=st.integers(0, 11),
    hours=st.integers(-48, 48),
    ending=st.sampled_from(["", " ", "\n"]),
    title=st.sampled_from(["", "What else was told that day in the valley"]),
)
def test_a_copy_never_changes_which_stories_exist(
    reports: list[tuple[str, str]], pick: int, hours: int, ending: str, title: str
) -> None:
    before = articles(reports)
    original = before[pick % len(before)]
    # in a few words a common phrase would pass for a copy
    is_short = len(original.text.split()) < LEAST_WORDS
    copy = replace(
        original,
        key=1000,
        source="Copy Daily",
        title=original.title if is_short else title,
        text=original.text + ending,
        published_at=original.published_at + timedelta(hours=hours),
    )
    expected = {(*story, 1000) if original.key in story else story for story in cluster(before)}
    assert set(cluster([*before, copy])) == expected


@settings(deadline=None)
@given(reports=st.lists(st.tuples(st.text(max_size=20), st.text(max_size=60)), max_size=8), data=st.data())
def test_any_text_is_grouped_every_key_once_in_any_order(reports: list[tuple[str, str]], data: st.DataObject) -> None:
    given_articles = articles(reports)
    stories = cluster(given_articles)
    assert sorted(key for story in stories for key in story) == list(range(len(reports)))
    assert cluster(data.draw(st.permutations(given_articles))) == stories
