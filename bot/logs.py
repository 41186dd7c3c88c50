"""What the process says while it runs: lines for people, on standard error, without secrets."""

import logging
import re
import sys
from collections.abc import Collection
from typing import TextIO

TOKEN = re.compile(r"(?<!\d)\d{5,}:[\w-]{20,}")
"""What a bot token looks like; addresses of the Bot API carry it after "bot"."""

COLOURS = {logging.WARNING: "\x1b[33m", logging.ERROR: "\x1b[31m", logging.CRITICAL: "\x1b[1;31m"}
DIM, RESET = "\x1b[2m", "\x1b[0m"

QUIET = {
    # logs every request's address, and with it the token, at INFO
    "httpx": logging.WARNING,
    # a line for each tick that ran, and one for each that found the one before still at work
    "apscheduler": logging.ERROR,
    "alembic": logging.WARNING,
    "telegram.ext.Application": logging.WARNING,
    # tracebacks for what bot.polling and bot.sender say in one line; the other one logs each answer that is no JSON,
    # which in bad weather is a web server's page
    "telegram.ext.Updater": logging.CRITICAL + 1,
    "telegram.request.BaseRequest": logging.CRITICAL + 1,
}


class Lines(logging.Formatter):
    """`2024-05-01 08:00:00 INFO    jobs.deliver: …`; on a terminal with the time alone, and warnings in colour.

    Secrets are taken out of the whole text, the traceback included.
    """

    def __init__(self, secrets: Collection[str], *, terminal: bool) -> None:
        super().__init__(
            f"{DIM}%(asctime)s{RESET} %(message)s" if terminal else "%(asctime)s %(levelname)-7s %(name)s: %(message)s",
            datefmt="%H:%M:%S" if terminal else "%Y-%m-%dT%H:%M:%S%z",
        )
        self._secrets = [secret for secret in secrets if secret]
        self._terminal = terminal

    def format(self, record: logging.LogRecord) -> str:
        text = redact(super().format(record), self._secrets)
        colour = COLOURS.get(record.levelno) if self._terminal else None
        return f"{colour}{text}{RESET}" if colour else text


def redact(text: str, secrets: Collection[str] = ()) -> str:
    """The text with the secrets, and whatever looks like a bot token, replaced."""
    for secret in secrets:
        text = text.replace(secret, "[secret]")
    return TOKEN.sub("[token]", text)


def set_up_logs(level: str, *, secrets: Collection[str], stream: TextIO | None = None) -> None:
    """Send this process's logs to `stream`, standard error when none is named; called once, by a command."""
    stream = stream or sys.stderr
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines(secrets, terminal=stream.isatty()))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name, quiet in QUIET.items():
        logging.getLogger(name).setLevel(quiet)
