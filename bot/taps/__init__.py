"""The buttons' meanings, one file a family; what this package doesn't import, no button can say."""

from bot.taps import latest, page, saved, schedule, story, topics
from bot.taps.admin import feeds, home, packs
from bot.taps.admin import topics as admin_topics

FAMILIES = (admin_topics, feeds, home, latest, packs, page, saved, schedule, story, topics)
