"""What real feeds do wrong costs no entry: at least as many are read as feedparser finds by itself in the same answer.

Hundreds of feeds are made of every format, encoding and flaw with every other, as sloppy publishers do.
"""

import io
from collections.abc import Callable, Iterator
from itertools import product

import feedparser
import pytest

from jobs.feeds.parsing.parse import parse_feed
from jobs.feeds.problems import FeedProblem

URL = "https://post.example/feeds/news.xml"

ITEM = "<item><title>Žluťoučký кіт №N &amp; co – ü</title><link>https://post.example/N</link><description>N</description></item>"
ENTRY = "<entry><title>Žluťoučký кіт №N &amp; co – ü</title><id>tag:N</id><summary>N</summary></entry>"

RSS = f'<rss version="2.0"><channel><title>Post ü</title>{ITEM * 3}</channel></rss>'
FORMATS = {
    "rss20": RSS,
    "rss091": f'<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/x.dtd">'
    f'<rss version="0.91"><channel><title>Post</title>{ITEM * 3}</channel></rss>',
    "rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
    f"<channel><title>Post</title></channel>{ITEM * 3}</rdf:RDF>",
    "atom10": f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Post</title>{ENTRY * 3}</feed>',
    "atom03": f'<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Post</title>{ENTRY * 3}</feed>',
    "prefixed": '<a:feed xmlns:a="http://www.w3.org/2005/Atom">'
    f"{ENTRY.replace('<', '<a:').replace('<a:/', '</a:') * 3}</a:feed>",
    "bare items": ITEM * 3,
    "upper": RSS.replace("item>", "ITEM>").replace("<rss", "<RSS").replace("</rss", "</RSS"),
    "soap": f'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>{RSS}</e:Body></e:Envelope>',
}
ENCODINGS = [
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-7", "ascii",
    "iso-8859-1", "iso-8859-2", "iso-8859-5", "iso-8859-15", "windows-1250", "windows-1251", "windows-1252", "koi8-r",
    "koi8-u", "mac-cyrillic", "cp437", "cp866", "cp037", "cp500", "big5", "gb18030", "hz", "euc-jp", "shift_jis",
    "iso-2022-jp", "euc-kr",
]  # fmt: skip
DECLARATIONS = [None, "{}", "utf-8", "iso-8859-1", "us-ascii", "utf-16", "gb2312", "nonsense", ""]
TYPES = ["text/xml", "application/rss+xml; charset={}", "text/html; charset=utf-8", "text/plain; charset=us-ascii",
         "application/octet-stream", "image/png", "", "text/xml; charset=", "text/xml; charset=undefined"]  # fmt: skip

CHARSETS = ["x-user-defined", "base64", "rot13", "idna", "punycode", "a\x00b", "unicode_escape", "mbcs", "'utf-8'",
            "utf-8;q=1", "utf8, utf8", "x" * 5000, "\u0444"]  # fmt: skip

FLAWS: dict[str, Callable[[str], str]] = {
    "cut in a tag": lambda text: text[: len(text) * 5 // 6],
    "cut after an item": lambda text: text[: text.rindex("title>") + 6],
    "junk before": lambda text: "Notice: undefined index in /srv/x.php on line 7\n\n" + text,
    "blank before": lambda text: "\n \t\r\n" + text,
    "junk behind": lambda text: text + "<!-- cached --><script>track()</script></html>",
    "bare ampersands": lambda text: text.replace("&amp;", "&"),
    "entities of html": lambda text: text.replace("&amp;", "&nbsp;&eacute;&bogus;"),
    "references out of range": lambda text: text.replace("&amp;", "&#xFFFFFFFF;&#0;&#xD800;&#x1F600;"),
    "control signs": lambda text: text.replace("&amp;", "\x00\x01\x0b\x1b"),
    "open tags": lambda text: text.replace("&amp;", "<br><p><img src=x>"),
    "crossed tags": lambda text: text.replace("&amp;", "<b><i></b></i>"),
    "bare less than": lambda text: text.replace("&amp;", "a < b <3 <"),
    "quotes left out": lambda text: text.replace('"', ""),
    "a namespace left out": lambda text: text.replace("&amp;", "<media:thumb url='x'/><dc:creator>x</dc:creator>"),
    "an open cdata": lambda text: text.replace("&amp;", "<![CDATA[x", 1),
    "cdata in cdata": lambda text: text.replace("&amp;", "<![CDATA[<![CDATA[x]]>]]>"),
    "an open comment": lambda text: text[: len(text) // 2] + "<!-- " + text[len(text) // 2 :],
    "two feeds": lambda text: text + text,
    "two declarations": lambda text: '<?xml version="1.0"?>' + text,
    "an entity of its own": lambda text: '<!DOCTYPE x [<!ENTITY amp2 "and">]>' + text.replace("&amp;", "&amp2;"),
    "tags in upper case": lambda text: text.replace("title>", "TITLE>"),
    "ends left out": lambda text: text.replace("</title>", "").replace("</description>", ""),
    "attributes twice": lambda text: text.replace("<title>", '<title a="1" a="2">'),
    "a stylesheet": lambda text: '<?xml-stylesheet href="a.xsl"?>' + text,
    "an archive": lambda text: text.replace(ITEM, ITEM * 20),
    "tags across lines": lambda text: text.replace("<title>", "<title\n\t >").replace("</title>", "</title\n>"),
    "line ends of old Macs": lambda text: text.replace("><", ">\r<"),
    "a doctype of html": lambda text: '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x">' + text,
    "a doctype that stays open": lambda text: "<!DOCTYPE x [ " + text,
    "an entity from elsewhere": lambda text: (
        '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///x">]>' + text.replace("&amp;", "&y;")
    ),
    "an empty namespace": lambda text: text.replace('="http://www.w3.org/2005/Atom"', '=""'),
    "another namespace": lambda text: text.replace("http://www.w3.org/2005/Atom", "http://example.org/atom"),
    "a prefix bound twice": lambda text: text.replace("<title>", '<title xmlns:a="x" xmlns:b="x" a:c="1" b:c="2">'),
    "processing inside": lambda text: text.replace("&amp;", "<?php echo 1 ?><? x"),
    "XML 1.1": lambda text: text.replace('version="1.0"', 'version="1.1"'),
    "a declaration in single quotes": lambda text: text.replace('"', "'"),
    "a web page around it": lambda text: f"<html><body><pre>{text}</pre></body></html>",
    "html tags beside": lambda text: text.replace("<title>", "<html><head><script>a<b</script></head><title>", 1),
    "long lines": lambda text: text.replace("&amp;", "x" * 70_000),
    "attributes of length": lambda text: text.replace("&amp;", f'<img src="data:{"A" * 70_000}"/>'),
    "a form feed first": lambda text: "\x0c\x00" + text,
    "marks of order inside": lambda text: text.replace("&amp;", "\ufeff"),
}


def answers() -> Iterator[tuple[str, bytes, str]]:
    """(what is wrong with it, body, Content-Type)."""
    for (name, text), encoding, declared, kind in product(FORMATS.items(), ENCODINGS, DECLARATIONS, TYPES):
        # all formats in all encodings, and each of those with one of the others in turn
        place = sum(map(ord, name + encoding)) % (len(DECLARATIONS) * len(TYPES))
        if (DECLARATIONS.index(declared) * len(TYPES) + TYPES.index(kind) - place) % 23:
            continue
        declaration = "" if declared is None else f'<?xml version="1.0" encoding="{declared.format(encoding)}"?>\n'
        whole = (declaration + text).encode(encoding, "xmlcharrefreplace")
        yield f"{name} in {encoding}, declared {declared}, sent as {kind}", whole, kind.format(encoding)
    for (name, text), (flaw, spoil), encoding in product(
        FORMATS.items(), FLAWS.items(), ("utf-8", "utf-16", "windows-1251", "iso-8859-1")
    ):
        declaration = "" if encoding == "utf-16" else f'<?xml version="1.0" encoding="{encoding}"?>'
        spoilt = spoil(declaration + text).encode(encoding, "xmlcharrefreplace")
        yield f"{name} in {encoding} with {flaw}", spoilt, "application/xml"
    torn = FORMATS["rss20"].encode()
    for at in range(0, len(torn), 7):
        yield f"torn at {at}", torn[:at], "text/xml"
        yield f"a stray byte at {at}", torn[:at] + b"\xe9" + torn[at:], "text/xml"
    for encoding in CHARSETS:
        yield f"charset={encoding!r}", torn, f"text/xml; charset={encoding}"


def entries_by_feedparser_alone(body: bytes, kind: str) -> int:
    headers = {"content-type": kind} if kind else {"x": "y"}
    try:
        return len(feedparser.parse(io.BytesIO(body), response_headers=headers).entries)
    except Exception:
        return 0


def entries(body: bytes, kind: str) -> int:
    try:
        return parse_feed(body, url=URL, content_type=kind).listed
    except FeedProblem:
        return 0


@pytest.mark.filterwarnings("ignore")
def test_no_answer_loses_entries_that_feedparser_alone_finds() -> None:
    lost = []
    count = 0
    for name, body, kind in answers():
        count += 1
        ours, theirs = entries(body, kind), entries_by_feedparser_alone(body, kind)
        if ours < theirs:
            lost.append((name, ours, theirs))
    assert not lost
    assert count > 1000
