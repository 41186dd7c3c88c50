"""The database that the benchmark of answers runs on."""

from datetime import timedelta

from benchmarks.answers.filling import fill
from benchmarks.answers.size import NOW, STRIKES_AT, Size
from jobs.digests.by_hour.scheduled import make_due_digests
from jobs.digests.limits import DigestLimits
from storage import articles, chats
from storage.database import Database
from tests.storage.due import due_now

SIZE = Size(chats=40, topics=5, feeds=10, articles=200, span=timedelta(days=2), due=12)


def test_it_has_what_it_says_and_digests_can_be_made_of_it(database: Database) -> None:
    fill(database, SIZE, lambda _: None)
    with database.read() as session:
        assert articles.count_articles(session) == SIZE.articles
        assert chats.count_chats(session) == {"active": SIZE.chats}
        assert due_now(session, NOW) == []
        assert len(due_now(session, STRIKES_AT)) == SIZE.due
    assert make_due_digests(database, now=STRIKES_AT, limits=DigestLimits()) == SIZE.due
