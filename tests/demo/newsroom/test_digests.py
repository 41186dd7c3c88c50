"""The digests that the sample articles make are those that somebody has read and found good."""

from pathlib import Path

import pytest

from demo.newsroom.digests import digests
from demo.newsroom.topics import TOPICS

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
