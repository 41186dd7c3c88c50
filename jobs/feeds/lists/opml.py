"""OPML 2.0 (http://opml.org/spec2.opml): feeds in folders, as feed readers exchange them. Folders are topics.

Pure. Reading is slow on hostile files, so callers run it in a worker; whatever the bytes, the only thing raised is
FeedProblem. What OPML has no word for stands in attributes of our own namespace, so that writing what was read gives
the same bytes; other readers pass over them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from listparser.common import SuperDict
from listparser.opml import OpmlMixin
from lxml.etree import HTMLParser, LxmlError

from jobs.feeds.finding.addresses import same_feed_key, typed_addresses
from jobs.feeds.parsing.encodings import sure_text
from jobs.feeds.problems import FeedProblem
from jobs.feeds.text import LONGEST_URL, fit, one_line

MOST_BYTES = 20 * 2**20
NAMESPACE = "urn:newsdigest:opml"
DEEPEST = 8
"""Folders below count as those at this depth."""
NEST = " / "
"""Between the names of nested folders, in the name of the one topic that they become."""

_OWN = "newsdigest:"
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_OUTLINE = re.compile(r"<outline\b", re.IGNORECASE)
_NONE = "this is not an OPML file; it has no <opml> element"
_FEED_KINDS = {"rss", "atom", "rdf", "feed", "xml", "json", "jsonfeed"}
_IN_ATTRIBUTES = {'"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
_LIST_KINDS = {"link", "include", "source"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpmlFeed:
    """A feed of the list. `url` may hold a login where the file's did; files that we write have none."""

    url: str
    title: str = ""
    language: str | None = None
    paused: bool = False
    full_article: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class OpmlTopic:
    """A folder; what only our own files say of it is None or empty in others."""

    name: str
    feeds: tuple[OpmlFeed, ...]
    slug: str | None = None
    description: str = ""
    language: str | None = None
    keywords: str = ""
    method: str | None = None
    sentences: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BadOutline:
    """An outline that no feed can be made of: where it stands, 0 where that can't be told, what it says, and why."""

    line: int
    outline: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpmlFile:
    """What a file says, in its order. `loose` feeds lie in no folder; `unread` ones are kept, but in no topic.

    A feed that several folders name is in each; `merged` counts those named twice in one.
    """

    topics: tuple[OpmlTopic, ...]
    loose: tuple[OpmlFeed, ...] = ()
    unread: tuple[OpmlFeed, ...] = ()
    bad: tuple[BadOutline, ...] = ()
    merged: int = 0
    title: str = ""


def read_opml(data: bytes) -> OpmlFile:
    """The list in a file's bytes. Raises FeedProblem where it is none."""
    if len(data) > MOST_BYTES:
        raise FeedProblem(f"it is larger than {MOST_BYTES // 2**20} MB; split it")
    text = _decoded(data).replace("\x00", "")
    reading = _Reading()
    try:
        parser = HTMLParser(target=reading, encoding="utf-8", recover=True, huge_tree=False)
        parser.feed(text.encode("utf-8", "replace"))
        parser.close()
    except (LxmlError, ValueError, AssertionError) as error:
        raise FeedProblem("it can't be read as OPML") from error
    if not reading.is_opml:
        raise FeedProblem(_NONE)
    if not reading.feeds and not reading.folders and not reading.bad:
        raise FeedProblem("there are no feeds in it")
    return _arranged(reading, _lines(text, reading.count))


def write_opml(file: OpmlFile) -> bytes:
    """The file's bytes: the same for the same list, so no date is in it."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0" xmlns:newsdigest="{NAMESPACE}">',
        "  <head>",
        f"    <title>{escape(fit(file.title))}</title>",
        "  </head>",
        "  <body>",
    ]
    for topic in file.topics:
        lines += _topic_lines(topic)
    lines += (_feed_line(feed, indent=4) for feed in file.loose)
    lines += (_feed_line(feed, indent=4, unread=True) for feed in file.unread)
    return "\n".join([*lines, "  </body>", "</opml>", ""]).encode()


@dataclass(frozen=True, slots=True)
class _Row:
    """A feed's outline as it stood: the folders around it, and which outline of the file it was."""

    path: tuple[str, ...]
    feed: OpmlFeed
    unread: bool


class _Reading(OpmlMixin):
    """listparser's forgiving handler of tags, with outlines read so that nothing is passed over without a word.

    It would drop empty folders, attributes that it doesn't know, and rows amiss.
    """

    def __init__(self) -> None:
        super().__init__()
        # where listparser puts what else it reads
        self.harvest = {"meta": SuperDict()}
        self.is_opml = False
        self.count = 0
        self.feeds: list[_Row] = []
        self.folders: dict[tuple[str, ...], dict[str, str]] = {}
        self.bad: list[tuple[int, str, str]] = []
        self.open: list[tuple[str, ...]] = [()]
        """The path of folders at each outline that is open, from the file's root on."""

    def start_opml_opml(self, attrs: dict[str, str]) -> None:
        self.is_opml = True
        super().start_opml_opml(attrs)

    def start_opml_outline(self, attrs: dict[str, str]) -> None:
        self.count += 1
        attrs = {name: fit(value) for name, value in attrs.items()}
        title = one_line(attrs.get("text") or "") or one_line(attrs.get("title") or "")
        path = self.open[-1]
        kind, address = attrs.get("type", "").strip().lower(), attrs.get("xmlurl", "").strip()
        if kind in _LIST_KINDS:
            self._refuse(title, "it points to another list; import that one by itself")
        elif address:
            self._take(title, address, attrs)
        elif page := one_line(attrs.get("htmlurl", ""), 100):
            self._refuse(title, f"it names a page and no feed; newsdigest feeds add {page} looks for it")
        elif "xmlurl" in attrs or kind in _FEED_KINDS:
            self._refuse(title, "it names no feed; it has no xmlUrl")
        elif title:
            path = (*path, title)[:DEEPEST]
            self.folders.setdefault(path, attrs)
        self.open.append(path)

    def end_opml_outline(self) -> None:
        # a closing tag too many is nobody's
        if len(self.open) > 1:
            self.open.pop()

    def _take(self, title: str, address: str, attrs: dict[str, str]) -> None:
        try:
            url = typed_addresses(address)[0]
            same_feed_key(url)
        except (FeedProblem, ValueError) as problem:
            self._refuse(title, f"{one_line(address, 100)}: {problem}")
            return
        if len(url) > LONGEST_URL:
            self._refuse(title, f"its address is longer than {LONGEST_URL} signs")
            return
        feed = OpmlFeed(
            url=url,
            title="" if title in {url, address} else title,
            language=_language(attrs),
            paused=attrs.get(f"{_OWN}state") == "paused",
            full_article=attrs.get(f"{_OWN}full-article") != "no",
        )
        in_folders = self.open[-1] or _category(attrs)
        self.feeds.append(_Row(in_folders, feed, attrs.get(f"{_OWN}unread") == "yes"))

    def _refuse(self, title: str, reason: str) -> None:
        self.bad.append((self.count, title, reason))


def _arranged(reading: _Reading, lines: Sequence[int]) -> OpmlFile:
    """Rows by folder, each feed once in each; a folder around all others says nothing, and is left out."""
    drop = _depth_of_wrapping(reading)
    folders: dict[str, _Folder] = {}
    for path, attrs in reading.folders.items():
        if path[drop:]:
            folders.setdefault(NEST.join(path[drop:]), _Folder(attrs))
    loose, unread = _Folder({}), _Folder({})
    for row in reading.feeds:
        name = NEST.join(row.path[drop:])
        into = unread if row.unread else folders.setdefault(name, _Folder({})) if name else loose
        into.add(row.feed)
    # a folder that only holds folders is no topic; an empty one is
    parents = {NEST.join(path[drop:end]) for path in reading.folders for end in range(drop + 1, len(path))}
    topics = [_topic(name, each) for name, each in folders.items() if each.feeds or name not in parents]
    return OpmlFile(
        topics=tuple(topics),
        loose=tuple(loose.feeds.values()),
        unread=tuple(unread.feeds.values()),
        bad=tuple(
            BadOutline(line=lines[number - 1] if lines else 0, outline=title, reason=reason)
            for number, title, reason in reading.bad
        ),
        title=one_line(reading.harvest["meta"].get("title", "")),
        merged=sum(each.merged for each in (*folders.values(), loose, unread)),
    )


@dataclass(slots=True)
class _Folder:
    attrs: dict[str, str]
    feeds: dict[str, OpmlFeed] = field(default_factory=dict)
    merged: int = 0

    def add(self, feed: OpmlFeed) -> None:
        kept = self.feeds.setdefault(same_feed_key(feed.url), feed)
        self.merged += kept is not feed


def _depth_of_wrapping(reading: _Reading) -> int:
    """1 where one folder holds everything, and in it there are only folders."""
    paths = [row.path for row in reading.feeds]
    wrapped = bool(paths and reading.folders) and len({path[:1] for path in (*paths, *reading.folders)}) == 1
    return int(wrapped and all(len(path) > 1 for path in paths))


def _topic(name: str, folder: _Folder) -> OpmlTopic:
    attrs, sentences = folder.attrs, folder.attrs.get(f"{_OWN}sentences", "")
    return OpmlTopic(
        name=name,
        feeds=tuple(folder.feeds.values()),
        slug=attrs.get(f"{_OWN}slug"),
        description=one_line(attrs.get("description", "")),
        language=_language(attrs),
        keywords=attrs.get(f"{_OWN}keywords", ""),
        method=attrs.get(f"{_OWN}method"),
        sentences=int(sentences) if re.fullmatch("[1-9]", sentences) else None,
    )


def _language(attrs: dict[str, str]) -> str | None:
    """ISO 639-1, of such as en-us."""
    found = re.match(r"[a-z]{2}(?![a-z])", attrs.get("language", "").strip().lower())
    return found[0] if found else None


def _category(attrs: dict[str, str]) -> tuple[str, ...]:
    """The first of the categories, `/Boston/Weather,…`, which some readers write instead of folders."""
    first = attrs.get("category", "").partition(",")[0]
    return tuple(part for part in (one_line(part) for part in first.split("/")) if part)


def _decoded(data: bytes) -> str:
    text = sure_text(data)
    if text is None and b"<opml" not in data.lower():
        raise FeedProblem(_NONE)
    if text is None:
        declared = _DECLARED.search(data[:400])
        encoding = declared[1].decode() if declared else "utf-8"
        try:
            text = data.decode(encoding)
        except (UnicodeError, LookupError, ValueError):
            raise FeedProblem(f"its text is not in {encoding}, as it should be; save it as UTF-8") from None
    return text


def _lines(text: str, count: int) -> list[int]:
    """The line of each outline; none where a search sees others than the parser did."""
    blanked = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)
    lines, line, end = [], 1, 0
    for found in _OUTLINE.finditer(blanked):
        line += blanked.count("\n", end, found.start())
        end = found.start()
        lines.append(line)
    return lines if len(lines) == count else []


def _topic_lines(topic: OpmlTopic) -> list[str]:
    attrs = {
        "text": topic.name,
        "description": topic.description,
        "language": topic.language,
        f"{_OWN}slug": topic.slug,
        f"{_OWN}keywords": topic.keywords,
        f"{_OWN}method": topic.method,
        f"{_OWN}sentences": str(topic.sentences) if topic.sentences else None,
    }
    if not topic.feeds:
        return [f"    <outline{_attributes(attrs)}></outline>"]
    feeds = (_feed_line(feed, indent=6) for feed in topic.feeds)
    return [f"    <outline{_attributes(attrs)}>", *feeds, "    </outline>"]


def _feed_line(feed: OpmlFeed, *, indent: int, unread: bool = False) -> str:
    shown = feed.title or feed.url
    attrs = {
        "type": "rss",
        "text": shown,
        "title": shown,
        "xmlUrl": feed.url,
        "language": feed.language,
        f"{_OWN}state": "paused" if feed.paused else None,
        f"{_OWN}full-article": None if feed.full_article else "no",
        f"{_OWN}unread": "yes" if unread else None,
    }
    return f"{' ' * indent}<outline{_attributes(attrs)}/>"


def _attributes(attrs: dict[str, str | None]) -> str:
    return "".join(f" {name}={_quoted(value)}" for name, value in attrs.items() if value)


def _quoted(value: str) -> str:
    return f'"{escape(fit(value), _IN_ATTRIBUTES)}"'
