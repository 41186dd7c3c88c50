"""What the process says while it runs: on standard error, without secrets, and never the same thing for ever.

There is no log file: a journal or a container's engine keeps what is written, and lets go of what is old.
"""

import logging
import sys
import threading
import time
from collections.abc import Callable, Collection, Hashable
from contextlib import suppress
from typing import Literal, TextIO

from bot.log_lines import Clean, Lines, Objects
from bot.log_redaction import spellings
from bot.log_thinning import FAILURES, FAILURES_ALIKE, NEWS, NUMBER, Ended, LeftOut, Thinning
from jobs.standstill import says_more

OWN = ("bot", "jobs", "summaries", "storage", "demo")

QUIET = {
    # logs every request's address, and with it the token, at INFO
    "httpx": logging.WARNING,
    # a line for each tick that ran, and one for each that found the one before still at work
    "apscheduler": logging.ERROR,
    "procrastinate": logging.WARNING,
    # a line for each try to connect, which jobs.standstill sums up in one
    "psycopg.pool": logging.ERROR,
    # that a question to a server which hangs was given up
    "psycopg": logging.ERROR,
    "alembic": logging.WARNING,
    "telegram.ext.Application": logging.WARNING,
    # tracebacks for what bot.polling and bot.sender say in one line; the other one logs each answer that is no JSON,
    # which in bad weather is a web server's page
    "telegram.ext.Updater": logging.CRITICAL + 1,
    # its tries to reach Telegram
    "telegram.ext": logging.CRITICAL + 1,
    "telegram.request.BaseRequest": logging.CRITICAL + 1,
    # quotes what people wrote where it can't read that
    "telegram.ext.ExtBot": logging.CRITICAL + 1,
}

NEVER = float("inf")

LONGEST_SAMPLE = 300

CATCH_UP_S = 10.0
"""As often it is looked, while something is held back, whether that is to be told though nothing more comes."""


class Log(logging.Handler):
    """Writes records to a stream, thinned out; what can't be written never ends or floods the process."""

    def __init__(self, stream: TextIO, formatter: Clean, *, seconds: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.setFormatter(formatter)
        self._clean = formatter.clean
        self._stream = stream
        self._seconds = seconds
        self._thinning = Thinning()
        self._alarm: threading.Timer | None = None

    def emit(self, record: logging.LogRecord) -> None:
        now = self._seconds()
        for ended in self._thinning.ended(now=now):
            self._write(_as_record(ended))
        try:
            self._tell(record, now)
        except (
            Exception
        ) as error:  # a template that doesn't fit, an exception that can't be shown: whoever logs goes on
            # the words may be anybody's
            record.msg = f"A record of line {record.lineno} could not be written ({type(error).__name__})"
            record.args = record.exc_info = None
            self._tell(record, now)

    def _tell(self, record: logging.LogRecord, now: float) -> None:
        held = self._held(record, record.getMessage(), now)
        if held is not None:
            record.held = held
            self._write(record)
        elif self._alarm is None:
            self._set_alarm()

    def catch_up(self) -> None:
        """Say what was held back for long enough, and what is over, though no record comes that would."""
        self.acquire()
        try:
            now, self._alarm = self._seconds(), None
            for ended in self._thinning.ended(now=now):
                self._write(_as_record(ended))
            for left_out in self._thinning.left_out(now=now):
                self._write(_as_before(left_out))
            if self._thinning.holds_back:
                self._set_alarm()
        finally:
            self.release()

    def _set_alarm(self) -> None:
        # a thread, since the event loop may hang, which is when the log is wanted
        alarm = threading.Timer(CATCH_UP_S, self.catch_up)
        alarm.daemon = True
        # a process that ends, or has no room for a thread, says it with the next record or at its end
        with suppress(RuntimeError):
            alarm.start()
            self._alarm = alarm

    def close(self) -> None:
        """Say what was held back and not told of."""
        self.acquire()
        try:
            if self._alarm is not None:
                self._alarm.cancel()
            for ended in self._thinning.ended(now=NEVER, all_of_them=True):
                if ended.held:
                    self._write(_as_record(ended))
        finally:
            self.release()
        super().close()

    def _held(self, record: logging.LogRecord, message: str, now: float) -> int | None:
        """None where it is held back, else how many like it were before."""
        if record.levelno < logging.INFO:
            # who asks for all details gets them all
            return 0
        # clean before it is cut: half of a secret is known by nothing
        kind, message = _kind(record, message), self._clean(message)[:LONGEST_SAMPLE]
        if not _is_failure(record):
            return self._thinning.passes(kind, NEWS, now=now, sample=message)
        alike = (record.name, record.levelno, str(record.msg)[:300])
        before = self._thinning.passes(kind, FAILURES, now=now, sample=message, within=alike)
        if before is None:
            return None
        others = self._thinning.passes(alike, FAILURES_ALIKE, now=now, sample=message)
        if others is None:
            self._thinning.hold(alike, before)
            return None
        return before + others

    def _write(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record) + "\n"
            # what no encoding has, such as half of a pair, is written out
            encoding = getattr(self._stream, "encoding", None) or "utf-8"
            self._stream.write(line.encode(encoding, "backslashreplace").decode(encoding))
            self._stream.flush()
        except (OSError, ValueError):
            # the disk is full, or nobody reads any more: the bot has better things to do than to end for that
            return


def set_up_logs(
    level: str, *, secrets: Collection[str], stream: TextIO | None = None, form: Literal["people", "json"] = "people"
) -> None:
    """Send this process's logs to `stream`, standard error when none is named; called once, by a command."""
    stream = stream or sys.stderr
    spelled = spellings(secrets)
    formatter = _formatter(form, spelled, stream)
    chosen = logging.getLevelNamesMapping()[level.upper()]
    # at DEBUG libraries tell what people write
    logging.basicConfig(level=max(chosen, logging.INFO), handlers=[Log(stream, formatter)], force=True)
    for name in OWN:
        logging.getLogger(name).setLevel(chosen)
    for name, quiet in QUIET.items():
        logging.getLogger(name).setLevel(quiet)
    # how a task ended that nobody waits for any more
    logging.getLogger("asyncio").addFilter(says_more)


def _kind(record: logging.LogRecord, message: str) -> Hashable:
    """What it has in common with others like it: all but numbers."""
    error = record.exc_info[1] if record.exc_info else None
    failed = None if error is None else (type(error).__name__, NUMBER.sub("#", str(error)[:200]))
    return (record.name, record.levelno, NUMBER.sub("#", message[:300]), failed)


def _is_failure(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING or bool(record.exc_info)


def _as_record(ended: Ended) -> logging.LogRecord:
    words = "No more of this, which came %d times within %d seconds: %s"
    return _record_of(ended.kind, words, ended.times, ended.seconds, ended.sample, level=logging.INFO)


def _as_before(left_out: LeftOut) -> logging.LogRecord:
    record = _record_of(left_out.kind, "As before: %s", left_out.sample)
    record.held = left_out.held
    return record


def _record_of(kind: Hashable, words: str, *args: object, level: int | None = None) -> logging.LogRecord:
    """In the name, and at the level if no other is said, of those of this kind."""
    assert isinstance(kind, tuple)
    name, own, *_ = kind
    at = own if level is None else level
    return logging.makeLogRecord(
        {"name": name, "levelno": at, "levelname": logging.getLevelName(at), "msg": words, "args": args}
    )


def _formatter(form: Literal["people", "json"], secrets: Collection[str], stream: TextIO) -> Clean:
    if form == "json":
        encoding = (getattr(stream, "encoding", None) or "utf-8").lower().replace("-", "")
        return Objects(secrets, only_ascii=not encoding.startswith("utf"))
    return Lines(secrets, terminal=stream.isatty())
