"""Dirty text: what a reader doesn't see goes, and nothing else changes."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summaries import summarize
from summaries.clean import article_lines, clean_line
from summaries.extraction import text_of

LINES = [
    ("repairs on both sides. sides, and the roof", "repairs on both sides, and the roof"),
    ("repairs on both sides. both sides, and the roof", "repairs on both sides, and the roof"),
    ("He wanted peace. Peace, he said, was near.", "He wanted peace. Peace, he said, was near."),
    ("Fish &amp; chips", "Fish & chips"),
    ("Fish &amp;amp; chips", "Fish & chips"),
    ("&ldquo;No&rdquo;, she&#8217;d said&hellip;", "“No”, she’d said…"),
    ("see a?x=1&copy=2 &amp; b", "see a?x=1&copy=2 & b"),
    ("AT&T; and more", "AT&T; and more"),
    ("&unknown; stays", "&unknown; stays"),
    ("&lt;p&gt;The bridge&lt;br/&gt;opened.&lt;/p&gt;", "The bridge opened."),
    ("x < y and a > b", "x < y and a > b"),
    ("I <3 trams", "I <3 trams"),
    ("two  spaces\u00a0and\tmore\u3000here", "two spaces and more here"),
    ("Re\u00adgie\u00adrung", "Regierung"),
    ("zero\u200bwidth and \ufeffmarks\u2060", "zerowidth and marks"),
    ("\u200fשלום\u200e.\u200f הכול", "שלום. הכול"),
    ("می‌رود و क्‍ष", "می‌رود و क्‍ष"),
    ("jo\u200din\u200ced", "joined"),
    ("\u202eevil\u202c text", "evil text"),
    ("icon \uf09a here", "icon here"),
    ("of\ufb01ce and e\ufb00ort", "office and effort"),
    ("caf\u0065\u0301", "café"),
    ("мiсто та сeло", "місто та село"),  # i and e of the Latin alphabet
    ("Bidеn and Рaris", "Biden and Paris"),  # e and P of the Cyrillic one
    ("COVIDу та IT-компанія", "COVIDу та IT-компанія"),
    ("Ми бачили Windowsи", "Ми бачили Windowsи"),
    ("nul\x00l and \ud800 half", "null and half"),
    ("“He never closed it. The end", "“He never closed it. The end"),
    ("", ""),
]


@pytest.mark.parametrize(("dirty", "clean"), LINES)
def test_a_line_reads_as_it_looked(dirty: str, clean: str) -> None:
    assert clean_line(dirty) == clean


ANY_LINE = st.text(
    st.one_of(st.characters(), st.sampled_from("ab ,.&;<>#x1 \u00ad\u200b\u200d\u202eаеіpfi\ufb01\u0301")), max_size=200
)


@given(ANY_LINE)
def test_cleaning_never_raises_and_cleans_at_once(line: str) -> None:
    once = clean_line(line)
    assert once == " ".join(once.split())
    assert not re.search("[\u00ad\u200b\ufeff\u202a-\u202e\ud800-\udfff\x00-\x1f]", once)
    once.encode()


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn"], exclude_characters="&<"), max_size=120))
def test_nothing_is_added_to_text_without_markup(line: str) -> None:
    """Every letter of the result stood there, in this order, but for ligatures, accents and look-alikes."""
    folded = unicodedata.normalize("NFKD", line)
    at = 0
    for sign in unicodedata.normalize("NFKD", clean_line(line)):
        if sign.isascii() and sign.isalnum() and sign in folded:
            at = folded.find(sign, at) + 1
            assert at


@pytest.mark.parametrize("dirt", ["\u00ad", "\u200b", "\u2060", "\u200f"])
def test_offsets_point_into_the_text_that_is_kept(dirt: str) -> None:
    page = (
        f"<p>The old har{dirt}bour bridge reopened  to traffic on Tues{dirt}day after two years of repairs.{dirt} "
        f"But it is nar{dirt}row.</p>"
    )
    text = text_of(page)
    summary = summarize(text, title="Harbour bridge reopens", language="en")
    assert [text[found.start : found.end] for found in summary.sentences] == [found.text for found in summary.sentences]
    assert (
        summary.sentences[0].text == "The old harbour bridge reopened to traffic on Tuesday after two years of repairs."
    )


def test_dirty_text_that_nobody_cleaned_is_quoted_as_it_stands_and_compared_as_it_looks() -> None:
    text = (
        "Die Re\u00adgie\u00adrung schließt den Markt im Früh\u00adjahr.\u200b Etwa zweihundert Händler zogen am Abend "
        "durch das Hafenviertel der Stadt. Die Regierung schließt den Markt im Frühjahr."
    )
    told = summarize(text, title="Regierung schließt Markt", language="de", sentences=3).sentences
    assert [text[found.start : found.end] for found in told] == [found.text for found in told]
    assert len(told) == 2, "the first sentence and the last say the same"
    assert any(found.text.startswith("Etwa zweihundert") for found in told)


def test_the_same_line_in_other_dirt_is_kept_once() -> None:
    line = "The old harbour bridge reopened to traffic on Tuesday after two years of repairs, the council said."
    assert article_lines([line, line.replace(" ", "  "), line.replace("bridge", "bri\u00addge")]) == [line]
