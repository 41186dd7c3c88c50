"""Sorting articles anew: stories keep their identity, and what was told stays told."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from jobs.feeds.articles.regroup import regroup
from jobs.feeds.articles.stories import StoryDesk
from storage import digests, homes
from storage.articles import articles_since
from storage.digests import DigestKind
from summaries.clustering import cluster


def test_what_is_grouped_as_it_was_moves_nothing() -> None:
    assert regroup([(1, 2), (3,)], {1: 10, 2: 10, 3: 11}, told=()) == []


def test_two_stories_that_are_one_event_become_the_larger_one() -> None:
    assert regroup([(1, 2, 3)], {1: 10, 2: 11, 3: 11}, told=()) == [((1,), 11)]


def test_a_story_of_two_events_is_split_and_its_larger_part_keeps_the_name() -> None:
    moves = regroup([(1,), (2, 3)], {1: 10, 2: 10, 3: 10}, told=())
    assert moves == [((1,), None)]


def test_articles_of_a_story_that_was_told_stay_in_it() -> None:
    assert regroup([(1,), (2, 3)], {1: 10, 2: 10, 3: 10}, told={10}) == []


def test_untold_articles_join_the_told_story_of_their_event() -> None:
    assert regroup([(1, 2, 3)], {1: 10, 2: 11, 3: 11}, told={10}) == [((2, 3), 10)]


def test_two_told_stories_of_one_event_stay_two() -> None:
    assert regroup([(1, 2, 3)], {1: 10, 2: 11, 3: 12}, told={10, 11}) == [((3,), 10)]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=20), st.frozensets(st.integers(0, 5)))
def test_afterwards_the_groups_are_the_stories(places: list[tuple[int, int]], told: frozenset[int]) -> None:
    """Of what was not told: same group, same story; another group, another story."""
    filed = {article: story for article, (story, _) in enumerate(places)}
    event = {article: group for article, (_, group) in enumerate(places)}
    groups = [[a for a in event if event[a] == group] for group in sorted(set(event.values()))]
    after: dict[int, object] = dict(filed)
    for number, (moving, story) in enumerate(regroup(groups, filed, told)):
        for article in moving:
            assert filed[article] not in told
            after[article] = ("new", number) if story is None else story
    free = [article for article in filed if filed[article] not in told]
    for one in free:
        for other in free:
            if event[one] == event[other]:
                assert after[one] == after[other]
            elif after[one] == after[other]:
                assert after[one] in told, "only a told story may hold two events"


AGROUND = (
    "The night ferry Maren ran aground on a sandbank off Selskerry early on Monday with 212 people on board. "
    "Nobody was hurt, the coastguard said. Tugs will try to pull the ferry off the sandbank at high water."
)
STUCK = (
    "A ferry with 212 people on board is stuck on a sandbank off Selskerry. The coastguard took the passengers "
    "of the Maren off by noon on Monday. Tugs wait for high water to pull the ferry off."
)
BUDGET = "The council of Winstrand passed its budget by one vote. Library hours will be cut by a third from April."


async def test_stories_that_began_apart_become_one_in_the_database(world, database, now) -> None:
    sea = world.topic()
    first = world.publish(sea, "Harbour Post", "Ferry Maren runs aground off Selskerry", AGROUND)
    second = world.publish(sea, "Vale Wire", "Ferry Maren stuck on sandbank off Selskerry", STUCK)
    third = world.publish(sea, "Vale Wire", "Winstrand passes budget by one vote", BUDGET)
    assert len({first.story_id, second.story_id, third.story_id}) == 3
    desk = StoryDesk(database)
    assert await desk.regroup(now=now) == 1
    with database.read() as session:
        story = {article.id: article.story_id for article in articles_since(session, now - timedelta(days=1))}
    assert story[first.id] == story[second.id] != story[third.id]
    assert await desk.regroup(now=now) == 0, "what is sorted stays sorted"


async def test_what_is_told_while_stories_are_sorted_keeps_its_name(world, database, now, monkeypatch) -> None:
    sea = world.topic()
    first = world.publish(sea, "Harbour Post", "Ferry Maren runs aground off Selskerry", AGROUND)
    second = world.publish(sea, "Vale Wire", "Ferry Maren stuck on sandbank off Selskerry", STUCK)
    chat = world.chat(sea)

    def tell_meanwhile(articles):
        told = digests.ToldStory(story_id=second.story_id, sources=1, score={}, matches=())
        with database.write() as session:
            digests.add_digest(
                session, chat_id=chat, kind=DigestKind.LATEST, since=now, until=now, stories=[told], now=now
            )
        return cluster(articles)

    monkeypatch.setattr("jobs.feeds.articles.stories.cluster", tell_meanwhile)
    assert await StoryDesk(database).regroup(now=now) == 1
    with database.read() as session:
        assert set(homes.homes(session, [first.id, second.id]).values()) == {second.story_id}
