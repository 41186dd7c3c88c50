"""What is looked for, and which articles have it, in the terms of each database."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, bindparam, cast, column, select, table, text
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.orm import Session

from storage.search_index import LONGEST_WORD
from storage.tables import ArticleSearchRow

MOST_RECHECKED = 5000
"""PostgreSQL's index doesn't know where in a text a word is: of so many of the newest articles with a phrase's words
it is looked up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words that stand side by side, split and folded as the index has them; with `prefix` the last may go on.

    `exact` is the last word as it was written, where `words` has only its beginning.
    """

    words: tuple[str, ...]
    prefix: bool = False
    exact: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """All of `wanted` must be there, none of `unwanted`."""

    wanted: tuple[Phrase, ...]
    unwanted: tuple[Phrase, ...] = ()


def matching(session: Session, query: Query) -> Select[int]:
    """The ids of all articles that have what is wanted, newest first; `query` wants something."""
    if session.get_bind().dialect.name == "postgresql":
        return _by_vector(query)
    index = table("article_search_index", column("rowid"))
    return (
        select(index.c.rowid.label("article_id"))
        .where(text("article_search_index MATCH :query").bindparams(query=_fts5(query)))
        .order_by(index.c.rowid.desc())
    )


def _fts5(query: Query) -> str:
    def phrase(asked: Phrase) -> str:
        quoted = " ".join(word[:LONGEST_WORD] for word in asked.words).replace('"', '""')
        return f'"{quoted}"' + (" *" if asked.prefix else "")

    wanted = " AND ".join(map(phrase, query.wanted))
    unwanted = " OR ".join(map(phrase, query.unwanted))
    return f"({wanted}) NOT ({unwanted})" if unwanted else wanted


def _by_vector(query: Query) -> Select[int]:
    words = column("words", TSVECTOR)
    found = select(ArticleSearchRow.article_id, words).order_by(ArticleSearchRow.article_id.desc())
    if all(len(asked.words) == 1 for asked in query.wanted + query.unwanted):
        return found.where(_has(words, query)).with_only_columns(ArticleSearchRow.article_id)
    single = Query(
        wanted=tuple(
            Phrase(words=(word,), prefix=asked.prefix and place == len(asked.words))
            for asked in query.wanted
            for place, word in enumerate(asked.words, start=1)
        ),
        unwanted=tuple(asked for asked in query.unwanted if len(asked.words) == 1),
    )
    newest = found.where(_has(words, single)).limit(MOST_RECHECKED).subquery()
    return select(newest.c.article_id).where(_has(newest.c.words, query)).order_by(newest.c.article_id.desc())


def _has(words: ColumnElement[str], query: Query) -> ColumnElement[bool]:
    return words.bool_op("@@")(cast(bindparam(None, _tsquery(query)), TSQUERY))


def _tsquery(query: Query) -> str:
    def word(asked: str) -> str:
        return "'" + asked[:LONGEST_WORD].replace("\\", "\\\\").replace("'", "''") + "'"

    def phrase(asked: Phrase) -> str:
        return "(" + " <-> ".join(map(word, asked.words)) + (":*)" if asked.prefix else ")")

    return " & ".join([*map(phrase, query.wanted), *(f"!{phrase(asked)}" for asked in query.unwanted)])
