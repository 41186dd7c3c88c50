"""The settings in the words of the jobs: how to fetch, how often, how much to tell."""

from datetime import timedelta

from bot.settings import Settings
from jobs.digests.limits import DigestLimits
from jobs.feeds.checking.timing import PlanLimits
from jobs.feeds.fetching.client import FetchSettings
from jobs.feeds.fetching.guard import USUAL_PORTS, AddressRules
from jobs.feeds.tick import FeedLimits


def fetch_settings(settings: Settings) -> FetchSettings:
    return FetchSettings(
        contact=settings.contact,
        rules=AddressRules(allowed=settings.allowed_networks, ports=USUAL_PORTS | set(settings.allowed_ports)),
        total_seconds=settings.fetch_seconds,
        in_flight=settings.fetch_in_flight,
        per_host=settings.fetch_per_host,
    )


def feed_limits(settings: Settings) -> FeedLimits:
    return FeedLimits(
        plan=PlanLimits(
            shortest=timedelta(minutes=settings.shortest_minutes),
            longest=timedelta(minutes=settings.longest_minutes),
            first_entries=settings.first_entries,
        ),
        in_flight=settings.fetch_in_flight,
        per_host=settings.fetch_per_host,
    )


def digest_limits(settings: Settings) -> DigestLimits:
    return DigestLimits(stories=settings.digest_stories, per_second=settings.messages_per_second)
