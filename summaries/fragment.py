"""Links to a sentence's very place in an article: text fragments, `#:~:text=[prefix-,]start[,end][,-suffix]`.

WICG, "URL Fragment Text Directives": https://wicg.github.io/scroll-to-text-fragment/. Matching ignores case, folds
white space and begins and ends at word boundaries; `start` and `end` may stand in different blocks, each in one alone.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

LONGEST_ADDRESS = 2048
# a sentence of so many words or percent-encoded bytes is named whole, a longer one by its first and last words
WHOLE_WORDS = 8
WHOLE_BYTES = 72
START_WORDS = 4
END_WORDS = 3
# a run of Chinese or Japanese between two signs of punctuation is one "word" here, and long enough by itself
PHRASE_LETTERS = 28
CONTEXT_WORDS = 4

_DIRECTIVE = ":~:"
_ADDRESS_SAFE = "%/:?#[]@!$&'()*+,;=-._~"
_WORD = re.compile(r"\w+(?:[^\w\s]+\w+)*")
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


def _directive(text: str, start: int, end: int) -> str:
    spans = [match.span() for match in _WORD.finditer(text)]
    inside = [place for place, span in enumerate(spans) if span[0] >= start and span[1] <= end]
    if not inside:
        return ""
    words = _Words(text, spans, [text[a:b].casefold() for a, b in spans])
    first, last = inside[0], inside[-1]
    if _is_short(words, first, last):
        phrases = [words.slice(first, last)]
        repeated = words.occurs(first, last, 0, first)
    else:
        opening = _opening(words, first, last)
        closing = _closing(words, opening + 1, last)
        phrases = [words.slice(first, opening), words.slice(closing, last)]
        repeated = words.occurs(first, opening, 0, first)
    if not repeated:
        return ",".join(map(_encode, phrases))
    # nothing but white space may stand between a phrase and its context, so both take the signs around them
    phrases[0] = text[start : words.spans[first][0]] + phrases[0]
    phrases[-1] += text[words.spans[last][1] : end]
    before, after = _before(text, start), _after(text, end)
    lead = len(_WORD.findall(before))
    if lead and not words.occurs(first - lead, first, 0, first - lead):
        after = ""
    return ",".join(
        [
            *([f"{_encode(before)}-"] if before else []),
            *map(_encode, phrases),
            *([f"-{_encode(after)}"] if after else []),
        ]
    )


def _is_short(words: _Words, first: int, last: int) -> bool:
    phrase = words.slice(first, last)
    if _LINE_BREAK.search(phrase):
        return first == last
    return last - first < WHOLE_WORDS or len(_encode(phrase)) <= WHOLE_BYTES or last == first


def _opening(words: _Words, first: int, last: int) -> int:
    """The last of the sentence's first words that together stand nowhere before."""
    for place in range(first, last):
        if _LINE_BREAK.search(words.slice(first, place + 1)):
            return place
        enough = place - first + 1 >= START_WORDS or len(words.slice(first, place)) >= PHRASE_LETTERS
        if enough and not words.occurs(first, place, 0, first):
            return place
    return last - 1


def _closing(words: _Words, earliest: int, last: int) -> int:
    """The first of the sentence's last words that together stand nowhere between its opening and its end."""
    for place in range(last, earliest, -1):
        if _LINE_BREAK.search(words.slice(place - 1, last)):
            return place
        enough = last - place + 1 >= END_WORDS or len(words.slice(place, last)) >= PHRASE_LETTERS
        if enough and not words.occurs(place, last, earliest, place):
            return place
    return earliest


def _before(text: str, start: int) -> str:
    """The last words before the place, from one block."""
    block = _LINE_BREAK.split(text[:start].rstrip())[-1]
    openings = [match.start() for match in _WORD.finditer(block)]
    return block[openings[-CONTEXT_WORDS:][0] :].rstrip() if openings else ""


def _after(text: str, end: int) -> str:
    """The first words after the place, from one block."""
    block = _LINE_BREAK.split(text[end:].lstrip())[0]
    endings = [match.end() for match in _WORD.finditer(block)]
    return block[: endings[:CONTEXT_WORDS][-1]] if endings else ""


def _encode(phrase: str) -> str:
    # quote() leaves the dash, which the directive's own syntax uses
    return quote(" ".join(phrase.split()), safe="", errors="replace").replace("-", "%2D")
