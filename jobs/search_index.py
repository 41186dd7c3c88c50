"""Letting the search find articles that were kept before there was one."""

from jobs.search_words import search_words
from storage.database import Database
from storage.search_index import index_article, unindexed_articles


def index_older(database: Database, *, limit: int = 100) -> int:
    """Index some articles that the search doesn't find yet, newest first; returns how many: 0 when none is left."""
    with database.read() as session:
        older = unindexed_articles(session, limit=limit)
    split = [(article.id, search_words(article.title, article.text)) for article in older]
    with database.write() as session:
        for article_id, words in split:
            index_article(session, article_id, words)
    return len(split)
