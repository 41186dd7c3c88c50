"""feedparser in half the time, with the same results: two habits of its are spared, in the workers' processes only.

For every tag it joins the feed's address with itself, and for every text it deep-copies four strings in a dictionary.
"""

from functools import lru_cache
from importlib import import_module
from types import SimpleNamespace
from typing import Any


def quicken_feedparser() -> None:
    """Put the quicker functions in their place, for as long as this process lives."""
    mixin: Any = import_module("feedparser.mixin")
    mixin.make_safe_absolute_uri = lru_cache(maxsize=64)(mixin.make_safe_absolute_uri)
    mixin.copy = SimpleNamespace(deepcopy=_shallow)


def _shallow(params: dict[str, object]) -> dict[str, object]:
    return type(params)(params)
