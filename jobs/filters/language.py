"""The language of filters: from what a person writes to a filter, and back. Pure.

    flood* ferry "night train"      one of these words or phrases must be there; a star stands for any ending
    -football -"transfer market"    none of these may be there
    title:strike                    in the headline
    source:post  -source:"The Post" words of a source's name; in quotes, the whole name
    lang:de  -lang:uk               the article's language, by its code or its English name

Spaces, commas and semicolons of any script stand between terms. Case and accents don't count. Quotes may be of any
kind: "…" „…“ “…” «…» 「…」. There are no brackets and no `and`: `jobs.filters.judging` says how terms go together.
"""

import re
from functools import cache

from babel import Locale

from jobs.filters.terms import (
    MAX_LENGTH,
    MAX_TERM,
    MAX_TERMS,
    QUOTES,
    Fault,
    Filter,
    FilterNotUnderstood,
    Kind,
    Term,
    source_name,
    tidy,
)
from jobs.folding import folded_word

_FIELDS = {
    "title": Kind.TITLE,
    "source": Kind.SOURCE,
    "lang": Kind.LANGUAGE,
    "language": Kind.LANGUAGE,
}
_BETWEEN = re.compile(r"[\s,;，、；،؛﹐､]+")
_FIELD = re.compile(r"([^\W\d_]+):")
# the sign of a Hebrew abbreviation is a quote too
_LETTER_QUOTE = rf"(?<=[א-ת])[{QUOTES}](?=[א-ת])"
_WORD = re.compile(rf"(?:[^\s,;，、；،؛﹐､{QUOTES}]|{_LETTER_QUOTE})*")
_PHRASE = re.compile(rf"[{QUOTES}]((?:[^{QUOTES}]|{_LETTER_QUOTE})*)(?:[{QUOTES}](\*?))?")
_ENDS = ".!?…。！？"
_CODE = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{1,8})*")


def parse_filter(text: str) -> Filter:
    """The filter that `text` says. Raises FilterNotUnderstood."""
    if len(text) > MAX_LENGTH:
        raise FilterNotUnderstood(Fault.TOO_LONG, text)
    clean = tidy(text)
    terms: dict[tuple[Kind, str, bool, bool], Term] = {}
    at = _skip(clean, 0)
    while at < len(clean):
        term, end = _term(clean, at)
        known = terms.setdefault(term.meaning, term)
        if known.excluded != term.excluded:
            raise FilterNotUnderstood(Fault.CONTRADICTION, term.text)
        if len(terms) > MAX_TERMS:
            raise FilterNotUnderstood(Fault.TOO_MANY, term.text)
        at = _skip(clean, end)
    return Filter(tuple(terms.values()))


def write_filter(wanted: Filter) -> str:
    """The filter as text: `parse_filter` makes an equal one of it. Raises FilterNotUnderstood where it is too long."""
    text = " ".join(map(write_term, wanted.terms))
    if len(text) > MAX_LENGTH:
        raise FilterNotUnderstood(Fault.TOO_LONG, text)
    return text


def write_term(term: Term) -> str:
    """One term, with quotes where it needs them."""
    sign = "-" if term.excluded else ""
    field = "" if term.kind is Kind.WORDS else f"{term.kind}:"
    star = "*" if term.prefix else ""
    bare = f"{sign}{field}{term.text}{star}"
    return bare if _reads_as(bare, term) else f'{sign}{field}"{term.text}"{star}'


def _reads_as(text: str, term: Term) -> bool:
    try:
        read, end = _term(text, 0)
    except FilterNotUnderstood:
        return False
    return read == term and end == len(text)


def _skip(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at


def _term(text: str, start: int) -> tuple[Term, int]:
    """The term that begins at `start`, and where it ends."""
    at = start
    while text[at : at + 1] in {"-", "+"}:
        at += 1
    excluded = text.startswith("-", start)
    kind = Kind.WORDS
    if field := _FIELD.match(text, at):
        if (name := folded_word(field[1])) not in _FIELDS:
            raise FilterNotUnderstood(Fault.FIELD, field[0])
        kind, at = _FIELDS[name], field.end()
        while text[at : at + 1] == " ":
            at += 1
    words, star, quoted, end = _words(text, at)
    shown = text[start:end]
    if not folded_word(words).strip():
        raise FilterNotUnderstood(Fault.NOTHING if not star else Fault.STAR, shown)
    if len(words) > MAX_TERM:
        raise FilterNotUnderstood(Fault.TERM_TOO_LONG, shown)
    if "*" in words or (star and kind is Kind.LANGUAGE):
        raise FilterNotUnderstood(Fault.STAR, shown)
    if kind is Kind.LANGUAGE:
        words = _language(words)
    whole = kind is Kind.SOURCE and quoted and not star
    if whole:
        words = source_name(words)
    return Term(text=words, kind=kind, excluded=excluded, prefix=star, whole=whole), end


def _words(text: str, at: int) -> tuple[str, bool, bool, int]:
    """The word or phrase at `at`: its text, whether a star ends it, whether it stands in quotes, and its end."""
    if phrase := _PHRASE.match(text, at):
        if phrase[2] is None:
            raise FilterNotUnderstood(Fault.QUOTE, phrase[0])
        words, star, quoted, end = phrase[1], bool(phrase[2]), True, phrase.end()
    else:
        word = _WORD.match(text, at)
        assert word is not None
        words, star, quoted, end = word[0].rstrip(_ENDS), False, False, word.end()
    bare = words.rstrip("* ")
    return " ".join(bare.split()), star or "*" in words[len(bare) :], quoted, end


def _language(name: str) -> str:
    asked = folded_word(name)
    if _CODE.fullmatch(asked):
        code = re.split("[-_]", asked)[0]
        if code in _codes().values():
            return code
    if asked in _codes():
        return _codes()[asked]
    raise FilterNotUnderstood(Fault.LANGUAGE, name)


@cache
def _codes() -> dict[str, str]:
    """Languages' codes by their English names."""
    named: dict[str, str] = dict(Locale("en").languages)
    return {folded_word(name): code for code, name in named.items() if code.isalpha() and code not in _NO_LANGUAGE}


_NO_LANGUAGE = frozenset({"mul", "root", "und", "zxx", "mis"})
