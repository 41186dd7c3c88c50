"""Sentences of a text, as exact offsets.

A sentence ends at terminal punctuation (with its closing quotes) that is followed by white space and by something that
can open a sentence; it never crosses a line break, save in text that was wrapped at a fixed width. Abbreviations,
initials, ordinals and times ("Feb. 24", "J. Okafor", "U.S.", "5 a.m.") go on, unless a function word with a capital
follows. Languages without abbreviations of their own here are split by sentencex, which knows about 300.

A span is `(start, end)` in code points, without the white space around it: `text[start:end]` is the sentence.
"""

import re
from collections.abc import Iterator
from functools import cache

from summaries.abbreviations import AFTER_HOURS, ENDERS, NUMBERED, ORDINAL_LANGUAGES, RELATIVES, SHORT_FORMS, TITLES
from summaries.speech import inside_speech
from summaries.words import UNSPACED, stop_words

Span = tuple[int, int]

# longer runs without a full stop (lists, transcripts, code) are cut at a weaker mark, so that a message can hold them
LONGEST_SENTENCE = 1200

_INVISIBLE = "\u200b\u200e\u200f\u2060\ufeff"
_CLOSERS = f"\"'”’»›)\\]}}」』】）》{_INVISIBLE}"
_OPENERS = "\"'“„‘‚«‹(\\[{¿¡「『【（《—–"
_WIDE = "。！？｡．"
# Python searches quickly for an expression that opens with one set of characters, slowly for a repeated one
_MARKS = f".!?…؟۔।॥།፧։၊။៕។{_WIDE}"
_LINE = re.compile(r"[^\n\r\u2028\u2029\x0b\x0c]+")
_BLANK_LINE = re.compile(r"\n[ \t\r\xa0]*\n\s*")
# A run of terminal marks, what closes with it, and the white space that must follow: none after wide marks, nor where a
# word in lower case runs into a capitalised one ("sides.The"), as pages that lost their line breaks do. No run is begun
# in its midst, which would take time by the square of its length
_END = re.compile(
    rf"(?P<mark>[{_MARKS}](?<![{_MARKS}]{{2}})[{_MARKS}]*+)"
    rf"(?P<close>(?:[{_CLOSERS}]|[“«‘‹](?=\s|\Z)|[ \xa0\u202f]»(?=[\s,.;:]|\Z))*)"
    rf"(?:\s+|(?<=[{_WIDE}」』】）》”’])(?=[^\s{_CLOSERS}])"
    rf"|(?<=[^\W\d_A-Z]{{2}}[.!?…]|[^\W\d_A-Z][.!?…][\"»”])"
    rf"(?=[\"“«]?[^\W\d_a-z](?:[^\W\d_A-Z]+['’\s])))"
    rf"(?=(?P<open>[{_OPENERS}\s-]*)(?P<next>\w[\w'’-]*|.))",
    re.DOTALL,
)
_WORD_BEFORE_REACH = 24
_JAPANESE_CLOSERS = frozenset("」』")
_HIRAGANA = frozenset(map(chr, range(0x3041, 0x3097)))
# a letter, or one of Indic scripts with its vowel sign, alone or after others: "U.S", "J.-P", "के"
_SIGNS = "".join(f"{chr(block + 0x3A)}-{chr(block + 0x4D)}" for block in range(0x900, 0xD80, 0x80))
_INITIALS = re.compile(rf"(?:[^\W\d_][{_SIGNS}]*\.-?)*[^\W\d_][{_SIGNS}]*\Z")
# verbs of one syllable that end sentences where a full stop is used in place of a danda
_FINAL_SYLLABLES = frozenset(["है", "हैं", "था", "थे", "थी", "थीं", "हो", "गा", "गे", "गी", "না", "নি", "নয়", "কি"])
_ELISION = re.compile("['’]")
_ELLIPSIS = re.compile(r"(?:…|\.{2,})+\Z")
_GREEK_QUESTION = re.compile(r"[;;](?=\s+[^\W\d_a-zα-ωά-ώ])")
_WEAK_END = re.compile(r"[;:,،、，；：]\s*|\s+")
# scripts that put a space, or nothing, where others put a full stop
SPACE_ENDED = frozenset({"th", "lo"})
_SPACE_ENDED_LEAST = 40
# numbers and foreign names have spaces around them that end nothing
_NEAR_SPACE = re.compile("[0-9๐-๙A-Za-z(%ๆ]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPOKEN_WHOLE = frozenset({"zh", "ja"})
OWN_RULES = frozenset(TITLES) | frozenset(RELATIVES) | UNSPACED | {"ar", "he", "fa", "ur", "ko", "ta", "kk"}
_HOURS = frozenset({"a.m", "p.m"})
_DUTCH_ELISIONS = frozenset({"s", "t", "n", "k"})


def paragraphs(text: str) -> list[Span]:
    """The spans of what must not be joined: lines, or blocks of lines that were wrapped at a fixed width."""
    spans: list[Span] = []
    start = 0
    for gap in [*_BLANK_LINE.finditer(text), None]:
        end = gap.start() if gap else len(text)
        spans.extend(_block(text, start, end))
        start = gap.end() if gap else end
    return spans


def sentences(text: str, language: str | None = None) -> list[Span]:
    """The sentences of `text` in order: spans that don't overlap and hold all of it but white space."""
    spans: list[Span] = []
    for start, end in paragraphs(text):
        spans.extend(split(text, start, end, language or "en"))
    return spans


def _block(text: str, start: int, end: int) -> Iterator[Span]:
    lines = [span for found in _LINE.finditer(text, start, end) if (span := _strip(text, found.start(), found.end()))]
    if len(lines) > 1 and _wrapped(text, lines):
        yield lines[0][0], lines[-1][1]
    else:
        yield from lines


def _wrapped(text: str, lines: list[Span]) -> bool:
    """Whether these lines were one paragraph: as long as one another, broken in mid-sentence."""
    widths = [end - start for start, end in lines[:-1]]
    widest = max(widths)
    if not 40 <= widest <= 130 or min(widths) < widest * 0.7:
        return False
    return sum(text[start].islower() for start, _ in lines[1:]) * 3 >= len(lines) - 1


def _strip(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def split(text: str, start: int, end: int, language: str) -> Iterator[Span]:
    """The sentences of the one paragraph `text[start:end]`."""
    if language in SPACE_ENDED:
        cuts = _space_cuts(text, start, end)
    elif language in OWN_RULES:
        cuts = _cuts(text, start, end, language)
    else:
        cuts = _library_cuts(text, start, end, language)
    for cut in [*cuts, end]:
        if span := _strip(text, start, cut):
            if span[1] - span[0] <= LONGEST_SENTENCE:
                yield span
            else:
                yield from _bounded(text, *span)
        start = cut


def _cuts(text: str, start: int, end: int, language: str) -> list[int]:
    rules = _rules(language)
    lowercase = text[start:end].islower()
    cuts = [
        _before_opening_quote(text, start, found)
        for found in _END.finditer(text, start, end)
        if rules.ends(text, start, found, lowercase)
    ]
    if language in _SPOKEN_WHOLE:
        cuts = [cut for cut in cuts if not inside_speech(text, start, end, cut)]
    if language == "el":
        cuts = sorted({*cuts, *(found.end() for found in _GREEK_QUESTION.finditer(text, start, end))})
    return cuts


def _before_opening_quote(text: str, start: int, found: re.Match[str]) -> int:
    """Where the sentence ends; in `word."Next` the mark may open what follows: then it isn't the sentence's own."""
    end = found.end(2)
    if found.end() == end and found[2] == '"' and text.count('"', start, end) % 2:
        return found.start(2)
    return end


def _space_cuts(text: str, start: int, end: int) -> list[int]:
    cuts, last = [], start
    for found in re.finditer(r"\s+", text[start:end]):
        at = start + found.start()
        if _NEAR_SPACE.match(text[at - 1 : at]) or _NEAR_SPACE.match(text[start + found.end() :][:1]):
            continue
        if at - last >= _SPACE_ENDED_LEAST:
            cuts.append(at)
            last = at
    return cuts


def _library_cuts(text: str, start: int, end: int, language: str) -> list[int]:
    from sentencex import segment  # noqa: PLC0415 -- an extension module that most languages here don't need

    cuts, at = [], start
    # half a character, which the library can't hold, as the sign for a lost one
    for piece in segment(language, _SURROGATE.sub("\ufffd", text[start:end])):
        at += len(piece)
        cuts.append(min(at, end))
    return cuts


def _bounded(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > LONGEST_SENTENCE:
        limit = start + LONGEST_SENTENCE
        cut = limit
        strong = False
        for found in _WEAK_END.finditer(text, start + LONGEST_SENTENCE // 2, limit):
            mark = not text[found.start()].isspace()
            if mark or not strong:
                cut, strong = found.end(), mark or strong
        if span := _strip(text, start, cut):
            yield span
        start = cut
    if span := _strip(text, start, end):
        yield span


class _Rules:
    """Whether a full stop ends a sentence in one language."""

    def __init__(self, language: str) -> None:
        kin = RELATIVES.get(language, language)
        self.titles = frozenset(TITLES.get(kin, TITLES["en"]).split())
        self.short = frozenset(SHORT_FORMS.get(kin, SHORT_FORMS["en"]).split())
        self.enders = frozenset(ENDERS.get(kin, "etc" if kin not in TITLES else "").split())
        self.known = self.titles | self.short | self.enders | {"no"}
        self.elides = kin == "nl"
        self.openers = stop_words(language)
        self.ordinals = language in ORDINAL_LANGUAGES

    def ends(self, text: str, start: int, found: re.Match[str], lowercase: bool) -> bool:
        """Whether the sentence that began at or after `start` ends with this run of marks."""
        mark, close, _, following = found.groups()
        close = close.strip(_INVISIBLE)
        at = found.start()
        if text[at - 1 : at] == ",":
            return False  # a question mark in place of a lost quotation mark: ",? he said"
        if following[0].islower() and not lowercase and not following[1:2].isupper():
            return self.elides and self._elided(text, found)
        if mark[-1] not in _WIDE and (found.end() == found.end(2) or _ELLIPSIS.match(mark)) and _caseless(following[0]):
            return False  # a particle behind a quotation, a hesitation: no capital will tell
        if close and close[-1] in _JAPANESE_CLOSERS and following[0] in _HIRAGANA:
            return False  # 「賛成だ。」と述べた
        if mark != "." or close:
            return True
        reach = text[max(start, at - _WORD_BEFORE_REACH) : at]
        word = reach.rsplit(None, 1)[-1].lstrip(_OPENERS) if reach and not reach[-1].isspace() else ""
        if not word:
            return bool(reach)
        if ("'" in word or "’" in word) and (tail := _ELISION.split(word)[-1]).lower() in self.known and len(tail) > 1:
            word = tail  # "l'art. 4"
        if len(word) > 1 and word.isalpha() and word.lower() not in self.known:
            return True
        return self._word_ends(word, reach, text, found, at_start=at - len(word) == start)

    def _word_ends(self, word: str, reach: str, text: str, found: re.Match[str], *, at_start: bool) -> bool:
        low = word.lower()
        following = found["next"]
        if following[0].isupper() and self.enders and (low in self.enders or _joined(reach) in self.enders):
            return True
        if word.isdigit():
            if at_start:
                return False  # "3. What we know"
            if not self.ordinals or len(word) > 2 or self._opens(text, found):
                return True
            before = reach.split()
            return len(before) > 1 and before[-2].rstrip(".").lower() in NUMBERED
        if low in _HOURS:
            return following[0].isupper() and following.lower() not in AFTER_HOURS
        if low == "no" and not following[0].isdigit():
            return True
        if low in self.titles and (len(word) > 1 or not word.isupper()):
            return False
        if (_INITIALS.match(word) and word not in _FINAL_SYLLABLES) or low in self.short:
            title = low == word and following.lower() in self.titles and following[0].isupper()
            return (title or self._opens(text, found)) and not (len(word) == 1 and at_start)
        return True

    def _elided(self, text: str, found: re.Match[str]) -> bool:
        """Whether a Dutch sentence opens here with a clipped word and its capital after that: "'s Avonds"."""
        after = found.end("next")
        return (
            found["next"] in _DUTCH_ELISIONS
            and found["open"][-1:] in {"'", "’", "‘"}
            and text[after : after + 1] == " "
            and text[after + 1 : after + 2].isupper()
        )

    def _opens(self, text: str, found: re.Match[str]) -> bool:
        """A function word with a capital: nothing but a new sentence (or a title) writes it so."""
        word = found["next"]
        if not (word[0].isupper() and word.lower() in self.openers):
            return False
        return len(word) > 1 or text[found.end("next") : found.end("next") + 1] != "."


def _caseless(letter: str) -> bool:
    return letter.isalpha() and letter.lower() == letter.upper()


def _joined(reach: str) -> str:
    """An abbreviation of two letters written with a space: "т. д" as "т.д"."""
    return "".join(reach.lower().split()[-2:])


@cache
def _rules(language: str) -> _Rules:
    return _Rules(language)
