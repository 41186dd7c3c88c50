"""What hubs call: a GET when they ask back, a POST when they send (WebSub, sections 5 to 7).

Anybody may call it. An address of the wrong form is refused before the database is asked, one that isn't known before
anything is read, and a delivery without a signature before its body. An answer tells nothing but its status.
"""

import asyncio
import hmac
import logging
import re
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import web

from jobs.clock import Clock
from jobs.feeds.checking.leases import PATH, Confirmed, Denied, judged, signature_in
from jobs.feeds.fetching.fetch import FEED_BYTES
from jobs.feeds.websub.inbox import Delivery, Inbox
from storage.database import Database
from storage.feeds import Feed
from storage.websub import (
    Lease,
    Mode,
    confirm_lease,
    deny_lease,
    end_lease,
    lease_called,
    note_problem,
)

log = logging.getLogger(__name__)

MOST_RECEIVING = 8
"""Bodies at a time; with those that wait to be read it is what strangers can make us hold."""
RECEIVE_SECONDS = 30.0
UNSIGNED = "what the hub sends is not signed as it has to be, and is ignored"

_KEY, _TOKEN = re.compile(r"[\w-]{16}", re.ASCII), re.compile(r"[\w-]{43}", re.ASCII)


@dataclass(slots=True, kw_only=True)
class Callback:
    """The routes that a web server is to mount."""

    database: Database
    inbox: Inbox
    clock: Clock
    _receiving: int = field(default=0, init=False)

    def routes(self) -> list[web.RouteDef]:
        address = f"{PATH}/{{key}}/{{token}}"
        return [web.get(address, self.asked_back, allow_head=False), web.post(address, self.sent)]

    async def asked_back(self, request: web.Request) -> web.Response:
        """A hub wants to know whether we asked it, or says that it will not."""
        lease, feed = await self._lease(request)
        answer = judged(lease, feed, request.query, now=self.clock())
        match answer:
            case None:
                raise web.HTTPNotFound
            case Denied():
                await asyncio.to_thread(self._deny, lease, answer)
                return web.Response()
            case Confirmed():
                await asyncio.to_thread(self._confirm, lease, answer)
                # plain text that no browser takes for anything else: the challenge is whatever the caller likes
                return web.Response(text=answer.challenge, headers={"X-Content-Type-Options": "nosniff"})

    async def sent(self, request: web.Request) -> web.Response:
        """A hub sends news. The answer says that they came, and nothing of what they are worth."""
        lease, feed = await self._lease(request)
        if feed is None or lease.asked == Mode.UNSUBSCRIBE:
            raise web.HTTPGone
        signature = signature_in(request.headers.get("X-Hub-Signature", ""))
        if signature is None:
            return await self._ignored(lease)
        if self._receiving >= MOST_RECEIVING:
            raise web.HTTPServiceUnavailable(headers={"Retry-After": "60"})
        self._receiving += 1
        try:
            async with asyncio.timeout(RECEIVE_SECONDS):
                body, digest = await _received(request, lease, algorithm=signature[0])
        except TimeoutError:
            raise web.HTTPRequestTimeout from None
        except (ConnectionError, web.RequestPayloadError):
            # it hung up over it, or can't frame it
            raise web.HTTPBadRequest from None
        finally:
            self._receiving -= 1
        if not hmac.compare_digest(digest, signature[1]):
            return await self._ignored(lease)
        content_type = request.headers.get("Content-Type", "")
        await self.inbox.take(Delivery(lease=lease, feed=feed, body=body, content_type=content_type))
        return _taken()

    async def _lease(self, request: web.Request) -> tuple[Lease, Feed | None]:
        """Whose address was called. Raises HTTPNotFound."""
        key, token = request.match_info["key"], request.match_info["token"]
        if not _KEY.fullmatch(key) or not _TOKEN.fullmatch(token):
            raise web.HTTPNotFound
        found = await asyncio.to_thread(self._look_up, key)
        # the key is looked up, which may take a while that tells something; the token is compared
        right = found[0].token if found and found[0].token else "-" * len(token)
        if not hmac.compare_digest(token, right) or found is None:
            raise web.HTTPNotFound
        return found

    async def _ignored(self, lease: Lease) -> web.Response:
        await asyncio.to_thread(self._note, lease, UNSIGNED)
        return _taken()

    def _look_up(self, key: str) -> tuple[Lease, Feed | None] | None:
        with self.database.read() as session:
            return lease_called(session, key)

    def _note(self, lease: Lease, problem: str) -> None:
        if lease.problem != problem:
            with self.database.write() as session:
                note_problem(session, lease, problem)

    def _deny(self, lease: Lease, denied: Denied) -> None:
        with self.database.write() as session:
            deny_lease(session, lease.id, problem=denied.problem, again_at=denied.again_at, hubs=denied.hubs)

    def _confirm(self, lease: Lease, confirmed: Confirmed) -> None:
        now = self.clock()
        with self.database.write() as session:
            if confirmed.mode is Mode.UNSUBSCRIBE:
                end_lease(session, lease.id, now=now)
            else:
                confirm_lease(session, lease, live_until=confirmed.live_until, renew_at=confirmed.renew_at, now=now)


async def _received(request: web.Request, lease: Lease, *, algorithm: str) -> tuple[bytes, bytes]:
    """(body, its digest under the lease's secret). Raises HTTPRequestEntityTooLarge."""
    assert lease.secret is not None
    signing = hmac.new(lease.secret.encode(), digestmod=algorithm)
    size, parts = 0, []
    async for part in request.content.iter_any():
        size += len(part)
        if size > FEED_BYTES:
            raise web.HTTPRequestEntityTooLarge(FEED_BYTES, size)
        signing.update(part)
        parts.append(part)
    return b"".join(parts), signing.digest()


def _taken() -> web.Response:
    return web.Response(status=HTTPStatus.ACCEPTED)
