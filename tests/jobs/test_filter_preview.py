"""What a filter would have kept of the last week."""

from datetime import timedelta

import pytest

from jobs import filter_preview
from jobs.filter_preview import preview_filter
from jobs.filters.language import parse_filter, write_term
from storage.topics import Topic
from tests.jobs.conftest import World

HOUR = timedelta(hours=1)


@pytest.fixture
def sea(world: World) -> Topic:
    sea = world.topic("sea")
    storm = world.publish(sea, "quay", "Storm closes the quay", "The ferry stays in port.", ago=5 * HOUR)
    world.publish(sea, "herald", "Quay closed by storm", "No ferry today.", story=storm.story_id, ago=4 * HOUR)
    world.publish(sea, "quay", "Mussels are back", "The ban is over.", ago=3 * HOUR)
    world.publish(sea, "sport", "Rowers win", "A title for the harbour.", ago=2 * HOUR)
    world.publish(sea, "quay", "An old storm", "Weeks ago.", ago=timedelta(days=8))
    return sea


def test_it_counts_stories_and_shows_the_newest_with_the_term_that_decided(world: World, sea: Topic) -> None:
    with world.database.read() as session:
        preview = preview_filter(session, [sea], parse_filter("storm mussels -source:sport"), now=world.now)
    assert (preview.kept, preview.left_out, preview.since) == (2, 1, world.now - timedelta(days=7))
    shown = [
        (example.headline, write_term(example.verdict.term))
        for example in preview.kept_examples
        if example.verdict.term
    ]
    assert shown == [("Mussels are back", "mussels"), ("Quay closed by storm", "storm")]
    (left_out,) = preview.left_out_examples
    assert (left_out.headline, left_out.verdict.term) == ("Rowers win", parse_filter("-source:sport").terms[0])


def test_a_muted_source_leaves_the_story_to_the_others(world: World, sea: Topic) -> None:
    with world.database.read() as session:
        preview = preview_filter(session, [sea], parse_filter('storm -source:"herald"'), now=world.now, examples=1)
    assert [example.headline for example in preview.kept_examples] == ["Storm closes the quay"]
    assert (preview.left_out, len(preview.left_out_examples)) == (2, 1)


def test_what_a_topic_s_keywords_leave_out_doesn_t_count(world: World) -> None:
    narrow = world.topic("narrow", keywords=("comet",))
    world.publish(narrow, "quay", "Storm", "The ferry stays in port.")
    world.publish(narrow, "quay", "Comet", "Seen from the quay.")
    with world.database.read() as session:
        preview = preview_filter(session, [narrow], parse_filter("-storm"), now=world.now)
    assert (preview.kept, preview.left_out) == (1, 0)


def test_where_there_is_much_it_says_how_far_back_it_looked(
    world: World, sea: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filter_preview, "MOST_ARTICLES", 2)
    with world.database.read() as session:
        preview = preview_filter(session, [sea], parse_filter("storm"), now=world.now)
    assert (preview.kept, preview.left_out, preview.since) == (0, 2, world.now - 3 * HOUR)


def test_without_topics_there_is_nothing(world: World) -> None:
    with world.database.read() as session:
        assert preview_filter(session, [], parse_filter("storm"), now=world.now).kept == 0
