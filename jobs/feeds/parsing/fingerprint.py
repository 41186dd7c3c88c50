"""Whether an entry says something else than before: by its words, not by its markup or its counters. Pure."""

import html
import re
import string
import unicodedata
from hashlib import sha256

COUNTER_WORDS = 4
"""A line of no more words, and a figure, is how many comments there are or how long it takes to read."""

_BLOCK = re.compile(r"</?(?:p|div|br|li|ul|ol|tr|td|th|table|h[1-6]|blockquote|hr|dd|dt|figcaption)\b[^<>]*>")
_TAG = re.compile(r"<[^<>]*>")
_ADDRESS = re.compile(r"https?://\S+")
_COUNT = re.compile(r"\s*[(\[]\s*\d+\s*[)\]]\s*$")
_DIGIT = re.compile(r"\d")
# scripts without spaces count by the letter
_WORD = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|[^\W\d_]+")
# a table and a split take a third of the time that a search for words does
_SIGNS = dict.fromkeys(map(ord, string.punctuation + "’‘“”„«»‹›–—…·•"), " ")


def fingerprint(title: str, content: str) -> str:
    """The same for two versions of an entry that say the same; `content` is HTML."""
    text = html.unescape(_TAG.sub(" ", _BLOCK.sub("\n", content)))
    if "://" in text:
        text = _ADDRESS.sub(" ", text)
    lines = (line for line in _plain(text).split("\n") if line and not _is_counter(line))
    said = (" ".join(line.translate(_SIGNS).split()) for line in (_plain(_COUNT.sub("", title)), *lines))
    return sha256("\n".join(filter(None, said)).encode()).hexdigest()


def _plain(text: str) -> str:
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def _is_counter(line: str) -> bool:
    # most lines are far too long to be one
    return len(line) < 100 and bool(_DIGIT.search(line)) and len(_WORD.findall(line)) <= COUNTER_WORDS
