"""Writing digests down: their messages into the outbox, their stories into the ledger, in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from jobs.digests.messages.pages import Edition, Page, pages
from jobs.digests.messages.presenter import Presenter, ShownPart, buttons_of
from storage import deliveries, digests
from storage.database import Session
from storage.deliveries import Buttons, NewDelivery
from storage.digests import DigestKind, Ledger, NewDigest, ToldStory
from summaries.copies import independent_sources
from summaries.types import DigestStory

PRIORITIES = {DigestKind.LATEST: 0, DigestKind.WHOLE_DAY: 0, DigestKind.INSTANT: 5, DigestKind.SCHEDULED: 10}
"""Lower goes first: who asks now before what happens now, and that before what comes by the hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A page with its buttons, which name no digest yet (`jobs.digests.messages.presenter.ANY_DIGEST`)."""

    html: str
    buttons: Buttons = ()
    reply_to: int | None = None
    preview: str | None = None
    silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """An edition as it is written down, for one chat or for many: nothing in it is a chat's own but `reply_to`."""

    kind: DigestKind
    since: datetime
    until: datetime
    stories: tuple[ToldStory, ...]
    messages: tuple[Message, ...]
    homes: frozenset[tuple[int, int]] = field(default=frozenset(), compare=False)
    """Each article with the story that it is told in; that isn't written down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What one chat gets of a print. Its `replies` are the messages that the print's are answers to, which those count
    from 1 on; None where they name them themselves."""

    chat_id: int
    printed: Printed
    replies: tuple[int, ...] | None = None


def print_edition(edition: Edition, presenter: Presenter) -> Printed:
    """The edition's messages in its own wording; done before a transaction begins, since it takes its time."""
    laid_out = pages(edition, presenter.wording(edition.language))
    place = {key: number for number, page in reversed(list(enumerate(laid_out))) for key in page.part.stories}
    return Printed(
        kind=edition.kind,
        since=edition.digest.since,
        until=edition.digest.until,
        stories=tuple(_ledger_story(told, place[told.story.key]) for told in edition.stories),
        messages=tuple(_message(edition, number, page, presenter) for number, page in enumerate(laid_out)),
        homes=frozenset((article.key, told.story.key) for told in edition.stories for article in told.story.articles),
    )


def keep(session: Session, chat_id: int, printed: Printed, *, now: datetime) -> bool:
    """Put the chat's digest into the ledger and the outbox; False when it is there already."""
    return bool(keep_copies(session, [Copy(chat_id=chat_id, printed=printed)], now=now))


def keep_copies(
    session: Session, copies: Sequence[Copy], *, now: datetime, ledger: Ledger | None = None
) -> frozenset[int]:
    """The same for as many chats; returns those whose digests weren't there already. `ledger` is for who calls it
    again and again."""
    made = [
        NewDigest(
            chat_id=copy.chat_id,
            kind=copy.printed.kind,
            since=copy.printed.since,
            until=copy.printed.until,
            stories=copy.printed.stories,
        )
        for copy in copies
    ]
    ids = digests.add_digests(session, made, now=now, ledger=ledger)
    messages = [each for copy in copies if copy.chat_id in ids for each in _deliveries(copy, ids[copy.chat_id])]
    deliveries.enqueue(session, messages, now=now)
    return frozenset(ids)


def _deliveries(copy: Copy, digest_id: int) -> list[NewDelivery]:
    return [
        NewDelivery(
            dedup_key=f"digest:{digest_id}:{number}",
            digest_id=digest_id,
            chat_id=copy.chat_id,
            part=number,
            html=message.html,
            priority=PRIORITIES[copy.printed.kind],
            buttons=buttons_of(message.buttons, digest_id),
            reply_to=_answered(copy, message),
            preview=message.preview,
            silent=message.silent,
        )
        for number, message in enumerate(copy.printed.messages)
    ]


def _answered(copy: Copy, message: Message) -> int | None:
    if copy.replies is None or message.reply_to is None:
        return message.reply_to
    return copy.replies[message.reply_to - 1]


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


def _message(edition: Edition, number: int, page: Page, presenter: Presenter) -> Message:
    shown = ShownPart(
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
    return Message(
        html=page.part.html,
        buttons=presenter.buttons(shown),
        reply_to=page.reply_to,
        preview=page.part.preview,
        silent=page.silent,
    )
