"""Everything that answers people, one file a family of commands."""

from bot.context import Handler
from bot.handlers import (
    afar,
    backup,
    breaks,
    fallback,
    filter_drafts,
    filters,
    first_steps,
    help,  # noqa: A004
    inline,
    language,
    latest,
    leaving,
    membership,
    new_own_feed,
    overview,
    own_feeds,
    personal,
    quiet,
    reactions,
    replies,
    saved,
    schedule,
    search,
    settings,
    start,
    story,
    subscribing,
    tastes,
    topics,
    zones,
)
from bot.handlers.admin import commands as admin
from bot.handlers.admin import opml as lists


def first_handlers() -> list[Handler]:
    """Those that only look at what comes, before it is answered."""
    return membership.first_handlers()


def all_handlers() -> list[Handler]:
    """Every handler, in the order in which they are asked: the first that fits answers."""
    choosing = (start, first_steps, topics, subscribing, leaving, own_feeds, new_own_feed, overview, backup, lists)
    reading = (afar, help, personal, latest, search, story, reactions, replies, saved, tastes)
    telling = (settings, schedule, zones, quiet, breaks, filters, filter_drafts, language)
    families = (*choosing, *reading, *telling, inline, admin, membership, fallback)
    return [handler for family in families for handler in family.handlers()]
