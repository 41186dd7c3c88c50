"""Whether a text contains a topic's keyword: whole words or phrases, without case; `flood*` also finds "flooding"."""

import re
from collections.abc import Iterable
from functools import lru_cache

# scripts without spaces between words: there a keyword is found anywhere
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def found_keywords(keywords: Iterable[str], text: str) -> tuple[str, ...]:
    """Those of `keywords` that `text` contains, in their order."""
    folded = text.casefold()
    return tuple(keyword for keyword in keywords if _pattern(keyword).search(folded))


@lru_cache(maxsize=4096)
def _pattern(keyword: str) -> re.Pattern[str]:
    # escaped: a keyword is never a regular expression, which could run away
    words = r"\s+".join(re.escape(word) for word in keyword.casefold().rstrip("*").split())
    if not words:
        return re.compile(r"(?!)")
    start = "" if _UNSPACED.match(keyword) else r"(?<!\w)"
    end = "" if keyword.endswith("*") or _UNSPACED.match(keyword) else r"(?!\w)"
    return re.compile(start + words + end)
