"""What was found. Which words were looked for stands in the message that the card answers, not in its buttons."""

from dataclasses import dataclass

from bot.taps.core import Tap


@dataclass(frozen=True)
class SearchPage(Tap):
    """Look again, and show this page (from 0) of what is found."""

    code = "search.page"
    page: int


@dataclass(frozen=True)
class OpenHit(Tap):
    """Tell the story of this article at length; `page` is where it was found."""

    code = "search.open"
    article_id: int
    page: int


@dataclass(frozen=True)
class SaveHit(Tap):
    """Keep the story of this article, in the private list of who taps, or not any more."""

    code = "search.save"
    article_id: int
    page: int
    on: bool


@dataclass(frozen=True)
class AskWords(Tap):
    """Ask what to look for."""

    code = "search.ask"
