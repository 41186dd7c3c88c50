"""Links to topics: what leads where, and that nothing else does."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.links import PARAMETER, TopicLink, read_parameter, topic_link
from storage.topics import Topic, Visibility

TOPIC = Topic(
    id=1,
    slug="harbour",
    name="Harbour",
    description="",
    language=None,
    keywords=(),
    method="news",
    sentences=2,
    position=1,
    invitation="q7Zt_0-oPmL3xk9RvA1c8w",
)


def test_a_listed_and_a_hidden_topic_are_linked_by_their_slug() -> None:
    assert topic_link("a_bot", TOPIC) == "https://t.me/a_bot?start=topic_harbour"
    hidden = replace(TOPIC, visibility=Visibility.HIDDEN)
    assert topic_link("a_bot", hidden, group=True) == "https://t.me/a_bot?startgroup=topic_harbour"


def test_a_private_topic_is_linked_by_its_invitation_alone() -> None:
    private = replace(TOPIC, visibility=Visibility.PRIVATE)
    assert topic_link("a_bot", private) == "https://t.me/a_bot?start=join_q7Zt_0-oPmL3xk9RvA1c8w"
    assert topic_link("a_bot", replace(private, invitation=None)) is None


def test_nothing_leads_to_a_chats_own_topic() -> None:
    assert topic_link("a_bot", replace(TOPIC, visibility=Visibility.OWN)) is None


@pytest.mark.parametrize("visibility", [Visibility.LISTED, Visibility.PRIVATE])
def test_a_links_parameter_is_read_as_it_was_meant(visibility: Visibility) -> None:
    link = topic_link("a_bot", replace(TOPIC, visibility=visibility))
    assert link is not None
    meant = TopicLink(invitation=TOPIC.invitation) if visibility == Visibility.PRIVATE else TopicLink(slug="harbour")
    assert read_parameter(link.partition("=")[2]) == meant


@given(st.text(max_size=300) | st.text(max_size=300).map(lambda tail: f"topic_{tail}"))
def test_whatever_is_written_is_a_parameter_of_telegrams_or_leads_nowhere(words: str) -> None:
    link = read_parameter(words)
    if link is not None and not PARAMETER.fullmatch(words):
        assert link == TopicLink()
