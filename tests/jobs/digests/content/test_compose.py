"""What a digest says of the stories that are news to a chat."""

from jobs.digests.content.choosing import choose
from jobs.digests.content.compose import tell
from summaries.types import Length, Score
from tests.jobs.digests.texts import BUDGET, COMET, FERRY, FERRY_LATE


def test_the_chats_length_goes_before_the_topics(a_topic, an_article) -> None:
    carried = [(a_topic(sentences=3), an_article(1, text="\n\n".join((FERRY, FERRY_LATE, BUDGET, COMET))))]
    (candidate,) = choose(carried, {})
    told = {length: tell(candidate, Score(parts={}), length) for length in (None, *Length)}
    said = {length: len(story.summary.sentences) for length, story in told.items()}
    assert said == {None: 3, Length.HEADLINES: 1, Length.SHORT: 2, Length.LONG: 4}, "four tell all there is"
    assert [told[length].length for length in Length] == list(Length)
    assert told[None].length is not Length.HEADLINES
