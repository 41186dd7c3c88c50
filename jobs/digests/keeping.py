"""Writing a digest down: its messages into the outbox, its stories into the ledger, in the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime

from jobs.digests.pages import Edition, Page, pages
from jobs.digests.presenter import Presenter, ShownPart
from storage import deliveries, digests
from storage.database import Session
from storage.deliveries import NewDelivery
from storage.digests import DigestKind, ToldStory
from summaries.copies import independent_sources
from summaries.types import DigestStory

PRIORITIES = {DigestKind.LATEST: 0, DigestKind.WHOLE_DAY: 0, DigestKind.INSTANT: 5, DigestKind.SCHEDULED: 10}
"""Lower goes first: who asks now before what happens now, and that before what comes by the hour."""


def keep(session: Session, edition: Edition, laid_out: Sequence[Page], *, presenter: Presenter, now: datetime) -> bool:
    """Put the edition, laid out as these pages, into the ledger and the outbox; False when it is there already."""
    place = {key: number for number, page in reversed(list(enumerate(laid_out))) for key in page.part.stories}
    digest_id = digests.add_digest(
        session,
        chat_id=edition.chat_id,
        kind=edition.kind,
        since=edition.digest.since,
        until=edition.digest.until,
        stories=[_ledger_story(told, place[told.story.key]) for told in edition.stories],
        now=now,
    )
    if digest_id is None:
        return False
    messages = [_message(digest_id, edition, number, page, presenter) for number, page in enumerate(laid_out)]
    deliveries.enqueue(session, messages, now=now)
    return True


def lay_out(edition: Edition, presenter: Presenter) -> list[Page]:
    """The edition's messages in its own wording; done before a transaction begins, since it takes its time."""
    return pages(edition, presenter.wording(edition.language))


def _ledger_story(told: DigestStory, part: int) -> ToldStory:
    return ToldStory(
        story_id=told.story.key,
        sources=len(independent_sources(told.story.articles)),
        score=told.score.parts,
        matches=told.story.matches,
        part=part,
        headline=told.headline,
        url=told.url,
    )


def _message(digest_id: int, edition: Edition, number: int, page: Page, presenter: Presenter) -> NewDelivery:
    shown = ShownPart(
        digest_id=digest_id,
        chat_id=edition.chat_id,
        kind=edition.kind,
        number=number,
        stories=tuple(
            (position, told) for position, told in enumerate(edition.stories) if told.story.key in page.part.stories
        ),
        language=edition.language,
        last=page.closing,
        more=edition.digest.more,
        follow_up=page.reply_to is not None,
    )
    return NewDelivery(
        dedup_key=f"digest:{digest_id}:{number}",
        digest_id=digest_id,
        chat_id=edition.chat_id,
        part=number,
        html=page.part.html,
        priority=PRIORITIES[edition.kind],
        buttons=presenter.buttons(shown),
        reply_to=page.reply_to,
        preview=page.part.preview,
        silent=page.silent,
    )
