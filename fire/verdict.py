"""What must hold after each round, whatever happened in it. Pure: what was written against what was heard."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fire.heard import Heard
from fire.readers import Reader
from fire.written import Digest, Part
from jobs.digests.content.choosing import DEVELOPED

LONGEST_RECAP = timedelta(days=7)


@dataclass(slots=True)
class Verdict:
    """`lost` and `wrong` are sentences, and none is good; `duplicates` are messages that came more often than once.

    `unknown` parts are those the product itself counts as in doubt; `vanished` are those of them that never came.
    """

    digests: int = 0
    parts: int = 0
    duplicates: int = 0
    belated: int = 0
    unknown: int = 0
    vanished: int = 0
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: "Verdict") -> None:
        self.digests += other.digests
        self.parts += other.parts
        self.duplicates += other.duplicates
        self.belated += other.belated
        self.unknown += other.unknown
        self.vanished += other.vanished
        self.lost += other.lost
        self.wrong += other.wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one round left: digests made and messages heard in it, and when each chat is due next.

    It began after `since` and was looked at `until`, both by the shared clock, which left out the `jumps`.
    """

    since: datetime
    until: datetime
    digests: Sequence[Digest]
    heard: Mapping[int, Sequence[Heard]]
    next_runs: Mapping[int, datetime]
    jumps: Sequence[tuple[datetime, datetime]] = ()


class Judge:
    """Judges round after round; it remembers what each chat was told."""

    def __init__(self, readers: Sequence[Reader]) -> None:
        self._readers = readers
        self._covered: dict[int, datetime] = {}
        self._told: dict[tuple[int, int], datetime] = {}
        self._urls: dict[tuple[int, str], int] = {}
        self._texts: defaultdict[int, set[str]] = defaultdict(set)

    def judge(self, evidence: Evidence) -> Verdict:
        verdict = Verdict(digests=len(evidence.digests))
        by_chat: defaultdict[int, list[Digest]] = defaultdict(list)
        for digest in evidence.digests:
            by_chat[digest.chat].append(digest)
        for reader in self._readers:
            made, heard = by_chat[reader.number], evidence.heard.get(reader.number, ())
            verdict.wrong += schedule_faults(reader, made, evidence)
            verdict.wrong += self._window_faults(made)
            verdict.wrong += self._ledger_faults(made)
            for digest in made:
                verdict.parts += len(digest.parts)
                verdict.wrong += part_faults(digest, heard)
            self._count_messages(verdict, reader.number, made, heard)
        return verdict

    def untold(self, readers: Iterable[Reader], published: Mapping[str, Sequence[int]]) -> list[str]:
        """Stories by topic that a reader of that topic was never told, at the end of everything."""
        return [
            f"chat {reader.number} was never told story {story} of {topic}"
            for reader in readers
            for topic in reader.topics
            for story in published[topic]
            if (reader.number, story) not in self._told
        ]

    def _window_faults(self, made: Sequence[Digest]) -> list[str]:
        faults = []
        for digest in made:
            before = self._covered.get(digest.chat)
            if before is not None and digest.since != max(before, digest.until - LONGEST_RECAP):
                faults.append(f"chat {digest.chat}: digest {digest.id} begins {digest.since}, the last ended {before}")
            if digest.since >= digest.until:
                faults.append(f"chat {digest.chat}: digest {digest.id} ends {digest.until}, before it begins")
            self._covered[digest.chat] = digest.until
        return faults

    def _ledger_faults(self, made: Sequence[Digest]) -> list[str]:
        faults = []
        for digest in made:
            for told in digest.stories:
                before = self._told.get((digest.chat, told.story))
                if before is not None and sum(at >= before for at in told.came) < DEVELOPED:
                    faults.append(f"chat {digest.chat} is told story {told.story} again in digest {digest.id}")
                if self._urls.setdefault((digest.chat, told.url), told.story) != told.story:
                    faults.append(f"chat {digest.chat} is told {told.url} again as another story, {told.story}")
                self._told[digest.chat, told.story] = digest.until
        return faults

    def _count_messages(self, verdict: Verdict, chat: int, made: Sequence[Digest], heard: Sequence[Heard]) -> None:
        """A part is lost where it was heard less often than written, doubled where more often."""
        parts = [part for digest in made for part in digest.parts]
        verdict.unknown += sum(part.state == "unknown" for part in parts)
        written, arrived = Counter(part.text for part in parts), Counter(message.text for message in heard)
        doubtful = Counter(part.text for part in parts if part.state == "unknown")
        for text, times in written.items():
            missing = times - arrived[text]
            vanished = min(max(missing, 0), doubtful[text])
            verdict.vanished += vanished
            if missing > vanished:
                verdict.lost.append(f"chat {chat} never got: {text[:70]}…")
            verdict.duplicates += max(-missing, 0)
        for text in arrived.keys() - written.keys():
            # a request that the server held back may arrive rounds later
            if text in self._texts[chat]:
                verdict.duplicates += arrived[text]
                verdict.belated += arrived[text]
            else:
                verdict.wrong.append(f"chat {chat} got what no digest has: {text[:70]}…")
        self._texts[chat] |= written.keys()


def schedule_faults(reader: Reader, made: Sequence[Digest], evidence: Evidence) -> list[str]:
    """Due and not told, told and not due, more often than due, or due next at another time than the clock says."""
    dues = list(reader.dues(evidence.since, evidence.until))
    # what was due while nothing ran, or while the clock jumped, is told at once
    most = len({_jump_of(due, evidence.jumps) or due for due in dues})
    faults = []
    if not min(len(dues), 1) <= len(made) <= most:
        faults.append(f"chat {reader.number} was due {len(dues)} times and got {len(made)} digests, at most {most}")
    following = reader.next_due(evidence.until)
    if evidence.next_runs[reader.number] != following:
        found = evidence.next_runs[reader.number]
        faults.append(f"chat {reader.number} is due next at {found} instead of {following}")
    return faults


def _jump_of(due: datetime, jumps: Sequence[tuple[datetime, datetime]]) -> datetime | None:
    return next((end for begin, end in jumps if begin < due < end), None)


def part_faults(digest: Digest, heard: Sequence[Heard]) -> list[str]:
    """Parts that ended otherwise than sent or in doubt, that name a message that isn't theirs, or came out of order."""
    faults = []
    texts = [message.text for message in heard]
    numbered = {message.number: message.text for message in heard}
    for part in digest.parts:
        if part.state not in {"sent", "unknown"}:
            faults.append(f"chat {digest.chat}: part {part.number} of digest {digest.id} is {part.state}")
        if part.state == "sent" and numbered.get(part.message or 0) != part.text:
            faults.append(f"chat {digest.chat}: message {part.message} is not part {part.number} of {digest.id}")
    first = [texts.index(part.text) for part in _distinct(digest.parts) if part.text in texts]
    if first != sorted(first):
        faults.append(f"chat {digest.chat}: the parts of digest {digest.id} came out of order")
    placed = {part.number for part in digest.parts}
    faults += [
        f"chat {digest.chat}: story {told.story} stands in part {told.part} of digest {digest.id}, which isn't there"
        for told in digest.stories
        if told.part not in placed
    ]
    return faults


def _distinct(parts: Iterable[Part]) -> list[Part]:
    return list({part.text: part for part in reversed(list(parts))}.values())[::-1]
