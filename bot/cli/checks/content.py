"""What is in the database: topics, feeds that fail, chats, what waits and what was lost."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import available_timezones

from bot.cli.checks.finding import Finding, note, program, works, wrong
from bot.settings import Settings
from bot.watch.health import LATE, lasting
from storage.articles import count_articles
from storage.chats import count_chats
from storage.database import Database
from storage.deliveries import count_deliveries
from storage.feeds import Feed, list_feeds
from storage.outbox_view import count_troubles
from storage.schedules import zones_in_use
from storage.standing import Backlog, backlog
from storage.topics import list_topics

LATELY = timedelta(days=7)
"""What was lost before is kept for long, and nothing can be done about it any more."""

MOST_SHOWN = 10
"""Topics by name, and feeds with what is wrong with them."""


def look_at_content(settings: Settings, database: Database, now: datetime) -> Iterator[Finding]:
    with database.read() as session:
        topics, feeds = list_topics(session), list_feeds(session)
        articles, chats, deliveries = count_articles(session), count_chats(session), count_deliveries(session)
        zones, waiting = zones_in_use(session), backlog(session, now=now)
        lost = count_troubles(session, since=now - LATELY)
    if not topics:
        yield note("topics", "none yet", "send /admin to the bot to add the first")
    else:
        more = f", and {len(topics) - MOST_SHOWN:,} more" if len(topics) > MOST_SHOWN else ""
        yield works("topics", ", ".join(topic.name for topic in topics[:MOST_SHOWN]) + more)
    yield from _feeds(feeds, articles)
    yield works("chats", _counted(chats))
    unknown = sorted(zones - available_timezones())
    if unknown:
        says = f"schedules are in zones that this machine doesn't know: {', '.join(unknown)}"
        yield wrong("time zones", says, "install a newer tzdata: pip install --upgrade tzdata")
    if lost:
        why = "newsdigest outbox shows why; unknown may have arrived or not"
        yield note("deliveries", f"{_counted(lost)} in the last {LATELY.days} days; in all {_counted(deliveries)}", why)
    else:
        yield works("deliveries", _counted(deliveries))
    yield from _waiting(waiting, now, patience=timedelta(minutes=settings.health_minutes), runs=program(settings))


def _feeds(feeds: Sequence[Feed], articles: int) -> Iterator[Finding]:
    if not feeds:
        return
    failing = [feed for feed in feeds if feed.failures]
    says = f"{len(feeds):,}, {len(failing) or 'none'} failing; {articles:,} articles read"
    if failing and len(failing) == len(feeds):
        yield wrong("feeds", says, "all at once: look at this machine's network first")
    else:
        yield note("feeds", says) if failing else works("feeds", says)
    for feed in failing[:MOST_SHOWN]:
        yield note("feed", f"{feed.url}: {feed.problem} (failures in a row: {feed.failures})")
    if len(failing) > MOST_SHOWN:
        yield note("feed", f"and {len(failing) - MOST_SHOWN} more", "newsdigest feeds list shows all")


def _waiting(waiting: Backlog, now: datetime, *, patience: timedelta, runs: str) -> Iterator[Finding]:
    late = (
        ("digests", waiting.digests, patience),
        ("messages", waiting.deliveries, patience),
        ("feeds", waiting.feeds, patience * LATE),
        ("articles", waiting.entries, patience * LATE),
        ("updates", waiting.updates, patience),
    )
    stuck = [
        f"{each.number:,} {name}, the first for {lasting(each.age(now))}"
        for name, each, longest in late
        if each.age(now) > longest
    ]
    if stuck:
        yield note("waiting", "; ".join(stuck), f"is {runs} at work? newsdigest health tells")
    else:
        says = f"nothing for longer than {lasting(patience)}, feeds and articles {lasting(patience * LATE)}"
        yield works("waiting", says)


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {state}" for state, count in sorted(counts.items())) or "none yet"
