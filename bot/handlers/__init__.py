"""Everything that answers people, one file a family of commands."""

from bot.context import Handler
from bot.handlers import (
    afar,
    breaks,
    fallback,
    filter_drafts,
    filters,
    help,  # noqa: A004
    language,
    latest,
    membership,
    overview,
    personal,
    quiet,
    reactions,
    replies,
    saved,
    schedule,
    settings,
    start,
    story,
    tastes,
    topics,
    zones,
)
from bot.handlers.admin import commands as admin


def first_handlers() -> list[Handler]:
    """Those that only look at what comes, before it is answered."""
    return membership.first_handlers()


def all_handlers() -> list[Handler]:
    """Every handler, in the order in which they are asked: the first that fits answers."""
    reading = (start, afar, help, personal, topics, overview, latest, story, reactions, replies, saved, tastes)
    telling = (settings, schedule, zones, quiet, breaks, filters, filter_drafts, language)
    return [handler for family in (*reading, *telling, admin, membership, fallback) for handler in family.handlers()]
