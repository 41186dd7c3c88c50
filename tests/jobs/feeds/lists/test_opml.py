"""Lists of feeds as OPML: read whatever they are, and written so that nothing is lost."""

import resource
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.feeds.lists.opml import MOST_BYTES, OpmlFeed, OpmlFile, OpmlTopic, read_opml, write_opml
from jobs.feeds.problems import FeedProblem


def opml(body: str, head: str = "") -> bytes:
    return f'<?xml version="1.0"?>\n<opml version="2.0"><head>{head}</head><body>\n{body}\n</body></opml>'.encode()


def shape(file: OpmlFile) -> list[tuple[str, list[str]]]:
    return [(topic.name, [feed.url for feed in topic.feeds]) for topic in file.topics]


NAMES = (
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=40)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
FEEDS = st.builds(
    OpmlFeed,
    url=st.integers(0, 10**6).map("https://post.example/{}?a=1&copy=2".format),
    title=st.just("") | NAMES,
    language=st.sampled_from([None, "en", "uk"]),
    paused=st.booleans(),
    full_article=st.booleans(),
)


def several(most: int) -> st.SearchStrategy[tuple[OpmlFeed, ...]]:
    return st.lists(FEEDS, max_size=most, unique_by=lambda feed: feed.url).map(tuple)


TOPICS = st.builds(
    OpmlTopic,
    name=NAMES,
    feeds=several(4),
    slug=st.sampled_from([None, "a", "a-b"]),
    description=st.just("") | NAMES,
    language=st.sampled_from([None, "de"]),
    keywords=st.sampled_from(["", "chip*, open source"]),
    method=st.sampled_from([None, "lsa"]),
    sentences=st.sampled_from([None, 1, 5]),
)
FILES = st.builds(
    OpmlFile,
    topics=st.lists(TOPICS, max_size=4, unique_by=lambda topic: topic.name).map(tuple),
    loose=several(2),
    unread=several(2),
    title=st.just("") | NAMES,
).filter(lambda file: file.topics or file.loose or file.unread)


@given(FILES)
def test_what_is_written_is_read_back_whatever_the_names(file):
    assert read_opml(write_opml(file)) == file


@given(st.binary(max_size=300))
def test_any_bytes_are_a_list_or_a_refusal(data):
    for body in (data, b"<opml>" + data, opml('<outline text="A" xmlUrl="http://a.example"/>') + data):
        with suppress(FeedProblem):
            read_opml(body)


def test_folders_are_topics_and_nested_ones_tell_where_they_were():
    read = read_opml(
        opml(
            """<outline text="News"><outline text="A" xmlUrl="http://a.example/"/>
            <outline title="Europe"><outline text="B" xmlUrl="http://b.example/"/></outline></outline>
            <outline text="Empty"/><outline text="C" xmlUrl="http://c.example/"/>"""
        )
    )
    assert shape(read) == [
        ("News", ["http://a.example/"]),
        ("News / Europe", ["http://b.example/"]),
        ("Empty", []),
    ]
    assert [feed.url for feed in read.loose] == ["http://c.example/"]


def test_a_folder_around_everything_and_one_that_only_holds_folders_are_no_topics():
    read = read_opml(
        opml(
            """<outline text="Subscriptions"><outline text="Tech"><outline text="Apple">
            <outline xmlUrl="http://a.example/"/></outline></outline></outline>"""
        )
    )
    assert shape(read) == [("Tech / Apple", ["http://a.example/"])]


def test_a_category_stands_for_a_folder_where_there_is_none():
    read = read_opml(opml('<outline category="/Tech/Apple,/News" xmlUrl="http://a.example/"/>'))
    assert shape(read) == [("Tech / Apple", ["http://a.example/"])]


def test_a_feed_stands_once_in_a_folder_and_in_as_many_folders_as_name_it():
    read = read_opml(
        opml(
            """<outline text="A"><outline text="First" xmlUrl="http://post.example/feed"/>
            <outline text="Second" xmlUrl="https://post.example/feed/"/></outline>
            <outline text="B"><outline xmlUrl="http://post.example/feed"/></outline>"""
        )
    )
    assert shape(read) == [("A", ["http://post.example/feed"]), ("B", ["http://post.example/feed"])]
    assert (read.topics[0].feeds[0].title, read.merged) == ("First", 1)


def test_rows_that_are_no_feeds_are_told_one_by_one_with_their_lines():
    read = read_opml(
        opml(
            """<!-- <outline text="out of use"/>
            -->
            <outline text="Good" xmlUrl="http://good.example/"/>
            <outline text="None" type="rss"/>
            <outline text="Page" type="rss" htmlUrl="https://page.example/"/>
            <outline text="Script" xmlUrl="javascript:alert(1)"/>
            <outline text="File" xmlUrl="ftp://file.example/feed"/>
            <outline text="List" type="include" url="https://list.example/more.opml"/>
            <outline xmlUrl="http://["/>"""
        )
    )
    assert [feed.url for feed in read.loose] == ["http://good.example/"]
    assert [(bad.line, bad.outline, bad.reason.partition(";")[0]) for bad in read.bad] == [
        (6, "None", "it names no feed"),
        (7, "Page", "it names a page and no feed"),
        (8, "Script", "javascript:alert(1): this is not a web address"),
        (9, "File", "ftp://file.example/feed: only http and https addresses can be fetched"),
        (10, "List", "it points to another list"),
        (11, "", "http://[: this is not a web address"),
    ]


def test_files_that_are_not_well_formed_are_read_all_the_same():
    read = read_opml(
        b'\n <OPML><body><outline text="Q & A" xmlurl="http://a.example/?a=1&b=2">'
        b"<outline text='x' XMLURL=http://b.example/></outline></outline></outline></body>"
    )
    assert [(feed.title, feed.url) for feed in read.loose] == [
        ("Q & A", "http://a.example/?a=1&b=2"),
        ("x", "http://b.example/"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "windows-1251"])
def test_encodings_are_told_by_mark_bytes_and_declaration(encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?><opml><body><outline text="Їжак" xmlUrl="http://a.example/"/></body></opml>'
    assert read_opml(text.encode(encoding)).loose[0].title == "Їжак"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not an OPML file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not an OPML file"),
        (b'{"feeds": []}', "not an OPML file"),
        (b"<html><body><p>Hello</p></body></html>", "not an OPML file"),
        (opml(""), "no feeds in it"),
        ('<opml encoding="utf-8"><outline text="Ї"/></opml>'.encode("cp1251"), "not in utf-8, as it should be"),
        (b'<?xml encoding="klingon"?><opml><outline text="\xff"/></opml>', "not in klingon, as it should be"),
        (b"<opml>" + b" " * MOST_BYTES, "larger than 20 MB"),
    ],
)
def test_what_is_no_list_is_refused_in_one_line(data, words):
    with pytest.raises(FeedProblem, match=words):
        read_opml(data)


def test_entities_are_neither_multiplied_nor_fetched():
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(12))
    body = '<opml><body><outline text="&l11;&x;" xmlUrl="http://a.example/"/></body></opml>'
    read = read_opml(f'<!DOCTYPE o [{lol}<!ENTITY x SYSTEM "file:///etc/passwd">]>{body}'.encode())
    assert read.loose[0].title == "&l11;&x;"


@pytest.mark.parametrize(
    "body",
    [
        '<outline text="a">' * 100_000,
        '<outline text="a" xmlUrl="http://a.example/">' * 20_000,
        f'<outline text="{"a" * 9_000_000}" xmlUrl="http://a.example/"/>',
        f'<outline {" ".join(f"a{n}=1" for n in range(50_000))} xmlUrl="http://a.example/"/>',
    ],
    ids=["nested folders", "nested feeds", "a long name", "many attributes"],
)
def test_bombs_take_little_memory(body):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    read = read_opml(opml(body))
    assert read.topics or read.loose
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * 1024


def test_a_login_of_the_files_is_kept_for_its_feed():
    assert read_opml(opml('<outline xmlUrl="https://sam:pw@a.example/feed"/>')).loose[0].url == (
        "https://sam:pw@a.example/feed"
    )


def test_without_a_name_of_its_own_a_feed_shows_its_address_to_other_readers():
    feed = OpmlFeed(url="https://a.example/feed")
    written = write_opml(OpmlFile(topics=(), loose=(feed,)))
    assert b'text="https://a.example/feed"' in written
    assert read_opml(written).loose == (feed,)
