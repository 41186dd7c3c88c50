"""A digest as it goes to one chat: what developed answers the message that told it first."""

from jobs.digests.follow_ups import split
from jobs.digests.limits import DigestLimits
from jobs.digests.pages import Edition
from jobs.digests.recipient import Recipient
from storage import digests
from storage.database import Session
from storage.digests import DigestKind
from summaries.types import Digest


def addressed(
    session: Session, chat: Recipient, kind: DigestKind, digest: Digest, *, picture: bool, limits: DigestLimits
) -> Edition:
    """The edition of a digest that comes by itself: its follow-ups are messages of their own."""
    keys = [told.story.key for told in digest.stories]
    messages = digests.telling_messages(session, chat.chat.id, keys)
    told_in = {story_id: first for story_id, (first, _) in messages.items()}
    digest, follow_ups = split(digest, told_in, most=limits.follow_ups)
    return Edition(
        chat_id=chat.chat.id,
        kind=kind,
        digest=digest,
        follow_ups=follow_ups,
        language=chat.language,
        picture=picture,
    )
