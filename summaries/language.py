"""The language of a text, as an ISO 639-1 code."""

import re

_TAG = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9-_]*)?\s*\Z")
# codes that pages use for what ISO 639-1 writes otherwise
_SAME = {
    "iw": "he", "in": "id", "ji": "yi", "nb": "no", "nn": "no", "ua": "uk", "cz": "cs", "jp": "ja", "gr": "el",
    "eng": "en", "ukr": "uk", "rus": "ru", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es",
    "por": "pt", "ita": "it", "pol": "pl", "zho": "zh", "jpn": "ja", "kor": "ko", "ara": "ar",
}  # fmt: skip
_OTHER_SCRIPTS = """
uk ru be bg mk kk ky tg mn el ar fa ur ps he yi hi mr ne bn ta te kn ml gu pa si th lo km my zh ja ko ka hy am ti dv
"""
_OTHER_SCRIPT = frozenset(_OTHER_SCRIPTS.split())
_EITHER_SCRIPT = frozenset({"sr", "uz", "az", "bs", "mn", "ku"})
_BURMESE = re.compile("[\u1000-\u102a]")
ENOUGH = 2000
_LETTERS = 20


def tag_language(tag: str) -> str | None:
    """The ISO 639-1 code in a language tag as pages and feeds write it (`en-GB`, `pt_BR`, `iw`), or None."""
    found = _TAG.match(tag)
    if not found:
        return None
    code = found[1].lower()
    code = _SAME.get(code, code)
    return code if len(code) == 2 else None


def detect(text: str) -> str | None:
    """The language that `text` is written in, or None where there is too little to tell (under 20 letters).

    Lui & Baldwin, "langid.py" (ACL 2012), by py3langid: 97 languages, and Burmese; the first call loads its model
    (about a second).
    """
    start = text[:ENOUGH]
    if (letters := sum(map(str.isalpha, start))) < _LETTERS:
        return None
    if len(_BURMESE.findall(start)) * 2 > letters:
        return "my"  # which the library doesn't know
    from py3langid import classify  # noqa: PLC0415 -- NumPy and a model of 2 MB

    code, _ = classify(start)
    return tag_language(code)


def fits(language: str, text: str) -> bool:
    """Whether `text` is written in a script of `language`; templates often declare a language they don't hold."""
    sample = [sign for sign in text[:ENOUGH] if sign.isalpha()]
    if len(sample) < _LETTERS:
        return True
    latin = sum(sign < "\u0250" or "\u1e00" <= sign < "\u1f00" for sign in sample) * 2 > len(sample)
    return language in _EITHER_SCRIPT or latin != (language in _OTHER_SCRIPT)
