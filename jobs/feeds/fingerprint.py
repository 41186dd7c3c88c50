"""Whether an entry says something else than before: by its words, not by its markup or its counters. Pure."""

import html
import re
import unicodedata
from hashlib import sha256

COUNTER_WORDS = 4
"""A line of no more words, and a figure, is how many comments there are or how long it takes to read."""

_BLOCK = re.compile(r"</?(?:p|div|br|li|ul|ol|tr|td|th|table|h[1-6]|blockquote|hr|dd|dt|figcaption)\b[^<>]*>")
_TAG = re.compile(r"<[^<>]*>")
_ADDRESS = re.compile(r"https?://\S+")
_COUNT = re.compile(r"\s*[(\[]\s*\d+\s*[)\]]\s*$")
# scripts without spaces count by the letter
_WORD = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|[^\W\d_]+|\d+")


def fingerprint(title: str, content: str) -> str:
    """The same for two versions of an entry that say the same; `content` is HTML."""
    text = _ADDRESS.sub(" ", html.unescape(_TAG.sub(" ", _BLOCK.sub("\n", content))))
    lines = [_COUNT.sub("", title).replace("\n", " "), *text.split("\n")]
    said = [words for line in lines[1:] if (words := _words(line)) and not _is_counter(words)]
    return sha256("\n".join(" ".join(words) for words in [_words(lines[0]), *said]).encode()).hexdigest()


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def _is_counter(words: list[str]) -> bool:
    figures = sum(map(str.isdigit, words))
    return figures > 0 and len(words) - figures <= COUNTER_WORDS
