"""What kind of problem a feed has, told by the words that its row keeps: so that hundreds can be counted by kind."""

import re
from collections import Counter
from collections.abc import Mapping
from enum import StrEnum


class ProblemKind(StrEnum):
    ENDED = "ended"
    """There is nothing at the address any more."""
    LOGIN = "login"
    REFUSED = "refused"
    """The server, its robots.txt or the law doesn't want it read."""
    WALL = "wall"
    """A service in front of the site turns programs away."""
    TOO_OFTEN = "too often"
    SERVER = "server"
    """A fault of the server's own."""
    UNREACHABLE = "unreachable"
    """No such host, no connection, or it broke off."""
    SLOW = "slow"
    CERTIFICATE = "certificate"
    ADDRESS = "address"
    """It leads where newsdigest doesn't go."""
    CONTENT = "content"
    """What came can't be read as a feed."""
    OTHER = "other"


_WORDS: tuple[tuple[str, ProblemKind], ...] = (
    (r"bot wall", ProblemKind.WALL),
    (r"\(429\b", ProblemKind.TOO_OFTEN),
    (r"\((401|407)\)|asks for a login", ProblemKind.LOGIN),
    (r"\((404|410)\b", ProblemKind.ENDED),
    (r"\((403|451)\b|robots\.txt|refuses to connect", ProblemKind.REFUSED),
    (r"fault of its own", ProblemKind.SERVER),
    (r"complete answer within|too slowly", ProblemKind.SLOW),
    (r"certificate|speak https", ProblemKind.CERTIFICATE),
    (r"name is unknown|no connection|broke(n)? .*off|broke off|not valid HTTP", ProblemKind.UNREACHABLE),
    (
        r"redirects|web address|only http|names no host|not an address|private network|none that feeds",
        ProblemKind.ADDRESS,
    ),
    (r"not a feed|as a feed|as no feed|JSON|nothing in it|was empty|badly broken", ProblemKind.CONTENT),
    (r"larger than|compressed|more memory|takes longer", ProblemKind.CONTENT),
)
"""The first that fits: a wall's answer has a status too."""


def kind_of(problem: str) -> ProblemKind:
    """The kind of what stands in a feed's `problem`."""
    return next((kind for words, kind in _WORDS if re.search(words, problem)), ProblemKind.OTHER)


def by_kind(problems: Mapping[str, int]) -> list[tuple[ProblemKind, int]]:
    """(kind, number of feeds), the commonest first; `problems` are words with how many feeds have them."""
    counts: Counter[ProblemKind] = Counter()
    for words, count in problems.items():
        counts[kind_of(words)] += count
    return counts.most_common()
