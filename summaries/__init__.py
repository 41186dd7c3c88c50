"""From a page to the sentences worth reading: pure functions, html in, text out.

A name is imported when it is first asked for, so that a program pays for what it uses only: extraction loads lxml,
several articles load numpy. No module bears the name of a function here, since importing it would hide the function.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summaries.clustering import cluster
    from summaries.explanation import explain
    from summaries.extraction import extract, text_of
    from summaries.headlines import headline
    from summaries.language import detect
    from summaries.ranking import rank
    from summaries.rendering import render, render_follow_up, render_follow_ups, render_story
    from summaries.summarizing import summarize, summarize_story

_HOMES = {
    "cluster": "clustering",
    "detect": "language",
    "explain": "explanation",
    "extract": "extraction",
    "headline": "headlines",
    "rank": "ranking",
    "render": "rendering",
    "render_follow_up": "rendering",
    "render_follow_ups": "rendering",
    "render_story": "rendering",
    "summarize": "summarizing",
    "summarize_story": "summarizing",
    "text_of": "extraction",
}

__all__ = [
    "cluster",
    "detect",
    "explain",
    "extract",
    "headline",
    "rank",
    "render",
    "render_follow_up",
    "render_follow_ups",
    "render_story",
    "summarize",
    "summarize_story",
    "text_of",
]


def __getattr__(name: str) -> object:
    """The public function `name`, from the module that holds it."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return found
