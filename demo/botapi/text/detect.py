"""What Telegram finds by itself in plain text: commands, addresses, mentions, hashtags, cashtags, e-mail addresses.

The rules are TDLib's (`find_entities`), but for its list of top-level domains: without a scheme, an address counts
when its last label is a country's two letters or one of the common ones below.
"""

import re
from collections import Counter
from collections.abc import Iterator

from demo.botapi.text.links import checked
from demo.botapi.text.spans import Span, units

_LISTED = (
    "com org net info biz edu gov mil int name pro mobi news press media blog online site website app dev page cloud"
    " tech xyz live link wiki world today radio tv museum travel jobs post asia cat eus gal berlin wien london paris"
    " рф укр бел срб мкд бг"
)
_COMMON = frozenset(_LISTED.split())

_SCHEME = r"(?:https?://|ftp://)"
_LABEL = r"[^\W_](?:[\w~-]*[^\W_])?"
_HOST = rf"(?:{_LABEL}\.)+{_LABEL}"
_PATH = r"[^\s\u2000-\u200b\u200e\u200f\u2016-\u206f<>\"«»]*"

_URL = re.compile(
    rf"(?<![\w@.~$-])({_SCHEME})?((?:[^\s/@<>\"«»()\[\]{{}}'`]{{1,64}}@)?)({_HOST})(:\d{{1,5}})?([/?#]{_PATH})?",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"(?<![\w.+%-])[A-Za-z0-9_.+%-]{1,64}@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24}(?![\w@-])")
_COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@])")
_MENTION = re.compile(r"(?<!\w)@[A-Za-z0-9_]{2,32}(?!\w)")
_HASHTAG = re.compile(r"(?<![\w\u200c\xb7])#[\w\u200c\xb7]{1,256}(?:@[A-Za-z0-9_]{3,32})?(?![\w\u200c\xb7#])")
_CASHTAG = re.compile(r"(?<![\w$])\$(?:1INCH|[A-Z]{1,8})(?:@[A-Za-z0-9_]{3,32})?(?![\w$])")

_UNFINISHED = ".:;,('?!`"
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def detected(text: str) -> list[Span]:
    """The entities of `text` in order, none meeting another; an address wins over what stands inside it."""
    taken = bytearray(len(text))
    found: list[tuple[int, int, str]] = []
    for begin, end, kind in _candidates(text):
        if not any(taken[begin:end]):
            taken[begin:end] = b"\1" * (end - begin)
            found.append((begin, end, kind))
    spans, at, offset = [], 0, 0
    for begin, end, kind in sorted(found):
        offset += units(text[at:begin])
        spans.append(Span(type=kind, offset=offset, length=units(text[begin:end])))
        at = begin
    return spans


def _candidates(text: str) -> Iterator[tuple[int, int, str]]:
    yield from ((m.start(), m.end(), "email") for m in _EMAIL.finditer(text))
    yield from _addresses(text)
    yield from ((m.start(), m.end(), "bot_command") for m in _COMMAND.finditer(text))
    yield from ((m.start(), m.end(), "mention") for m in _MENTION.finditer(text))
    for match in _HASHTAG.finditer(text):
        if any(letter.isalpha() for letter in match[0]):
            yield match.start(), match.end(), "hashtag"
    yield from ((m.start(), m.end(), "cashtag") for m in _CASHTAG.finditer(text))


def _addresses(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _URL.finditer(text):
        scheme, _, host, _, path = match.groups()
        if not _is_host(host, scheme is not None):
            continue
        address = _finished(match[0]) if path else match[0]
        try:
            checked(address.replace("ftp://", "http://"))
        except ValueError:
            continue
        yield match.start(), match.start() + len(address), "url"


def _is_host(host: str, has_scheme: bool) -> bool:
    *_, last = labels = host.split(".")
    if last.isdecimal():
        return has_scheme and len(labels) == 4 and all(part.isdecimal() and int(part) < 256 for part in labels)
    if has_scheme:
        return len(last) > 1
    return last.lower() in _COMMON or (len(last) == 2 and last.isascii() and last.isalpha())


def _finished(address: str) -> str:
    """`address` without the punctuation of the sentence around it, and without a bracket it didn't open."""
    signs = Counter(address)
    end = len(address)
    while end:
        last = address[end - 1]
        unopened = last in _BRACKETS and signs[last] > signs[_BRACKETS[last]]
        if last not in _UNFINISHED and not unopened:
            break
        signs[last] -= 1
        end -= 1
    return address[:end]
