"""A feed's address moves; and where another feed stands at the new one, the two become one."""

from sqlalchemy import null, select, update
from sqlalchemy.orm import Session, aliased

from storage.carried import close_feed
from storage.entries import EntryState
from storage.feed_options import same_host, split_login
from storage.feeds import FeedState
from storage.rows import insert_for
from storage.tables import EntryRow, FeedRow, TopicFeedRow


def move_feed(session: Session, feed_id: int, url: str) -> int:
    """The feed goes on at another address, with its entries; returns its id there.

    Where a feed stands at `url` already, that one takes over the topics and entries, and this one is gone. Validators
    were the old server's; headers and login stay behind when the host is another.
    """
    url, _ = split_login(url)
    row = session.get_one(FeedRow, feed_id)
    there = session.scalar(select(FeedRow).where(FeedRow.url == url, FeedRow.id != feed_id))
    if there is not None:
        _merge(session, row, there)
        return there.id
    if not same_host(row.url, url) and row.request:
        # a proxy is the way out, not something for the other side to see
        row.request = {"proxy": row.request["proxy"]} if "proxy" in row.request else null()
    row.url, row.etag, row.last_modified, row.body_hash = url, None, None, None
    row.moved_to, row.moved_since, row.moved_checks = None, None, 0
    session.flush()
    return feed_id


def _merge(session: Session, gone: FeedRow, kept: FeedRow) -> None:
    """Let `kept` carry all that both had: entries by guid, once each, with the article that either led to."""
    if kept.request:
        # a redirect by anybody's feed must not open what is read with a login
        close_feed(session, gone.id)
    for topic_id in session.scalars(select(TopicFeedRow.topic_id).where(TopicFeedRow.feed_id == gone.id)).all():
        link = insert_for(session, TopicFeedRow).values(topic_id=topic_id, feed_id=kept.id)
        session.execute(link.on_conflict_do_nothing(index_elements=["topic_id", "feed_id"]))
    twin = aliased(EntryRow)
    twins = session.execute(
        select(EntryRow, twin)
        .join(twin, (twin.feed_id == kept.id) & (twin.guid == EntryRow.guid))
        .where(EntryRow.feed_id == gone.id)
    ).all()
    for entry, same in twins:
        if same.article_id is None and entry.article_id is not None:
            same.state, same.article_id, same.content, same.problem = EntryState.DONE, entry.article_id, "", None
        session.delete(entry)
    session.flush()
    session.execute(update(EntryRow).where(EntryRow.feed_id == gone.id).values(feed_id=kept.id))
    if gone.state == FeedState.ACTIVE:
        # topics counted on it
        kept.state = FeedState.ACTIVE
    kept.title = kept.title or gone.title
    kept.language = kept.language or gone.language
    session.delete(gone)
    session.flush()
