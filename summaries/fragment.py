"""Links to a sentence's very place in an article: text fragments, `#:~:text=[prefix-,]start[,end][,-suffix]`.

WICG, "URL Fragment Text Directives": https://wicg.github.io/scroll-to-text-fragment/. Matching ignores case, folds
white space and begins and ends at word boundaries; `start` and `end` may stand in different blocks, each in one alone.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

LONGEST_ADDRESS = 2048
# a sentence of so many percent-encoded bytes is named whole, a longer one by its first and last words
WHOLE_BYTES = 72
# so many words, or in scripts where they are long when encoded so many bytes, are enough to find a place by
START_WORDS, START_BYTES = 4, 96
END_WORDS, END_BYTES = 3, 72
MOST_WORDS = 12
CONTEXT_WORDS = 4

_DIRECTIVE = ":~:"
_ADDRESS_SAFE = "%/:?#[]@!$&'()*+,;=-._~"
# punctuation within a "word" as browsers may see it (well-known, o'clock, 1,400), and that which always ends one; marks
# that are no letters by themselves (Hindi, Arabic) belong to their word
_WITHIN = r"!-/:-@\[-`{-~\u00a1-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u2010-\u2027\u2030-\u205e"
_BETWEEN = (
    r"\u060c\u061b\u061f\u06d4\u0964\u0965"
    r"\u3001-\u3004\u3008-\u3020\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
_WORD = re.compile(rf"[^\s{_WITHIN}{_BETWEEN}]+(?:[{_WITHIN}]+[^\s{_WITHIN}{_BETWEEN}]+)*")
_LINE_BREAK = re.compile(r"[\n\r\u2028\u2029]")


def linkable(url: str) -> bool:
    """Whether a link may lead there: http or https, a host, and no longer than browsers and Telegram take."""
    try:
        parts = urlsplit(url.strip())
        return parts.scheme in ("http", "https") and bool(parts.hostname) and len(address(url)) <= LONGEST_ADDRESS
    except ValueError:  # what urlsplit says of brackets or digits that are no host
        return False


def address(url: str) -> str:
    """The address in ASCII: the host by IDNA, all else that RFC 3986 doesn't allow percent-encoded.

    Raises ValueError where `url` has no readable host.
    """
    parts = urlsplit(url.strip())
    netloc = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode("ascii")
    return quote(urlunsplit(parts._replace(netloc=netloc)), safe=_ADDRESS_SAFE, errors="replace")


def text_fragment(url: str, text: str, start: int, end: int) -> str:
    """The address of `text[start:end]` in the page at `url`, as short as it still finds the place in `text`.

    A fragment of the address stays, a text directive in it goes. Without words at that place, or where the address
    would grow too long, it is the page's own. Raises ValueError where `url` is no http(s) address.
    """
    if not linkable(url):
        raise ValueError(f"text_fragment: {url[:80]!r} is no http or https address; check linkable() before")
    page = address(url)
    if _DIRECTIVE in page:
        page = page.partition(_DIRECTIVE)[0].removesuffix("#")
    directive = _directive(text, start, end)
    found = f"{page}{'' if '#' in page else '#'}{_DIRECTIVE}text={directive}"
    return found if directive and len(found) <= LONGEST_ADDRESS else page


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text with their places, and folded for comparison."""

    text: str
    spans: list[tuple[int, int]]
    folded: list[str]

    def slice(self, first: int, last: int) -> str:
        return self.text[self.spans[first][0] : self.spans[last][1]]

    def occurs(self, first: int, last: int, begin: int, before: int) -> bool:
        """Whether words first..last also stand somewhere in begin..before."""
        wanted = self.folded[first : last + 1]
        return any(
            self.folded[at] == wanted[0] and self.folded[at : at + len(wanted)] == wanted for at in range(begin, before)
        )

    def near(self, place: int, step: int) -> int:
        """How many words before (step -1) or after (1) a place stand in its block, up to CONTEXT_WORDS."""
        return next(
            (count for count in range(CONTEXT_WORDS) if not self._together(place, place + step * (count + 1))),
            CONTEXT_WORDS,
        )

    def across(self, place: int, step: int) -> int:
        """The same, or where that is none, in the block next to it."""
        if near := self.near(place, step):
            return near
        return min(1 + self.near(place + step, step), CONTEXT_WORDS) if 0 <= place + step < len(self.spans) else 0

    def _together(self, place: int, other: int) -> bool:
        low, high = sorted((place, other))
        return low >= 0 and high < len(self.spans) and not _LINE_BREAK.search(self.slice(low, high))


def _directive(text: str, start: int, end: int) -> str:
    spans = [match.span() for match in _WORD.finditer(text)]
    inside = [place for place, span in enumerate(spans) if span[0] >= start and span[1] <= end]
    if not inside:
        return ""
    words = _Words(text, spans, [text[a:b].casefold() for a, b in spans])
    first, last = inside[0], inside[-1]
    opening = _opening(words, first, last)
    closing = _closing(words, opening + 1, last)
    whole = words.slice(first, last)
    is_short = closing <= opening + 1 or len(_encode(whole)) <= WHOLE_BYTES
    if is_short and not _LINE_BREAK.search(whole):
        phrases, opening = [whole], last
    else:
        phrases = [words.slice(first, opening), words.slice(closing, last)]
    repeated = words.occurs(first, opening, 0, first)
    lead, trail = _context(words, first, opening, last) if repeated else (0, 0)
    before, after = "", ""
    # nothing but white space may stand between a phrase and its context, so both take the signs around them
    if lead:
        before = text[words.spans[first - lead][0] : start].rstrip()
        phrases[0] = text[start : words.spans[first][0]] + phrases[0]
    if trail:
        after = text[end : words.spans[last + trail][1]].lstrip()
        phrases[-1] += text[words.spans[last][1] : end]
    return ",".join(
        [*([f"{_encode(before)}-"] if lead else []), *map(_encode, phrases), *([f"-{_encode(after)}"] if trail else [])]
    )


def _opening(words: _Words, first: int, last: int) -> int:
    """The last of the sentence's first words that together stand nowhere before."""
    for place in range(first, min(last, first + MOST_WORDS)):
        if _LINE_BREAK.search(words.slice(first, place + 1)):
            return place
        enough = place - first + 1 >= START_WORDS or len(_encode(words.slice(first, place))) >= START_BYTES
        if enough and not words.occurs(first, place, 0, first):
            return place
    return min(last, first + MOST_WORDS) - 1


def _closing(words: _Words, earliest: int, last: int) -> int:
    """The first of the sentence's last words that together stand nowhere between its opening and its end."""
    for place in range(last, max(earliest, last - MOST_WORDS), -1):
        if _LINE_BREAK.search(words.slice(place - 1, last)):
            return place
        enough = last - place + 1 >= END_WORDS or len(_encode(words.slice(place, last))) >= END_BYTES
        if enough and not words.occurs(place, last, earliest, place):
            return place
    return max(earliest, last - MOST_WORDS + 1)


def _context(words: _Words, first: int, opening: int, last: int) -> tuple[int, int]:
    """How many words before and after tell a place from the ones before it that begin alike; none where none do.

    Words of the same block come first: between blocks a page may show what the text doesn't have, and nothing may
    stand between a phrase and its context.
    """
    near_before, near_after = words.near(first, -1), words.near(last, 1)
    beyond = words.across(first, -1)
    choices = (near_before, 0), (0, near_after), (near_before, near_after), (beyond, 0), (beyond, words.across(last, 1))
    for before, after in choices:
        begin, finish = first - before, last + after if after else opening
        if (before or after) and not words.occurs(begin, finish, 0, begin):
            return before, after
    return 0, 0


def _encode(phrase: str) -> str:
    # quote() leaves the dash, which the directive's own syntax uses
    return quote(" ".join(phrase.split()), safe="", errors="replace").replace("-", "%2D")
