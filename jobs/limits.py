"""How fast Telegram lets a bot send: overall, into one chat, into one group, and a pause for everybody.

Seconds are those of any monotonic clock, passed in.
Source of the rates: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this. That long messages
meet a chat's limits sooner is told by those who send them, and documented nowhere.
"""

import math
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

SHORT_MESSAGE = 500
"""Characters up to which a message counts once."""

LONGEST_MESSAGE = 4096

BURST = 1.05
"""So much more than the rate may go within one second, to make up for one in which less went."""

MEMORY_S = 0.5
"""What could have gone and didn't is made up for, unless it is longer ago than this."""

SLOWER = 0.9
"""Who was asked to wait goes on at this part of the speed."""

SLOWEST = 0.5

RECOVERY_S = 600.0
"""How long it would take from standing still to full speed: a tenth is made up for in a minute."""

GROUP_WINDOW_S = 60.0

LEAST_IN_FLIGHT = 4
SPARE_IN_FLIGHT = 1.6
"""With 1.25 some turns had to wait for room, which made all of them slower, and put more in flight than 1.6 does."""
MOST_IN_FLIGHT_S = 0.5

TO_BLAME_S = 10.0
"""Who got more answers in this time than one a chat interval is flooded by its own people."""

KEPT = 4096
"""Chats that are remembered before those that are free again are forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimits:
    """`per_second` overall, one message each `chat_interval` seconds a chat, `group_per_minute` a group."""

    per_second: float = 28.0
    chat_interval: float = 1.0
    group_per_minute: int = 20


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer went into `chat`."""

    chat: int
    group: bool
    characters: int


@dataclass(frozen=True, slots=True)
class Throttle:
    """Telegram asked to send nothing for so long: to one `chat`, or to anybody where that is None."""

    seconds: float
    chat: int | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """A message went into `chat` so many seconds `ago`, before this process knew of it."""

    ago: float
    chat: int
    group: bool
    characters: int


Notice = Answered | Throttle
"""What others who send by the same token have to know."""


def _tell_nobody(_news: object) -> None:
    pass


def weight(characters: int) -> float:
    """How often a message counts for its chat: once up to 500 characters, twice at the longest."""
    return 1 + min(1.0, max(0, characters - SHORT_MESSAGE) / (LONGEST_MESSAGE - SHORT_MESSAGE))


def most_in_flight(rate: float, latency: float) -> int:
    """How many messages have to be under way at once to send `rate` a second, each taking `latency` seconds.

    At most half a second's: when Telegram is slow, rather fewer go than many are in doubt when something breaks.
    """
    needed = math.ceil(rate * latency * SPARE_IN_FLIGHT) + 1
    return max(LEAST_IN_FLIGHT, min(needed, math.ceil(rate * MOST_IN_FLIGHT_S)))


class Limiter:
    """Says how many messages may go now, and which chats must wait, for all that goes out by one token.

    Where several processes send by it, each has one: they `tell` one another, and each is to `hear` the others.
    """

    def __init__(self, limits: RateLimits) -> None:
        self._limits = limits
        self.tell: Callable[[Notice], None] = _tell_nobody
        self.on_throttle: Callable[[float], None] = _tell_nobody
        """Called with the seconds for which Telegram wants nothing to go to anybody, whoever it was that it asked."""
        self._due = -math.inf
        """When the next message would go if all went evenly."""
        self._recent: deque[tuple[float, int]] = deque()
        """How many went when, within the last second."""
        self._paused_until = self._throttled_until = -math.inf
        self._speed, self._speed_at = 1.0, 0.0
        self._free_at: dict[int, float] = {}
        self._groups: dict[int, deque[tuple[float, float]]] = {}
        """What each group got when, within its minute."""
        self._answers: dict[int, deque[float]] = {}
        """When each chat got its last answers."""
        self._held_until: dict[int, float] = {}
        self._known_until = -math.inf
        """What the outbox sent until then is counted."""
        self._most_kept = KEPT

    @property
    def limits(self) -> RateLimits:
        return self._limits

    def rate(self, now: float) -> float:
        """Messages a second at present: fewer for a while after Telegram asked to wait."""
        return self._limits.per_second * min(1.0, self._speed + max(0.0, now - self._speed_at) / RECOVERY_S)

    def allowed(self, now: float) -> int:
        """How many messages may go now, to chats that are free."""
        if now < self._paused_until:
            return 0
        rate = self.rate(now)
        due = now if self._due == -math.inf else max(self._due, now - MEMORY_S)
        # a little more than zero, since times that were added up miss the moment by less than can be told
        evenly = math.floor((now - due) * rate + 1 + 1e-6)
        return max(0, min(evenly, self._most_in_a_second(rate) - self._in_last_second(now)))

    def ready_at(self, now: float) -> float:
        """The moment from which the next message may go to anybody."""
        ready = max(self._due, self._paused_until, now)
        within, most = self._in_last_second(now), self._most_in_a_second(self.rate(now))
        for at, count in self._recent:
            if within < most:
                break
            ready, within = max(ready, at + 1), within - count
        return ready

    def throttled_for(self, now: float) -> float:
        """Seconds for which Telegram asked to send nothing."""
        return max(0.0, self._throttled_until - now)

    def free_at(self, chat: int) -> float:
        """The moment from which a chat may get its next message."""
        return self._free_at.get(chat, -math.inf)

    def take(self, chat: int, *, group: bool, now: float, characters: int = 0) -> None:
        """Count one message into `chat` at `now`."""
        self._count(now)
        self._known_until = now
        self._occupy(chat, group=group, now=now, characters=characters)

    def _occupy(self, chat: int, *, group: bool, now: float, characters: int) -> None:
        counts = weight(characters)
        free_at = now + self._limits.chat_interval * counts
        if group:
            free_at = max(free_at, self._count_in_group(chat, counts, now))
        self._free_at[chat] = max(free_at, self.free_at(chat))
        if len(self._free_at) > self._most_kept:
            self._forget(now)

    def recall(self, earlier: Iterable[Earlier], *, now: float) -> None:
        """Count what was sent before, the oldest first; what went before something that was taken here is known."""
        for each in earlier:
            at = now - each.ago
            if at <= self._known_until:
                continue
            if each.ago < 1:
                self._recent.append((at, 1))
            self._occupy(each.chat, group=each.group, now=at, characters=each.characters)
            if each.group:
                # answers may have been counted since
                self._groups[each.chat] = deque(sorted(self._groups[each.chat]))
        self._recent = deque(sorted(self._recent))
        self._known_until = now

    def answer(self, chat: int, *, group: bool, now: float, characters: int = 0) -> None:
        """Count an answer to somebody, which waits for nobody: what isn't urgent waits for it.

        It may share its second with another message into the chat, since a person waits for both.
        """
        self.tell(Answered(chat, group, characters))
        self._answer(chat, group=group, now=now, characters=characters)

    def hear(self, notice: Notice, *, now: float) -> None:
        """Another process said so just now."""
        match notice:
            case Answered():
                self._answer(notice.chat, group=notice.group, now=now, characters=notice.characters)
            case Throttle(seconds, None):
                self._throttle(seconds, now=now)
            case Throttle(seconds, int(chat)):
                self._hold(chat, seconds, now=now)

    def _answer(self, chat: int, *, group: bool, now: float, characters: int) -> None:
        self._count(now)
        self._answers.setdefault(chat, deque(maxlen=self._answers_until_blamed)).append(now)
        if group:
            busy_until = self._count_in_group(chat, weight(characters), now)
            self._free_at[chat] = max(busy_until, self.free_at(chat))
        if len(self._answers) > self._most_kept:
            self._forget(now)

    def rest(self, now: float) -> None:
        """There is nothing more to send: what could have gone by now is not made up for later, in a burst."""
        self._due = max(self._due, now)

    def pause(self, seconds: float, *, now: float) -> None:
        """Nothing goes to anybody for so long; an earlier, longer pause stands, and no success ends it."""
        self._paused_until = max(self._paused_until, now + seconds)
        self.rest(self._paused_until)

    def throttle(self, seconds: float, *, now: float) -> None:
        """Telegram asked to wait so long: a pause, and then slower for some minutes."""
        self._throttle(seconds, now=now)
        self.tell(Throttle(seconds))

    def _throttle(self, seconds: float, *, now: float) -> None:
        if now >= self._throttled_until:
            # those that were on their way at the same time are told the same once more
            speed = self.rate(now) / self._limits.per_second
            self._speed, self._speed_at = max(SLOWEST, speed * SLOWER), now + seconds
        self._keep_still(seconds, now=now)

    def _keep_still(self, seconds: float, *, now: float) -> None:
        self._throttled_until = max(self._throttled_until, now + seconds)
        self.pause(seconds, now=now)
        self.on_throttle(seconds)

    @property
    def speed_after_throttle(self) -> float:
        """The part of the full speed at which it goes on after the last time that Telegram asked to wait."""
        return self._speed

    def resume(self, left: float, speed: float, *, now: float) -> None:
        """Telegram asked to wait, and this process didn't hear of it; `left` seconds of that are left, fewer than none
        where it has been over for a while. After that it goes on at this part of the full speed. To be told so again
        changes nothing."""
        if speed + max(0.0, -left) / RECOVERY_S < self.rate(now) / self._limits.per_second:
            self._speed, self._speed_at = speed, now + left
        if left > 0:
            self._keep_still(left, now=now)

    def is_to_blame(self, chat: int, *, now: float) -> bool:
        """Whether a 429 to an answer is about its chat alone: its people asked for more than it may get."""
        answers = self._answers.get(chat)
        if answers and len(answers) == answers.maxlen and answers[0] > now - TO_BLAME_S:
            return True
        recent = sum(counts for at, counts in self._groups.get(chat, ()) if at > now - GROUP_WINDOW_S)
        return recent > self._limits.group_per_minute

    def hold(self, chat: int, seconds: float, *, now: float) -> None:
        """Telegram asked to wait so long with this chat; the others get what is theirs."""
        self.tell(Throttle(seconds, chat))
        self._hold(chat, seconds, now=now)

    def _hold(self, chat: int, seconds: float, *, now: float) -> None:
        self._held_until[chat] = max(self._held_until.get(chat, -math.inf), now + seconds)
        self._free_at[chat] = max(self._held_until[chat], self.free_at(chat))

    def held_for(self, chat: int, now: float) -> float:
        """Seconds for which Telegram asked to send this chat nothing."""
        return max(0.0, self._held_until.get(chat, -math.inf) - now)

    @property
    def _answers_until_blamed(self) -> int:
        return 1 + math.ceil(TO_BLAME_S / max(self._limits.chat_interval, 0.1))

    def _count(self, now: float) -> None:
        due = now if self._due == -math.inf else max(self._due, now - MEMORY_S)
        self._due = due + 1 / self.rate(now)
        if self._recent and self._recent[-1][0] == now:
            self._recent[-1] = (now, self._recent[-1][1] + 1)
        else:
            self._recent.append((now, 1))

    def _in_last_second(self, now: float) -> int:
        while self._recent and self._recent[0][0] <= now - 1:
            self._recent.popleft()
        return sum(count for _, count in self._recent)

    def _most_in_a_second(self, rate: float) -> int:
        return math.floor(rate * BURST + 1)

    def _count_in_group(self, chat: int, counts: float, now: float) -> float:
        """Note it; the moment from which the group has room for a message that counts as much."""
        sent = self._groups.setdefault(chat, deque())
        while sent and sent[0][0] <= now - GROUP_WINDOW_S:
            sent.popleft()
        sent.append((now, counts))
        free_at = now
        over = sum(each for _, each in sent) + counts - self._limits.group_per_minute
        for at, each in sent:
            if over < 1e-9:
                break
            over, free_at = over - each, at + GROUP_WINDOW_S
        return free_at

    def _forget(self, now: float) -> None:
        self._free_at = {chat: free_at for chat, free_at in self._free_at.items() if free_at > now}
        self._groups = {chat: sent for chat, sent in self._groups.items() if sent[-1][0] > now - GROUP_WINDOW_S}
        self._answers = {chat: last for chat, last in self._answers.items() if last[-1] > now - TO_BLAME_S}
        self._held_until = {chat: until for chat, until in self._held_until.items() if until > now}
        self._most_kept = max(KEPT, 2 * len(self._free_at), 2 * len(self._answers))
