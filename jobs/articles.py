"""A stored article as `summaries` takes it."""

from storage.articles import NewArticle, StoredArticle
from summaries.types import Article


def as_article(article: NewArticle | StoredArticle, *, key: int) -> Article:
    """The text to be compared and summarized; `key` is what summaries will call it by."""
    return Article(
        key=key,
        url=article.url,
        title=article.title,
        text=article.text,
        source=article.source,
        published_at=article.published_at,
        language=article.language,
    )
