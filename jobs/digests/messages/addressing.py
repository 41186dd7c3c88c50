"""A digest as it goes to chats: what developed answers the message that told it first."""

from collections.abc import Mapping
from dataclasses import dataclass

from jobs.digests.limits import DigestLimits
from jobs.digests.messages.follow_ups import split
from jobs.digests.messages.pages import Edition
from jobs.digests.recipient import Recipient
from storage import digests
from storage.database import Session
from storage.digests import DigestKind
from summaries.types import Digest, Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Replies:
    """Which of a digest's stories an earlier message told, by story: its place in `messages`, counted from 1.

    Chats with the same `told_in` get the same answers; to which messages, is each chat's own.
    """

    told_in: tuple[tuple[int, int], ...] = ()
    messages: tuple[int, ...] = ()


def addressed(
    session: Session, chat: Recipient, kind: DigestKind, digest: Digest, *, picture: bool, limits: DigestLimits
) -> Edition:
    """The edition of a digest that comes by itself: its follow-ups are messages of their own."""
    keys = [told.story.key for told in digest.stories]
    told_in = digests.telling_messages(session, chat.chat.id, keys)
    return with_answers(kind, digest, told_in, language=chat.language, picture=picture, limits=limits)


def with_answers(
    kind: DigestKind,
    digest: Digest,
    told_in: Mapping[int, int],
    *,
    language: str | None,
    picture: bool,
    limits: DigestLimits,
) -> Edition:
    """The same where it is known by story which message told it first. Pure."""
    digest, follow_ups = split(digest, told_in, most=limits.follow_ups)
    return Edition(kind=kind, digest=digest, follow_ups=follow_ups, language=language, picture=picture)


def replies(digest: Digest, told_in: Mapping[int, int]) -> Replies:
    """What a digest may answer, where these messages told its stories first, by story. Pure."""
    developing = [told.story.key for told in digest.stories if told.story.label is Label.DEVELOPING]
    known = [story_id for story_id in developing if story_id in told_in]
    messages = tuple(dict.fromkeys(told_in[story_id] for story_id in known))
    return Replies(
        told_in=tuple((story_id, messages.index(told_in[story_id]) + 1) for story_id in known), messages=messages
    )
