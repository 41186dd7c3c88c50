"""Searching the news: what people type, what they find, and the sentence that shows why."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.search import FoundPage, search_stories, understand
from jobs.search_index import index_older
from storage.search_query import Phrase, Query
from storage.topics import Topic
from tests.jobs.conftest import World

HOUR = timedelta(hours=1)


def find(world: World, text: str, *topics: Topic, typing: bool = False) -> FoundPage:
    with world.database.read() as session:
        return search_stories(session, text, topic_ids=[topic.id for topic in topics], now=world.now, typing=typing)


def headlines(world: World, text: str, *topics: Topic, typing: bool = False) -> list[str]:
    return [found.hit.headline for found in find(world, text, *topics, typing=typing).stories]


@pytest.fixture
def sea(world: World) -> Topic:
    sea = world.topic("sea")
    world.publish(sea, "quay", "Storm closes the quay", "Ships wait. The night ferry stayed in port. It rained.")
    world.publish(sea, "quay", "Election in Łódź", "The president of the council was elected.", ago=2 * HOUR)
    world.publish(sea, "quay", "У порту страйк", "Школу зачинено. П’ять поромів стоять.", ago=3 * HOUR)
    world.publish(sea, "quay", "台风登陆北京大学", "今日台风。学生安全。", ago=4 * HOUR)
    world.publish(sea, "quay", "ไทยเจอพายุใหญ่", "พายุเข้าเมื่อคืน", ago=5 * HOUR)
    assert index_older(world.database) == 5
    assert index_older(world.database) == 0
    return sea


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("storm", "Storm closes the quay"),
        ("FERRY storm", "Storm closes the quay"),
        ('"night ferry"', "Storm closes the quay"),
        ("„night ferry“ quay", "Storm closes the quay"),
        ("elections", "Election in Łódź"),
        ("lodz", "Election in Łódź"),
        ("quay storms", "Storm closes the quay"),
        ("школа", "У порту страйк"),
        ("пять паромов -x поромы", None),
        ("п'ять", "У порту страйк"),
        ("台风", "台风登陆北京大学"),
        ("北京", "台风登陆北京大学"),
        ("风登陆北", "台风登陆北京大学"),
        ("雨", None),
        ("学", "台风登陆北京大学"),
        ("台风 北京", "台风登陆北京大学"),
        ("พายุ", "ไทยเจอพายุใหญ่"),
        ("ferr*", "Storm closes the quay"),
        ('"ferr"', None),
        ('"storms"', None),
        ("storm -ferry", None),
        ("storm -ferr", "Storm closes the quay"),
        ('storm -"ferry night"', "Storm closes the quay"),
        ('"night ferry', "Storm closes the quay"),
        ("ferry comet", None),
    ],
)
def test_it_is_found(world: World, sea: Topic, text: str, found: str | None) -> None:
    assert headlines(world, text, sea) == ([found] if found else [])


def test_the_last_word_may_be_unfinished_while_somebody_types(world: World, sea: Topic) -> None:
    for typed in ("st", "sto", "storm clo", "night fer"):
        assert "Storm closes the quay" in headlines(world, typed, sea, typing=True)
    assert headlines(world, "clo storm", sea, typing=True) == []
    assert headlines(world, "storm clo ", sea, typing=True) == []


def test_the_sentence_shown_is_the_first_that_has_the_most_of_it(world: World, sea: Topic) -> None:
    (found,) = find(world, "ferry storm", sea).stories
    assert found.sentence == "The night ferry stayed in port."
    (found,) = find(world, "closes", sea).stories
    assert found.sentence == "Ships wait."


@pytest.mark.parametrize(("text", "titled"), [("quay storms", True), ("clos*", True), ("storm ferry", False)])
def test_whether_the_headline_shows_it_by_itself(world: World, sea: Topic, text: str, titled: bool) -> None:
    (found,) = find(world, text, sea).stories
    assert found.titled is titled


@pytest.mark.parametrize("text", ["", "  ", "…", "-storm", '""', "*", '-"', "\u200b", "\ud800"])
def test_where_nothing_is_asked_for_nothing_is_found_and_it_says_so(world: World, sea: Topic, text: str) -> None:
    page = find(world, text, sea)
    assert (page.stories, page.found, page.asked) == ((), 0, False)


def test_what_is_understood(world: World) -> None:
    assert understand('Elections "night train" -quiz g7 covid-19') == Query(
        wanted=(
            Phrase(words=("election",), prefix=True, exact="elections"),
            Phrase(words=("night", "train")),
            Phrase(words=("g7",)),
            Phrase(words=("covid", "19")),
        ),
        unwanted=(Phrase(words=("quiz",)),),
    )


def test_a_long_text_is_cut(world: World, sea: Topic) -> None:
    assert len(understand("word " * 1000).wanted) == 1
    assert len(understand(" ".join(map(str, range(1000)))).wanted) == 10
    assert len(understand('"' + "a " * 1000).wanted[0].words) == 12


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=60), st.text(alphabet="\"'*()-:^+台พ אל\u0301a", max_size=40)), st.booleans())
def test_anything_can_be_typed(world: World, sea_once: Topic, text: str, typing: bool) -> None:
    find(world, text, sea_once, typing=typing)


@pytest.fixture
def sea_once(world: World) -> Topic:
    topic = world.topic("sea")
    world.publish(topic, "quay", "Storm", "It rained.")
    return topic
