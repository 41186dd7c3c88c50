"""Telegram HTML: what becomes an entity, and what is refused with which words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.botapi.errors import ApiError
from demo.botapi.text.format import formatted
from demo.botapi.text.spans import units


def entities(html: str) -> list[tuple[str, int, int, str]]:
    text = formatted(html, parse_mode="HTML")
    return [(span.type, span.offset, span.length, span.argument) for span in text.spans]


LONE_SURROGATE = (
    "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units"
)


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<p>one</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("one<br/>two", 'Unsupported start tag "br/" at byte offset 3'),
        ("Київ <H1>x", 'Unsupported start tag "h1" at byte offset 9'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("a <3", "Unclosed start tag at byte offset 2"),
        ("<b>one", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>one<i>two</i>", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>1<i>2</b>", 'Unmatched end tag at byte offset 8, expected "</i>", found "</b>"'),
        ("one</b>", "Unexpected end tag at byte offset 3"),
        ("<b>one</b", "Unclosed end tag at byte offset 6"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b x", 'Unclosed start tag "b" at byte offset 0'),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href='x", "Unclosed start tag at byte offset 0"),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
        ("<a =x>z</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<b/ >z</b>", 'Unsupported start tag "b/" at byte offset 0'),
        ("<b />z</b>", 'Empty attribute name in the tag "b" at byte offset 0'),
        ("<span>z</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji emoji-id='x'>z</tg-emoji>", "Invalid custom emoji identifier specified"),
        ("a\0b", "Text must not contain null bytes"),
        ("&#xd83d; alone", LONE_SURROGATE),
    ],
)
def test_broken_markup_is_refused_in_telegrams_words(html: str, reason: str) -> None:
    with pytest.raises(ApiError) as refusal:
        formatted(html, parse_mode="HTML")
    assert refusal.value.description == f"Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("&lt;&gt;&amp;&quot;", '<>&"'),
        ("&lt &amp", "< &"),
        ("&nbsp;&apos;&hellip;", "&nbsp;&apos;&hellip;"),
        ("&#65;&#x42;&#x1F600;", "AB😀"),
        ("&#xd83d;&#xde00;", "😀"),
        ("&#0;&#;&#1234567890;&", "&#0;&#;&#1234567890;&"),
        ("a > b", "a > b"),
        ("<b>x</b >y", "xy"),
        ("<B>x</b>", "x"),
        ("<b>x</>", "x"),
    ],
)
def test_references_and_loose_signs(html: str, text: str) -> None:
    assert formatted(html, parse_mode="HTML").text == text


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<b>a</b> <strong>b</strong>", [("bold", 0, 1, ""), ("bold", 2, 1, "")]),
        ("<i>a</i><u>b</u><s>c</s>", [("italic", 0, 1, ""), ("underline", 1, 1, ""), ("strikethrough", 2, 1, "")]),
        ("<span class='tg-spoiler'>a</span>", [("spoiler", 0, 1, "")]),
        ("<tg-spoiler>a</tg-spoiler>", [("spoiler", 0, 1, "")]),
        ("😀<b>a</b>", [("bold", 2, 1, "")]),
        ("<b>é</b>", [("bold", 0, 1, "")]),
        ("<b></b>x", []),
        ("<blockquote>a</blockquote>", [("blockquote", 0, 1, "")]),
        ("<blockquote expandable>a</blockquote>", [("expandable_blockquote", 0, 1, "")]),
        ("<pre>a</pre>", [("pre", 0, 1, "")]),
        ("<pre><code class='language-python'>a</code></pre>", [("pre", 0, 1, "python")]),
        ("<code class='language-python'>a</code>", [("code", 0, 1, "python")]),
        ("<code><b>a</b></code>", [("code", 0, 1, "")]),
        ("<tg-emoji emoji-id='5368324170671202286'>👍</tg-emoji>", [("custom_emoji", 0, 2, "5368324170671202286")]),
        ("<tg-time unix='1700000000'>then</tg-time>", [("date_time", 0, 4, "1700000000")]),
        ("<tg-time unix='soon'>then</tg-time>", []),
    ],
)
def test_tags_become_entities(html: str, expected: list[tuple[str, int, int, str]]) -> None:
    assert entities(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="https://vale.example/a?b=1&amp;c=2">x</a>', [("text_link", 0, 1, "https://vale.example/a?b=1&c=2")]),
        ("<a href=vale.example>x</a>", [("text_link", 0, 1, "http://vale.example/")]),
        ("<a href='HTTPS://Vale.Example/Path'>x</a>", [("text_link", 0, 1, "https://vale.example/Path")]),
        ("<a>https://vale.example/</a>", [("text_link", 0, 21, "https://vale.example/")]),
        ("<a href='https://vale.example/a b'>x</a>", [("text_link", 0, 1, "https://vale.example/a%20b")]),
        ("<a href='http://127.0.0.1:8080/a'>x</a>", [("text_link", 0, 1, "http://127.0.0.1:8080/a")]),
        ("<a href='tg://user?id=42'>x</a>", [("text_mention", 0, 1, "42")]),
        (
            "<a href='https://vale.example/#:~:text=the%20pier'>x</a>",
            [("text_link", 0, 1, "https://vale.example/#:~:text=the%20pier")],
        ),
    ],
)
def test_links_are_written_as_telegram_writes_them(html: str, expected: list[tuple[str, int, int, str]]) -> None:
    assert entities(html) == expected


@pytest.mark.parametrize("address", ["http://localhost/a", "javascript:alert(1)", "ftp://vale.example/", "/a", "x"])
def test_a_link_that_leads_nowhere_is_dropped_and_noted(address: str) -> None:
    text = formatted(f'see <a href="{address}">this</a>', parse_mode="HTML")
    assert text.text == "see this"
    assert text.spans == ()
    assert text.dropped == (f"link dropped: {address!r}",)


def test_a_style_is_cut_where_a_link_begins_and_ends() -> None:
    assert entities('<b>to <a href="https://vale.example/">the</a> end</b>') == [
        ("bold", 0, 3, ""),
        ("text_link", 3, 3, "https://vale.example/"),
        ("bold", 3, 3, ""),
        ("bold", 6, 4, ""),
    ]


def test_touching_pieces_of_one_style_are_one() -> None:
    assert entities("<b>a</b><b>b</b>") == [("bold", 0, 2, "")]


def test_a_quote_inside_a_quote_and_a_link_inside_a_link_are_left_out() -> None:
    assert entities("<blockquote>a<blockquote>b</blockquote></blockquote>") == [("blockquote", 0, 2, "")]
    assert entities('<a href="https://a.example/">x<code>y</code></a>') == [("text_link", 0, 2, "https://a.example/")]


def test_blanks_go_from_both_ends_and_entities_move_along() -> None:
    text = formatted("\n  hello <b>you</b>  \n", parse_mode="HTML")
    assert text.text == "hello you"
    assert [(span.offset, span.length) for span in text.spans] == [(6, 3)]


def test_blanks_at_the_start_stay_where_an_entity_begins() -> None:
    assert formatted("<b>  a</b>", parse_mode="HTML").text == "  a"


def test_an_entity_is_cut_to_the_trimmed_text() -> None:
    assert entities("<b>a  </b>") == [("bold", 0, 1, "")]


def test_control_characters_become_spaces_and_direction_marks_go() -> None:
    text = formatted("a\tb\r\nc\u202ed<b>e</b>", parse_mode="HTML")
    assert text.text == "a b\ncde"
    assert [(span.offset, span.length) for span in text.spans] == [(6, 1)]


@pytest.mark.parametrize("nothing", ["", "  \n ", "<b> </b>", "\u200b\u2060", "&#8203;"])
def test_a_text_of_nothing_visible_is_empty(nothing: str) -> None:
    assert formatted(nothing, parse_mode="HTML").text == ""


def test_a_hundred_entities_are_kept_links_before_styles() -> None:
    links = "".join(f'<b>x</b> <a href="https://vale.example/{n}">y</a> ' for n in range(80))
    text = formatted(links, parse_mode="HTML")
    kinds = [span.type for span in text.spans]
    assert (kinds.count("text_link"), kinds.count("bold")) == (80, 20)
    assert text.dropped == ("160 entities: only the first 100 are kept",)


def test_found_entities_do_not_count_against_the_hundred() -> None:
    styled = "".join(f"<b>{n}</b> " for n in range(100))
    text = formatted(f"{styled} #harbour", parse_mode="HTML")
    assert len(text.spans) == 101
    assert text.dropped == ()


def test_more_than_32768_bytes_are_refused_before_parsing() -> None:
    assert formatted("<" + "b" * 32766 + ">", parse_mode="").text
    with pytest.raises(ApiError, match="text is too long"):
        formatted("é" * 16385, parse_mode="HTML")


def test_an_unknown_parse_mode_is_refused_and_markdown_is_not_served() -> None:
    with pytest.raises(ApiError, match="unsupported parse_mode"):
        formatted("x", parse_mode="BBCode")
    with pytest.raises(ApiError, match="write HTML") as refusal:
        formatted("*x*", parse_mode="MarkdownV2")
    assert refusal.value.status == 501


def test_given_entities_are_kept_and_checked() -> None:
    text = formatted("go there", entities=[{"type": "text_link", "offset": 3, "length": 5, "url": "vale.example"}])
    assert [(span.type, span.argument) for span in text.spans] == [("text_link", "http://vale.example/")]


@pytest.mark.parametrize(
    ("entity", "reason"),
    [
        ({"type": "bold", "offset": 1, "length": 9}, "ends after the end of the text at UTF-16 offset 10"),
        ({"type": "bold", "offset": 9, "length": 1}, "begins after the end of the text at UTF-16 offset 9"),
        ({"type": "bold", "offset": 0, "length": 1}, "in a middle of a UTF-16 symbol"),
        ({"type": "bold", "offset": -1, "length": 1}, "incorrect offset -1"),
        ({"type": "bold", "offset": 0, "length": -1}, "incorrect length -1"),
        ({"type": "bold", "length": 1}, "must be of type Number"),
        ({"type": "shout", "offset": 0, "length": 2}, "Unsupported type specified"),
        ({"type": "text_link", "offset": 0, "length": 2, "url": "localhost"}, "entity Wrong HTTP URL"),
    ],
)
def test_given_entities_that_fit_no_text_are_refused(entity: dict[str, object], reason: str) -> None:
    with pytest.raises(ApiError, match=reason):
        formatted("😀a", entities=[entity])


TAGS = ["b", "i", "u", "s", "code", "pre", "blockquote", "a", "tg-spoiler", "span", "p", ""]
SCRAPS = st.sampled_from(
    [*(f"<{tag}>" for tag in TAGS), *(f"</{tag}>" for tag in TAGS), "<a href='", "'>", '<a href="https://v.example/">']
)
SOURCES = st.lists(st.one_of(st.text(max_size=8), SCRAPS, st.just("&#x1F600;"), st.just("&")), max_size=14).map("".join)


@given(SOURCES)
def test_any_source_is_parsed_or_refused_and_entities_fit_the_text(source: str) -> None:
    try:
        text = formatted(source, parse_mode="HTML")
    except ApiError:
        return
    borders = {units(text.text[:place]) for place in range(len(text.text) + 1)}
    for span in text.spans:
        assert span.length > 0
        assert {span.offset, span.end} <= borders
    assert list(text.spans) == sorted(text.spans, key=lambda span: (span.offset, -span.length))
    assert text.text == text.text.rstrip(" \n")


@given(st.text())
def test_escaped_text_comes_out_as_it_would_go_in_plain(plain: str) -> None:
    if "\0" in plain:
        return
    escaped = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert formatted(escaped, parse_mode="HTML") == formatted(plain)


@given(SOURCES)
def test_what_was_formatted_once_stays_as_it_is(source: str) -> None:
    once = formatted(source)
    assert formatted(once.text) == once
