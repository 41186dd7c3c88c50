"""From votes to tastes."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.tastes import Told, derive, refresh, vote
from storage import digests, tastes
from storage.digests import DigestKind, ToldStory
from storage.tastes import TasteKind, Votes

ROBIN, SAM = 11, 12


def told(*sources, topics=("sea",)):
    return Told(sources=frozenset(sources), topics=frozenset(topics))


def weights(votes, origins):
    return {(taste.kind, taste.name): taste.weight for taste in derive(votes, origins)}


def test_one_vote_moves_its_only_source_by_a_quarter():
    found = weights([Votes(story_id=1, up=1)], {1: told("Quay")})
    assert found == {(TasteKind.SOURCE, "Quay"): 0.25, (TasteKind.TOPIC, "sea"): 0.25}


def test_a_vote_is_shared_by_all_who_told_the_story():
    found = weights([Votes(story_id=1, up=1)], {1: told("Quay", "Herald")})
    assert found[TasteKind.SOURCE, "Quay"] == pytest.approx(0.5 / 3.5)
    assert found[TasteKind.TOPIC, "sea"] == 0.25


def test_a_group_speaks_with_the_share_of_its_members_not_with_their_number():
    crowd, one = Votes(story_id=1, up=40), Votes(story_id=1, up=1)
    assert derive([crowd], {1: told("Quay")}) == derive([one], {1: told("Quay")})
    assert derive([Votes(story_id=1, up=5, down=5)], {1: told("Quay")}) == []


def test_a_story_of_which_nothing_is_known_any_more_says_nothing():
    assert derive([Votes(story_id=1, up=1)], {}) == []


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30),
    st.lists(st.sets(st.sampled_from("abcde"), min_size=1), min_size=30, max_size=30),
)
def test_tastes_stay_within_their_bounds(counts, sources):
    votes = [Votes(story_id=n, up=up, down=down) for n, (up, down) in enumerate(counts)]
    found = derive(votes, {n: told(*names) for n, names in enumerate(sources)})
    assert all(-1 < taste.weight < 1 for taste in found)
    assert len({(taste.kind, taste.name) for taste in found}) == len(found)


def tell(world, chat, article, *, day=0):
    until = world.now + timedelta(days=day)
    with world.database.write() as session:
        digests.add_digest(
            session,
            chat_id=chat,
            kind=DigestKind.SCHEDULED,
            since=until - timedelta(days=1),
            until=until,
            stories=[ToldStory(story_id=article.story_id, sources=1, score={}, matches=())],
            now=until,
        )
    return article.story_id


def by_name(world, chat):
    with world.database.read() as session:
        return {taste.name: round(taste.weight, 3) for taste in tastes.tastes_of(session, chat)}


def cast(world, chat, story, value, *, user=ROBIN):
    with world.database.write() as session:
        return vote(session, chat_id=chat, user_id=user, story_id=story, value=value, now=world.now)


def test_withdrawing_a_vote_undoes_exactly_what_it_did(world):
    sea = world.topic()
    chat = world.chat(sea)
    ferry = tell(world, chat, world.publish(sea, "quay", "Ferry stuck", "It is stuck."))
    storm = tell(world, chat, world.publish(sea, "herald", "Storm", "It blows."), day=1)
    assert cast(world, chat, ferry, 1)
    before = by_name(world, chat)
    assert before == {"quay": 0.25, "sea": 0.25}
    assert cast(world, chat, storm, -1)
    assert by_name(world, chat) == {"quay": 0.25, "herald": -0.25}, "one for, one against: nothing for the topic"
    assert cast(world, chat, storm, None)
    assert by_name(world, chat) == before
    assert not cast(world, chat, storm, None)


def test_a_topic_has_its_part_only_where_its_keywords_are_found(world):
    sea, storms = world.topic("sea"), world.topic("storms", keywords=("storm",))
    chat = world.chat(sea, storms)
    article = world.publish(sea, "quay", "Ferry stuck", "It is stuck.")
    world.publish(storms, "quay", "Storm", "A storm came.")
    cast(world, chat, tell(world, chat, article), 1)
    assert by_name(world, chat) == {"quay": 0.25, "sea": 0.25}


def test_a_vote_on_what_the_chat_was_not_told_changes_nothing(world):
    sea = world.topic()
    chat = world.chat(sea)
    article = world.publish(sea, "quay", "Ferry stuck", "It is stuck.")
    assert not cast(world, chat, article.story_id, 1)
    assert by_name(world, chat) == {}


def test_everybody_in_a_group_has_one_vote(world):
    sea = world.topic()
    chat = world.chat(sea, telegram_id=-7, kind="group")
    ferry = tell(world, chat, world.publish(sea, "quay", "Ferry stuck", "It is stuck."))
    for _ in range(5):
        cast(world, chat, ferry, 1)
    cast(world, chat, ferry, -1, user=SAM)
    assert by_name(world, chat) == {}


def test_tastes_follow_from_the_votes_alone(world):
    sea = world.topic()
    chat = world.chat(sea)
    cast(world, chat, tell(world, chat, world.publish(sea, "quay", "Ferry stuck", "It is stuck.")), 1)
    with world.database.write() as session:
        tastes.set_tastes(session, chat, [])
        refresh(session, chat, now=world.now)
    assert by_name(world, chat) == {"quay": 0.25, "sea": 0.25}
