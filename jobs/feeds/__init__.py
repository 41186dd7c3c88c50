"""Feeds: fetched politely and safely, parsed, and their entries turned into articles of stories.

Each name is imported when it is first asked for: the workers that parse import this package too, and need little of it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jobs.feeds.client import FetchSettings, open_client
    from jobs.feeds.discovery import FeedPreview, probe
    from jobs.feeds.guard import AddressRules
    from jobs.feeds.plan import PlanLimits
    from jobs.feeds.preview import Gathered, Progress, fetch_articles
    from jobs.feeds.problems import FeedProblem
    from jobs.feeds.stories import StoryDesk
    from jobs.feeds.tick import FeedLimits, FetchReport, ReadReport, check_due_feeds, read_due_entries
    from jobs.feeds.workers import Workers

_HOMES = {
    "AddressRules": "guard",
    "FeedLimits": "tick",
    "FeedPreview": "discovery",
    "FeedProblem": "problems",
    "FetchReport": "tick",
    "FetchSettings": "client",
    "Gathered": "preview",
    "PlanLimits": "plan",
    "Progress": "preview",
    "ReadReport": "tick",
    "StoryDesk": "stories",
    "Workers": "workers",
    "check_due_feeds": "tick",
    "fetch_articles": "preview",
    "open_client": "client",
    "probe": "discovery",
    "read_due_entries": "tick",
}

__all__ = [
    "AddressRules",
    "FeedLimits",
    "FeedPreview",
    "FeedProblem",
    "FetchReport",
    "FetchSettings",
    "Gathered",
    "PlanLimits",
    "Progress",
    "ReadReport",
    "StoryDesk",
    "Workers",
    "check_due_feeds",
    "fetch_articles",
    "open_client",
    "probe",
    "read_due_entries",
]


def __getattr__(name: str) -> object:
    """The public name, from the module that holds it."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"jobs.feeds.{_HOMES[name]}"), name)
