"""Which stories come first, and why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summaries.ranking import TASTE, rank
from summaries.types import Article, Label, Story

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
WORDS = [
    "ferry",
    "harbour",
    "council",
    "library",
    "bridge",
    "storm",
    "market",
    "school",
    "river",
    "valley",
    "boats",
    "winter",
    "tickets",
    "repairs",
    "crews",
]


def article(key: int, source: str, *, hours_ago: float = 1, text: str | None = None) -> Article:
    own = " ".join(f"{word}{key}" for word in WORDS)
    return Article(
        key=key,
        url=f"https://{key}.example/",
        title=f"Title {key}",
        text=text or own,
        source=source,
        published_at=NOW - timedelta(hours=hours_ago),
        language="en",
    )


def story(key: int, *articles: Article, label: Label = Label.NEW, matches: tuple[str, ...] = ("Boats",)) -> Story:
    return Story(key=key, articles=articles, label=label, matches=matches)


def order(*stories: Story) -> list[int]:
    return [ranked.key for ranked, _ in rank(stories, now=NOW)]


def test_no_stories_are_ranked_and_one_without_articles_is_named() -> None:
    assert rank([], now=NOW) == []
    with pytest.raises(ValueError, match="story 7 has no articles"):
        rank([story(7)], now=NOW)


def test_thousands_of_stories_are_ranked_at_once() -> None:
    # by the square of their number this would take minutes
    said = article(1, "Harbour Post", text="Ferry.")
    assert order(*(story(key, said) for key in range(20_000))) == list(range(20_000))


def test_more_independent_sources_come_first() -> None:
    one = story(1, article(1, "Harbour Post"))
    three = story(2, article(2, "Harbour Post"), article(3, "Vale Wire"), article(4, "The Quay"))
    assert order(one, three) == [2, 1]


def test_copies_of_one_text_count_as_one_source() -> None:
    text = " ".join(WORDS * 3)
    copied = story(1, *(article(key, f"Outlet {key}", text=text) for key in range(1, 6)))
    told = story(2, article(6, "Harbour Post"), article(7, "Vale Wire"))
    assert order(copied, told) == [2, 1]
    scores = {ranked.key: score for ranked, score in rank((copied, told), now=NOW)}
    assert scores[1].parts["sources"] == 0


def test_the_fresher_of_two_equal_stories_comes_first() -> None:
    assert order(story(1, article(1, "Post", hours_ago=20)), story(2, article(2, "Post", hours_ago=2))) == [2, 1]


def test_a_story_that_grows_comes_before_one_that_has_grown() -> None:
    settled = story(1, *(article(key, f"Outlet {key}", hours_ago=8) for key in (1, 2)), article(3, "C", hours_ago=1))
    growing = story(2, *(article(key, f"Outlet {key}", hours_ago=1) for key in (4, 5, 6)))
    assert order(settled, growing) == [2, 1]


def test_matching_more_of_what_the_chat_asked_for_counts() -> None:
    assert order(story(1, article(1, "Post")), story(2, article(2, "Post"), matches=("Boats", "storm"))) == [2, 1]


def test_news_comes_before_what_the_chat_was_told_before() -> None:
    assert order(story(1, article(1, "Post"), label=Label.DEVELOPING), story(2, article(2, "Post"))) == [2, 1]


def test_what_is_liked_comes_first_but_what_is_not_is_not_buried() -> None:
    liked, not_liked = story(2, article(2, "Post")), story(1, article(1, "Post"))
    told_by_many = story(3, *(article(10 + n, name) for n, name in enumerate("ABCD")))
    ranked = rank([not_liked, liked, told_by_many], now=NOW, tastes={1: -5, 2: 1, 3: -1})
    assert [each.key for each, _ in ranked] == [3, 2, 1]
    assert {each.key: score.parts["taste"] for each, score in ranked} == {1: -TASTE, 2: TASTE, 3: -TASTE}


def test_topics_take_turns_at_the_same_weight() -> None:
    boats = [story(key, article(key, "Post")) for key in (1, 2, 3)]
    books = [story(key, article(key, "Post"), matches=("Books",)) for key in (4, 5)]
    assert order(*boats, *books) == [1, 4, 2, 5, 3]


def test_a_report_from_the_future_is_as_fresh_as_can_be_and_no_more() -> None:
    ((_, score),) = rank([story(1, article(1, "Post", hours_ago=-100))], now=NOW)
    assert score.parts["freshness"] == 1


def test_the_score_is_the_sum_of_named_parts_and_descends() -> None:
    ranked = rank([story(key, article(key, "Post", hours_ago=key)) for key in range(1, 9)], now=NOW)
    totals = [score.total for _, score in ranked]
    assert totals == sorted(totals, reverse=True)
    assert list(ranked[0][1].parts) == ["sources", "freshness", "growth", "topic", "taste", "seen", "variety"]


def test_nothing_to_rank_is_nothing() -> None:
    assert rank([], now=NOW) == []


@st.composite
def many_stories(draw: st.DrawFn) -> list[Story]:
    keys = iter(range(1000))
    return [
        story(
            number,
            *(
                article(next(keys), draw(st.sampled_from("ABCDE")), hours_ago=draw(st.integers(0, 50)))
                for _ in range(draw(st.integers(1, 4)))
            ),
            label=draw(st.sampled_from(Label)),
            matches=draw(st.sampled_from([(), ("Boats",), ("Books",), ("Boats", "Books")])),
        )
        for number in range(draw(st.integers(1, 8)))
    ]


@given(stories=many_stories(), pick=st.integers(0, 7), hours_ago=st.integers(-5, 200))
def test_another_independent_source_never_lowers_a_story(stories: list[Story], pick: int, hours_ago: int) -> None:
    chosen = stories[pick % len(stories)]
    told_again = replace(chosen, articles=(*chosen.articles, article(5000, "Another", hours_ago=hours_ago)))
    before = order(*stories).index(chosen.key)
    after = order(*(told_again if each is chosen else each for each in stories)).index(chosen.key)
    assert after <= before


@given(stories=many_stories(), data=st.data())
def test_the_order_given_does_not_matter(stories: list[Story], data: st.DataObject) -> None:
    assert order(*data.draw(st.permutations(stories))) == order(*stories)
