"""From storage to a digest: what a chat's topics carried in a window, chosen and told."""

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from jobs.digests.choosing import choose
from jobs.digests.compose import compose
from jobs.digests.limits import DigestLimits
from storage import articles, digests
from storage.database import Session
from storage.topics import Topic
from summaries.types import Digest


def gather(
    session: Session,
    chat_id: int,
    wanted: Collection[Topic],
    *,
    since: datetime,
    until: datetime,
    zone: ZoneInfo,
    limits: DigestLimits,
) -> Digest:
    """The digest of what the `wanted` topics carried in `[since, until)` that is news to the chat."""
    by_id = {topic.id: topic for topic in wanted}
    story_ids = articles.topic_stories(session, topic_ids=by_id.keys(), since=since, until=until)
    # a story is told with all that its topics carry of it, also from before the window
    carried = articles.story_articles(session, story_ids=story_ids, topic_ids=by_id.keys(), until=until)
    told = digests.told_stories(session, chat_id, story_ids)
    candidates = choose([(by_id[topic_id], article) for topic_id, article in carried], told)
    return compose(candidates, since=since, until=until, zone=zone, limits=limits)
