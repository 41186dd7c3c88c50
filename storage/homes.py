"""Which story an article stands in, while stories are told and articles are sorted anew.

An article that was told under one story's name and stood in another one then would be told again. So nothing is sorted
anew while a digest is being written; who sorts sees all that was told, and who writes sees where articles stand.
"""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import counters, locks
from storage.rows import some_at_a_time
from storage.tables import ArticleRow

SORTINGS = "articles sorted anew"
_LOCK = "telling stories"


def hold_for_telling(session: Session) -> int:
    """Let nobody sort articles anew until this transaction ends; returns how often that was done before."""
    locks.wait_for(session, _LOCK, shared=True)
    return count_sortings(session)


def hold_for_sorting(session: Session) -> None:
    """Let nobody tell stories until this transaction ends, which is to sort articles anew."""
    locks.wait_for(session, _LOCK)
    counters.add(session, SORTINGS)


def count_sortings(session: Session) -> int:
    """How often articles were sorted anew: while it is the same, all stand where they stood."""
    return counters.count(session, SORTINGS)


def homes(session: Session, article_ids: Collection[int]) -> Mapping[int, int | None]:
    """By article the story that it is in."""
    query = select(ArticleRow.id, ArticleRow.story_id)
    return {
        article_id: story_id
        for some in some_at_a_time(article_ids)
        for article_id, story_id in session.execute(query.where(ArticleRow.id.in_(some)))
    }
