"""setWebhook: updates posted to the bot's own server, each until it is taken, those of one chat in their order."""

import asyncio
import ipaddress
import re
from urllib.parse import urlsplit

import aiohttp

from demo.botapi.arguments import Arguments
from demo.botapi.errors import bad_request, conflict
from demo.botapi.shapes import Json
from demo.botapi.updates import UpdateQueue
from jobs.clock import Clock

ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
TIMEOUT = aiohttp.ClientTimeout(total=20)


class Webhook:
    """Where updates go, and the task that posts them. A real webhook is https and anywhere, this one on loopback."""

    def __init__(self, updates: UpdateQueue, clock: Clock) -> None:
        self.updates = updates
        self.clock = clock
        self.address = ""
        self.secret = ""
        self.most_connections = 40
        self.last_error: Json = {}
        self._task: asyncio.Task[None] | None = None

    def check_absent(self) -> None:
        """Raises ApiError 409 where updates are posted."""
        if self.address:
            raise conflict(ACTIVE)

    def set(self, args: Arguments) -> None:
        """https://core.telegram.org/bots/api#setwebhook"""
        address, secret = args.text("url"), args.text("secret_token")
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise bad_request("secret token contains unallowed characters")
        if not address:
            return self.delete(args)
        _check_loopback(address)
        if (kinds := args.names("allowed_updates")) is not None:
            self.updates.ask_for(kinds)
        if args.flag("drop_pending_updates"):
            self.updates.drop()
        self.stop()
        self.address, self.secret, self.last_error = address, secret, {}
        self.most_connections = args.integer("max_connections", 40)
        self._task = asyncio.create_task(self._post_all())
        return None

    def delete(self, args: Arguments) -> None:
        """https://core.telegram.org/bots/api#deletewebhook"""
        self.stop()
        self.address = self.secret = ""
        if args.flag("drop_pending_updates"):
            self.updates.drop()

    def info(self) -> Json:
        """https://core.telegram.org/bots/api#getwebhookinfo"""
        info: Json = {
            "url": self.address,
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates.pending),
        }
        if self.address:
            info |= {
                "max_connections": self.most_connections,
                "ip_address": urlsplit(self.address).hostname,
            } | self.last_error
        return info | ({"allowed_updates": self.updates.allowed} if self.updates.allowed else {})

    def stop(self) -> None:
        """Stop posting; what was not taken stays."""
        if self._task:
            self._task.cancel()
            self._task = None

    async def _post_all(self) -> None:
        """Post what waits: many at a time, but of one chat one after the other, as the real server does."""
        news = asyncio.Event()
        self.updates.listeners.add(news.set)
        posting: dict[object, asyncio.Task[None]] = {}
        try:
            async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
                while True:
                    news.clear()
                    posting = {lane: task for lane, task in posting.items() if not task.done()}
                    for update in self.updates.pending:
                        lane = _lane(update)
                        if lane not in posting and len(posting) < self.most_connections:
                            posting[lane] = asyncio.create_task(self._post_until_taken(session, update))
                            posting[lane].add_done_callback(lambda _: news.set())
                    await news.wait()
        finally:
            self.updates.listeners.discard(news.set)
            for task in posting.values():
                task.cancel()

    async def _post_until_taken(self, session: aiohttp.ClientSession, update: Json) -> None:
        pause = FIRST_PAUSE
        while not await self._post(session, update):
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _post(self, session: aiohttp.ClientSession, update: Json) -> bool:
        headers = {SECRET_HEADER: self.secret} if self.secret else {}
        try:
            async with session.post(self.address, json=update, headers=headers) as answer:
                if answer.status < 300:
                    self.updates.take(update["update_id"])
                    return True
                reason = f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except TimeoutError:
            reason = "Read timeout expired"
        except aiohttp.ClientConnectionError:
            reason = "Connection refused"
        self.last_error = {"last_error_date": int(self.clock().timestamp()), "last_error_message": reason}
        return False


def _lane(update: Json) -> object:
    """What the real server keeps in order: the updates of one chat, or of one person where there is no chat."""
    content = next(value for key, value in update.items() if key != "update_id")
    chat = content.get("chat") or content.get("message", {}).get("chat") or content.get("from") or {}
    return chat.get("id", update["update_id"])


def _check_loopback(address: str) -> None:
    try:
        parts = urlsplit(address)
        host = ipaddress.ip_address(parts.hostname or "")
    except ValueError:
        raise bad_request("bad webhook: the local Bot API posts to a loopback address only") from None
    if parts.scheme not in ("http", "https") or not host.is_loopback:
        raise bad_request("bad webhook: the local Bot API posts to a loopback address only")
