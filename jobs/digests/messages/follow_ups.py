"""Which developing stories are told beside the digest, each in answer to the message that told it first. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from summaries.types import Digest, DigestStory, Label


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """What is new about stories that one message told: it is answered once, however many of them developed."""

    reply_to: int
    stories: tuple[DigestStory, ...]


def split(digest: Digest, told_in: Mapping[int, int], *, most: int) -> tuple[Digest, tuple[FollowUp, ...]]:
    """The digest without the stories that are told as follow-ups, and those, at most `most` messages.

    `told_in` says by a story's key which message told it first. A story whose message isn't known stays in the digest,
    as do those beyond `most`, which would make a row of messages; and all do where a digest is nothing but a
    selection of developing stories, so that it is seen how many more there are.
    """
    answers: dict[int, list[DigestStory]] = {}
    for told in digest.stories:
        message = told_in.get(told.story.key)
        if told.story.label is Label.DEVELOPING and message is not None and (message in answers or len(answers) < most):
            answers.setdefault(message, []).append(told)
    moved = {told.story.key for stories in answers.values() for told in stories}
    stay = tuple(told for told in digest.stories if told.story.key not in moved)
    if digest.more and not stay:
        return digest, ()
    follow_ups = tuple(FollowUp(reply_to=message, stories=tuple(stories)) for message, stories in answers.items())
    return replace(digest, stories=stay), follow_ups
