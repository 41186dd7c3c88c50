"""The newest stories of some topics, as a search finds them."""

from collections.abc import Collection

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from storage.search import MOST_CANDIDATES, MOST_MATCHES, NOTHING, Page, as_hits, feeds_of
from storage.tables import ArticleRow, EntryRow


def newest_stories(session: Session, *, topic_ids: Collection[int], limit: int, offset: int = 0) -> Page:
    """The stories that the topics' feeds carried something of last, each by its newest article.

    Of all articles the newest 20,000 are looked at, and of those that the feeds carry the newest 400.
    """
    if not topic_ids:
        return NOTHING
    feeds = feeds_of(topic_ids)
    latest = select(ArticleRow.id).order_by(ArticleRow.id.desc()).limit(MOST_MATCHES).subquery()
    carried = (
        select(ArticleRow.id, ArticleRow.story_id, ArticleRow.published_at, ArticleRow.fetched_at)
        .join(latest, latest.c.id == ArticleRow.id)
        .where(exists().where(EntryRow.article_id == ArticleRow.id, EntryRow.feed_id.in_(feeds)))
        .order_by(ArticleRow.id.desc())
        .limit(MOST_CANDIDATES)
    )
    rows = session.execute(carried).all()
    # a date in the future is a mistake or a trick
    by_time = sorted(rows, key=lambda row: (min(row.published_at, row.fetched_at), row.id), reverse=True)
    best: dict[tuple[int, bool], int] = {}
    for row in by_time:
        best.setdefault((row.id, False) if row.story_id is None else (row.story_id, True), row.id)
    ids = list(best.values())
    hits = as_hits(session, ids[offset : offset + limit], feeds)
    return Page(hits=hits, found=len(ids), capped=len(rows) == MOST_CANDIDATES)
