"""The HTML of a message, and what of it a reader sees."""

from hypothesis import given
from hypothesis import strategies as st

from summaries.markup import Run, markup, shown_characters


@given(st.lists(st.tuples(st.text(), st.none() | st.just("https://quay.example/?a=1&b=<2>"))))
def test_what_a_reader_sees_of_markup_is_its_texts(said: list[tuple[str, str | None]]) -> None:
    html, _ = markup([Run(text, ("b",), href) for text, href in said])
    assert shown_characters(html) == len("".join(text for text, _ in said))
