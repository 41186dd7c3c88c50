"""Which encoding a feed or a page is in, where its bytes say so more surely than its headers.

feedparser trusts the Content-Type header before the bytes; publishers get the header wrong far more often than text
in another encoding happens to be valid UTF-8.
"""

import codecs
import re
from dataclasses import dataclass
from email.message import Message

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF8, "utf-8"),
)
# "<" and "{" as they begin a document without a mark, XML 1.0, appendix F
_STARTS = (
    (re.compile(rb"[<{]\x00\x00\x00"), "utf-32-le"),
    (re.compile(rb"\x00\x00\x00[<{]"), "utf-32-be"),
    (re.compile(rb"[<{]\x00"), "utf-16-le"),
    (re.compile(rb"\x00[<{]"), "utf-16-be"),
)
_EBCDIC = b"\x4c"
"""`<`, which in ASCII is a letter."""
_DECLARATION = re.compile(r"(<\?xml[^>]{0,200}?)\s+encoding\s*=\s*[\"']([^\"'>]*)[\"']")
# the older name is used for the newer set
_WIDER = {"gb2312": "gb18030", "x-gbk": "gb18030", "gbk": "gb18030", "x-sjis": "cp932", "shift_jis": "cp932"}
START = 2**16
"""A feed begins within its first so many signs, whatever a broken template puts before it."""
_HEAD = 1000
"""The XML declaration ends before."""
_FLAWS = 10
"""Of so many signs beyond ASCII one may be broken, and the text still counts as UTF-8."""


@dataclass(frozen=True, slots=True)
class Text:
    """A body's text, the encoding it was read in, and whether header or declaration named another."""

    text: str
    encoding: str
    mislabelled: bool = False


def text_of_feed(body: bytes, content_type: str) -> Text | None:
    """The text of a feed in any encoding that something tells; None where nothing does."""
    said = [name for name in (charset_of(content_type), _declared(body)) if name]
    sure = _sure(body) or _ebcdic(body) or _nearly_utf8(body)
    if sure:
        same = {_codec(sure[1]), sure[1].removesuffix("-le").removesuffix("-be")}
        return Text(*sure, mislabelled=any(_codec(name) not in same for name in said))
    for name in said:
        found = _decoded(body, _WIDER.get(name, name))
        # an encoding of two bytes a sign would make Chinese of Latin letters
        if found and (found[0].startswith("{") or "<" in found[0][:START]):
            return Text(*found, mislabelled=len({_codec(each) for each in said}) > 1)
    return Text(body.decode("ascii"), "utf-8", mislabelled=bool(said)) if body.isascii() else None


def sure_text(body: bytes) -> str | None:
    """The text, where a byte order mark, the first signs, or being valid UTF-8 beyond ASCII tell the encoding."""
    sure = _sure(body)
    return sure[0] if sure else None


def as_utf8(text: str) -> bytes:
    """The text's bytes, without the XML declaration's word for an encoding that no longer holds."""
    return (_DECLARATION.sub(r"\1", text[:_HEAD], count=1) + text[_HEAD:]).encode("utf-8", "replace")


def charset_of(content_type: str) -> str | None:
    """The charset that a Content-Type header names, in lower case."""
    message = Message()
    message["Content-Type"] = content_type
    return message.get_content_charset()


def _sure(body: bytes) -> tuple[str, str] | None:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :], encoding)
    for start, encoding in _STARTS:
        if start.match(body):
            return _decoded(body, encoding)
    return None if body.isascii() else _decoded(body, "utf-8")


def _ebcdic(body: bytes) -> tuple[str, str] | None:
    if not body.startswith(_EBCDIC) or body.isascii():
        return None
    # the declaration's own letters are the same in all code pages
    found = _DECLARATION.search(body[:_HEAD].decode("cp037"))
    for encoding in (found[2].lower() if found else "cp037", "cp037"):
        text = _decoded(body, encoding)
        if text and text[0].startswith("<") and "</" in text[0]:
            return text
    return None


def _declared(body: bytes) -> str | None:
    found = _DECLARATION.search(body[:_HEAD].replace(b"\x00", b"").decode("ascii", "replace"))
    return found[2].strip().lower() if found else None


def _nearly_utf8(body: bytes) -> tuple[str, str] | None:
    """UTF-8 with a few flaws: an excerpt cut through the middle of a sign, a template in another encoding."""
    if body.isascii():
        return None
    text = body.decode("utf-8", "replace")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return (text, "utf-8") if text.count("\ufffd") * _FLAWS <= beyond_ascii else None


def _decoded(body: bytes, encoding: str) -> tuple[str, str] | None:
    try:
        return body.decode(encoding), encoding
    except (UnicodeError, LookupError, ValueError):
        return None


def _codec(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return name
