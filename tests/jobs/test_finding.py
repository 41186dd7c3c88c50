"""What somebody may see of what they look for, told at length or offered to share."""

from datetime import timedelta

import pytest

from jobs import finding
from jobs.finding import found_topics, reference, stories_to_share, story_of
from jobs.search import search_stories
from jobs.search_index import index_older
from storage import topics
from summaries.types import Length

HOUR = timedelta(hours=1)


@pytest.fixture
def sea(world):
    return world.topic("sea")


def offered(world, text, *seen, limit=10, offset=0):
    index_older(world.database)
    with world.database.read() as session:
        ids = [topic.id for topic in seen]
        return stories_to_share(session, text, topic_ids=ids, now=world.now, limit=limit, offset=offset)


def headlines(page):
    return [each.told.headline for each in page.stories]


def test_the_newest_come_first_and_a_story_once(world, sea):
    first = world.publish(sea, "quay", "Ferry stuck", "The ferry is stuck.", ago=3 * HOUR)
    world.publish(sea, "quay", "Storm nears", "A storm nears the coast.", ago=2 * HOUR)
    world.publish(sea, "wire", "Ferry free", "The ferry is free again.", ago=HOUR, story=first.story_id)
    page = offered(world, "", sea)
    assert len(page.stories) == 2
    assert page.stories[0].hit.sources == 2
    assert headlines(page)[1] == "Storm nears"
    assert page.following is None


def test_pages_name_the_next_until_the_last(world, sea):
    for number in range(5):
        world.publish(sea, "quay", f"Storm {number}", f"Storm {number} nears.", ago=number * HOUR + HOUR)
    for text in ("", "stor"):
        pages = [offered(world, text, sea, limit=2, offset=offset) for offset in (0, 2, 4)]
        assert [page.following for page in pages] == [2, 4, None]
        assert len({title for page in pages for title in headlines(page)}) == 5
    assert offered(world, "", sea, offset=99).stories == ()


def test_what_others_carry_is_offered_to_nobody_else(world, sea):
    secret = world.topic("secret")
    article = world.publish(secret, "cellar", "Storm below", "A storm in the cellar.")
    for text in ("", "storm", reference(article.id)):
        assert offered(world, text, sea).stories == ()
        assert headlines(offered(world, text, secret)) == ["Storm below"]
    with world.database.read() as session:
        for seen, there in ((sea, False), (secret, True)):
            told = story_of(session, article.id, topic_ids=[seen.id], sentences=3, length=Length.LONG, now=world.now)
            assert (told is not None) is there


def test_a_story_is_told_from_what_may_be_seen_of_it_alone(world, sea):
    secret = world.topic("secret")
    article = world.publish(sea, "quay", "Ferry stuck", "The ferry is stuck off the mole.", ago=2 * HOUR)
    world.publish(secret, "cellar", "Ferry sunk", "The ferry sank.", story=article.story_id)
    (shared,) = offered(world, "ferry", sea).stories
    assert [each.source for each in shared.told.story.articles] == ["quay"]
    assert shared.hit.sources == 1


def test_of_a_long_story_the_newest_articles_tell_it_and_all_sources_count(world, sea, monkeypatch):
    monkeypatch.setattr(finding, "MOST_READ", 1)
    first = world.publish(sea, "quay", "Ferry stuck", "The ferry is stuck off the mole since dawn.", ago=5 * HOUR)
    world.publish(sea, "wire", "Ferry free", "Tugs pulled the ferry free at noon.", story=first.story_id)
    (shared,) = offered(world, "ferry", sea).stories
    assert shared.told.headline == "Ferry free"
    assert [each.text for each in shared.told.summary.sentences] == ["Tugs pulled the ferry free at noon."]
    assert len(shared.told.story.articles) == 2


def test_the_topic_that_is_named_is_one_whose_keywords_fit(world):
    trains, ships = world.topic("trains", keywords=("train",)), world.topic("ships", keywords=("ferry",))
    article = world.publish(trains, "quay", "Ferry stuck", "The ferry is stuck.")
    with world.database.write() as session:
        topics.link_feed(session, ships.id, 1)
    index_older(world.database)
    with world.database.read() as session:
        for seen, named in (([trains, ships], {article.id: "Ships"}), ([trains], {}), ([], {})):
            page = search_stories(session, "ferry", topic_ids=[trains.id, ships.id], now=world.now)
            assert found_topics(session, page.stories, seen) == named
