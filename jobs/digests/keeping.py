"""Writing a digest down: its messages into the outbox, its stories into the ledger, in the caller's transaction."""

from dataclasses import dataclass
from datetime import datetime

from jobs.digests.presenter import Presenter, ShownPart
from storage import deliveries, digests
from storage.database import Session
from storage.deliveries import NewDelivery
from storage.digests import DigestKind, ToldStory
from summaries.copies import independent_sources
from summaries.rendering import render
from summaries.types import Digest, Part

ANSWER, SCHEDULED = 0, 10
"""Priorities of deliveries: who asks now goes before who gets it by the hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A digest as it is about to be sent to one chat, in the wording of `language`."""

    chat_id: int
    kind: DigestKind
    digest: Digest
    language: str | None = None


def keep(session: Session, edition: Edition, *, presenter: Presenter, now: datetime) -> bool:
    """Put the edition into the ledger and the outbox; False when it is there already."""
    digest = edition.digest
    parts = render(digest, wording=presenter.wording(edition.language))
    place = {key: number for number, part in reversed(list(enumerate(parts))) for key in part.stories}
    stories = [
        ToldStory(
            story_id=told.story.key,
            sources=len(independent_sources(told.story.articles)),
            score=told.score.parts,
            matches=told.story.matches,
            part=place[told.story.key],
            headline=told.headline,
            url=told.url,
        )
        for told in digest.stories
    ]
    digest_id = digests.add_digest(
        session,
        chat_id=edition.chat_id,
        kind=edition.kind,
        since=digest.since,
        until=digest.until,
        stories=stories,
        now=now,
    )
    if digest_id is None:
        return False
    messages = [
        _message(digest_id, edition, number, part, presenter, last=number == len(parts) - 1)
        for number, part in enumerate(parts)
    ]
    deliveries.enqueue(session, messages, now=now)
    return True


def _message(
    digest_id: int, edition: Edition, number: int, part: Part, presenter: Presenter, *, last: bool
) -> NewDelivery:
    stories = tuple(
        (position, told) for position, told in enumerate(edition.digest.stories) if told.story.key in part.stories
    )
    shown = ShownPart(
        digest_id=digest_id,
        kind=edition.kind,
        number=number,
        stories=stories,
        language=edition.language,
        last=last,
        more=edition.digest.more if last else 0,
    )
    return NewDelivery(
        dedup_key=f"digest:{digest_id}:{number}",
        digest_id=digest_id,
        chat_id=edition.chat_id,
        part=number,
        html=part.html,
        priority=ANSWER if edition.kind in {DigestKind.LATEST, DigestKind.WHOLE_DAY} else SCHEDULED,
        buttons=presenter.buttons(shown),
    )
