"""Which encoding a feed is in, where its bytes say so more surely than its headers.

feedparser trusts the Content-Type header before the bytes; publishers get the header wrong far more often than text
in another encoding happens to be valid UTF-8.
"""

import codecs
import re
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
_DECLARED = re.compile(r"(<\?xml[^>]{0,200}?)\s+encoding\s*=\s*[\"'][^\"'>]*[\"']")


def sure_text(body: bytes) -> str | None:
    """The text, where a byte order mark, the first signs, or being valid UTF-8 beyond ASCII tell the encoding."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :], encoding)
    for start, encoding in _STARTS:
        if start.match(body):
            return _decoded(body, encoding)
    return None if body.isascii() else _decoded(body, "utf-8")


def as_utf8(text: str) -> bytes:
    """The text's bytes, without the XML declaration's word for an encoding that no longer holds."""
    return _DECLARED.sub(r"\1", text, count=1).encode("utf-8", "surrogatepass")


def charset_of(content_type: str) -> str | None:
    """The charset that a Content-Type header names, in lower case."""
    message = Message()
    message["Content-Type"] = content_type
    return message.get_content_charset()


def _decoded(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except UnicodeDecodeError:
        return None
