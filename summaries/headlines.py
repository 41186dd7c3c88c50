"""The best of the sources' own titles: informative, neither clickbait nor shouting. Never made up, never mended.

Where titles count something, one whose number a later report has left behind gives way to a newer one.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from summaries.figures import Count, counts
from summaries.types import Article, Summary
from summaries.vectors import TERM_LETTERS, primary_language
from summaries.words import stop_words, words

BEST_WORDS = 10
LONGEST = 160
OPENING = 600
"""So many characters of a text say what it is about."""

# more than a title gains by being near the others, less than a teaser's or a shout's faults
_STALE = 1.2
_SAID = 1.0

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


def headline(articles: Sequence[Article], summary: Summary | None = None) -> tuple[str, Article]:
    """The title that tells a story best, word for word, and the article it belongs to.

    With a `summary` it is one whose news the summary tells. Where no article has a title it is the first line of a
    text. Raises ValueError without articles.
    """
    if not articles:
        raise ValueError("headline: a story without articles has no headline")
    ordered = sorted(articles, key=lambda article: article.key)
    titled = [(article.title.strip(), article) for article in ordered if article.title.strip()]
    titled = titled or [(_first_line(article.text), article) for article in ordered]
    shared = Counter(word for title, article in titled for word in _content(title, article))
    told = Counter(word for _, article in titled for word in _content(article.text[:OPENING], article))
    said = frozenset(_words(" ".join(sentence.text for sentence in summary.sentences))) if summary else frozenset()
    counted = {article: _counts(title, article) for title, article in titled}
    latest = _latest_figures(counted)

    def worth(titled_article: tuple[str, Article]) -> tuple[float, float]:
        title, article = titled_article
        score = _score(title, article, shared, told, len(titled)) + _SAID * _share_said(titled_article, said)
        return score - _STALE * _is_stale(article, counted[article], latest), -article.published_at.timestamp()

    return max(titled, key=worth)


def _share_said(titled: tuple[str, Article], said: frozenset[str]) -> float:
    """How much of a title the summary's sentences say."""
    content = {word[:TERM_LETTERS] for word in _content(*titled)}
    return len(content & said) / len(content) if content else 0.0


def _words(text: str) -> set[str]:
    return {word[:TERM_LETTERS] for word in words(text.casefold())}


def _latest_figures(counted: Mapping[Article, Sequence[Count]]) -> dict[str, tuple[datetime, float]]:
    """For each toll and each thing that titles count: when it was counted last, and the number."""
    latest: dict[str, tuple[datetime, float]] = {}
    in_titles = {count.toll or count.unit for counts_of_title in counted.values() for count in counts_of_title}
    if not in_titles:
        return latest
    for article, in_title in counted.items():
        opening = [count for count in _counts(article.text[:OPENING], article) if count.toll]
        for count in reversed([*in_title, *opening]):  # the first of an article counts
            key = count.toll or count.unit
            if key in in_titles and article.published_at >= latest.get(key, (article.published_at, 0))[0]:
                latest[key] = article.published_at, count.value
    return latest


def _is_stale(article: Article, counted: Sequence[Count], latest: Mapping[str, tuple[datetime, float]]) -> bool:
    """Whether a later report has another number for what the article's title counts."""
    for count in counted:
        at, value = latest[count.toll or count.unit]
        if at > article.published_at and value != count.value:
            return True
    return False


def _counts(text: str, article: Article) -> Sequence[Count]:
    return counts(text, primary_language(article.language))


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
