"""The best of the sources' own titles: informative, neither clickbait nor shouting. Never made up, never mended."""

import math
import re
from collections import Counter
from collections.abc import Sequence

from summaries.types import Article
from summaries.vectors import primary_language
from summaries.words import stop_words, words

BEST_WORDS = 10
LONGEST = 160

# teasers that withhold what happened, in English; the signs below them need no language
_TEASER = re.compile(
    r"(?i)\b(?:you (?:won.?t|will never|need to|should|can.?t)|here.?s (?:why|how|what)|this is (?:why|how|what)"
    r"|what (?:we know|you|to know|happened)|everything (?:we|you)|the reason|goes viral"
    r"|(?:shock|stun|amaz|jaw.?dropp|unbelievabl)\w*|will (?:shock|surprise|blow)|must.?(?:see|read|watch)"
    r"|\d+ (?:things|reasons|ways|times|facts|photos|tips|takeaways))\b"
)
_LABEL = re.compile(
    r"(?i)^\W*(?:breaking(?: news)?|live(?: updates?| blog)?|video|watch|listen|photos?|pictures?|gallery|opinion"
    r"|analysis|exclusive|update[ds]?|podcast|recap|explainer|editorial|review)\b\W*[:|\-–—]"
)
_MACHINERY = re.compile(r"https?://|\s[|»›·]\s|\.(?:com|net|org)\b")


def headline(articles: Sequence[Article]) -> tuple[str, Article]:
    """The title that tells a story best, word for word, and the article it belongs to.

    Where no article has a title it is the first line of a text. Raises ValueError without articles.
    """
    if not articles:
        raise ValueError("headline: a story without articles has no headline")
    ordered = sorted(articles, key=lambda article: article.key)
    titled = [(article.title.strip(), article) for article in ordered if article.title.strip()]
    titled = titled or [(_first_line(article.text), article) for article in ordered]
    shared = Counter(word for title, article in titled for word in _content(title, article))
    told = Counter(word for _, article in titled for word in _content(article.text[:600], article))
    return max(
        titled,
        key=lambda pair: (
            _score(pair[0], pair[1], shared, told, len(titled)),
            -pair[1].published_at.timestamp(),
        ),
    )


def _score(title: str, article: Article, shared: Counter[str], told: Counter[str], articles: int) -> float:
    """Near the other titles and the texts' beginnings, of a readable length, without a teaser's signs."""
    content = _content(title, article)
    if not content:
        return -10.0
    # a word counts for how many of the others use it, more where it is in the titles than in the texts
    near = sum(shared[word] - 1 + 0.5 * told[word] for word in content) / (articles * math.sqrt(len(content)))
    length = len(title.split()) if " " in title else len(title) / 3
    return near - 0.4 * abs(math.log((length + 1) / (BEST_WORDS + 1))) - _faults(title)


def _faults(title: str) -> float:
    letters = [sign for sign in title if sign.isalpha()]
    shouted = sum(len(word) > 3 and word.isupper() for word in title.split())
    faults = 1.5 * bool(_TEASER.search(title)) + 0.5 * bool(_LABEL.search(title)) + 0.7 * bool(_MACHINERY.search(title))
    faults += 0.8 * title.rstrip("\"'”»)").endswith(("?", "？", "؟", ";")) + 0.8 * title.endswith(("…", "..."))
    faults += 0.8 * any(sign in title for sign in "!！¡") + 1.0 * (len(title) > LONGEST)
    if letters and all(not sign.islower() for sign in letters) and any(sign.isupper() for sign in letters):
        return faults + 1.5
    return faults + 0.3 * min(shouted, 3)


def _content(text: str, article: Article) -> frozenset[str]:
    return frozenset(words(text.casefold())) - stop_words(primary_language(article.language))


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")
