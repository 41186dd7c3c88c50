"""What a process is watched by. Its loops are handed on in a wrapping that counts them and leaves their signs."""

import json
import logging
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.metadata import version
from typing import Any, TypeVar

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import BaseUpdateProcessor
from telegram.request import BaseRequest, RequestData

from bot.failures import place_of
from bot.transport import NotTelegram, Posts
from bot.watch.metrics import Metrics
from bot.watch.signs import Signs
from jobs.job import Tick
from jobs.outcomes import ChatGone, ChatMoved, DeliveryProblem, Refused, Throttled
from storage.deliveries import Delivery

Sent = TypeVar("Sent")

ANSWERS = (ChatGone, ChatMoved, Refused)
"""Telegram answered, though not as the message would have had it."""

KINDS = ("message", "callback_query", "inline_query", "my_chat_member", "message_reaction", "channel_post")
METHOD = re.compile(r"[A-Za-z]{1,40}")

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Watch:
    """Of one process; without anything that asks for it, it costs a few microseconds a message."""

    signs: Signs = field(default_factory=Signs)
    metrics: Metrics = field(default_factory=lambda: Metrics(version=version("newsdigest")))

    def runs(self, parts: Iterable[str]) -> None:
        """These are the parts of newsdigest that this process is."""
        for part in parts:
            self.metrics.parts.labels(part).set(1)

    def job(self, name: str, tick: Tick, *, every: timedelta, shares: bool = False) -> Tick:
        """A job's round, expected at its interval; it `shares` its work where other processes may do it as well."""
        sign = self.signs.jobs[name] = self.signs.new(every=every.total_seconds(), shares=shares)
        seconds, failures = self.metrics.job_seconds.labels(name), self.metrics.job_failures.labels(name)
        success = self.metrics.job_success.labels(name)

        async def run() -> None:
            began = self.signs.seconds()
            sign.begins(began)
            try:
                await tick()
            except Exception as error:
                failures.inc()
                cause = _first(error)
                sign.failed(self.signs.seconds(), f"{type(cause).__name__} at {place_of(cause)}")
                raise
            else:
                success.set_to_current_time()
                sign.went_well(self.signs.seconds())
            finally:
                took = self.signs.seconds() - began
                seconds.observe(took)
                log.debug("The job %s came round in %.2f s", name, took)

        return run

    def send(self, send: Callable[[Delivery], Awaitable[Sent]]) -> Callable[[Delivery], Awaitable[Sent]]:
        """What sends the outbox's messages."""

        async def watched(delivery: Delivery) -> Sent:
            began = self.signs.seconds()
            try:
                sent = await send(delivery)
            except Exception as error:
                self._not_sent(error)
                log.debug("Delivery %d to chat %d: %s", delivery.id, delivery.chat_id, type(error).__name__)
                raise
            finally:
                self.metrics.send_seconds.observe(self.signs.seconds() - began)
            log.debug("Delivery %d to chat %d: sent", delivery.id, delivery.chat_id)
            self.metrics.sends.labels("sent").inc()
            if self.signs.sending:
                self.signs.sending.went_well(self.signs.seconds())
            return sent

        return watched

    def _not_sent(self, error: Exception) -> None:
        self.metrics.sends.labels(_snake(type(error).__name__ if isinstance(error, DeliveryProblem) else "error")).inc()
        now, sign = self.signs.seconds(), self.signs.sending
        if isinstance(error, Throttled):
            # neither well nor failed: the request was counted, and its wait heeded
            return
        if sign and isinstance(error, ANSWERS):
            sign.went_well(now)
        elif sign:
            sign.failed(now, str(error) if isinstance(error, DeliveryProblem) else type(error).__name__)

    def request(self, request: BaseRequest) -> BaseRequest:
        """A bot's way to Telegram."""
        return _WatchedRequest(request, self)

    def posts(self, posts: Posts) -> Posts:
        """A sender's way to Telegram, which is a shorter one."""
        return _WatchedPosts(posts, self)

    def unanswered(self, url: str) -> None:
        log.debug("Telegram was asked to %s, and didn't answer", _method(url))
        self.metrics.requests.labels(_method(url), "none").inc()

    def answered(self, url: str, status: int, body: bytes) -> None:
        """Telegram answered a request: count it, and heed a wait that it asks for."""
        self.metrics.requests.labels(_method(url), str(status)).inc()
        log.debug("Telegram was asked to %s, and answered with %d", _method(url), status)
        if status == 429:
            self.signs.pauses(_wait(body))

    def updates(self, processor: BaseUpdateProcessor) -> BaseUpdateProcessor:
        """What decides when an update is handled."""
        return _WatchedUpdates(processor, self)

    def log(self) -> logging.Handler:
        """A handler that counts what is logged."""
        return _Counting(self.metrics)


class _WatchedRequest(BaseRequest):
    def __init__(self, request: BaseRequest, watch: Watch) -> None:
        self._request = request
        self._watch = watch

    @property
    def read_timeout(self) -> float | None:
        return self._request.read_timeout

    async def initialize(self) -> None:
        await self._request.initialize()

    async def shutdown(self) -> None:
        await self._request.shutdown()

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **kwargs: Any
    ) -> tuple[int, bytes]:
        try:
            status, body = await self._request.do_request(url, method, request_data, *args, **kwargs)
        except NotTelegram as error:
            self._watch.answered(url, error.status, b"")
            raise
        except TelegramError:
            self._watch.unanswered(url)
            raise
        self._watch.answered(url, status, body)
        return status, body


@dataclass(frozen=True, slots=True)
class _WatchedPosts:
    _posts: Posts
    _watch: Watch

    async def call(self, url: str, parameters: Mapping[str, Any]) -> tuple[int, bytes]:
        try:
            status, body = await self._posts.call(url, parameters)
        except TelegramError:
            self._watch.unanswered(url)
            raise
        self._watch.answered(url, status, body)
        return status, body


class _WatchedUpdates(BaseUpdateProcessor):
    def __init__(self, processor: BaseUpdateProcessor, watch: Watch) -> None:
        super().__init__(processor.max_concurrent_updates)
        self._processor = processor
        self._watch = watch

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        began = self._watch.signs.seconds()
        try:
            await self._processor.do_process_update(update, coroutine)
        finally:
            lasted = self._watch.signs.seconds() - began
            number = update.update_id if isinstance(update, Update) else 0
            log.debug("Update %d, of the kind %s, was handled in %.3f s", number, _kind(update), lasted)
            self._watch.metrics.update_seconds.labels(_kind(update)).observe(lasted)

    async def initialize(self) -> None:
        await self._processor.initialize()

    async def shutdown(self) -> None:
        await self._processor.shutdown()


class _Counting(logging.Handler):
    def __init__(self, metrics: Metrics) -> None:
        super().__init__(logging.WARNING)
        self._metrics = metrics

    def emit(self, record: logging.LogRecord) -> None:
        self._metrics.log_records.labels("error" if record.levelno >= logging.ERROR else "warning").inc()


def _method(url: str) -> str:
    """Never more of an address than its last word: the rest holds the token."""
    name = url.rsplit("/", 1)[-1]
    # a file's address ends in its name
    return name if METHOD.fullmatch(name) and "/file/" not in url else "file"


def _wait(body: bytes) -> float:
    """How many seconds a 429 asks to wait; 0 where it doesn't say."""
    try:
        return float(json.loads(body)["parameters"]["retry_after"])
    except (ValueError, KeyError, TypeError):
        return 0.0


def _first(error: BaseException) -> BaseException:
    """Of several that came at once the first."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _kind(update: object) -> str:
    if isinstance(update, Update):
        return next((kind for kind in KINDS if getattr(update, kind) is not None), "other")
    return "other"


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
