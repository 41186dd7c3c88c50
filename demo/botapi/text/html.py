"""Telegram's HTML: tags to entities, with the error texts and byte offsets of the real parser.

Follows https://core.telegram.org/bots/api#html-style and what TDLib does with everything that page leaves open:
four named references, numeric ones up to nine characters, attributes without a value, any case.
"""

import re
from dataclasses import dataclass

from demo.botapi.errors import ApiError, bad_request
from demo.botapi.text.links import checked, mentioned_user
from demo.botapi.text.spans import Span, units

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}

_SPACE = b" \t\r\n\v"
_MARK = re.compile(rb"[<&]")
_REFERENCE = re.compile(rb"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([A-Za-z]*))(;?)")
_TAG_NAME = re.compile(rb"[^%s>]*" % _SPACE)
_BLANKS = re.compile(rb"[%s]*" % _SPACE)
_ATTRIBUTE_NAME = re.compile(rb"[^%s=>/\"']*" % _SPACE)
_TOKEN = re.compile(rb"[A-Za-z0-9.-]*")


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    argument: str
    offset: int
    piece: int


def parse(source: str) -> tuple[str, list[Span]]:
    """The plain text and the entities of `source`, neither cleaned nor trimmed yet.

    Raises ApiError 400 "can't parse entities: ...".
    """
    if "\0" in source:
        raise _refused("Text must not contain null bytes")
    return _Parser(source.encode()).run()


class _Parser:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.pieces: list[str] = []
        self.offset = 0
        self.open: list[_Open] = []
        self.spans: list[Span] = []

    def run(self) -> tuple[str, list[Span]]:
        while mark := _MARK.search(self.data, self.at):
            self._write(self.data[self.at : mark.start()].decode())
            self.at = mark.start()
            if mark[0] == b"&":
                self._reference()
            elif self.data.startswith(b"</", self.at):
                self._end_tag()
            else:
                self._start_tag()
        self._write(self.data[self.at :].decode())
        if self.open:
            raise _refused(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        return _joined(self.pieces), self.spans

    def _write(self, text: str) -> None:
        if text:
            self.pieces.append(text)
            self.offset += units(text)

    def _reference(self) -> None:
        letter, self.at = _decoded(self.data, self.at)
        self._write(letter)

    def _start_tag(self) -> None:
        begin = self.at
        name = _match(_TAG_NAME, self.data, begin + 1)
        self.at = begin + 1 + len(name)
        if self.at == len(self.data):
            raise _refused(f"Unclosed start tag at byte offset {begin}")
        tag = _lower(name)
        if tag not in _TYPES:
            raise _refused(f'Unsupported start tag "{tag}" at byte offset {begin}')
        argument = ""
        while (attribute := self._attribute(tag, begin)) is not None:
            argument = _argument(tag, *attribute) or argument
        if tag == "span" and argument != "spoiler":
            raise _refused(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.at += 1
        self.open.append(_Open(tag, argument, self.offset, len(self.pieces)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str | None] | None:
        """The next attribute, its value None where it has none; None at the tag's end."""
        self._skip_blanks()
        if self.data.startswith(b">", self.at):
            return None
        name = _match(_ATTRIBUTE_NAME, self.data, self.at)
        if not name:
            raise _refused(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        self.at += len(name)
        self._skip_blanks()
        value = None
        if self.data.startswith(b"=", self.at):
            self.at += 1
            self._skip_blanks()
            value = self._value(tag, begin)
        elif self.at == len(self.data):
            raise _refused(f'Unclosed start tag "{tag}" at byte offset {begin}')
        return name.decode(errors="replace"), value

    def _value(self, tag: str, begin: int) -> str:
        if self.at == len(self.data):
            raise _refused(f'Unclosed start tag "{tag}" at byte offset {begin}')
        quote = self.data[self.at : self.at + 1]
        value = self._quoted(quote) if quote in (b"'", b'"') else self._token()
        if self.at >= len(self.data):
            raise _refused(f"Unclosed start tag at byte offset {begin}")
        return value

    def _token(self) -> str:
        begin = self.at
        token = _match(_TOKEN, self.data, begin)
        self.at += len(token)
        if self.at < len(self.data) and self.data[self.at] not in _SPACE + b">":
            raise _refused(f"Unexpected end of name token at byte offset {begin}")
        return _lower(token)

    def _quoted(self, quote: bytes) -> str:
        end = self.data.find(quote, self.at + 1)
        raw = self.data[self.at + 1 : end if end >= 0 else len(self.data)]
        self.at = end + 1 if end >= 0 else len(self.data)
        pieces, at = [], 0
        while (ampersand := raw.find(b"&", at)) >= 0:
            pieces.append(raw[at:ampersand].decode(errors="replace"))
            letter, at = _decoded(raw, ampersand)
            pieces.append(letter)
        pieces.append(raw[at:].decode(errors="replace"))
        return _joined(pieces)

    def _skip_blanks(self) -> None:
        self.at += len(_match(_BLANKS, self.data, self.at))

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise _refused(f"Unexpected end tag at byte offset {begin}")
        name = _match(_TAG_NAME, self.data, begin + 2)
        self.at = begin + 2 + len(name)
        self._skip_blanks()
        if not self.data.startswith(b">", self.at):
            raise _refused(f"Unclosed end tag at byte offset {begin}")
        self.at += 1
        tag, found = self.open[-1].tag, _lower(name)
        if found not in ("", tag):
            raise _refused(f'Unmatched end tag at byte offset {begin}, expected "</{tag}>", found "</{found}>"')
        self._close(self.open.pop())

    def _close(self, opened: _Open) -> None:
        length = self.offset - opened.offset
        if not length:
            return
        content = "".join(self.pieces[opened.piece :])
        if span := self._span(opened, length, content):
            self.spans.append(span)

    def _span(self, opened: _Open, length: int, content: str) -> Span | None:
        kind, argument = _TYPES[opened.tag], opened.argument
        span = Span(type=kind, offset=opened.offset, length=length, argument=argument)
        if kind == "text_link":
            return _link(span, argument or content)
        if kind == "blockquote":
            kind = "expandable_blockquote" if argument else kind
            return Span(type=kind, offset=span.offset, length=length)
        if kind == "custom_emoji" and not (argument.isdecimal() and int(argument)):
            raise _refused("Invalid custom emoji identifier specified")
        if kind in ("pre", "code"):
            return self._code(span)
        if kind == "date_time" and not (argument.isdecimal() and 0 < int(argument) < 2**31):
            return None
        return span if kind in ("custom_emoji", "date_time") else Span(type=kind, offset=span.offset, length=length)

    def _code(self, span: Span) -> Span:
        """`<pre><code class="language-x">`, in either nesting, is one `pre` with a language."""
        other = "pre" if span.type == "code" else "code"
        last = self.spans[-1] if self.spans else None
        if last and (last.type, last.offset, last.length) == (other, span.offset, span.length):
            language = span.argument or last.argument
            if language:
                self.spans.pop()
                return Span(type="pre", offset=span.offset, length=span.length, argument=language)
        return span


def _link(span: Span, address: str) -> Span | None:
    """A link that Telegram would not follow is dropped without a word, as the real parser does."""
    if (user := mentioned_user(address)) is not None:
        return Span(type="text_mention", offset=span.offset, length=span.length, argument=str(user))
    try:
        return Span(type="text_link", offset=span.offset, length=span.length, argument=checked(address))
    except ValueError:
        return Span(type="dropped_link", offset=span.offset, length=span.length, argument=address)


def _argument(tag: str, name: str, value: str | None) -> str:
    if tag == "blockquote" and name == "expandable":
        return "1"
    prefix = {("a", "href"): "", ("tg-emoji", "emoji-id"): "", ("tg-time", "unix"): "", ("code", "class"): "language-"}
    prefix[("span", "class")] = "tg-"
    wanted = prefix.get((tag, name))
    if wanted is None or value is None or not value.startswith(wanted):
        return ""
    return value.removeprefix(wanted)


def _decoded(data: bytes, at: int) -> tuple[str, int]:
    """The character that the reference at `at` stands for, or a literal ampersand, and where to read on."""
    match = _REFERENCE.match(data, at)
    assert match
    hexadecimal, decimal, name, semicolon = match.groups()
    if name is not None:
        letter = _NAMED.get(name, "")
    else:
        code = int(hexadecimal or b"0", 16) if hexadecimal is not None else int(decimal[:10] or b"0")
        too_long = match.end() - len(semicolon) - at >= 10
        letter = "" if too_long or not 0 < code < 0x10FFFF else chr(code)
    return (letter, match.end()) if letter else ("&", at + 1)


def _joined(pieces: list[str]) -> str:
    """Halves of a surrogate pair that meet become one character; a half alone is refused."""
    text = "".join(pieces)
    try:
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise _refused(
            "Text contains invalid Unicode characters after decoding HTML entities,"
            " check for unmatched surrogate code units"
        ) from None


def _match(pattern: re.Pattern[bytes], data: bytes, at: int) -> bytes:
    match = pattern.match(data, at)
    assert match
    return match[0]


def _lower(name: bytes) -> str:
    return name.lower().decode(errors="replace")


def _refused(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")
