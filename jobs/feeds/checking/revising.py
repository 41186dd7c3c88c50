"""Which of a feed's known entries say something else now, and when their articles are to be read again. Pure.

A live blog changes every few minutes and a corrected article once; what else changes is noise. So an article is read
again a quarter of an hour after it was last read, and each time four times as long after that, up to a day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from jobs.feeds.checking.timing import A_DAY, AN_HOUR
from storage.address_key import address_key
from storage.entries import EntryState, NewEntry
from storage.revisions import KnownEntry, Revision

FIRST_REREAD = timedelta(minutes=15)
EACH_TIME = 4
TEASER_WORDS = 150
"""Under so many words of its own an entry may stay the same while its article changes."""


@dataclass(frozen=True, slots=True)
class Known:
    """A feed's known entries, by guid and by address."""

    by_guid: Mapping[str, KnownEntry]
    by_key: Mapping[str, KnownEntry]

    @classmethod
    def of(cls, entries: Iterable[KnownEntry]) -> "Known":
        known = sorted(entries, key=lambda entry: entry.id, reverse=True)
        return cls({entry.guid: entry for entry in known}, {entry.url_key: entry for entry in known})

    def __contains__(self, entry: NewEntry) -> bool:
        """Whether it was published before, under this guid or at this address."""
        return entry.guid in self.by_guid or address_key(entry.url) in self.by_key


NOTHING_KNOWN = Known({}, {})


def wait_after(rereads: int) -> timedelta:
    """How long an article rests after it was read again so often."""
    return min(A_DAY, FIRST_REREAD * int(EACH_TIME ** min(rereads, 5)))


def revisions(entries: Sequence[NewEntry], known: Known, *, now: datetime, oldest: timedelta) -> tuple[Revision, ...]:
    """What is to be written of the entries that say something else than before; those seen before `oldest` rest."""
    found = []
    dated = []
    for before, entry in _pairs(entries, known):
        if before.state == EntryState.SKIPPED or before.seen_at < now - oldest:
            continue
        if before.fingerprint is None:
            content = entry.content if before.state == EntryState.PENDING else ""
            found.append(Revision(entry_id=before.id, entry=replace(entry, content=content), is_news=False))
        elif entry.fingerprint != before.fingerprint:
            found.append(Revision(entry_id=before.id, entry=entry, due_at=_due_at(before, now=now)))
        elif _is_dated_anew(entry, before):
            dated.append(Revision(entry_id=before.id, entry=entry, due_at=_due_at(before, now=now)))
    # where most entries have another date and nothing else, it is the generator's clock that speaks
    if len(dated) * 2 <= len(entries):
        found += dated
    return tuple(found)


def _pairs(entries: Sequence[NewEntry], known: Known) -> list[tuple[KnownEntry, NewEntry]]:
    """Each known entry with what stands for it now: the entry of its guid, else the first one of its address."""
    pairs: dict[int, tuple[KnownEntry, NewEntry]] = {}
    for entry in entries:
        if before := known.by_guid.get(entry.guid):
            pairs.setdefault(before.id, (before, entry))
    for entry in entries:
        if entry.guid not in known.by_guid and (before := known.by_key.get(address_key(entry.url))):
            pairs.setdefault(before.id, (before, entry))
    return list(pairs.values())


def _due_at(before: KnownEntry, *, now: datetime) -> datetime | None:
    if before.state == EntryState.PENDING:
        return None
    if before.read_at is None:
        return now + wait_after(before.attempts)
    return max(now, before.read_at + wait_after(before.rereads))


def _is_dated_anew(entry: NewEntry, before: KnownEntry) -> bool:
    if entry.edited_at is None or before.edited_at is None or entry.edited_at < before.edited_at + AN_HOUR:
        return False
    return len(entry.content.split()) < TEASER_WORDS
