"""Near-duplicates: syndicated texts and lightly edited reports."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from summaries.copies import copies, independent_sources, origins
from summaries.types import Article

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
SENTENCES = [
    "The ferry between Port Venn and Isle Marrow sails again from Monday.",
    "A storm had broken the landing stage three weeks before.",
    "Tickets stay at four crowns until the new year, the harbour office said.",
    "Islanders had relied on fishing boats for bread and post.",
    "Harbour master Ida Quill counted 212 crossings in fishing boats.",
]


def article(key: int, text: str, *, source: str = "", hours: float = 0, title: str = "Ferry sails again") -> Article:
    return Article(
        key=key,
        url=f"https://{key}.example/",
        title=title,
        text=text,
        source=source or f"Outlet {key}",
        published_at=NOW + timedelta(hours=hours),
        language="en",
    )


FULL = " ".join(SENTENCES)


def grouped(*articles: Article) -> set[tuple[int, ...]]:
    return {tuple(sorted(article.key for article in group)) for group in copies(articles)}


def test_the_same_text_under_another_title_is_a_copy() -> None:
    assert grouped(article(1, FULL), article(2, FULL, title="Marrow ferry back")) == {(1, 2)}


def test_a_shortened_text_is_a_copy_of_the_full_one_which_leads() -> None:
    short = article(1, " ".join(SENTENCES[:2]), hours=-1)
    full = article(2, FULL)
    assert grouped(short, full) == {(1, 2)}
    ((first, *_),) = copies([short, full])
    assert first == full


def test_a_lightly_edited_report_is_a_copy() -> None:
    edited = FULL.replace("three weeks before", "three weeks ago").replace("Harbour master ", "")
    assert grouped(article(1, FULL), article(2, edited)) == {(1, 2)}


def test_a_report_in_other_words_is_no_copy() -> None:
    own = "Isle Marrow gets its ferry back on Monday. Boats will leave Port Venn every two hours, said Ida Quill."
    assert grouped(article(1, FULL), article(2, own)) == {(1,), (2,)}


def test_one_quote_in_common_makes_no_copy() -> None:
    own = "Something else was said at length about boats and bridges and the price of salt. " * 3 + SENTENCES[2]
    assert grouped(article(1, FULL), article(2, own)) == {(1,), (2,)}


def test_a_phrase_that_many_pages_show_makes_no_copy() -> None:
    stub = "Watch the video and read more here."
    assert grouped(article(1, stub, title="Ferry sails"), article(2, stub, title="Library saved")) == {(1,), (2,)}


def test_articles_without_words_are_copies_of_nothing() -> None:
    assert grouped(article(1, "", title=""), article(2, "...", title=""), article(3, FULL)) == {(1,), (2,), (3,)}


def test_the_earliest_of_a_group_is_its_origin_and_copies_are_no_sources() -> None:
    wire = article(1, FULL, source="Vale Wire", hours=-2)
    reprint = article(2, FULL + " This story was updated.", source="Copy Daily")
    own = article(3, "A boat came to the island, and nobody at the quay had thought it would.", source="The Quay")
    assert [origin.key for origin in origins([reprint, own, wire])] == [1, 3]
    assert independent_sources([reprint, own, wire]) == ("Vale Wire", "The Quay")


def test_an_outlet_with_two_texts_of_its_own_is_one_source() -> None:
    second = article(2, "A boat came to the island, and nobody at the quay had thought it would.", source="Outlet 1")
    assert independent_sources([article(1, FULL), second]) == ("Outlet 1",)


texts = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5).map(" ".join)


@given(told=st.lists(texts, min_size=1, max_size=8), pick=st.integers(0, 7), data=st.data())
def test_a_copy_joins_its_group_and_moves_nobody_whatever_the_order(
    told: list[str], pick: int, data: st.DataObject
) -> None:
    before = [article(key, text) for key, text in enumerate(told)]
    original = before[pick % len(before)]
    copy = replace(original, key=1000, source="Copy Daily")
    expected = {(*group, 1000) if original.key in group else group for group in grouped(*before)}
    assert grouped(*data.draw(st.permutations([*before, copy]))) == expected


def test_of_one_text_the_article_that_came_in_first_leads_whatever_the_titles() -> None:
    first = article(1, FULL)
    late = article(2, FULL, hours=-3, title="What else was told of the ferry that day in the valley")
    assert copies([late, first])[0][0] == first
