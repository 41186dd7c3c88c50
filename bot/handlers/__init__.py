"""Everything that answers people, one file a family of commands."""

from bot.context import Handler
from bot.handlers import (
    fallback,
    help,  # noqa: A004
    latest,
    membership,
    overview,
    personal,
    replies,
    saved,
    schedule,
    start,
    story,
    tastes,
    topics,
)
from bot.handlers.admin import commands as admin


def first_handlers() -> list[Handler]:
    """Those that only look at what comes, before it is answered."""
    return membership.first_handlers()


def all_handlers() -> list[Handler]:
    """Every handler, in the order in which they are asked: the first that fits answers."""
    families = (
        start,
        help,
        personal,
        topics,
        overview,
        latest,
        story,
        replies,
        saved,
        tastes,
        schedule,
        admin,
        membership,
        fallback,
    )
    return [handler for family in families for handler in family.handlers()]
