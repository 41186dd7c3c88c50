"""Finding articles by their words, on both databases."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, text, update

from storage import articles, entries, feeds, search_index, topics
from storage import search as search_module
from storage.articles import NewArticle
from storage.database import Database
from storage.entries import NewEntry
from storage.newest import newest_stories
from storage.search import Page, hit_of, search
from storage.search_index import SearchWords, index_article, unindexed_articles
from storage.search_query import Phrase, Query
from storage.tables import ArticleRow, ArticleSearchRow

DAY = timedelta(days=1)


@dataclass
class Archive:
    """Articles that feeds of topics carry, indexed by the words that stand in them."""

    database: Database
    now: datetime

    def topic(self, slug: str) -> int:
        with self.database.write() as session:
            made = topics.add_topic(session, slug=slug, name=slug.title(), now=self.now)
            assert made is not None
            feed = feeds.add_feed(session, url=f"https://{slug}.example/feed", title=slug, language=None, now=self.now)
            topics.link_feed(session, made.id, feed.id)
        return made.id

    def article(
        self,
        topic_id: int,
        title: str,
        body: str = "",
        *,
        ago: timedelta = timedelta(0),
        story: int | None = None,
        source: str = "Herald",
        indexed: bool = True,
    ) -> int:
        """Its id; without a story it makes one of its own."""
        with self.database.write() as session:
            url = f"https://{source}.example/{articles.count_articles(session)}"
            feed_id = self._feed(topic_id)
            entries.add_entries(
                session, feed_id, [NewEntry(guid=url, url=url, title=title, content="")], now=self.now - ago
            )
            entry = next(e for e in entries.due_entries(session, now=self.now, limit=999) if e.url == url)
            made, _ = articles.add_article(
                session,
                NewArticle(
                    url=url,
                    title=title,
                    text=body,
                    source=source,
                    published_at=self.now - ago,
                    fetched_at=self.now - ago,
                ),
            )
            entries.finish_entry(session, entry.id, article_id=made.id)
            articles.put_in_story(session, made.id, story, now=self.now)
            if indexed:
                index_article(session, made.id, words(title, body))
        return made.id

    def story_of(self, article_id: int) -> int | None:
        with self.database.read() as session:
            found = articles.article(session, article_id)
        assert found is not None
        return found.story_id

    def search(
        self, *wanted: Phrase, topics: list[int], unwanted: tuple[Phrase, ...] = (), limit: int = 10, offset: int = 0
    ) -> Page:
        with self.database.read() as session:
            query = Query(wanted=wanted, unwanted=unwanted)
            return search(session, query, topic_ids=topics, now=self.now, limit=limit, offset=offset)

    def found(self, *wanted: Phrase, topics: list[int], unwanted: tuple[Phrase, ...] = ()) -> list[str]:
        return [hit.headline for hit in self.search(*wanted, topics=topics, unwanted=unwanted).hits]

    def _feed(self, topic_id: int) -> int:
        with self.database.read() as session:
            topic = topics.topic(session, topic_id)
            assert topic is not None
            feed = feeds.feed_at(session, f"https://{topic.slug}.example/feed")
        assert feed is not None
        return feed.id


def words(title: str, body: str) -> SearchWords:
    return SearchWords(title=tuple(title.lower().split()), body=tuple(body.lower().split()))


def phrase(said: str, *, prefix: bool = False) -> Phrase:
    return Phrase(words=tuple(said.split()), prefix=prefix)


@pytest.fixture
def archive(database: Database, now: datetime) -> Archive:
    return Archive(database, now)


@pytest.fixture
def sea(archive: Archive) -> int:
    return archive.topic("sea")


def test_all_words_asked_for_must_be_there(archive: Archive, sea: int) -> None:
    archive.article(sea, "Storm closes quay", "the ferry stays")
    archive.article(sea, "Ferry sails")
    assert archive.found(phrase("ferry"), phrase("storm"), topics=[sea]) == ["Storm closes quay"]


def test_a_phrase_stands_side_by_side_and_never_from_the_headline_into_the_text(archive: Archive, sea: int) -> None:
    archive.article(sea, "The night ferry")
    archive.article(sea, "Ferry night")
    archive.article(sea, "At night", "ferry sails")
    assert archive.found(phrase("night ferry"), topics=[sea]) == ["The night ferry"]


def test_phrases_words_and_prefixes_go_together(archive: Archive, sea: int) -> None:
    archive.article(sea, "The night ferry strikes", "a long story")
    archive.article(sea, "The night ferry strikes", "a long match")
    archive.article(sea, "Ferry strikes at night", "a long story")
    archive.article(sea, "The night ferry strikes again", "a short story")
    unwanted = (phrase("again"), phrase("long match"))
    found = archive.found(phrase("night ferr", prefix=True), phrase("story"), unwanted=unwanted, topics=[sea])
    assert found == ["The night ferry strikes"]


def test_a_prefix_is_the_beginning_of_the_last_word(archive: Archive, sea: int) -> None:
    archive.article(sea, "Night ferries sail")
    archive.article(sea, "Ferrymen strike")
    assert archive.found(phrase("night ferr", prefix=True), topics=[sea]) == ["Night ferries sail"]
    assert len(archive.found(phrase("fe", prefix=True), topics=[sea])) == 2
    assert archive.found(phrase("ferr"), topics=[sea]) == []


def test_unwanted_words_leave_articles_out(archive: Archive, sea: int) -> None:
    archive.article(sea, "Storm at the quay")
    archive.article(sea, "Storm of goals", "a football match")
    unwanted = (phrase("football match"), phrase("comet"))
    assert archive.found(phrase("storm"), unwanted=unwanted, topics=[sea]) == ["Storm at the quay"]


def test_letters_of_all_scripts_are_found_as_they_were_given(archive: Archive, sea: int) -> None:
    for title in ("台风 风登 登陆 陆", "हिन्दी समाचार", "новини порту", "ข่าว าว"):
        archive.article(sea, title)
    assert archive.found(phrase("风登 登陆"), topics=[sea]) == ["台风 风登 登陆 陆"]
    assert archive.found(phrase("हिन्दी"), topics=[sea]) == ["हिन्दी समाचार"]
    assert archive.found(phrase("хинди"), topics=[sea]) == []
    assert archive.found(phrase("порт", prefix=True), topics=[sea]) == ["новини порту"]


def test_only_what_the_topics_carry_is_found(archive: Archive, sea: int) -> None:
    secret = archive.topic("secret")
    archive.article(sea, "Storm for all")
    archive.article(secret, "Storm for few")
    assert archive.found(phrase("storm"), topics=[sea]) == ["Storm for all"]
    assert len(archive.found(phrase("storm"), topics=[sea, secret])) == 2
    assert archive.found(phrase("storm"), topics=[]) == []


def test_a_story_is_found_once_with_the_sources_that_may_be_seen(archive: Archive, sea: int) -> None:
    secret = archive.topic("secret")
    first = archive.article(sea, "Storm nears", source="Herald", ago=2 * DAY)
    story = archive.story_of(first)
    archive.article(sea, "Storm is here", source="Post", story=story)
    archive.article(sea, "Quay closed", source="Wire", story=story)
    archive.article(secret, "Storm secrets", source="Insider", story=story)
    (hit,) = archive.search(phrase("storm"), topics=[sea]).hits
    assert (hit.story_id, hit.headline, hit.source, hit.sources) == (story, "Storm is here", "Post", 3)
    assert archive.search(phrase("storm"), topics=[sea, secret]).hits[0].sources == 4


def test_the_headline_counts_more_than_the_text_and_the_new_more_than_the_old(archive: Archive, sea: int) -> None:
    archive.article(sea, "In passing", "word " * 80 + "storm", ago=DAY)
    archive.article(sea, "Storm last month", ago=30 * DAY)
    archive.article(sea, "In the lead", "a storm came", ago=DAY)
    archive.article(sea, "Storm yesterday", ago=DAY)
    assert archive.found(phrase("storm"), topics=[sea]) == [
        "Storm yesterday", "In the lead", "In passing", "Storm last month",
    ]  # fmt: skip


def test_the_word_itself_counts_more_than_longer_forms(archive: Archive, sea: int) -> None:
    archive.article(sea, "Storm now")
    archive.article(sea, "Storms now")
    asked = Phrase(words=("storm",), prefix=True, exact="storms")
    assert archive.found(asked, topics=[sea]) == ["Storms now", "Storm now"]


def test_a_story_with_more_articles_that_match_goes_first(archive: Archive, sea: int) -> None:
    story = archive.story_of(archive.article(sea, "Storm one"))
    archive.article(sea, "Storm two", story=story)
    archive.article(sea, "Storm alone")
    assert archive.found(phrase("storm"), topics=[sea]) == ["Storm two", "Storm alone"]


def test_a_date_in_the_future_brings_nothing_to_the_top(archive: Archive, sea: int) -> None:
    archive.article(sea, "Storm today")
    with archive.database.write() as session:
        session.execute(update(ArticleRow).values(published_at=archive.now + 365 * DAY))
    archive.article(sea, "Storm just now")
    assert archive.found(phrase("storm"), topics=[sea]) == ["Storm just now", "Storm today"]


def test_pages_follow_one_another_and_say_how_much_there_is(archive: Archive, sea: int) -> None:
    for number in range(5):
        archive.article(sea, f"Storm {number}", ago=number * DAY)
    pages = [archive.search(phrase("storm"), topics=[sea], limit=2, offset=offset) for offset in (0, 2, 4, 6)]
    assert [[hit.headline for hit in page.hits] for page in pages] == [
        ["Storm 0", "Storm 1"], ["Storm 2", "Storm 3"], ["Storm 4"], [],
    ]  # fmt: skip
    assert {(page.found, page.capped) for page in pages} == {(5, False)}


def test_where_there_is_much_the_newest_are_ranked(archive: Archive, sea: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_module, "MOST_CANDIDATES", 2)
    for number in range(3):
        archive.article(sea, f"Storm {number}")
    page = archive.search(phrase("storm"), topics=[sea])
    assert ([hit.headline for hit in page.hits], page.capped) == (["Storm 2", "Storm 1"], True)


def test_an_article_in_new_words_is_found_by_those(archive: Archive, sea: int) -> None:
    article_id = archive.article(sea, "Storm nears")
    with archive.database.write() as session:
        index_article(session, article_id, words("Calm sea", ""))
    assert archive.found(phrase("storm"), topics=[sea]) == []
    assert archive.found(phrase("calm"), topics=[sea]) == ["Storm nears"]


def test_an_article_that_is_removed_is_in_no_index(archive: Archive, sea: int) -> None:
    article_id = archive.article(sea, "Storm nears")
    with archive.database.write() as session:
        session.execute(delete(ArticleRow).where(ArticleRow.id == article_id))
        assert session.query(ArticleSearchRow).count() == 0
        if session.get_bind().dialect.name == "sqlite":
            matched = "SELECT count(*) FROM article_search_index WHERE article_search_index MATCH 'storm'"
            assert session.scalar(text(matched)) == 0
            session.execute(
                text("INSERT INTO article_search_index (article_search_index, rank) VALUES ('integrity-check', 1)")
            )
    assert archive.found(phrase("storm"), topics=[sea]) == []


def test_articles_without_words_in_the_index_are_named_newest_first(archive: Archive, sea: int) -> None:
    old = archive.article(sea, "Old", "text", indexed=False)
    archive.article(sea, "Known")
    new = archive.article(sea, "New", indexed=False)
    with archive.database.read() as session:
        named = unindexed_articles(session, limit=5)
        assert [(article.id, article.title, article.text) for article in named] == [
            (new, "New", ""),
            (old, "Old", "text"),
        ]
        assert [article.id for article in unindexed_articles(session, limit=1)] == [new]


def test_a_long_article_is_found_by_its_first_words_and_long_words_by_their_beginning(
    archive: Archive, sea: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_index, "MOST_WORDS", 30_000)
    archive.article(sea, "x" * 5000, "many words " * 9_000 + "last")
    assert archive.found(phrase("x" * 4000), topics=[sea]) == ["x" * 5000]
    assert archive.found(phrase("last"), topics=[sea]) == ["x" * 5000]


hostile = st.text(
    alphabet=st.one_of(
        st.sampled_from("\"'*()-:^+&|!<>\\{}[]% \tANDORNOTNEAR"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    ),
    min_size=1,
    max_size=20,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(hostile, min_size=1, max_size=3), st.booleans())
def test_no_syntax_of_the_database_gets_through(
    archive: Archive, sea_once: int, asked: list[str], prefix: bool
) -> None:
    some = Phrase(words=tuple(asked), prefix=prefix)
    archive.search(some, topics=[sea_once])
    archive.search(phrase("storm"), unwanted=(some,), topics=[sea_once])


@pytest.fixture
def sea_once(archive: Archive) -> int:
    sea = archive.topic("sea")
    archive.article(sea, "Storm nears")
    return sea


def test_the_newest_stories_of_some_topics_are_named_by_their_newest_articles(archive: Archive) -> None:
    sea, land = archive.topic("sea"), archive.topic("land")
    archive.article(sea, "Old storm", ago=3 * DAY)
    ferry = archive.article(sea, "Ferry stuck", ago=2 * DAY, source="Quay")
    with archive.database.read() as session:
        stored = articles.article(session, ferry)
        assert stored is not None
    archive.article(land, "Train late")
    archive.article(sea, "Ferry free", ago=DAY, story=stored.story_id, source="Wire")
    with archive.database.read() as session:
        page = newest_stories(session, topic_ids=[sea], limit=10)
        assert [(hit.headline, hit.sources) for hit in page.hits] == [("Ferry free", 2), ("Old storm", 1)]
        assert (page.found, page.capped) == (2, False)
        assert [hit.headline for hit in newest_stories(session, topic_ids=[sea], limit=1, offset=1).hits] == [
            "Old storm"
        ]
        assert newest_stories(session, topic_ids=[], limit=10).hits == ()


def test_an_article_is_a_hit_for_those_alone_whose_topics_carry_it(archive: Archive) -> None:
    sea, land = archive.topic("sea"), archive.topic("land")
    ferry = archive.article(sea, "Ferry stuck")
    with archive.database.read() as session:
        found = hit_of(session, ferry, topic_ids=[sea, land])
        assert found is not None
        assert found.headline == "Ferry stuck"
        assert hit_of(session, ferry, topic_ids=[land]) is None
        assert hit_of(session, 10**9, topic_ids=[sea]) is None
        assert articles.carried_article(session, ferry, topic_ids=[land]) is None
        assert articles.carrying_topics(session, article_ids=[ferry], topic_ids=[sea, land]) == {ferry: [sea]}
