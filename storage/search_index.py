"""The words by which articles are found. Who files an article splits them; the database keeps an index over them."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.rows import insert_for
from storage.tables import ArticleRow, ArticleSearchRow

MOST_WORDS = 10_000
"""So many words of an article are found; PostgreSQL knows the places of 16,383."""
LONGEST_WORD = 100
"""Characters that tell a word from others; PostgreSQL takes words of 2 KB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchWords:
    """An article's words, split and folded, in their order; no word has a space or a quote in it."""

    title: tuple[str, ...]
    body: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unindexed:
    """An article that the search doesn't find yet."""

    id: int
    title: str
    text: str


def index_article(session: Session, article_id: int, words: SearchWords) -> None:
    """Let the article be found by these words alone. When the article goes, they go with it."""
    values = {"title": _joined(words.title), "body": _joined(words.body)}
    statement = insert_for(session, ArticleSearchRow).values(article_id=article_id, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["article_id"], set_=values))


def unindexed_articles(session: Session, *, limit: int) -> list[Unindexed]:
    """Articles from before there was a search, newest first. Looks through all articles: not for every tick."""
    query = (
        select(ArticleRow.id, ArticleRow.title, ArticleRow.text)
        .where(ArticleRow.id.not_in(select(ArticleSearchRow.article_id)))
        .order_by(ArticleRow.id.desc())
        .limit(limit)
    )
    return [Unindexed(id=row.id, title=row.title, text=row.text) for row in session.execute(query)]


def _joined(words: tuple[str, ...]) -> str:
    return " ".join(word[:LONGEST_WORD] for word in words[:MOST_WORDS])
