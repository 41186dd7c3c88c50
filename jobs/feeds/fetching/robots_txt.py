"""What a robots.txt says to newsdigest (RFC 9309). Pure, and slow on hostile patterns: it runs in a worker."""

from dataclasses import dataclass

from protego import Protego

PRODUCT = "newsdigest"
"""Our name in robots.txt, and the beginning of the User-Agent."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """Whether a page may be fetched, and how many seconds are to lie between two of the host's."""

    allowed: bool
    delay: float = 0.0


def ruling(text: str, url: str) -> Ruling:
    """What the robots.txt `text` says of the page at `url`."""
    rules = Protego.parse(text)
    return Ruling(rules.can_fetch(url, PRODUCT), rules.crawl_delay(PRODUCT) or 0.0)
