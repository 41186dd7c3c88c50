"""What each language has, as the table of docs/summaries.md: `python -m benchmarks.languages`.

A test holds the table to the code, so that it can't go stale.
"""

import json
from collections import Counter
from importlib.resources import files

from benchmarks.sentences import cases
from summaries.abbreviations import RELATIVES, TITLES
from summaries.forms import RULES
from summaries.language import tag_language
from summaries.segment import OWN_RULES, SPACE_ENDED
from summaries.words import SNOWBALL, UNSPACED

_NAMES = """
am Amharic|ar Arabic|be Belarusian|bg Bulgarian|bn Bengali|ca Catalan|cs Czech|da Danish|de German|el Greek|en English|
es Spanish|et Estonian|fa Persian|fi Finnish|fr French|he Hebrew|hi Hindi|hr Croatian|hu Hungarian|hy Armenian|
id Indonesian|is Icelandic|it Italian|ja Japanese|ka Georgian|km Khmer|ko Korean|lo Lao|lt Lithuanian|lv Latvian|
mk Macedonian|ms Malay|my Burmese|nl Dutch|no Norwegian|pl Polish|pt Portuguese|ro Romanian|ru Russian|sk Slovak|
sl Slovene|sr Serbian|sv Swedish|sw Swahili|ta Tamil|th Thai|tr Turkish|uk Ukrainian|ur Urdu|vi Vietnamese|zh Chinese
"""


def table() -> str:
    """The table in Markdown."""
    stop, openers = _listed("stop_words.json", " "), _listed("openers.json", "|")
    known = detectable()
    counted = Counter(case.language for case in cases())
    lines = [
        "| language | sentences | hard cases | stop words | words compared by | openers | detected |",
        "|---|---|---|---|---|---|---|",
    ]
    for entry in _NAMES.replace("\n", "").split("|"):
        code, name = entry.split(" ", 1)
        lines.append(
            f"| {code} {name} | {_sentences(code)} | {counted[code] or ''} | {stop.get(code, '')} "
            f"| {_forms(code)} | {openers.get(code, '')} | {'yes' if code in known else 'no'} |"
        )
    return "\n".join(lines)


def detectable() -> frozenset[str]:
    """The languages that `detect` can name."""
    from py3langid import rank  # noqa: PLC0415 -- loads a model

    return frozenset(code for label, _ in rank("?") if (code := tag_language(label))) | {"my"}


def _listed(name: str, separator: str) -> dict[str, int]:
    lists: dict[str, str] = json.loads(files("summaries").joinpath(name).read_text("utf-8"))
    return {language: len(words.split(separator)) for language, words in lists.items()}


def _sentences(code: str) -> str:
    if code in SPACE_ENDED:
        return "spaces"
    if RELATIVES.get(code, code) in TITLES:
        return "rules, abbreviations"
    return "rules" if code in OWN_RULES else "sentencex"


def _forms(code: str) -> str:
    if code in UNSPACED:
        return "dictionary"
    own = "prefixes, 6 letters" if code in RULES - {"el", "ko"} else "6 letters"
    own = {"el": "accents, 6 letters", "ko": "particles, 6 letters"}.get(code, own)
    return own + (" (Snowball)" if code in SNOWBALL else "")


if __name__ == "__main__":
    print(table())
