"""From what a client sends to what a message holds: cleaned, trimmed, entities fixed, completed and capped.

The order of steps is TDLib's (`fix_formatted_text`): entities are made consistent, the text is cleaned of control
characters and trimmed, entities the writer didn't set are found, and at most 100 of those they did are kept.
"""

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from demo.botapi.errors import bad_request, not_served
from demo.botapi.shapes import Json
from demo.botapi.text import html
from demo.botapi.text.detect import detected
from demo.botapi.text.links import checked, mentioned_user
from demo.botapi.text.spans import DETECTED, QUOTES, SPLITTABLE, VERBATIM, Span, units

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_ENTITIES = 100
MAX_BYTES = 32768

_REMOVED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_BLANK = re.compile("[\0-\x09\x0b\x0c\x0e-\x1f]")
_INVISIBLE = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f"
    "\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0]*"
)


@dataclass(frozen=True, slots=True)
class Formatted:
    """A message's text and its entities; `dropped` says what Telegram leaves out in silence, one sentence each."""

    text: str
    spans: tuple[Span, ...] = ()
    dropped: tuple[str, ...] = ()

    def wire(self, text_field: str, entities_field: str) -> Json:
        """`{"text": ..., "entities": [...]}` under the names given; no entities, no field; no text, nothing."""
        if not self.text:
            return {}
        entities = [span.wire() for span in self.spans]
        return {text_field: self.text} | ({entities_field: entities} if entities else {})


def formatted(source: str, *, parse_mode: str = "", entities: Sequence[Json] | None = None) -> Formatted:
    """What Telegram makes of `source`; an empty text stays empty, for the caller to judge.

    Raises ApiError 400 with Telegram's texts, 501 for Markdown.
    """
    if len(source.encode()) > MAX_BYTES:
        raise bad_request("text is too long")
    match parse_mode.lower():
        case "html":
            text, spans = html.parse(source)
        case "" | "none":
            text, spans = source, [_given(entity) for entity in entities or ()]
            _check_bounds(text, spans)
        case "markdown" | "markdownv2":
            raise not_served(f"parse_mode {parse_mode}; write HTML")
        case _:
            raise bad_request("unsupported parse_mode")
    dropped = [f"link dropped: {span.argument!r}" for span in spans if span.type == "dropped_link"]
    spans = [span for span in spans if span.type != "dropped_link" and span.length]
    text, spans = _cleaned(text, _consistent(spans))
    text, spans = _trimmed(text, spans)
    if _INVISIBLE.fullmatch(text):
        return Formatted("")
    kept = _capped(spans)
    if len(kept) < len(_merged(spans)):
        dropped.append(f"{len(_merged(spans))} entities: only the first {MAX_ENTITIES} are kept")
    return Formatted(text, tuple(_completed(text, kept)), tuple(dropped))


def _given(entity: Json) -> Span:
    kind, offset, length = entity.get("type", ""), entity.get("offset"), entity.get("length")
    if not isinstance(offset, int) or not isinstance(length, int):
        raise bad_request('can\'t parse MessageEntity: Field "offset" and "length" must be of type Number')
    if not 0 <= offset <= 1_000_000:
        raise bad_request(f"receive an entity with incorrect offset {offset}")
    if not 0 <= length <= 1_000_000:
        raise bad_request(f"receive an entity with incorrect length {length}")
    span = Span(type=str(kind), offset=offset, length=length)
    match kind:
        case "text_link":
            return _given_link(span, str(entity.get("url", "")))
        case "text_mention":
            return replace(span, argument=str(entity.get("user", {}).get("id", "")))
        case "pre":
            return replace(span, argument=str(entity.get("language", "")))
        case "custom_emoji":
            return replace(span, argument=str(entity.get("custom_emoji_id", "")))
        case str() if kind in SPLITTABLE + QUOTES + VERBATIM + DETECTED:
            return span
    raise bad_request("can't parse entities: can't parse MessageEntity: Unsupported type specified")


def _given_link(span: Span, address: str) -> Span:
    if (user := mentioned_user(address)) is not None:
        return replace(span, type="text_mention", argument=str(user))
    try:
        return replace(span, argument=checked(address))
    except ValueError as error:
        raise bad_request(f"entity {error}") from None


def _check_bounds(text: str, spans: Sequence[Span]) -> None:
    if not spans:
        return
    borders, at = {0}, 0
    for letter in text:
        at += 2 if letter > "\uffff" else 1
        borders.add(at)
    for span in spans:
        if span.offset > at:
            raise bad_request(f"entity begins after the end of the text at UTF-16 offset {span.offset}")
        if span.end > at:
            raise bad_request(
                f"entity beginning at UTF-16 offset {span.offset} ends after the end of the text"
                f" at UTF-16 offset {span.end}"
            )
        if span.offset not in borders or span.end not in borders:
            where = len(text.encode("utf-16-le", "surrogatepass")[: 2 * span.offset])
            raise bad_request(f"entity begins in a middle of a UTF-16 symbol at byte offset {where}")


def _consistent(spans: Iterable[Span]) -> list[Span]:
    """Links, mentions and code don't overlap one another, nor cross a quote; quotes don't overlap; styles give way."""
    ordered = sorted(spans, key=lambda span: span.order)
    quotes = _apart(span for span in ordered if span.type in QUOTES)
    solid = _apart(span for span in ordered if span.type not in QUOTES + SPLITTABLE)
    solid = [span for span in solid if not any(span.crosses(quote) or _holds(span, quote) for quote in quotes)]
    styles = [span for span in ordered if span.type in SPLITTABLE]
    return _resplit(styles, sorted(quotes + solid, key=lambda span: span.order))


def _holds(span: Span, quote: Span) -> bool:
    return quote.within(span) and not span.within(quote)


def _apart(spans: Iterable[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in spans:
        if not kept or span.offset >= kept[-1].end:
            kept.append(span)
    return kept


def _resplit(styles: Iterable[Span], others: Sequence[Span]) -> list[Span]:
    """Each style joined where its pieces touch, left out of code, cut where a link, code or quote begins or ends."""
    pieces: list[Span] = []
    borders = sorted({border for span in others for border in (span.offset, span.end)})
    code = [span for span in others if span.type in VERBATIM]
    for style in _joined(styles):
        cuts = [style.offset, *(at for at in borders if style.offset < at < style.end), style.end]
        for begin, end in itertools.pairwise(cuts):
            piece = replace(style, offset=begin, length=end - begin)
            if not any(piece.within(span) for span in code):
                pieces.append(piece)
    return sorted([*pieces, *others], key=lambda span: span.order)


def _joined(styles: Iterable[Span]) -> list[Span]:
    last: dict[str, Span] = {}
    joined: list[Span] = []
    for span in sorted(styles, key=lambda span: span.order):
        before = last.get(span.type)
        if before and span.offset <= before.end:
            last[span.type] = replace(before, length=max(before.end, span.end) - before.offset)
            continue
        if before:
            joined.append(before)
        last[span.type] = span
    return joined + list(last.values())


def _merged(spans: Sequence[Span]) -> list[Span]:
    """The entities as they travel to Telegram's servers, where 100 are counted: solid ones first, styles joined."""
    solid = [span for span in spans if span.type not in SPLITTABLE and span.type != "custom_emoji"]
    return solid + _joined(span for span in spans if span.type in SPLITTABLE)


def _capped(spans: Sequence[Span]) -> list[Span]:
    emoji = [span for span in spans if span.type == "custom_emoji"]
    return _merged(spans)[:MAX_ENTITIES] + emoji


def _completed(text: str, spans: Sequence[Span]) -> list[Span]:
    styles = [span for span in spans if span.type in SPLITTABLE]
    others = [span for span in spans if span.type not in SPLITTABLE]
    quotes = [span for span in others if span.type in QUOTES]
    solid = [span for span in others if span.type not in QUOTES]
    found = [
        span
        for span in detected(text)
        if not any(span.meets(other) for other in solid) and not any(span.crosses(quote) for quote in quotes)
    ]
    return _resplit(styles, sorted(others + found, key=lambda span: span.order))


def _cleaned(text: str, spans: Sequence[Span]) -> tuple[str, list[Span]]:
    """Control characters become spaces, carriage returns and direction marks go; entities move with the text."""
    cleaned = _BLANK.sub(" ", _REMOVED.sub("", text))
    if len(cleaned) == len(text):
        return cleaned, list(spans)
    widths = itertools.accumulate((2 if letter > "\uffff" else 1 for letter in text), initial=0)
    gone = [offset for letter, offset in zip(text, widths, strict=False) if _REMOVED.match(letter)]
    moved = []
    for span in spans:
        begin = span.offset - bisect_left(gone, span.offset)
        end = span.end - bisect_left(gone, span.end)
        if end > begin:
            moved.append(replace(span, offset=begin, length=end - begin))
    return cleaned, moved


def _trimmed(text: str, spans: Sequence[Span]) -> tuple[str, list[Span]]:
    """Blanks go from the end, and from the start as far as the first entity."""
    text = text.rstrip(" \n")
    end = units(text)
    spans = [replace(span, length=min(span.end, end) - span.offset) for span in spans if span.offset < end]
    blanks = len(text) - len(text.lstrip(" \n"))
    start = min([blanks, *(span.offset for span in spans)])
    spans = [replace(span, offset=span.offset - start) for span in spans]
    return text[start:], sorted(spans, key=lambda span: span.order)
