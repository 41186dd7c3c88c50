"""A digest as messages: the digest itself, what happens now, and answers to earlier messages. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from jobs.digests.messages.follow_ups import FollowUp
from storage.digests import DigestKind
from summaries.citing import href
from summaries.rendering import render, render_follow_ups, render_story
from summaries.types import Digest, DigestStory, Late, Part
from summaries.wording import Wording

ALONE = 3
"""So many stories are told as they happen in a message of their own each; more of them are one digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A digest as it is about to be sent, in the wording of `language`.

    With `picture` the preview of its first story stands above it; one that comes `late` says why.
    """

    kind: DigestKind
    digest: Digest
    follow_ups: tuple[FollowUp, ...] = ()
    language: str | None = None
    picture: bool = False
    late: Late | None = None

    @property
    def stories(self) -> tuple[DigestStory, ...]:
        """All of them, in the order in which they are told: a story's position in the ledger."""
        return (*self.digest.stories, *(told for answer in self.follow_ups for told in answer.stories))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One message; `reply_to` is the one it answers, `closing` says that it is the digest's last."""

    part: Part
    reply_to: int | None = None
    silent: bool = False
    closing: bool = False


def pages(edition: Edition, wording: Wording) -> list[Page]:
    """The messages in order: what answers earlier ones comes after the digest. The first one is heard.

    There is no digest where only follow-ups are left to tell.
    """
    laid_out = [*_own_pages(edition, wording), *_answers(edition, wording)]
    return [page if at == 0 else replace(page, silent=True) for at, page in enumerate(laid_out)]


def _own_pages(edition: Edition, wording: Wording) -> Iterable[Page]:
    digest = edition.digest
    if edition.follow_ups and not digest.stories:
        return []
    if edition.kind is DigestKind.INSTANT and len(digest.stories) <= ALONE:
        return [
            Page(part=_alone(told, edition, wording), closing=told is digest.stories[-1]) for told in digest.stories
        ]
    parts = render(digest, wording=wording, picture=edition.picture, late=edition.late)
    return [Page(part=part, closing=part is parts[-1]) for part in parts]


def _alone(told: DigestStory, edition: Edition, wording: Wording) -> Part:
    part = render_story(told, now=edition.digest.until, zone=edition.digest.zone, wording=wording)
    return replace(part, preview=href(told.url)) if edition.picture else part


def _answers(edition: Edition, wording: Wording) -> Iterable[Page]:
    first = len(edition.digest.stories) + 1
    for answer in edition.follow_ups:
        parts = render_follow_ups(
            answer.stories, first=first, now=edition.digest.until, zone=edition.digest.zone, wording=wording
        )
        first += len(answer.stories)
        yield from (Page(part=part, reply_to=answer.reply_to) for part in parts)
