"""What a hub is believed, when it is asked again, and how slowly its feeds are polled. Pure.

The protocol is WebSub (https://www.w3.org/TR/websub/); docs/feeds.md has the rules as a table of cases.
"""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_hex, token_urlsafe

from jobs.feeds.checking.timing import A_DAY, PlanLimits, back_off, spread
from jobs.feeds.text import one_line
from storage.feeds import Check, Feed
from storage.websub import Credentials, Lease, Mode

PATH = "/websub"
LEASE = timedelta(days=10)
"""What a hub is asked for; it gives what it likes."""
USUAL_LEASE = timedelta(days=1)
"""Of a hub that doesn't say how long."""
LONGEST_LEASE = timedelta(days=30)
ASK_AGAIN = timedelta(minutes=10)
"""After the first failure; then doubled, up to a day. A hub has as long to ask back."""
SLOWLY = 6
"""Times the longest wait."""
SLOWEST = timedelta(hours=20)
"""Spread, it is still less than a day."""
HEARD = timedelta(hours=1)
"""What a poll finds so soon after the hub sent something needn't have been sent: it may be on its way."""
BETWEEN_ASKS = timedelta(minutes=1)
"""However often a hub sends what is of no use: the publisher is not to suffer for it."""
MOST_UNSUBSCRIBING = 4
LONGEST_CHALLENGE = 2000

_SIGNATURE = re.compile(r"\s*(sha1|sha256|sha384|sha512)=([0-9a-fA-F]{40,128})\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """The hub is told yes, with its own challenge; what was asked is `mode`."""

    mode: Mode
    challenge: str
    live_until: datetime
    renew_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Denied:
    """The hub will not; `problem` is its reason, in its own words."""

    problem: str
    again_at: datetime
    hubs: tuple[str, ...]


def new_credentials() -> Credentials:
    """An address that nobody guesses, and a secret of 64 bytes; WebSub allows fewer than 200."""
    return Credentials(key=token_urlsafe(12), token=token_urlsafe(32), secret=token_hex(32))


def credentials_of(lease: Lease, base: str) -> Credentials:
    """Those that the hub knows already from this `base`, since a renewal has to come from the same address."""
    if lease.base != base or lease.key is None or lease.token is None or lease.secret is None:
        return new_credentials()
    return Credentials(key=lease.key, token=lease.token, secret=lease.secret)


def callback_address(base: str, credentials: Credentials) -> str:
    return f"{base}{PATH}/{credentials.key}/{credentials.token}"


def request_form(lease: Lease, mode: Mode, *, base: str, credentials: Credentials) -> dict[str, str]:
    """What the hub is asked, as a form (WebSub, section 5.1)."""
    form = {
        "hub.mode": mode,
        "hub.topic": lease.topic,
        "hub.callback": callback_address(base, credentials),
    }
    if mode is Mode.SUBSCRIBE:
        form |= {"hub.secret": credentials.secret, "hub.lease_seconds": str(int(LEASE.total_seconds()))}
    return form


def judged(lease: Lease, feed: Feed | None, query: Mapping[str, str], *, now: datetime) -> Confirmed | Denied | None:
    """What to answer where a hub asks back (sections 5.2 and 5.3). None: it was not asked for that."""
    if not hmac.compare_digest(query.get("hub.topic", "").encode(), lease.topic.encode()):
        return None
    live = lease.live_until is not None and lease.live_until > now
    mode, challenge = query.get("hub.mode", ""), query.get("hub.challenge", "")
    if mode == "denied":
        return _denied(lease, query.get("hub.reason", ""), now=now) if lease.asked == Mode.SUBSCRIBE or live else None
    if not 0 < len(challenge) <= LONGEST_CHALLENGE:
        return None
    # hubs may ask again meanwhile whether what they were asked for still stands
    if mode == Mode.SUBSCRIBE and feed is not None and (lease.asked == Mode.SUBSCRIBE or (live and not lease.asked)):
        length = _length(query.get("hub.lease_seconds", ""))
        return Confirmed(
            mode=Mode.SUBSCRIBE,
            challenge=challenge,
            live_until=now + length,
            renew_at=now + max(ASK_AGAIN, length * (0.75 + 0.15 * _share(lease))),
        )
    if mode == Mode.UNSUBSCRIBE and lease.asked == Mode.UNSUBSCRIBE:
        return Confirmed(mode=Mode.UNSUBSCRIBE, challenge=challenge, live_until=now, renew_at=now)
    return None


def after_failure(lease: Lease, *, now: datetime, retry_after: timedelta | None = None) -> datetime:
    """When a hub is asked again that failed; its own wish counts up to a day."""
    wait = back_off(lease.failures, ASK_AGAIN)
    return now + (min(A_DAY, max(wait, retry_after)) if retry_after else wait) * (1 + _share(lease) / 10)


def next_hubs(lease: Lease) -> tuple[str, ...]:
    """The hubs, with the next one first."""
    return (*lease.hubs[1:], lease.hubs[0])


def signature_in(header: str) -> tuple[str, bytes] | None:
    """(algorithm, digest) of an X-Hub-Signature header (section 7.1); None where it is none."""
    found = _SIGNATURE.fullmatch(header)
    if found is None or len(found[2]) != 2 * hmac.new(b"", digestmod=found[1]).digest_size:
        return None
    return found[1], bytes.fromhex(found[2])


def slowed(check: Check, feed: Feed, lease: Lease | None, *, now: datetime, limits: PlanLimits) -> Check:
    """The check with its next one much later, where a live hub sends the feed's news; never beyond the lease."""
    if check.problem is not None or lease is None or lease.live_until is None or lease.delivered_at is None:
        return check
    slow = now + spread(min(SLOWEST, SLOWLY * limits.longest), feed.url)
    return replace(check, next_check_at=max(check.next_check_at, min(slow, lease.live_until)))


def missed(lease: Lease, *, entries: int, now: datetime) -> bool:
    """Whether a poll that brought so many new entries shows that the hub doesn't send them."""
    return entries > 0 and lease.delivered_at is not None and now - lease.delivered_at > HEARD


def useless_until(feed: Feed, *, now: datetime) -> datetime:
    """When to ask the feed itself, where what its hub sent is of no use."""
    return now if feed.checked_at is None else max(now, feed.checked_at + BETWEEN_ASKS)


def _denied(lease: Lease, reason: str, *, now: datetime) -> Denied:
    said = f"the hub will not send this feed: {one_line(reason, 150)}" if reason else "the hub will not send this feed"
    # another hub may; the only one is left alone for a day
    again = after_failure(lease, now=now, retry_after=None if len(lease.hubs) > 1 else A_DAY)
    return Denied(problem=said, again_at=again, hubs=next_hubs(lease))


def _length(seconds: str) -> timedelta:
    if not (seconds.isascii() and seconds.isdigit()):
        return USUAL_LEASE
    # nine figures are thirty years; longer ones overflow
    return min(LONGEST_LEASE, timedelta(seconds=int(seconds[:9])))


def _share(lease: Lease) -> float:
    """A number from 0 to 1 that is the lease's own, so that a hub doesn't meet all of its renewals at once."""
    return int.from_bytes(sha256(f"{lease.id} {lease.topic}".encode()).digest()[:4]) / 2**32
