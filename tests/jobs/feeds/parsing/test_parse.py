"""Bytes to a feed: every format, what real feeds get wrong, and whatever else a stranger may send."""

import json
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.feeds.parsing.parse import parse_feed
from jobs.feeds.parsing.parsed import NO_PAGE
from jobs.feeds.problems import FeedProblem

URL = "https://harbour.example/news/feed.xml"

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/">
<channel>
  <title>Harbour &amp;amp; Vale</title><link>https://harbour.example/</link><language>en-GB</language>
  <item>
    <title>Ferry &lt;i&gt;Guillemot&lt;/i&gt; hits the mole &amp;amp; stays</title>
    <link>https://harbour.example/guillemot?utm_source=rss&amp;id=7#utm_medium=feed</link>
    <guid isPermaLink="false">post-7</guid>
    <author>nora@harbour.example (Nora Quill)</author>
    <pubDate>Mon, 02 Mar 2026 09:15:00 +0200</pubDate>
    <description>Four hurt.</description>
    <content:encoded><![CDATA[<p>Four people were hurt.</p><script>steal()</script>]]></content:encoded>
    <media:content url="/pictures/mole.jpg" medium="image"/>
  </item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="uk-UA" xml:base="https://kosa.example/">
  <title type="text">Вісник &lt;Коси&gt;</title><link href="/"/><id>kosa</id>
  <entry xml:base="2026/">
    <title type="html">Міст &lt;b&gt;відкрито&lt;/b&gt;</title>
    <id>tag:kosa.example,2026:1</id><link rel="alternate" href="mist"/>
    <author><name>Оля Рудь</name></author>
    <published>2026-03-01T22:30:00Z</published><updated>2026-03-02T01:00:00Z</updated>
    <summary>Коротко.</summary>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Міст знову відкрито.</p></div></content>
    <link rel="enclosure" type="image/png" href="mist.png"/>
  </entry>
</feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/">
  <channel rdf:about="https://light.example/"><title>The Light</title><link>https://light.example/</link>
    <dc:language>en</dc:language></channel>
  <item rdf:about="https://light.example/1"><title>No mussels</title><link>https://light.example/1</link>
    <description>Till further notice.</description><dc:date>2026-03-01T10:00:00+00:00</dc:date></item>
</rdf:RDF>"""

JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Wexmere Chronicle",
    "home_page_url": "https://wexmere.example/",
    "language": "en-US",
    "items": [
        {
            "id": 7,
            "url": "/plant",
            "title": "A plant &amp; <b>600</b> jobs",
            "content_html": "<p>Lumenfold builds.</p><iframe src='https://x.example'></iframe>",
            "summary": "Short.",
            "date_published": "2026-03-02T07:30:00-05:00",
            "authors": [{"name": "Hettie Crowe"}, {"name": "Gwen Aldous"}],
            "image": "plant.jpg",
        },
        {"id": "https://wexmere.example/two", "content_text": "First & last.\n\nSecond."},
        "no item",
    ],
}


def parse(text: str | bytes, content_type: str = "", url: str = URL):
    return parse_feed(text.encode() if isinstance(text, str) else text, url=url, content_type=content_type)


def rss(items: str, channel: str = "<title>Post</title><link>https://post.example/</link>") -> str:
    return f'<rss version="2.0"><channel>{channel}{items}</channel></rss>'


def test_rss():
    feed = parse(RSS)
    assert (feed.kind, feed.title, feed.language, feed.site) == (
        "RSS 2.0",
        "Harbour & Vale",
        "en",
        "https://harbour.example/",
    )
    (entry,) = feed.entries
    assert entry.guid == "post-7"
    assert entry.url == "https://harbour.example/guillemot?id=7"
    assert entry.title == "Ferry Guillemot hits the mole & stays"
    assert entry.content == "<p>Four people were hurt.</p>"
    assert entry.author == "Nora Quill"
    assert entry.image == "https://harbour.example/pictures/mole.jpg"
    assert entry.published_at == datetime(2026, 3, 2, 7, 15, tzinfo=UTC)


def test_atom_with_links_and_pictures_relative_to_its_bases():
    feed = parse(ATOM)
    assert (feed.kind, feed.title, feed.language, feed.site) == (
        "Atom 1.0",
        "Вісник <Коси>",
        "uk",
        "https://kosa.example/",
    )
    (entry,) = feed.entries
    assert entry.url == "https://kosa.example/2026/mist"
    assert entry.image == "https://kosa.example/2026/mist.png"
    assert entry.title == "Міст відкрито"
    assert "Міст знову відкрито." in entry.content
    assert entry.author == "Оля Рудь"
    assert entry.published_at == datetime(2026, 3, 1, 22, 30, tzinfo=UTC)


def test_rdf():
    feed = parse(RDF)
    (entry,) = feed.entries
    assert (feed.kind, feed.title, feed.language) == ("RSS 1.0", "The Light", "en")
    assert (entry.guid, entry.title) == ("https://light.example/1", "No mussels")
    assert entry.published_at == datetime(2026, 3, 1, 10, 0, tzinfo=UTC)


def test_json_feed():
    feed = parse(json.dumps(JSON), url="https://wexmere.example/feed.json")
    assert (feed.kind, feed.title, feed.language) == ("JSON Feed 1.1", "Wexmere Chronicle", "en")
    plant, second = feed.entries
    assert (plant.guid, plant.url) == ("7", "https://wexmere.example/plant")
    assert (plant.title, plant.author) == ("A plant & 600 jobs", "Hettie Crowe, Gwen Aldous")
    assert plant.content == "<p>Lumenfold builds.</p>"
    assert plant.image == "https://wexmere.example/plant.jpg"
    assert plant.published_at == datetime(2026, 3, 2, 12, 30, tzinfo=UTC)
    assert second.url == "https://wexmere.example/two"
    assert second.content == "<p>First &amp; last.</p><p>Second.</p>"


def test_json_feed_1_has_one_author():
    feed = {
        "version": "https://jsonfeed.org/version/1",
        "title": "T",
        "items": [{"id": "a", "author": {"name": "Ann Reed"}, "content_text": "x"}],
    }
    parsed = parse(json.dumps(feed))
    assert (parsed.kind, parsed.entries[0].author) == ("JSON Feed 1", "Ann Reed")


@pytest.mark.parametrize(
    "kind", ["text/html", "text/plain", "application/json", "image/png", "nonsense", "a;charset=no"]
)
def test_what_the_server_calls_it_does_not_matter(kind: str):
    assert parse(RSS, kind).entries == parse(RSS).entries
    assert parse(json.dumps(JSON), kind).entries == parse(json.dumps(JSON)).entries


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
def test_unicode_is_read_with_and_without_a_byte_order_mark(encoding: str):
    for text in (RSS, '<?xml version="1.0" encoding="utf-16"?>' + ATOM, ATOM):
        assert parse(text.encode(encoding)).entries == parse(text).entries
    assert parse(json.dumps(JSON).encode(encoding)).entries == parse(json.dumps(JSON)).entries


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-u", "iso-8859-5"])
def test_older_encodings_are_read_as_the_document_or_the_server_says(encoding: str):
    plain = rss("<item><title>Порт відкрито знову</title><link>https://post.example/1</link></item>")
    declared = f'<?xml version="1.0" encoding="{encoding}"?>{plain}'.replace("і", "и")
    assert parse(declared.encode(encoding)).entries[0].title == "Порт видкрито знову"
    said = plain.replace("і", "и").encode(encoding)
    assert parse(said, f"text/xml; charset={encoding}").entries[0].title == "Порт видкрито знову"


def test_utf_8_is_known_by_its_bytes_where_header_and_declaration_are_wrong():
    wrong = '<?xml version="1.0" encoding="iso-8859-1"?>' + rss("<item><title>Føroyar – Кіт</title></item>")
    assert parse(wrong, "text/xml; charset=windows-1252").entries[0].title == "Føroyar – Кіт"


def test_entities_of_html_and_stray_ampersands_are_read():
    feed = parse(rss("<item><title>Caf&eacute; R&D &nbsp; &#8211; &#x41;</title></item>"))
    assert feed.entries[0].title == "Café R&D – A"


@pytest.mark.parametrize(
    "broken",
    [
        RSS[: RSS.index("</item>")],
        "\n\n  " + RSS,
        RSS.replace("</channel></rss>", ""),
        RSS.replace("<description>Four hurt.</description>", "<description>Four <b>hurt.</description>"),
        RSS.replace("Four hurt.", "Four \x0b\x01 hurt."),
        RSS + "<!-- cached --><script>x</script>",
    ],
)
def test_feeds_that_are_not_well_formed_are_read_all_the_same(broken: str):
    assert [entry.guid for entry in parse(broken).entries] == ["post-7"]


def test_an_entry_without_a_guid_is_known_by_its_link_and_without_both_by_title_and_date():
    feed = parse(
        rss(
            "<item><title>One</title><link>/one?fbclid=x</link></item>"
            "<item><title>Two</title><pubDate>Mon, 02 Mar 2026 07:00:00 GMT</pubDate></item>"
            "<item><description>Only this.</description></item>"
        )
    )
    one, two, three = feed.entries
    assert one.guid == "https://harbour.example/one"
    assert two.guid.startswith("title:")
    assert len({one.guid, two.guid, three.guid}) == 3
    assert (
        two.guid
        == parse(rss("<item><title>Two</title><pubDate>Mon, 2 Mar 2026 07:00 UT</pubDate></item>")).entries[0].guid
    )


def test_an_entry_without_a_link_stands_at_the_feeds_site_under_an_address_of_its_own():
    home = "https://post.example/"
    feed = parse(rss(f"<item><title>A</title></item><item><title>B</title><link>{home}</link></item>"))
    for entry in feed.entries:
        assert entry.url.startswith(home + NO_PAGE)
    assert len({entry.url for entry in feed.entries}) == 2


def test_a_permalink_guid_is_the_link():
    assert parse(rss("<item><guid>https://post.example/1</guid></item>")).entries[0].url == "https://post.example/1"


def test_a_podcasts_enclosure_is_its_link():
    item = '<item><title>E</title><enclosure url="https://post.example/e.mp3" type="audio/mpeg" length="1"/></item>'
    assert parse(rss(item)).entries[0].url == "https://post.example/e.mp3"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "mailto:a@b.example", "http://", "x" * 5000]
)
def test_links_that_lead_nowhere_are_dropped(link: str):
    item = f"<item><title>A</title><guid isPermaLink='false'>1</guid><link>{link}</link></item>"
    assert NO_PAGE in parse(rss(item)).entries[0].url


def test_guids_too_long_for_an_index_are_kept_as_their_hash():
    item = f"<item><guid isPermaLink='false'>{'g' * 3000}</guid></item>"
    assert len(parse(rss(item)).entries[0].guid) < 100


def test_the_same_guid_twice_is_one_entry():
    items = "<item><guid>https://p.example/1</guid><title>New</title></item>" * 2
    assert len(parse(rss(items)).entries) == 1


def test_what_databases_refuse_is_not_in_any_text():
    item = {
        "id": "\x00\udfff1",
        "title": "t\x00\ud83d",
        "content_html": "<p>\x00\ud800x</p>",
        "authors": [{"name": "\x00n"}],
    }
    hostile = {"version": "https://jsonfeed.org/version/1", "title": "a\x00b\ud800", "items": [item]}
    feed = parse(json.dumps(hostile))
    entry = feed.entries[0]
    for text in (feed.title, entry.guid, entry.title, entry.content, entry.author or ""):
        assert "\x00" not in text
        text.encode()


def test_dates_that_can_not_be_are_no_dates():
    items = "".join(
        f"<item><guid isPermaLink='false'>{n}</guid><pubDate>{date}</pubDate></item>"
        for n, date in enumerate(["yesterday", "Mon, 99 Foo 20266 99:99:99 GMT", "0000-00-00T00:00:00Z", ""])
    )
    assert [entry.published_at for entry in parse(rss(items)).entries] == [None] * 4


def test_a_plain_text_summary_is_content_too():
    feed = parse(ATOM[: ATOM.index("<content")] + "</entry></feed>")
    assert feed.entries[0].content == "<p>Коротко.</p>"


@pytest.mark.parametrize(
    ("elements", "pace"),
    [
        ("<ttl>90</ttl>", timedelta(minutes=90)),
        ("<sy:updatePeriod> Daily </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", timedelta(hours=6)),
        # once an hour, as every WordPress writes it without being asked
        ("<ttl>30</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", timedelta(minutes=30)),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", timedelta(minutes=30)),
        ("<ttl>30</ttl><sy:updatePeriod>weekly</sy:updatePeriod>", timedelta(days=7)),
        ("<ttl>soon</ttl><sy:updatePeriod>often</sy:updatePeriod>", None),
        ("<ttl>0</ttl>", None),
        (f"<ttl>{'9' * 5000}</ttl>", None),
    ],
)
def test_the_pace_is_the_longest_that_the_feed_asks_for(elements: str, pace: timedelta | None):
    namespace = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
    assert parse(rss("", elements).replace("<rss ", f"<rss {namespace} ")).pace == pace


def test_an_empty_feed_is_a_feed():
    assert parse(rss("")).entries == ()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "nothing in it"),
        (b" \n ", "nothing in it"),
        (b"<!doctype html><html><head><title>x</title></head><body><p>x</p></body></html>", "web page"),
        (b"<html><body>Sorry</body></html>", "web page"),
        (b"just words", "not a feed"),
        (b'<?xml version="1.0"?><sitemap/>', "not a feed"),
        (b'<?xml version="1.0"?><a><b>', "broken XML"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00\xff" * 500, "not a feed"),
        (b'{"version": ', "can't be read as JSON"),
        (b'{"error": "not found"}', "no JSON Feed"),
        (b"{" * 100_000, "can't be read as JSON"),
        (b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 200_000, "can't be read as JSON"),
        (b'{"title":"x","items":[],"n":' + b"9" * 10_000 + b"}", "can't be read as JSON"),
        (b"<rss><item " + b" ".join(b'a%d="1"' % n for n in range(20_000)) + b"/>", "thousands of attributes"),
    ],
)
def test_what_is_no_feed_is_told_in_words(body: bytes, words: str):
    with pytest.raises(FeedProblem, match=words):
        parse(body)


def test_a_long_picture_in_the_text_is_no_bomb():
    picture = '<img src="data:image/png;base64,' + "A" * 100_000 + '">'
    item = f"<item><title>A</title><description><![CDATA[<p>Text</p>{picture}]]></description></item>"
    assert "Text" in parse(rss(item)).entries[0].content
    assert parse(rss(f"<!-- {'a=1 ' * 50_000} -->")).entries == ()


def test_a_document_that_would_grow_beyond_all_bounds_does_not():
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    body = f'<!DOCTYPE r [<!ENTITY l0 "ha">{laughs}]>' + rss("<item><title>&l11;</title></item>")
    started = time.process_time()
    assert len(parse(body).entries[0].title) < 1000
    assert time.process_time() - started < 5


def test_external_entities_are_not_fetched():
    body = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + rss("<item><title>a &x; b</title></item>")
    assert "root" not in parse(body).entries[0].title


def check(body: bytes, content_type: str) -> None:
    try:
        feed = parse_feed(body, url=URL, content_type=content_type)
    except FeedProblem:
        return
    for entry in feed.entries:
        assert entry.guid
        assert entry.url.startswith(("http://", "https://"))
        assert entry.published_at is None or entry.published_at.utcoffset() == timedelta(0)
        for text in (entry.guid, entry.url, entry.title, entry.content):
            text.encode()
            assert "\x00" not in text


SAMPLES = [RSS.encode(), ATOM.encode(), RDF.encode(), json.dumps(JSON).encode(), ATOM.encode("utf-16")]


@given(body=st.binary(max_size=400), content_type=st.text(max_size=30))
@settings(max_examples=80)
def test_arbitrary_bytes_never_raise_anything_else(body: bytes, content_type: str):
    check(body, content_type)


@given(
    sample=st.sampled_from(SAMPLES),
    cuts=st.lists(st.tuples(st.integers(0, 1500), st.integers(0, 40), st.binary(max_size=12)), max_size=6),
)
@settings(max_examples=80)
def test_feeds_damaged_anywhere_never_raise_anything_else(sample: bytes, cuts: list[tuple[int, int, bytes]]):
    for at, length, inserted in cuts:
        sample = sample[:at] + inserted + sample[at + length :]
    check(sample, "")


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*JSON, *JSON["items"][0]]), inner),
    max_leaves=12,
)


@given(feed=st.dictionaries(st.sampled_from([*JSON]), JSON_VALUES), items=st.lists(JSON_VALUES, max_size=3))
@settings(max_examples=80)
def test_json_of_any_shape_never_raises_anything_else(feed: dict[str, object], items: list[object]):
    check(json.dumps({"version": "1", "items": items} | feed).encode(), "")
