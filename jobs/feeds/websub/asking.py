"""The tick for hubs: ask those that feeds name to send their news, renew in time, and tell them when to stop.

A shell: what a hub answers, or fails to, stands in a row; when it is asked again is decided in
`jobs.feeds.checking.leases`.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus

import aiohttp

from jobs.feeds.checking.batch import FeedLimits, each
from jobs.feeds.checking.leases import (
    ASK_AGAIN,
    MOST_UNSUBSCRIBING,
    after_failure,
    credentials_of,
    next_hubs,
    request_form,
)
from jobs.feeds.fetching.answers import retry_time
from jobs.feeds.fetching.body import read_start
from jobs.feeds.fetching.failures import error_in_words
from jobs.feeds.fetching.fetch import web_address
from jobs.feeds.fetching.own_request import proxy_of
from jobs.feeds.problems import FeedProblem
from jobs.feeds.text import web_url, without_markup
from storage.database import Database
from storage.feed_options import PLAIN, FeedOptions, options_of
from storage.websub import (
    Credentials,
    Lease,
    Mode,
    ask_feed_itself,
    begin_asking,
    due_leases,
    end_lease,
    fail_asking,
    unread_deliveries,
    unwanted_leases,
)

MOST_HOPS = 3
UNREAD_FOR = timedelta(minutes=5)
MOST_SAID = 300
_MOVED = {
    HTTPStatus.MOVED_PERMANENTLY,
    HTTPStatus.FOUND,
    HTTPStatus.TEMPORARY_REDIRECT,
    HTTPStatus.PERMANENT_REDIRECT,
}

SILENT = "the hub was asked, but didn't ask back; can NEWSDIGEST_PUBLIC_URL be reached from the internet?"


@dataclass(frozen=True, slots=True, kw_only=True)
class HubReport:
    """Hubs asked to send or to stop, and how many of them failed."""

    asked: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Refusal:
    problem: str
    retry_after: timedelta | None = None


async def keep_leases(
    database: Database, client: aiohttp.ClientSession, *, base: str, now: datetime, limits: FeedLimits
) -> HubReport:
    """Ask every hub that is due; `base` is our public address. Feeds whose deliveries weren't read are made due."""
    wanted, unwanted, options = await asyncio.to_thread(_due, database, now, limits.batch)

    to_end = {lease.id for lease in unwanted}

    async def one(lease: Lease) -> bool:
        own = options.get(lease.feed_id or 0, PLAIN)
        if lease.id in to_end:
            return await _unsubscribe(database, client, lease, own, now=now)
        return await _subscribe(database, client, lease, own, base=base, now=now)

    reports = await each([*wanted, *unwanted], one, url=lambda lease: lease.hubs[0], limits=limits)
    return HubReport(asked=len(reports), failed=reports.count(False))


async def _subscribe(
    database: Database, client: aiohttp.ClientSession, lease: Lease, options: FeedOptions, *, base: str, now: datetime
) -> bool:
    if lease.asked == Mode.SUBSCRIBE:
        await asyncio.to_thread(_fail, database, lease, _Refusal(problem=SILENT), now)
        return False
    credentials = credentials_of(lease, base)
    return await _ask(
        database, client, lease, Mode.SUBSCRIBE, base=base, credentials=credentials, options=options, now=now
    )


async def _unsubscribe(
    database: Database, client: aiohttp.ClientSession, lease: Lease, options: FeedOptions, *, now: datetime
) -> bool:
    assert lease.base is not None
    over = lease.live_until is None or lease.live_until <= now
    if over or lease.failures >= MOST_UNSUBSCRIBING:
        # nobody answers what such a hub still sends, or asks
        await asyncio.to_thread(_end, database, lease, now)
        return True
    if lease.asked == Mode.UNSUBSCRIBE:
        await asyncio.to_thread(_fail, database, lease, _Refusal(problem=SILENT), now)
        return False
    credentials = credentials_of(lease, lease.base)
    return await _ask(
        database, client, lease, Mode.UNSUBSCRIBE, base=lease.base, credentials=credentials, options=options, now=now
    )


async def _ask(
    database: Database,
    client: aiohttp.ClientSession,
    lease: Lease,
    mode: Mode,
    *,
    base: str,
    credentials: Credentials,
    options: FeedOptions,
    now: datetime,
) -> bool:
    begin = partial(_begin, database, lease, mode, base=base, credentials=credentials, again_at=now + ASK_AGAIN)
    if not await asyncio.to_thread(begin):
        return True
    form = request_form(lease, mode, base=base, credentials=credentials)
    refusal = await _post(client, lease.hubs[0], form, options, now=now)
    if refusal is not None:
        await asyncio.to_thread(_fail, database, lease, refusal, now)
    return refusal is None


async def _post(
    client: aiohttp.ClientSession, hub: str, form: dict[str, str], options: FeedOptions, *, now: datetime
) -> _Refusal | None:
    """Send the form to the hub, and to where it redirects; None where it is taken."""
    url, (proxy, proxy_login) = hub, proxy_of(options)
    try:
        for _ in range(MOST_HOPS + 1):
            # aiohttp would go on after a 301 or 302 with a GET, as browsers do
            request = client.post(
                web_address(url), data=form, allow_redirects=False, proxy=proxy, proxy_auth=proxy_login
            )
            async with request as response:
                if response.status not in _MOVED:
                    return await _refusal(response, form, now=now)
                before, url = url, web_url(response.headers.get("Location", ""), url)
            if before.startswith("https:") and not url.startswith("https:"):
                return _Refusal(problem="the hub redirects to where the secret would be readable on the way")
    except (aiohttp.ClientError, TimeoutError, OSError, UnicodeError, FeedProblem) as error:
        return _Refusal(problem=f"the hub can't be asked: {error_in_words(error, seconds=client.timeout.total)}")
    return _Refusal(problem=f"the hub redirects more than {MOST_HOPS} times")


async def _refusal(response: aiohttp.ClientResponse, form: dict[str, str], *, now: datetime) -> _Refusal | None:
    if 200 <= response.status < 300:
        return None
    # a hub says in its own words what is wrong with the request, and may repeat what is in it
    said = (await read_start(response, MOST_SAID)).decode("utf-8", "replace")
    for secret in (form.get("hub.secret"), form["hub.callback"]):
        said = said.replace(secret, "…") if secret else said
    words, said = f"the hub refuses ({response.status})", without_markup(said)
    return _Refusal(problem=f"{words}: {said}" if said else words, retry_after=retry_time(response.headers, now=now))


def _due(database: Database, now: datetime, limit: int) -> tuple[list[Lease], list[Lease], dict[int, FeedOptions]]:
    with database.read() as session:
        forgotten = unread_deliveries(session, before=now - UNREAD_FOR)
        wanted, unwanted = due_leases(session, now=now, limit=limit), unwanted_leases(session, now=now, limit=limit)
        options = options_of(session, {lease.feed_id for lease in (*wanted, *unwanted) if lease.feed_id is not None})
    if forgotten:
        with database.write() as session:
            for feed_id in forgotten:
                ask_feed_itself(session, feed_id, at=now)
    return wanted, unwanted, options


def _begin(
    database: Database, lease: Lease, mode: Mode, *, base: str, credentials: Credentials, again_at: datetime
) -> bool:
    with database.write() as session:
        return begin_asking(session, lease, mode, base=base, credentials=credentials, again_at=again_at)


def _fail(database: Database, lease: Lease, refusal: _Refusal, now: datetime) -> None:
    again_at = after_failure(lease, now=now, retry_after=refusal.retry_after)
    live = lease.live_until is not None and lease.live_until > now
    # a live lease's hub is asked until it is over; then another one may do better
    hubs = None if live or len(lease.hubs) < 2 or lease.feed_id is None else next_hubs(lease)
    with database.write() as session:
        fail_asking(session, lease.id, problem=refusal.problem, again_at=again_at, hubs=hubs)


def _end(database: Database, lease: Lease, now: datetime) -> None:
    with database.write() as session:
        end_lease(session, lease.id, now=now)
