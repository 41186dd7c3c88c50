"""The digests that the sample articles make are those that somebody has read and found good."""

from pathlib import Path

import pytest

from demo.newsroom.digests import START, digests
from demo.newsroom.newsroom import Newsroom
from demo.newsroom.topics import TOPICS
from summaries import cluster
from summaries.types import Article

READ = Path(__file__).parent / "digests"


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return digests()


@pytest.mark.parametrize("slug", [topic.slug for topic in TOPICS])
def test_the_digest_of_a_topic_is_as_it_was_read(slug: str, made: dict[str, str]) -> None:
    assert made[slug] == (READ / f"{slug}.txt").read_text("utf-8"), (
        f"the digest of {slug!r} has changed: `make digests` writes it anew; read what changed before you keep it"
    )


def test_no_digest_is_kept_of_a_topic_that_is_gone() -> None:
    assert {path.stem for path in READ.iterdir()} == {topic.slug for topic in TOPICS}


def test_every_event_of_the_newsroom_is_one_story_in_its_language() -> None:
    pieces = Newsroom(START, lambda: START).pieces
    articles = [
        Article(
            key=piece.number,
            url=piece.path,
            title=piece.title,
            text="\n\n".join(piece.paragraphs),
            source=piece.outlet.name,
            published_at=piece.published_at,
            language=piece.outlet.language,
        )
        for piece in pieces
    ]
    events = {piece.number: (piece.event, piece.outlet.language) for piece in pieces if piece.event}
    homes: dict[tuple[str, str], set[int]] = {}
    mixed = []
    for number, story in enumerate(cluster(articles)):
        told = {events[key] for key in story if key in events}
        for event in told:
            homes.setdefault(event, set()).add(number)
        if len(told) > 1:
            mixed.append(sorted(event for event, _ in told))
    assert {event: stories for event, stories in homes.items() if len(stories) > 1} == {}
    # a mayor elected and her council formed; a bridge, and schools, in the same small town
    assert sorted(mixed) == [["lagoon-bridge", "school-languages"], ["lindhafen-council", "lindhafen-mayor"]]
